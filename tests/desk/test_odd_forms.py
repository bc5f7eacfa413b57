"""Forms and addresses that no page of the desk makes: refused in words, and quickly."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Contributor
from tests import makers, personas
from tests.desk.pages import desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
LISTS = {
    "article": ("title__regex=[", "title__regex=^(.|..){0,60}!$", "id__range=1", "nonsense=1"),
    "edition": ("at__year=99999", "content__contains={", "article__id__exact=" + HUGE),
    "image": (f"topic={HUGE}", f"alt__range=1,{HUGE}", "uploaded_at__gte=yesterday"),
    "deskevent": (f"actor={HUGE}", f"actor__id__exact={HUGE}", "actor__password__startswith=p"),
    "permission": (f"source__id__exact={HUGE}", "notes__regex=["),
    "comment": ("written_at__gte=0000-00-00", "written_at__gte=9999-12-31 23:59:59-12:00"),
}


@pytest.fixture
def owner() -> Client:
    user = personas.everyone()
    user.is_superuser = True
    user.save()
    return signed_in(user)


@pytest.mark.parametrize(
    ("model", "query"), [(model, query) for model, all_ in LISTS.items() for query in all_]
)
def test_a_list_is_asked_by_its_own_filters_alone(owner: Client, model: str, query: str) -> None:
    response = owner.get(f"{desk(f'articles_{model}_changelist')}?{query}", follow=True)
    assert response.status_code == 200


def test_the_versions_of_one_article_are_linked_to(owner: Client) -> None:
    makers.make_live(title="One")
    other = makers.make_live(title="Two")
    address = f"{desk('articles_edition_changelist')}?article__id__exact={other.article.pk}"
    page = said(owner.get(address).content.decode(), "#result_list tbody")
    assert "Two" in page
    assert "One" not in page


def change(article: Article) -> str:
    return desk("articles_article_change", article.pk)


@pytest.mark.parametrize("number", ["other", "999999", "x", HUGE])
def test_a_section_of_elsewhere_is_refused(owner: Client, number: str) -> None:
    article, other = makers.make_article(), makers.make_article()
    elsewhere = other.sections.get()
    values = form_values(owner.get(change(article)).content.decode(), "#article_form")
    values["sections-0-id"] = str(elsewhere.pk) if number == "other" else number
    values["sections-0-body"] = "<p>Typed.</p>"
    response = owner.post(change(article), values)
    assert response.status_code == 200
    assert "Typed." in response.content.decode()
    assert said(response.content.decode(), ".mistakes")
    elsewhere.refresh_from_db()
    assert elsewhere.article == other


def test_rows_that_say_they_are_new_are_refused_where_they_stand_already(owner: Client) -> None:
    article = makers.make_article()
    article.bylines.create(contributor=Contributor.objects.create(name="Ann"), position=2)
    count = article.bylines.count()
    values = form_values(owner.get(change(article)).content.decode(), "#article_form")
    values["bylines-INITIAL_FORMS"] = "0"
    page = owner.post(change(article), values).content.decode()
    assert "Reload the page." in said(page, ".mistakes")
    assert article.bylines.count() == count


def test_a_number_of_rows_without_rows_draws_none(owner: Client) -> None:
    address = desk("articles_article_add")
    values = form_values(owner.get(address).content.decode(), "#article_form")
    values |= {"sections-TOTAL_FORMS": "99999", "sections-99998-heading": "x"}
    response = owner.post(address, values)
    assert response.status_code == 200
    assert len(response.content) < 500_000
    assert said(response.content.decode(), ".mistakes")


@pytest.mark.parametrize("number", [HUGE, "-1", "x"])
def test_a_role_that_is_none_is_refused(owner: Client, number: str) -> None:
    user = personas.writer()
    address = reverse("admin:auth_user_change", args=[user.pk])
    values = form_values(owner.get(address).content.decode()) | {"groups": [number]}
    assert owner.post(address, values).status_code == 200
    assert user.groups.count() == 1
