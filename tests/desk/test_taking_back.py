"""What was taken over from a text is taken back: the record says again what it said, by one button."""

from __future__ import annotations

from typing import Any

import pytest

from articles.models import Article, CreditPermission, DeskEvent, Permission, ReprintCredit
from articles.publishing import taking_back
from articles.publishing.filling import columns
from articles.publishing.taking_back import undo_take_over
from articles.refusals import NotAllowed, Refused, StaleArticle
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.desk.test_claims import credit_of, draft_of, imported, take
from tests.makers import NOON

pytestmark = pytest.mark.django_db

FACTS = (
    ("source", "The Ferry Post"),
    ("author", "Bo Holder"),
    ("translator", "Cy Translator"),
    ("copyright", "© 2026 Bo Holder"),
)
ONWARD = ("onward", "contact_holder", "Please ask the author before reprinting.")


def undo(article: Article, actor: Any = None) -> Article:
    article.refresh_from_db()
    return undo_take_over(article, actor=actor or personas.rights_desk(), at=NOON)


def test_a_credit_that_was_begun_for_it_is_gone_again() -> None:
    article = imported(*FACTS)
    take(article, actor=personas.writer())
    assert credit_of(article).source is not None
    assert article.bylines.filter(role="translator").exists()
    undo(article, personas.writer())
    assert not ReprintCredit.objects.filter(article=article).exists()
    assert not article.bylines.filter(role="translator").exists()
    assert DeskEvent.objects.latest("pk").verb == "undo_take_over"
    take(article, actor=personas.writer())
    assert credit_of(article).authors == "Bo Holder", "and it can be taken over once more"


def test_a_credit_that_was_there_says_what_it_said() -> None:
    article = imported(*FACTS, ("changes", "abridged", "This is an abridged version."))
    makers.credit(article, source=None, authors="", changes="", relation="verbatim")
    before = columns(credit_of(article))
    take(article)
    assert columns(credit_of(article)) != before
    undo(article)
    assert columns(credit_of(article)) == before


def test_a_draft_that_was_begun_stays_and_nothing_relies_on_it() -> None:
    article = imported(*FACTS, ONWARD)
    take(article)
    draft = draft_of(article)
    undo(article)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not CreditPermission.objects.exists()


def test_a_draft_that_was_there_says_what_it_said_but_for_what_was_written_since() -> None:
    article = imported(ONWARD)
    draft = makers.make_permission(grant=False, proof="", onward="", notes="Ours.")
    makers.credit(article, draft)
    version = Article.objects.get(pk=article.pk).version
    take(article)
    draft.refresh_from_db()
    assert draft.notes != "Ours."
    assert taking_back.can_undo(Article.objects.get(pk=article.pk)), (
        "also without a fact of the credit"
    )
    Permission.objects.update(notes="Written since.")
    undo(article)
    draft.refresh_from_db()
    assert (draft.onward, draft.notes) == ("", "Written since.")
    assert Article.objects.get(pk=article.pk).version == version + 1
    assert not taking_back.can_undo(Article.objects.get(pk=article.pk)), "once"


def test_what_was_saved_since_is_not_undone() -> None:
    article = imported(*FACTS)
    take(article)
    seen = Article.objects.get(pk=article.pk)
    Article.objects.update(version=seen.version + 1)
    with pytest.raises(StaleArticle):
        undo_take_over(seen, actor=personas.rights_desk(), at=NOON)
    with pytest.raises(Refused, match="by hand"):
        undo(article)
    assert credit_of(article).source is not None


def test_a_credit_on_which_something_relies_since_stays() -> None:
    article = imported(*FACTS)
    take(article)
    permission = makers.make_permission()
    CreditPermission.objects.create(credit=credit_of(article), permission=permission)
    with pytest.raises(Refused, match="another permission"):
        undo(article)
    assert credit_of(article).authors == "Bo Holder"


def test_it_is_for_those_who_may_take_over() -> None:
    article = imported(*FACTS, ONWARD)
    take(article)
    for persona in (personas.moderator, personas.stranger, personas.writer):
        with pytest.raises(NotAllowed):
            undo(article, persona())
    assert draft_of(article)


def test_the_button_stands_among_the_claims() -> None:
    client = signed_in(personas.everyone())
    article = imported(*FACTS)
    page = desk("articles_article_change", article.pk)
    address = desk("articles_article_verb", article.pk, "undo-take-over")
    html = client.get(page).content.decode()
    assert address not in links(html, "a")
    client.post(page, {**form_values(html, "#article_form"), "_take": "all"})
    html = client.get(page).content.decode()
    assert address in links(html, ".claims-panel a")
    form = form_values(client.get(address).content.decode())
    done = client.post(address, form, follow=True).content.decode()
    assert "as it was before" in said(done, ".messagelist")
    assert not ReprintCredit.objects.exists()
