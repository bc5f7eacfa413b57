"""What stands against publishing: each blocker and each warning by its code and field, and by its words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.bridges import freeze
from articles.models import Article, Masthead, Permission
from articles.models.term_choices import Basis
from articles.publishing.checklist import Finding, blockers, findings
from articles.publishing.release import publish
from articles.refusals import Blocked
from articles.rights import permissions
from tests import personas
from tests.makers import (
    DAY,
    NOON,
    credit,
    make_article,
    make_image,
    make_live,
    make_permission,
    renew,
)
from tests.rules.drawn import picture

pytestmark = pytest.mark.django_db


def found(article: Article, at: Any = NOON) -> set[tuple[str, str, str]]:
    return {(one.level, one.code, one.field) for one in findings(article, at=at)}


def said(article: Article, code: str, at: Any = NOON) -> str:
    return next(str(one.message) for one in findings(article, at=at) if one.code == code)


def test_it_has_nothing_to_say_of_an_article_that_is_ready() -> None:
    assert found(make_article(image=picture("plain"), alt="A quay at dusk")) == set()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"title": " "}, ("blocker", "no_title", "title")),
        ({"language": ""}, ("blocker", "no_language", "language")),
        ({"bodies": ()}, ("blocker", "no_text", "sections-0-body")),
        ({"bodies": ("", "<hr>")}, ("blocker", "no_text", "sections-0-body")),
        ({"deck": " "}, ("warning", "no_deck", "deck")),
        ({"tags": []}, ("warning", "no_tag", "tags")),
        ({"author": ""}, ("warning", "no_byline", "bylines")),
        (
            {"bodies": ("<p>Short.</p>", f"<p>{'word ' * 401}</p>")},
            ("warning", "long_paragraph", "sections-1-body"),
        ),
        ({"bodies": (f"<p>{'渡' * 401}</p>",)}, ("warning", "long_paragraph", "sections-0-body")),
        ({"is_picture_missing": True}, ("blocker", "picture_missing", "image")),
    ],
)
def test_it_names_the_text_and_the_filing(columns: dict[str, Any], expected: Any) -> None:
    article = make_article(**{"title": "A title", **columns})
    if columns.get("title"):
        article.title = columns["title"]
    assert found(article) == {expected}


def test_a_paragraph_of_four_hundred_words_is_not_very_long() -> None:
    assert found(make_article(bodies=(f"<p>{'word ' * 400}</p>",))) == set()


@pytest.mark.parametrize(
    ("body", "is_long"),
    [
        (f"<p>{'a ' * 400}</p>", False),
        (f"<p>{'a ' * 401}</p>", True),
        (f"<p>{'渡' * 400}</p>", False),
        (f"<p>{'渡' * 399} é a</p>", True),
        (f"<p>Short.</p><pre>{'word ' * 401}</pre>", False),
        (f"<ul><li><p>{'word ' * 401}</p></li></ul>", True),
        (f"<p>{'word ' * 250}</p><p>{'word ' * 250}</p>", False),
    ],
)
def test_a_paragraph_is_long_by_its_words_alone(body: str, is_long: bool) -> None:
    codes = {code for _level, code, _field in found(make_article(bodies=(body,)))}
    assert ("long_paragraph" in codes) == is_long


def test_it_refuses_links_that_no_reader_could_follow() -> None:
    live = make_live(at=NOON, title="Out there").article
    late = make_live(at=NOON + DAY, title="Tomorrow").article
    draft = make_article(title="Not out yet")
    link = '<p><a href="article:{}#x">x</a></p>'
    bodies = tuple(link.format(key) for key in (live.key, late.key, draft.key, "zzzz"))
    article = make_article(title="Links", bodies=bodies)
    article.sections.filter(position=1).update(
        body=link.format(live.key) + link.format(article.key)
    )
    dead = {("blocker", "dead_link", f"sections-{number}-body") for number in (1, 2, 3)}
    assert found(article) == dead
    assert found(article, at=NOON + DAY) == dead - {("blocker", "dead_link", "sections-1-body")}
    messages = {str(one.message) for one in findings(article, at=NOON + DAY)}
    assert messages == {
        "Section 3 links to “Not out yet”, which is not public.",
        "Section 4 links to an article that does not exist.",
    }
    with pytest.raises(Blocked):
        publish(article, actor=personas.editor(), at=NOON, now=NOON)


def with_section(**columns: Any) -> Article:
    article = make_article(title="Crossing the river", bodies=("<p>One.</p>", "<p>Two.</p>"))
    section = article.sections.get(position=2)
    for name, value in columns.items():
        setattr(section, name, value)
    section.save()
    return article


def test_it_says_which_picture_is_missing() -> None:
    article = with_section(is_picture_missing=True, picture_origin="a.png")
    assert found(article) == {("blocker", "picture_missing", "sections-1-image")}
    assert (
        said(article, "picture_missing") == "Section 2: picture missing. Choose one or remove it."
    )


def test_it_asks_for_a_description_or_the_word_decorative() -> None:
    article = with_section(image=picture("plain"), alt=" ")
    assert found(article) == {("blocker", "no_alt", "sections-1-alt")}
    assert found(with_section(image=picture("plain"), is_decorative=True)) == set()


def test_the_library_s_description_will_do_where_the_place_has_none() -> None:
    article = make_article(image=make_image(alt="A lamp."))
    assert found(article) == set()
    lead = freeze(article).lead
    assert lead is not None
    assert lead.alt == "A lamp."


def test_a_description_that_repeats_the_title_says_nothing() -> None:
    article = with_section(image=picture("plain"), alt="CROSSING  the river")
    assert found(article) == {("blocker", "alt_repeats_title", "sections-1-alt")}


def test_blockers_come_first() -> None:
    article = make_article(bodies=(), tags=[], deck="")
    levels = [one.level for one in findings(article, at=NOON)]
    assert levels == sorted(levels)
    assert [one.code for one in blockers(findings(article, at=NOON))] == ["no_text"]


# --- rights ------------------------------------------------------------------------------------

PERMISSIONS = "credit_record-permissions"


def reprint(*needed: Any, **facts: Any) -> Article:
    article = make_article()
    credit(article, *needed, **facts)
    return article


def test_a_reprint_names_its_source() -> None:
    article = reprint(make_permission(), source=None)
    assert found(article) == {("blocker", "no_source", "credit_record-source")}


def test_a_reprint_relies_on_a_permission() -> None:
    assert found(reprint()) == {("blocker", "no_permission", PERMISSIONS)}


def test_a_permission_for_the_translation_alone_is_not_enough() -> None:
    article = make_article()
    credit(article, relation="translation", language="fr").needs.create(
        permission=make_permission(), covers="translation"
    )
    assert found(article) == {("blocker", "no_permission", PERMISSIONS)}


@pytest.mark.parametrize(
    ("verbs", "state"),
    [
        ([], "Draft"),
        (["request"], "Asked for"),
        (["refuse"], "Refused"),
        (["grant", "suspend"], "Suspended"),
        (["grant", "revoke"], "Revoked"),
    ],
)
def test_a_permission_that_is_not_granted_says_what_it_is(verbs: list[str], state: str) -> None:
    permission = make_permission(grant=False, reference="The letter")
    for verb in verbs:
        getattr(permissions, verb)(permission, actor=personas.rights_desk(), at=NOON)
    article = reprint(permission)
    assert found(article) == {("blocker", "permission_not_granted", PERMISSIONS)}
    assert said(article, "permission_not_granted") == (f"The permission is not granted: {state}.")


def test_a_permission_counts_from_its_first_moment_up_to_its_end() -> None:
    article = reprint(make_permission(valid_from=NOON, valid_until=NOON + 100 * DAY))
    hair = DAY / 86400
    assert found(article, NOON - hair) == {("blocker", "permission_not_yet", PERMISSIONS)}
    assert found(article, NOON) == set()
    assert found(article, NOON + 100 * DAY) == {("blocker", "permission_lapsed", PERMISSIONS)}


def test_it_is_lapsed_in_the_gap_before_a_renewal_and_fine_after() -> None:
    old = make_permission(valid_until=NOON + DAY)
    renew(old, at=NOON, valid_from=NOON + 3 * DAY, is_perpetual=True)
    article = reprint(old)
    assert found(article, NOON + 2 * DAY) == {("blocker", "permission_lapsed", PERMISSIONS)}
    assert found(article, NOON + 3 * DAY) == set()


def test_revoking_a_coming_renewal_is_told_of_the_whole_chain() -> None:
    old = make_permission(valid_until=NOON + 50 * DAY)
    new = renew(old, at=NOON, is_perpetual=True)
    permissions.revoke(new, actor=personas.rights_desk(), at=NOON)
    assert found(reprint(old), NOON + DAY) == {("blocker", "permission_not_granted", PERMISSIONS)}


def test_it_warns_thirty_days_before_the_end() -> None:
    article = reprint(make_permission(valid_until=NOON + 30 * DAY))
    assert found(article) == {("warning", "permission_ends_soon", PERMISSIONS)}
    assert found(article, NOON - DAY / 86400) == set()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"is_forwarded": False}, {("blocker", "no_holder_contact", "onward_contact")}),
        ({"is_forwarded": False, "onward_contact": "bo@example.org"}, set()),
        ({"is_forwarded": True}, set()),
        ({"is_forwarded": False, "onward": "forbidden"}, set()),
    ],
)
def test_whoever_is_told_to_ask_must_be_told_whom(facts: dict[str, Any], expected: Any) -> None:
    article = reprint(make_permission())
    Permission.objects.update(**facts)  # as it was granted once, or mended since
    assert found(article) == expected


def under(licence: str) -> Any:
    return make_permission(basis=Basis.OPEN_LICENCE, licence=licence)


def test_a_licence_may_forbid_commerce() -> None:
    article = reprint(under("CC-BY-NC-4.0"))
    assert found(article) == set()
    Masthead.objects.update(is_commercial=True)
    assert found(article) == {("blocker", "licence_forbids_commerce", "licence")}


def test_a_licence_may_forbid_changes() -> None:
    assert found(reprint(under("CC-BY-ND-4.0"))) == set()
    assert found(reprint(under("CC-BY-ND-4.0"), relation="abridged")) == {
        ("blocker", "licence_forbids_changes", "credit_record-relation")
    }


def test_a_translation_says_from_which_language() -> None:
    assert found(reprint(make_permission(), relation="translation")) == {
        ("warning", "no_original_language", "credit_record-language")
    }


def test_publishing_is_refused_with_every_blocker_and_goes_through_with_warnings() -> None:
    article = make_article(bodies=(), deck="")
    credit(article)
    with pytest.raises(Blocked) as refusal:
        publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert [one.code for one in refusal.value.findings] == ["no_text", "no_permission"]
    assert all(isinstance(one, Finding) for one in refusal.value.findings)
    publish(make_article(deck="", tags=[]), actor=personas.editor(), at=NOON, now=NOON)


def test_it_costs_at_most_ten_queries() -> None:
    link = '<p><a href="article:{}">x</a></p>'
    bodies = tuple(link.format(make_live().article.key) for _number in range(20))
    article = make_article(bodies=bodies)
    record = credit(article, make_permission(), relation="translation", language="fr")
    record.needs.create(permission=make_permission(), covers="translation")
    article = Article.objects.get(pk=article.pk)
    with CaptureQueriesContext(connection) as captured:
        findings(article, at=NOON)
    assert len(captured) <= 10
