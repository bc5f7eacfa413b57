"""The findings on rights at the desk: whom they lead where, and that nobody is kept from writing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article
from articles.rights import permissions
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import DAY

pytestmark = pytest.mark.django_db

NOBODY = "The rights desk sees to it."


def page_for(user: User, article: Article) -> str:
    return signed_in(user).get(desk("articles_article_change", article.pk)).content.decode()


def test_a_finding_leads_the_rights_desk_to_the_permission_s_own_field() -> None:
    permission = makers.make_permission(grant=False, proof="", licensor="")
    article = makers.make_article()
    makers.credit(article, permission)
    address = desk("articles_permission_change", permission.pk)
    found = links(page_for(personas.rights_desk(), article), "#checklist .findings a")
    assert found == [
        "#id_credit_record-0-original_permissions",
        f"{address}#id_licensor",
        f"{address}#id_proof_kind",
    ]
    # Editors see permissions, and choose them for an article.
    assert links(page_for(personas.editor(), article), "#checklist .findings a") == found


def test_a_writer_is_told_who_sees_to_it_and_led_nowhere() -> None:
    article = makers.make_article()
    makers.credit(article, makers.make_permission(grant=False, proof=""))
    page = page_for(personas.writer(), article)
    assert links(page, "#checklist .findings a") == []
    assert said(page, "#checklist .findings").count(NOBODY) == 2
    assert "/permission/" not in page


def test_the_page_that_publishes_leads_to_the_same_field() -> None:
    permission = makers.make_permission()
    permissions.mend(permission, actor=personas.rights_desk(), is_forwarded=False)
    article = makers.make_article()
    makers.credit(article, permission)
    address = desk("articles_article_verb", article.pk, "publish")
    page = signed_in(personas.editor()).get(address).content.decode()
    own = desk("articles_permission_change", permission.pk)
    assert links(page, ".findings.blockers a") == [f"{own}#id_onward_contact"]


@pytest.mark.parametrize("who", ["writer", "editor", "rights_desk"])
def test_a_permission_that_ended_keeps_nobody_from_saving_a_draft(who: str) -> None:
    now = timezone.now()
    permission = makers.make_permission(valid_from=now - 9 * DAY, valid_until=now - DAY)
    article = makers.make_article()
    makers.credit(article, permission)
    client = signed_in(getattr(personas, who)())
    address = desk("articles_article_change", article.pk)
    typed = form_values(client.get(address).content.decode(), "#article_form")
    answer = client.post(address, typed | {"title": "Mended after all", "_continue": "1"})
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.title == "Mended after all"
    assert article.credit_record.needs.get().permission == permission


def test_publishing_it_is_refused_with_the_way_to_the_permissions() -> None:
    now = timezone.now()
    permission = makers.make_permission(valid_from=now - 9 * DAY, valid_until=now - DAY)
    article = makers.make_article()
    makers.credit(article, permission)
    client = signed_in(personas.editor())
    address = desk("articles_article_verb", article.pk, "publish")
    page = client.get(address).content.decode()
    answer = client.post(address, form_values(page), follow=True).content.decode()
    assert "The permission has ended by then. Renew it first." in said(answer, "#content-main")
    assert not article.editions.exists()
