"""The checklist on rights: by code, by field, by whose field it is, and in words; as saved and as typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from articles.admin.typed import Typed
from articles.models import Article, Contributor, Masthead, Permission
from articles.models.term_choices import Basis
from articles.publishing import rights_findings
from articles.publishing.checklist import Finding, findings, findings_of
from articles.publishing.release import publish
from articles.publishing.restoring import restore
from articles.refusals import Blocked
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY, NOON, credit, make_article, make_permission

pytestmark = pytest.mark.django_db

PERMISSIONS = "credit_record-permissions"


def reprint(*needed: Permission, **facts: Any) -> Article:
    article = make_article()
    credit(article, *needed, **facts)
    return article


def translated(
    original: Permission, translation: Permission | None = None, **facts: Any
) -> Article:
    article = make_article()
    facts = {"relation": "translation", "language": "fr", **facts}
    record = credit(article, original, **facts)
    if translation:
        record.needs.create(permission=translation, covers="translation")
    return article


def outside(article: Article) -> Contributor:
    """The translator, who has no account at our desk."""
    translator = article.bylines.get(role="translator").contributor
    translator.user = None
    translator.save()
    return translator


NO_TRANSLATION = (
    "warning",
    "no_translation_permission",
    "credit_record-translation_permission",
)


def test_whoever_translated_it_allows_the_translation_too() -> None:
    article = translated(make_permission())
    assert found(article) == set()  # somebody of ours
    translator = outside(article)
    assert found(article) == {NO_TRANSLATION}
    one = only(article)
    assert (translator.name in str(one.message), one.about) == (True, translator.name)
    article.credit_record.needs.create(permission=make_permission(), covers="translation")
    assert found(article) == set()


@pytest.mark.parametrize(
    "allowed",
    [{"licensor_role": "translator"}, {"basis": Basis.OWN, "source": None, "proof": ""}],
)
def test_a_translator_who_gave_both_gave_the_translation(allowed: dict[str, Any]) -> None:
    article = translated(make_permission(**allowed))
    outside(article)
    assert NO_TRANSLATION not in found(article)


def test_a_word_for_word_reprint_and_a_machine_need_no_translator_s_word() -> None:
    article = translated(make_permission(), is_machine_translated=True)
    outside(article)
    assert found(article) == set()


def on_rights(article: Article, at: Any = NOON) -> list[Finding]:
    return findings(article, at=at)


def found(article: Article, at: Any = NOON) -> set[tuple[str, str, str]]:
    return {(one.level, one.code, one.field) for one in on_rights(article, at)}


def only(article: Article, at: Any = NOON) -> Finding:
    [one] = on_rights(article, at)
    return one


def lacking(**facts: Any) -> Any:
    """What is told of a permission that was not granted, by field, besides that it was not."""
    permission = make_permission(grant=False, **facts)
    told = on_rights(reprint(permission))
    assert told[0].code == "permission_not_granted"
    assert {one.permission for one in told[1:]} <= {permission.pk}
    return {one.field: str(one.message) for one in told[1:]}


# --- whose permission it is ---------------------------------------------------------------------------


def test_a_permission_of_another_source_than_the_credit_names_is_a_warning_that_names_neither() -> (
    None
):
    other = make_permission(source=makers.make_source("Another Review"))
    article = reprint(other)
    finding = only(article)
    assert (finding.level, finding.field, finding.permission) == (
        *("warning", "credit_record-source"),
        0,
    )
    assert finding.message == "The permission is from another source than the credit names."
    publish(article, actor=personas.editor(), at=NOON, now=NOON)
    other.source = makers.make_source("A third review")
    other.save()
    assert only(article).mark != finding.mark  # and is asked about anew


def test_a_translation_may_come_from_another_source_than_the_original() -> None:
    house = make_permission(source=makers.make_source("The translator's house"))
    assert found(translated(make_permission(), house)) == set()


def test_a_use_that_was_not_granted_asks_for_a_renewal_of_that_permission() -> None:
    permission = make_permission(may_translate=False)
    finding = only(translated(permission))
    assert (finding.permission, finding.field) == (permission.pk, "may_translate")
    assert str(finding.message).endswith("Renew it with wider terms.")


# --- what each basis needs before anything may run on it -----------------------------------------------


def test_whoever_does_not_know_why_we_may_run_it_is_told_so_at_the_basis() -> None:
    assert lacking(basis=Basis.UNKNOWN) == {
        "basis": "Say why we may run it: what else is missing depends on the answer."
    }


def test_a_permission_without_a_proof_that_somebody_looked_at_is_stopped_at_the_evidence() -> None:
    assert set(lacking(proof="")) == {"evidence"}
    permission = make_permission(grant=False, proof="")
    makers.evidence.add(
        permission,
        makers.evidence.Proof(kind="mail", from_whom="Bo", words="A letter."),
        actor=personas.rights_desk(),
        at=NOON,
    )
    codes = [one.code for one in on_rights(reprint(permission))]
    assert codes == ["permission_not_granted", "permission_lacks_evidence"]


def test_a_term_without_an_end_must_say_that_it_has_none() -> None:
    assert lacking(is_perpetual=False) == {
        "valid_until": "Say until when it counts, or that it is without end."
    }


@pytest.mark.parametrize(
    ("basis", "facts", "fields"),
    [
        (
            Basis.PERMISSION,
            {},
            {"source", "licensor", "licensor_role", "valid_from", "credit_kind", "allows_web"},
        ),
        (Basis.OPEN_LICENCE, {"licence": "CC-BY-4.0"}, {"source"}),
        (Basis.PUBLIC_DOMAIN, {}, {"source", "licence"}),
        (Basis.EXCEPTION, {}, {"source", "valid_from", "credit_kind"}),
        (Basis.OWN, {}, set()),
    ],
)
def test_each_basis_asks_for_its_own(basis: str, facts: dict[str, Any], fields: set[str]) -> None:
    bare = {
        "licensor": "",
        "licensor_role": "",
        "valid_from": None,
        "credit_kind": "",
        "allows_web": False,
    }
    permission = make_permission(grant=False, basis=basis, **bare | facts)
    Permission.objects.update(source=None)
    article = reprint(permission, changes="")
    told = [one for one in on_rights(article) if one.permission]
    assert {one.field for one in told} == fields


def test_facts_of_the_original_are_asked_for_by_their_fields() -> None:
    bare = {"source": None, "title": " ", "authors": "", "issue": "", "url": ""}
    assert found(reprint(make_permission(), **bare)) == {
        ("blocker", "no_source", "credit_record-source"),
        ("blocker", "no_title", "credit_record-title"),
        ("blocker", "no_author", "credit_record-authors"),
        ("blocker", "no_original", "credit_record-url"),
    }


@pytest.mark.parametrize(
    ("basis", "level"),
    [
        (Basis.PERMISSION, "blocker"),
        (Basis.WHITELIST, "blocker"),
        (Basis.OPEN_LICENCE, "blocker"),
        (Basis.SYNDICATION, "warning"),
        (Basis.PUBLIC_DOMAIN, "warning"),
    ],
)
def test_where_the_original_is_must_be_said_or_had_better_be(basis: str, level: str) -> None:
    licence = "CC-BY-4.0" if basis == Basis.OPEN_LICENCE else ""
    licence = "CC0-1.0" if basis == Basis.PUBLIC_DOMAIN else licence
    article = reprint(make_permission(basis=basis, licence=licence), issue="", url="")
    assert found(article) == {(level, "no_original", "credit_record-url")}


def test_our_own_retelling_need_say_none_of_it_whether_it_counts_already_or_not() -> None:
    for is_granted in (True, False):
        own = make_permission(basis=Basis.OWN, grant=is_granted)
        bare = {"title": "", "authors": "", "issue": "", "changes": "", "relation": "adapted"}
        codes = {one.code for one in on_rights(reprint(own, **bare))}
        assert codes == (set() if is_granted else {"permission_not_granted"})


@pytest.mark.parametrize(
    ("basis", "level"), [("permission", "blocker"), ("public_domain", "warning")]
)
def test_what_was_changed_is_told_to_readers(basis: str, level: str) -> None:
    licence = "CC0-1.0" if basis == "public_domain" else ""
    article = reprint(
        make_permission(basis=basis, licence=licence), relation="abridged", changes=" "
    )
    assert found(article) == {(level, "no_changes", "credit_record-changes")}


# --- the term --------------------------------------------------------------------------------------------


def test_a_permission_that_ended_stops_the_publishing_and_says_renew() -> None:
    article = reprint(make_permission(valid_until=NOON + DAY))
    one = only(article, NOON + DAY)
    assert (one.code, one.field, one.permission) == ("permission_lapsed", PERMISSIONS, 0)
    assert str(one.message) == "The permission has ended by then. Renew it first."


def test_what_counts_only_once_it_is_paid_waits_for_the_fee() -> None:
    permission = make_permission(
        counts_when_paid=True, fee_amount=90, fee_currency="EUR", valid_from=NOON - DAY
    )
    article = reprint(permission)
    one = only(article)
    assert (one.code, one.field) == ("permission_unpaid", "fee_amount")
    assert one.permission == permission.pk
    permissions.pay(permission, actor=personas.rights_desk(), at=NOON + DAY)
    assert only(article).code == "permission_not_yet"
    assert found(article, NOON + DAY) == set()


def test_a_translation_stops_when_either_of_its_two_permissions_ends() -> None:
    text = make_permission(reference="Text")
    translation = make_permission(reference="Translation", valid_until=NOON + 90 * DAY)
    article = translated(text, translation)
    assert found(article, NOON) == set()
    assert only(article, NOON + 90 * DAY).code == "permission_lapsed"


def test_only_what_is_not_covered_is_told_of() -> None:
    """A second permission for the original that is a draft stops nobody, and explains nothing."""
    ended = make_permission(valid_until=NOON - DAY)
    article = translated(make_permission(), ended)
    article.credit_record.needs.create(permission=make_permission(grant=False), covers="original")
    assert [one.code for one in on_rights(article)] == ["permission_lapsed"]


def test_a_permission_that_leaves_out_our_pages_says_so_at_its_own_field() -> None:
    permission = make_permission()
    Permission.objects.update(allows_web=False)
    one = only(reprint(permission))
    assert (one.code, one.field) == ("permission_not_for_pages", "allows_web")
    assert one.permission == permission.pk


# --- whether the terms allow this use ------------------------------------------------------------------


def test_a_translation_needs_the_right_to_translate_and_a_translator() -> None:
    permission = make_permission(may_translate=False)
    article = translated(permission)
    article.bylines.filter(role="translator").delete()
    told = on_rights(article)
    assert {(one.code, one.field, one.permission) for one in told} == {
        ("use_not_covered", "may_translate", permission.pk),
        ("no_translator", "bylines", 0),
    }
    message = "The permission does not cover this use: Translation. Renew it with wider terms."
    assert message in {str(one.message) for one in told}
    Permission.objects.update(may_translate=True)
    article.credit_record.is_machine_translated = True
    article.credit_record.save()
    assert found(article) == set()


def test_of_what_is_in_the_public_domain_a_translator_had_better_be_named() -> None:
    article = translated(make_permission(basis=Basis.PUBLIC_DOMAIN, licence="CC-PDM-1.0"))
    article.bylines.filter(role="translator").delete()
    assert found(article) == {("warning", "no_translator", "bylines")}


@pytest.mark.parametrize(
    ("relation", "field"),
    [
        ("abridged", "may_abridge"),
        ("excerpt", "may_abridge"),
        ("adapted", "may_adapt"),
        ("compiled", "may_adapt"),
        ("edited", "may_edit"),
    ],
)
def test_each_use_is_covered_by_its_own_answer(relation: str, field: str) -> None:
    permission = make_permission(may_abridge=False, may_adapt=False, may_edit="no")
    one = only(reprint(permission, relation=relation))
    assert (one.code, one.field, one.permission) == ("use_not_covered", field, permission.pk)


def licensed(licence: str, **facts: Any) -> Permission:
    return make_permission(**{"basis": Basis.OPEN_LICENCE, "licence": licence, **facts})


def test_no_derivatives_means_word_for_word() -> None:
    assert found(reprint(licensed("CC-BY-ND-4.0"))) == set()
    one = only(translated(licensed("CC-BY-ND-4.0")))
    assert (one.code, one.field) == ("licence_forbids_changes", "credit_record-relation")
    assert str(one.message) == "The licence allows the text word for word only."


def test_not_for_commerce_is_for_publications_that_are_not() -> None:
    article = reprint(licensed("CC-BY-NC-4.0"))
    assert found(article) == set()
    Masthead.objects.update(is_commercial=True)
    assert only(article).code == "licence_forbids_commerce"


def test_share_alike_goes_out_under_the_same_terms() -> None:
    article = translated(licensed("CC-BY-SA-4.0"))
    assert found(article) == set()  # nothing is said of our own licence: it goes out under theirs
    Masthead.objects.update(licence="CC-BY-4.0")
    one = only(article)
    assert (one.code, one.field) == ("licence_asks_for_the_same", PERMISSIONS)
    assert "CC BY-SA 4.0" in str(one.message)
    Masthead.objects.update(licence="CC-BY-SA-4.0")
    assert found(article) == set()
    assert found(reprint(licensed("CC-BY-SA-4.0"))) == set()


def test_share_alike_asks_whoever_made_the_translation() -> None:
    Masthead.objects.update(licence="CC-BY-4.0")
    same = translated(licensed("CC-BY-SA-3.0"), licensed("CC-BY-SA-4.0"))
    assert found(same) == set()
    other = translated(licensed("CC-BY-SA-3.0"), make_permission())
    assert only(other).code == "licence_asks_for_the_same"


def test_a_second_original_is_not_what_share_alike_goes_out_under() -> None:
    Masthead.objects.update(licence="CC-BY-SA-4.0")
    article = reprint(licensed("CC-BY-SA-4.0"), licensed("CC-BY-4.0"), relation="compiled")
    assert found(article) == set()


@pytest.mark.parametrize("licence", ["CC-BY-NC-ND-4.0", "CC-BY-SA-4.0"])
def test_a_holder_s_own_word_counts_before_the_licence_that_others_rely_on(licence: str) -> None:
    Masthead.objects.update(is_commercial=True, licence="CC-BY-4.0")
    permission = make_permission(onward="public_licence", licence=licence)
    assert found(translated(permission)) == set()


def test_the_law_allows_an_excerpt_and_nothing_else() -> None:
    by_law = make_permission(basis=Basis.EXCEPTION)
    assert found(reprint(by_law, relation="excerpt")) == set()
    one = only(reprint(by_law))
    assert (one.code, one.field, one.permission) == (
        "only_an_excerpt",
        "credit_record-relation",
        0,
    )


def test_search_engines_are_sent_to_an_original_in_the_same_language_only() -> None:
    permission = make_permission(index_policy="canonical")
    one = only(translated(permission, url="https://example.org/1"))
    assert (one.code, one.field) == ("canonical_in_another_language", "index_policy")
    assert one.permission == permission.pk
    same = reprint(permission, language="en-GB", url="https://example.org/1")
    assert found(same) == set()
    assert found(reprint(permission)) == {
        ("blocker", "canonical_without_address", "credit_record-url")
    }


def test_a_credit_template_is_printed_only_when_its_facts_are_known() -> None:
    facts = {"credit_kind": "verbatim", "required_credit": "{title} in {source}, {date}"}
    article = reprint(make_permission(**facts))
    one = only(article)
    assert (one.code, one.field) == ("credit_lacks_a_fact", "credit_record-first_published_on")
    assert "{date}" in str(one.message)
    article.credit_record.first_published_on = "2026"
    article.credit_record.save()
    assert found(article) == set()
    assert only(reprint(make_permission(**facts), required_credit="By {authors}")).code == (
        "credit_not_filled_in"
    )


def test_a_version_brought_back_is_stopped_by_the_permission_that_ended_since() -> None:
    article = reprint(make_permission(valid_until=NOON + 40 * DAY))
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    article.refresh_from_db()
    article.credit_record.delete()
    article = Article.objects.get(pk=article.pk)
    assert found(article, NOON + 50 * DAY) == set()
    restore(article, edition=edition, actor=personas.editor(), at=NOON + 50 * DAY)
    article = Article.objects.get(pk=article.pk)
    assert article.credit_record.title == "The original"
    later = NOON + 50 * DAY
    with pytest.raises(Blocked) as refusal:
        publish(article, actor=personas.editor(), at=later, now=later, kind="update", note="Back.")
    assert [one.code for one in refusal.value.findings] == ["permission_lapsed"]


def test_it_names_nobody_who_allowed_anything() -> None:
    permission = make_permission(
        grant=False, proof="", reference="Secret deal", licensor="Bo Secret", notes="Secret price"
    )
    for article in (reprint(permission), translated(permission)):
        said = " ".join(str(one.message) for one in on_rights(article))
        assert "Secret" not in said


# --- as it is typed ----------------------------------------------------------------------------------


def typed(article: Article, may_choose: bool = True, **fields: Any) -> set[tuple[str, str]]:
    """The findings of a form with one row of credit that says this."""
    data = QueryDict(mutable=True)
    data.update({"title": "Typed", "language": "en", "sections-TOTAL_FORMS": "1"})
    data.update({"sections-0-body": "<p>Words.</p>", "deck": "D", "tags": "essays"})
    data["credit_record-TOTAL_FORMS"] = "1"
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        data.setlist(f"credit_record-0-{name}", list(map(str, values)))
    form = Typed(Article.objects.get(pk=article.pk), data)
    draft = form.draft(may_choose=may_choose)
    return {(one.code, one.field) for one in findings_of(draft, at=NOON)} - {
        ("no_byline", "bylines")
    }


def whole(*needed: Permission, **facts: Any) -> dict[str, Any]:
    return {
        "relation": "verbatim",
        "source": makers.make_source().pk,
        "title": "The original",
        "authors": "Bo Holder",
        "issue": "No. 1",
        "original_permissions": [one.pk for one in needed],
        **facts,
    }


def test_a_credit_that_is_being_typed_is_judged_before_it_is_saved() -> None:
    article = make_article()
    assert typed(article, relation="verbatim") == {
        ("no_source", "credit_record-source"),
        ("no_title", "credit_record-title"),
        ("no_author", "credit_record-authors"),
        ("no_original", "credit_record-url"),
        ("no_permission", PERMISSIONS),
    }
    assert typed(article, **whole(make_permission())) == set()
    ended = make_permission(valid_until=NOON)
    assert typed(article, **whole(ended)) == {("permission_lapsed", PERMISSIONS)}
    by_law = licensed("CC-BY-ND-4.0")
    facts = whole(by_law, relation="translation", language="fr")
    assert typed(article, **facts) == {
        ("licence_forbids_changes", "credit_record-relation"),
        ("no_translator", "bylines"),
    }


def test_a_typed_choice_of_nonsense_is_no_permission() -> None:
    facts = whole() | {"original_permissions": ["x", "9" * 40, "-1"]}
    assert typed(make_article(), **facts) == {("no_permission", PERMISSIONS)}


def test_who_chooses_no_permissions_is_judged_by_those_that_are_saved() -> None:
    article = reprint(make_permission())
    facts = whole() | {"original_permissions": []}
    assert typed(article, may_choose=False, **facts) == set()
    assert typed(article, may_choose=True, **facts) == {("no_permission", PERMISSIONS)}


def test_a_credit_that_is_being_taken_out_leaves_nothing_to_say() -> None:
    article = reprint()
    assert typed(article, DELETE="on") == set()


# --- cost --------------------------------------------------------------------------------------------


def cost(article: Article) -> int:
    article = Article.objects.get(pk=article.pk)
    data = QueryDict(mutable=True)
    draft = Typed(article, data).draft(may_choose=False)
    with CaptureQueriesContext(connection) as captured:
        list(rights_findings.of(draft, at=NOON))
    return len(captured)


def test_it_asks_as_often_for_many_permissions_as_for_two() -> None:
    few = translated(make_permission(), make_permission())
    many = translated(make_permission(), make_permission())
    for _number in range(5):
        term = {"valid_until": NOON + timedelta(days=200)}
        old = make_permission(**term)
        makers.renew(old, at=NOON, is_perpetual=True)
        many.credit_record.needs.create(permission=old, covers="original")
    assert cost(few) == cost(many) <= 5
