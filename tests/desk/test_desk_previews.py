"""What is not published yet, shown: as it is typed, without a trace, and by a signed link to others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, DeskEvent, PreviewLink, Section, Tag
from articles.publishing import release, sharing
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in

pytestmark = pytest.mark.django_db


def typed(client: Client, article: Article, **changes: Any) -> dict[str, Any]:
    """The preview's answer to the article's form with these changes."""
    page = client.get(desk("articles_article_change", article.pk)).content.decode()
    address = desk("articles_article_preview", article.pk)
    response = client.post(address, form_values(page, "#article_form") | changes)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def rows() -> dict[str, Any]:
    counts = {model.__name__: model.objects.count() for model in (Article, Section, Tag, DeskEvent)}
    return counts | {"articles": list(Article.objects.values_list("title", "version"))}


def test_it_shows_what_is_typed_and_writes_nothing() -> None:
    writer = signed_in(personas.writer())
    article = makers.make_article(title="Before", bodies=("<p>Old.</p>", "<p>Second.</p>"))
    image = makers.make_image(alt="A quay")
    before = rows()
    answer = typed(
        writer,
        article,
        title="After",
        tags="essays, Never seen",
        image=str(image.pk),
        **{
            "sections-0-body": '<p>New.</p><script>alert("x")</script>',
            "sections-0-position": "2",
            "sections-1-position": "1",
        },
    )
    page = answer["html"]
    assert said(page, "h1") == "After"
    assert said(page, ".body > div") == "Second. New."
    assert "alert" not in page
    assert "Never seen" in page
    assert 'alt="A quay"' in page
    assert answer["doubts"] == []
    assert rows() == before


def test_it_says_what_it_could_not_read_and_shows_the_rest() -> None:
    article = makers.make_article(title="Before")
    answer = typed(
        signed_in(personas.everyone()),
        article,
        title="x" * 301,
        image="9" * 30,
        **{"bylines-0-role": "king", "sections-0-language": "no language"},
    )
    assert "x" * 301 in said(answer["html"], "h1")
    doubts = " ".join(answer["doubts"])
    for word in ("no picture of this number", "Title", "king", "language tag"):
        assert word in doubts


def test_it_does_not_ask_more_of_the_database_for_more_sections(
    django_assert_max_num_queries: Any,
) -> None:
    writer = signed_in(personas.writer())
    article = makers.make_article(bodies=tuple(f"<p>{number}</p>" for number in range(40)))
    page = writer.get(desk("articles_article_change", article.pk)).content.decode()
    values = form_values(page, "#article_form")
    with django_assert_max_num_queries(22):
        writer.post(desk("articles_article_preview", article.pk), values)


def test_an_article_that_was_never_saved_has_a_preview_too() -> None:
    writer = signed_in(personas.writer())
    page = writer.get(desk("articles_article_add")).content.decode()
    values = form_values(page, "#article_form") | {"title": "Brand new"}
    address = desk("articles_article_unsaved")
    assert writer.get(address).status_code == 200
    assert said(writer.post(address, values).json()["html"], "h1") == "Brand new"
    assert not Article.objects.exists()
    assert signed_in(personas.stranger()).post(address, values).status_code == 403


def test_a_preview_is_for_those_who_may_see_or_change_it() -> None:
    article = makers.make_article()
    address = desk("articles_article_preview", article.pk)
    assert signed_in(personas.stranger()).post(address).status_code == 403
    page = signed_in(personas.writer()).get(address).content.decode()
    assert links(page, ".preview-note a") == [desk("articles_article_change", article.pk)]


# --- links for people without an account ----------------------------------------------------------


def make_link(article: Article) -> PreviewLink:
    until = timezone.now() + timedelta(days=7)
    return sharing.share(article, actor=personas.writer(), until=until)


def test_a_link_shows_the_saved_version_to_someone_without_an_account() -> None:
    writer = signed_in(personas.writer())
    article = makers.make_article(title="As it was")
    address = desk("articles_article_share", article.pk)
    page = writer.post(address, {"days": "7"}, follow=True).content.decode()
    (shown,) = links(page, ".open-links a.verb")
    Article.objects.filter(pk=article.pk).update(title="As it became", version=2)
    response = Client().get(shown)
    assert response.status_code == 200
    assert said(response.content.decode(), "h1") == "As it was"
    assert "noindex" in response.content.decode()
    assert "noindex" in response["X-Robots-Tag"]
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert not response.cookies
    assert "an earlier text" in writer.get(address).content.decode()
    assert article.events.filter(verb="share").exists()


def test_a_link_ends_by_time_by_hand_and_with_a_withdrawal() -> None:
    writer = signed_in(personas.writer())
    article = makers.make_live(at=timezone.now() - timedelta(hours=1)).article
    revoked, expired, last = (make_link(article) for _number in range(3))
    writer.post(desk("articles_article_revoke-link", article.pk, revoked.pk))
    PreviewLink.objects.filter(pk=expired.pk).update(
        created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now()
    )
    assert article.events.filter(verb="revoke_link").count() == 1
    for link in (revoked, expired):
        response = Client().get(link.get_absolute_url())
        assert response.status_code == 410
        assert "This link is over" in said(response.content.decode(), "h1")
    assert Client().get(last.get_absolute_url()).status_code == 200
    release.withdraw(article, actor=personas.editor(), reason="error")
    assert Client().get(last.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("token", ["1", "x:y", "MQ:x", "é"])
def test_a_link_that_nobody_made_leads_nowhere(token: str) -> None:
    make_link(makers.make_article())
    assert Client().get(f"/preview/{token}/").status_code == 404


def test_only_those_who_write_make_links_and_not_for_longer() -> None:
    article = makers.make_article()
    address = desk("articles_article_share", article.pk)
    assert signed_in(personas.moderator()).post(address, {"days": "7"}).status_code == 403
    signed_in(personas.writer()).post(address, {"days": "365"})
    assert not PreviewLink.objects.exists()


def test_a_picture_is_made_wide_and_the_comparison_says_so() -> None:
    editor = signed_in(personas.editor())
    article = makers.make_article()
    Section.objects.filter(article=article).update(image=makers.make_image(), alt="A quay")
    release.publish(article, actor=personas.editor())
    answer = typed(editor, article, **{"sections-0-figure_width": "full"})
    assert '<figure class="is-full">' in answer["html"]
    address = desk("articles_article_change", article.pk)
    values = form_values(editor.get(address).content.decode(), "#article_form")
    assert values["sections-0-figure_width"] == ""
    editor.post(address, values | {"sections-0-figure_width": "wide"})
    assert article.sections.get().figure_width == "wide"
    compared = editor.get(desk("articles_article_compare", article.pk)).content.decode()
    assert "Wider than the text" in compared
    editor.post(address, values | {"sections-0-figure_width": "huge"})
    assert article.sections.get().figure_width == "wide"
