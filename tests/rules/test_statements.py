"""What every output says about rights: the strictest of several permissions, and never more than we hold."""

from __future__ import annotations

from typing import Any

import pytest

from articles.models import Edition, EditionPermission, Masthead, Permission
from articles.models.credits import Covers, Relation
from articles.models.term_choices import AIPolicy, Basis, IndexPolicy, Licence, Onward
from articles.piece import RightsStatement
from articles.publishing import release
from articles.rights import credit_words, permissions
from articles.rights.statements import reprint as of_rows
from articles.rights.statements import statement
from tests import makers, personas
from tests.makers import DAY, NOON, make_permission

pytestmark = pytest.mark.django_db

CC = {"basis": Basis.OPEN_LICENCE}
OPEN = Masthead(allows_training=True, licence="CC-BY-4.0")
RESERVED = Masthead()


def reprint(*needed: Permission, **facts: Any) -> Edition:
    article = makers.make_article(language=facts.pop("our_language", "en"))
    makers.credit(article, *needed, **facts)
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def translated(original: Permission, translation: Permission) -> Edition:
    article = makers.make_article()
    record = makers.credit(article, original, relation="translation", language="zh-Hans")
    record.needs.create(permission=translation, covers="translation")
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def said(edition: Edition, *, day: float = 1, masthead: Masthead = RESERVED) -> RightsStatement:
    return statement(edition, at=NOON + day * DAY, masthead=masthead)


def by_rows(
    original: Permission,
    translation: Permission | None = None,
    *,
    masthead: Masthead = RESERVED,
    **facts: str,
) -> RightsStatement:
    """The statement by rows that no desk has recorded, and some that none would."""
    edition = Edition(
        relation=facts.get("relation", "verbatim"),
        language="en",
        content={"schema": 1, "piece": {"original": {"relation": "verbatim", **facts}}},
    )
    needs, known = [], {}
    for number, (covers, row) in enumerate(zip(Covers, (original, translation), strict=True)):
        if row is not None:
            row.pk = number + 1
            needs.append(EditionPermission(permission=row, covers=covers))
            known[row.pk] = [row]
    return of_rows(edition, needs, known, at=NOON, masthead=masthead)


# --- our own work


def test_our_own_work_goes_out_under_the_publication_s_licence() -> None:
    own = said(makers.make_live(), masthead=OPEN)
    assert (own.is_reprint, own.onward, own.licence) == (False, "public_licence", "CC-BY-4.0")
    assert own.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert own.has_kit
    assert own.is_indexed
    assert own.allows_training


def test_our_own_work_without_a_licence_is_ours_to_ask_for(django_assert_num_queries) -> None:
    edition = makers.make_live()
    with django_assert_num_queries(0):
        own = said(edition)
    assert (own.onward, own.licence, own.licence_url) == ("contact_us", "", "")
    assert not own.has_kit
    assert not own.allows_training
    assert own.ends_at is None


# --- search engines


@pytest.mark.parametrize(
    ("facts", "terms", "expected"),
    [
        ({}, {}, "noindex"),
        ({"relation": "abridged"}, {}, "noindex"),
        ({"relation": "edited"}, {}, "noindex"),
        ({"relation": "adapted"}, {}, "index"),
        ({"language": "en-GB"}, {}, "noindex"),
        ({"relation": "translation", "language": "zh-Hans"}, {}, "index"),
        ({"relation": "abridged", "language": "zh-Hans"}, {}, "index"),
        ({}, {"index_policy": "index"}, "index"),
        ({}, {"index_policy": "noindex_news"}, "noindex_news"),
        (
            {"relation": "translation", "language": "zh-Hans"},
            {"index_policy": "noindex"},
            "noindex",
        ),
        ({"url": "https://a.example/1"}, {"index_policy": "canonical"}, "canonical"),
        ({}, {"basis": Basis.OWN}, "index"),
        ({}, {"basis": Basis.PUBLIC_DOMAIN, "licence": "CC-PDM-1.0"}, "index"),
        ({}, {"licence": "CC-BY-4.0", **CC}, "noindex"),
    ],
)
def test_a_copy_of_the_same_words_stays_out_of_search_engines(
    facts: dict[str, Any], terms: dict[str, Any], expected: str
) -> None:
    assert said(reprint(make_permission(**terms), **facts)).index == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"url": "https://a.example/1"}, "canonical"),
        ({"url": ""}, "noindex"),
        ({"url": "see the paper"}, "noindex"),
        ({"url": "https://a.example/1", "language": "zh-Hans"}, "noindex"),
    ],
)
def test_search_engines_are_sent_only_to_an_original_that_they_can_list_instead(
    facts: dict[str, str], expected: str
) -> None:
    row = Permission(basis="permission", state="granted", index_policy=IndexPolicy.CANONICAL)
    assert by_rows(row, **facts).index == expected


# --- several permissions


def test_of_several_permissions_each_term_is_the_strictest() -> None:
    edition = translated(
        make_permission(
            onward=Onward.CREDIT_REQUIRED,
            allows_feed=True,
            allows_kit=True,
            index_policy="index",
            valid_until=NOON + 9 * DAY,
        ),
        make_permission(
            onward=Onward.CONTACT_SOURCE,
            onward_contact="https://source.example/rights",
            is_forwarded=False,
            allows_feed=True,
            allows_api=True,
            index_policy="noindex_news",
            valid_until=NOON + 5 * DAY,
        ),
    )
    told = said(edition)
    assert told.channels == ("feed", "web")
    assert (told.onward, told.onward_contact) == (
        "contact_source",
        "https://source.example/rights",
    )
    assert told.acquire_url == "https://source.example/rights"
    assert told.index == "noindex_news"
    assert told.ends_at == NOON + 5 * DAY
    assert not told.has_kit


@pytest.mark.parametrize("policy", Onward.values)
def test_nobody_is_promised_more_than_the_one_who_forbids(policy: str) -> None:
    terms = {"licence": "CC-BY-4.0"} if policy == Onward.PUBLIC_LICENCE else {}
    edition = translated(
        make_permission(onward=policy, **terms), make_permission(onward=Onward.FORBIDDEN)
    )
    told = said(edition)
    assert (told.onward, told.licence, told.has_kit) == ("forbidden", "", False)


def test_where_nothing_is_in_force_nothing_is_promised() -> None:
    edition = reprint(make_permission(valid_until=NOON + 5 * DAY), url="https://a.example/1")
    told = said(edition, day=5, masthead=OPEN)
    assert (told.basis, told.onward, told.licence, told.channels) == ("", "", "", ())
    assert (told.is_indexed, told.allows_training, told.has_kit) == (False, False, False)
    assert told.original
    assert credit_words.onward(told, our_contact="desk@ferry.example") == ""


# --- public licences


def test_an_open_licence_passes_on() -> None:
    told = said(reprint(make_permission(licence="CC-BY-SA-3.0", **CC)))
    assert (told.onward, told.licence, told.has_kit) == ("public_licence", "CC-BY-SA-3.0", True)
    assert told.licence_name == "CC BY-SA 3.0"
    assert told.channels == ("api", "feed", "kit", "web")


@pytest.mark.parametrize(
    ("original", "translation", "masthead", "expected"),
    [
        ("CC-BY-4.0", "CC-BY-SA-4.0", "", "CC-BY-SA-4.0"),
        ("CC-BY-SA-4.0", "", "", "CC-BY-SA-4.0"),
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", "CC-BY-4.0", "CC-BY-SA-4.0"),
        ("CC-BY-NC-4.0", "CC-BY-4.0", "", "CC-BY-NC-4.0"),
        ("CC-BY-NC-4.0", "CC-BY-SA-4.0", "", ""),
        ("CC0-1.0", "CC-BY-4.0", "", "CC-BY-4.0"),
        ("CC-PDM-1.0", "", "CC-BY-ND-4.0", "CC-BY-ND-4.0"),
    ],
)
def test_a_translation_goes_out_under_a_licence_that_takes_back_nothing(
    original: str, translation: str, masthead: str, expected: str
) -> None:
    basis = Basis.PUBLIC_DOMAIN if original == "CC-PDM-1.0" else Basis.OPEN_LICENCE
    told = by_rows(
        Permission(basis=basis, licence=original, state="granted"),
        Permission(
            basis=Basis.OWN, licence=translation, onward=Onward.PUBLIC_LICENCE, state="granted"
        ),
        masthead=Masthead(licence=masthead),
        relation="translation",
    )
    assert told.licence == expected
    assert told.onward == ("public_licence" if expected else "contact_holder")


@pytest.mark.parametrize("licence", list(Licence))
def test_every_licence_honours_itself_and_nothing_stricter(licence: Licence) -> None:
    assert licence.honours(licence)
    if licence.forbids_commerce or licence.asks_for_the_same:
        assert not Licence.CC_BY.honours(licence)
    assert licence.honours(Licence.CC0)


def test_a_private_permission_is_no_licence() -> None:
    told = said(reprint(make_permission()), masthead=OPEN)
    assert (told.basis, told.licence, told.licence_url) == ("permission", "", "")


# --- the archive


def test_what_only_stays_in_the_archive_is_not_passed_on() -> None:
    edition = reprint(
        make_permission(
            ending="keep",
            archive_clause="It may stay.",
            valid_until=NOON + 5 * DAY,
            onward=Onward.CREDIT_REQUIRED,
            allows_feed=True,
            allows_api=True,
            allows_kit=True,
        ),
    )
    before, after = said(edition), said(edition, day=6)
    assert (before.basis, before.is_kept, before.has_kit) == ("permission", False, True)
    assert (after.basis, after.is_kept, after.has_kit) == ("", True, False)
    assert (after.channels, after.onward, after.ends_at) == (("web",), "contact_holder", None)
    words = " ".join(credit_words.slip(after, edition.piece))
    assert "with permission" not in words
    assert "Kept in our archive, as agreed" in words
    assert "First published" in words


# --- machines


def test_machines_are_trained_only_on_what_everybody_allows() -> None:
    edition = reprint(make_permission())
    assert not said(edition, masthead=OPEN).allows_training
    allowed = make_permission(grant=False)
    makers.prove(allowed, covers_ai=True)
    Permission.objects.filter(pk=allowed.pk).update(ai_policy=AIPolicy.ALLOWED)
    allowed.refresh_from_db()
    edition = reprint(permissions.grant(allowed, actor=personas.rights_desk(), at=NOON))
    assert said(edition, masthead=OPEN).allows_training
    assert not said(edition, masthead=RESERVED).allows_training


# --- the words that were prescribed


def test_the_credit_s_own_words_come_before_those_of_the_permission() -> None:
    permission = make_permission(credit_kind="verbatim", required_credit="As the holder says.")
    assert said(reprint(permission)).required_credit == "As the holder says."
    edition = reprint(permission, required_credit="As this article's credit says.")
    assert said(edition).required_credit == "As this article's credit says."
    free = make_permission(credit_kind="free", required_credit="Something like this.")
    assert said(reprint(free)).required_credit == ""


@pytest.mark.parametrize("relation", Relation.values)
def test_every_use_is_told_in_words(relation: str) -> None:
    edition = reprint(make_permission(), relation=relation, language="zh-Hans")
    told = said(edition)
    assert credit_words.slip(told, edition.piece)
    assert credit_words.plain(told, edition.piece)
