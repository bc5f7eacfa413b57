"""The rights desk: recording, granting, renewing and stopping permissions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from articles.models import DeskEvent, Permission, Source
from articles.models.rights import PermissionState
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(personas.rights_desk())


def page_of(permission: Permission) -> str:
    return desk("articles_permission_change", permission.pk)


def do(client: Client, permission: Permission, name: str, **told: Any) -> str:
    address = desk("articles_permission_verb", permission.pk, name)
    values = form_values(client.get(address).content.decode())
    response = client.post(address, values | told, follow=True)
    assert response.status_code == 200
    permission.refresh_from_db()
    return response.content.decode()


ANSWERS = {
    "licensor": "Bo Holder",
    "licensor_role": "author",
    "basis": "permission",
    "may_translate": "on",
    "valid_from": "2026-06-01",
    "valid_until": "2027-05-31",
    "credit_kind": "none",
    "is_forwarded": "on",
}
LETTER = {
    "proof_kind": "mail",
    "proof_words": "“You may reprint it.”",
    "proof_is_checked": "on",
}


def blank(client: Client, query: str = "") -> dict[str, Any]:
    page = client.get(desk("articles_permission_add") + query).content.decode()
    return form_values(page, "#permission_form")


def add(client: Client, told: dict[str, Any], **sent: Any) -> str:
    """Fills the empty form in, presses a button, and reads the page that follows."""
    values = blank(client) | told | sent
    response = client.post(desk("articles_permission_add"), values, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_it_asks_seven_questions_in_order_and_folds_the_rest(client: Client) -> None:
    page = LexborHTMLParser(client.get(desk("articles_permission_add")).content)
    groups = page.css("#permission_form fieldset.asks")
    assert [node.css_first("h2").text() for node in groups] == [  # type: ignore[union-attr]
        "Who allowed it?",
        "Why may we run it?",
        "Which use?",
        "From and until?",
        "Where may it appear?",
        "Which words of credit?",
        "May others reprint?",
        "What proves it?",
        "What do we call it?",
    ]
    folded = page.css_first("#permission_form details")
    assert folded is not None
    for name in ("territory", "ai_policy", "ending", "fee_amount", "time_zone", "exact_until"):
        assert folded.css_first(f"#id_{name}") is not None
    first = page.css_first("#permission_form [type=submit]")
    assert first is not None
    assert first.attributes["name"] == "_save"  # what Enter in a field presses


def test_it_records_proves_and_grants_in_one_go(client: Client) -> None:
    source = makers.make_source()
    page = add(client, ANSWERS | LETTER, source=source.pk, time_zone="Asia/Shanghai", _grant="")
    assert "Saved and granted." in page
    permission = Permission.objects.get()
    assert (permission.state, permission.created_by) == ("granted", personas.rights_desk())
    assert permission.reference == "The Example Review: Bo Holder"
    proof = permission.evidence.get()
    assert (proof.from_whom, proof.checks.get().checked_by) == (
        "Bo Holder",
        personas.rights_desk(),
    )
    verbs = DeskEvent.objects.filter(permission=permission).order_by("pk")
    assert [event.verb for event in verbs] == [
        *("record", "add_evidence", "check_evidence", "grant"),
    ]


def test_until_a_day_ends_with_that_day_where_they_live(client: Client) -> None:
    add(client, ANSWERS, time_zone="Asia/Shanghai")
    permission = Permission.objects.get()
    assert permission.valid_until == datetime(2027, 5, 31, 16, tzinfo=UTC)
    assert permission.valid_from == datetime(2026, 5, 31, 16, tzinfo=UTC)
    page = client.get(page_of(permission)).content.decode()
    values = form_values(page, "#permission_form")
    assert (values["valid_from"], values["valid_until"]) == ("2026-06-01", "2027-05-31")
    assert (values["exact_from"], values["exact_until"]) == ("", "")
    sentence = "On 1 June 2027, 00:00 (Asia/Shanghai) its pages are replaced by a removal notice."
    assert sentence in said(page, ".outcome")
    client.post(page_of(permission), values)
    permission.refresh_from_db()
    assert permission.valid_until == datetime(2027, 5, 31, 16, tzinfo=UTC)
    client.post(page_of(permission), values | {"time_zone": "America/New_York"})
    permission.refresh_from_db()
    assert permission.valid_until == datetime(2027, 6, 1, 4, tzinfo=UTC)


def test_an_exact_moment_stands_under_more_terms(client: Client) -> None:
    add(client, ANSWERS, valid_until="", exact_until="2027-05-31T12:30")
    permission = Permission.objects.get()
    assert permission.valid_until == datetime(2027, 5, 31, 12, 30, tzinfo=UTC)
    values = form_values(client.get(page_of(permission)).content.decode(), "#permission_form")
    assert values["valid_until"] == ""
    assert values["exact_until"].startswith("2027-05-31T12:30")
    page = client.post(page_of(permission), values | {"valid_until": "2027-05-31"}).content.decode()
    assert "Give the day or the moment, not both." in said(page, ".errorlist")
    values |= {"exact_until": "2026-01-01T00:00"}
    page = client.post(page_of(permission), values).content.decode()
    assert "The end must come after" in said(page, ".errorlist")


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [
        ({}, "replaced by a removal notice"),
        ({"ending": "link"}, "title, summary and a link to the original stay"),
        ({"ending": "keep", "archive_clause": "§ 4"}, "stay as they are in our archive"),
        ({"valid_until": "", "is_perpetual": "on"}, "It has no end"),
        ({"valid_until": ""}, "Say until when it counts"),
        ({"valid_until": "2026-06-02"}, "Its end, 3 June 2026, 00:00 (UTC), is past already."),
    ],
)
def test_it_says_in_a_sentence_what_happens_at_its_end(
    client: Client, ending: dict[str, str], sentence: str
) -> None:
    add(client, ANSWERS, **ending)
    page = client.get(page_of(Permission.objects.get())).content.decode()
    assert sentence in said(page, ".outcome")


def test_what_is_missing_is_named_at_once_with_the_way_to_each_field(client: Client) -> None:
    page = add(client, {"licensor": "Bo Holder", "basis": "permission"}, _grant="")
    permission = Permission.objects.get()
    assert permission.state == "draft"
    assert "not granted yet" in said(page, ".messagelist")
    assert "7 things are missing" in said(page, ".lacks h2")
    anchors = [link.rpartition("#")[2] for link in links(page, ".lacks a")]
    assert anchors == [
        *("id_source", "id_licensor_role", "id_valid_from", "id_valid_until", "id_credit_kind"),
        *("id_onward_contact", "id_proof_kind"),
    ]
    for anchor in anchors:
        assert LexborHTMLParser(page).css_first(f"#{anchor}") is not None, anchor
    refused = do(client, permission, "grant")
    assert [link.rpartition("#")[2] for link in links(refused, ".errorlist a")] == anchors
    assert "Say from when it counts." in said(refused, ".errorlist")


def test_dates_that_contradict_each_other_are_refused_and_kept(client: Client) -> None:
    values = blank(client) | {
        "reference": "R",
        "valid_from": "2026-05-01",
        "valid_until": "2026-04-01",
    }
    page = client.post(desk("articles_permission_add"), values).content.decode()
    assert "The end must come after the beginning." in said(page, ".field-valid_until")
    assert form_values(page, "#permission_form")["valid_from"] == "2026-05-01"
    same = client.post(desk("articles_permission_add"), values | {"valid_until": "2026-04-30"})
    assert "The end must come after" in said(same.content.decode(), ".field-valid_until")
    for day in ("9999-12-31", "0001-01-01"):
        page = client.post(
            desk("articles_permission_add"), values | {"valid_until": day}
        ).content.decode()
        assert "between 1900 and 8999" in said(page, ".field-valid_until")
    assert not Permission.objects.exists()


@pytest.mark.parametrize(
    ("nonsense", "field"),
    [
        ({"valid_until": "soon"}, "valid_until"),
        ({"valid_from": "nul\x00"}, "valid_from"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"source": "9" * 30}, "source"),
        ({"basis": "hearsay"}, "basis"),
        ({"fee_amount": "1e400"}, "fee_amount"),
        ({"notice_days": "-1"}, "notice_days"),
        ({"valid_until": "2027-01-01", "is_perpetual": "on"}, "is_perpetual"),
        ({"basis": "open_licence"}, "licence"),
        ({"credit_kind": "verbatim"}, "required_credit"),
        ({"onward_contact": "by telephone"}, "onward_contact"),
        ({"onward_contact": "javascript:alert(1)"}, "onward_contact"),
        ({"ending": "keep"}, "archive_clause"),
        ({"reference": "x" * 121}, "reference"),
        ({"proof_received_on": "9999-12-31", "proof_words": "x"}, "proof_received_on"),
        ({"proof_words": "folder 12"}, "proof_kind"),
        ({"proof_kind": "mail"}, "proof_words"),
        ({"proof_is_checked": "on", "proof_kind": "mail"}, "proof_words"),
        ({"licensor": "", "source": ""}, "reference"),
    ],
    ids=str,
)
def test_nonsense_is_refused_beside_its_field(
    client: Client, nonsense: dict[str, str], field: str
) -> None:
    told = {"licensor": "Bo", "notes": "Typed.", "valid_from": "2026-01-01"}
    page = add(client, told, **nonsense)
    assert said(page, f".field-{field} .errorlist")
    assert form_values(page, "#permission_form")["notes"] == "Typed."
    assert not Permission.objects.exists()


def test_what_was_granted_is_renewed_and_not_rewritten(client: Client) -> None:
    permission = makers.make_permission(valid_until=datetime(2032, 1, 1, tzinfo=UTC))
    page = client.get(page_of(permission)).content.decode()
    values = form_values(page, "#permission_form")
    assert not {"valid_until", "licensor", "exact_from"} & set(values)
    assert "until 31 December 2031" in said(page, ".field-term")
    client.post(page_of(permission), values | {"notes": "Rang them.", "licensor": "Somebody else"})
    permission.refresh_from_db()
    assert (permission.notes, permission.licensor) == ("Rang them.", "Bo Holder")
    assert DeskEvent.objects.get(verb="mend_permission").facts == {"fields": ["notes"]}
    client.post(page_of(permission), values | {"reference": ""})
    permission.refresh_from_db()
    assert permission.reference == "The Example Review: Bo Holder"
    letter = LETTER | {"proof_words": "letter 2"}
    page = do(client, permission, "renew", valid_until="2033-01-01", **letter)
    assert "The terms touch: nothing goes dark." in said(page, ".messagelist")
    renewal = Permission.objects.get(supersedes=permission)
    assert renewal.valid_from == permission.valid_until
    assert renewal.valid_until == datetime(2033, 1, 2, tzinfo=UTC)
    assert renewal.evidence.get().checks.exists()
    assert permission.state == PermissionState.SUPERSEDED
    page = client.get(page_of(renewal)).content.decode()
    assert page_of(permission) in links(page, "#permission_form ol a")


def test_a_renewal_says_what_stays_and_whether_it_leaves_a_gap(client: Client) -> None:
    permission = makers.make_permission(
        valid_until=datetime(2031, 12, 31, 16, tzinfo=UTC), time_zone="Asia/Shanghai"
    )
    page = client.get(desk("articles_permission_verb", permission.pk, "renew")).content.decode()
    assert "stay as they are" in said(page, ".explanation")
    assert "by 1 January 2032 leaves no gap" in said(page, ".explanation")
    letter = LETTER | {"proof_words": "letter 2"}
    term = {"valid_from": "2032-01-03", "is_perpetual": "on"}
    page = do(client, permission, "renew", **term, **letter)
    gap = "from 1 January 2032, 00:00 (Asia/Shanghai) until 3 January 2032, 00:00"
    assert gap in said(page, ".messagelist")
    renewal = Permission.objects.get(supersedes=permission)
    assert renewal.valid_from == datetime(2032, 1, 2, 16, tzinfo=UTC)


def test_a_renewal_that_does_not_fit_says_so_beside_its_field(client: Client) -> None:
    permission = makers.make_permission()
    letter = LETTER | {"proof_words": "letter 2"}
    page = do(client, permission, "renew", valid_from="2020-01-01", is_perpetual="on", **letter)
    assert "A renewal begins after" in said(page, ".field-valid_from")
    page = do(client, permission, "renew", is_perpetual="on")
    assert "what proves the renewal" in said(page, ".field-proof_words")
    page = do(client, permission, "renew", is_perpetual="on", **letter | {"proof_is_checked": ""})
    assert "tick that it says so" in said(page, ".field-proof_is_checked")
    page = do(client, permission, "renew", **letter)
    assert "Say until when it counts" in said(page, ".field-valid_until")
    assert not Permission.objects.filter(supersedes=permission).exists()


def test_renewing_what_ended_already_says_since_when_it_was_dark_and_when_it_is_back(
    client: Client,
) -> None:
    now = timezone.now()
    term = {"valid_from": now - timedelta(days=90), "valid_until": now - timedelta(days=9)}
    for begins, says in (
        ({}, "back from now on"),
        ({"valid_from": "2070-01-02"}, "2 January 2070"),
    ):
        permission = makers.make_permission(**term)
        page = client.get(desk("articles_permission_verb", permission.pk, "renew")).content.decode()
        assert "its pages are gone since then" in said(page, ".explanation")
        page = do(client, permission, "renew", is_perpetual="on", **begins, **LETTER)
        message = said(page, ".messagelist")
        assert "It has been dark since" in message
        assert says in message
        assert "go on" not in message
        renewal = Permission.objects.get(supersedes=permission)
        assert page_of(permission) in links(
            page, "#permission_form ol a"
        )  # this is the new one's page
        assert page_of(renewal) not in links(page, "#permission_form ol a")


def test_what_counts_once_it_is_paid_waits_and_then_counts(client: Client) -> None:
    permission = makers.make_permission(
        fee_amount=80,
        fee_currency="EUR",
        counts_when_paid=True,
        valid_until=None,
        is_perpetual=True,
    )
    page = client.get(page_of(permission)).content.decode()
    assert said(page, ".permission-stands .state") == "Not paid yet"
    asked = client.get(desk("articles_permission_verb", permission.pk, "pay")).content.decode()
    assert "80.00 EUR were paid: it counts from now on." in said(asked, ".explanation")
    page = do(client, permission, "pay", said="By transfer.")
    assert permission.paid_at is not None
    assert said(page, ".permission-stands .state") == "In force"
    assert "Paid" not in said(page, ".verbs")


def test_suspending_takes_articles_off_and_resuming_brings_them_back(client: Client) -> None:
    permission = makers.make_permission()
    article = makers.make_article()
    makers.credit(article, permission)
    from articles.publishing.release import publish

    then = timezone.now() - timedelta(hours=1)
    publish(article, actor=personas.editor(), at=then, now=then)
    address = article.get_absolute_url()
    assert Client().get(address).status_code == 200
    do(client, permission, "suspend", said="A doubt.")
    assert Client().get(address).status_code != 200
    resume = client.get(desk("articles_permission_verb", permission.pk, "resume")).content.decode()
    assert f"1 article comes back: {article}" in said(resume, ".explanation")
    do(client, permission, "resume")
    assert Client().get(address).status_code == 200
    do(client, permission, "revoke")
    assert permission.state == PermissionState.REVOKED


def test_editors_look_and_only_the_rights_desk_decides() -> None:
    permission = makers.make_permission(grant=False)
    editor, writer = signed_in(personas.editor()), signed_in(personas.writer())
    page = editor.get(page_of(permission))
    assert page.status_code == 200
    assert "Grant" not in said(page.content.decode(), ".verbs")
    assert (
        editor.post(desk("articles_permission_verb", permission.pk, "grant"), {}).status_code == 403
    )
    assert writer.get(page_of(permission)).status_code == 403


def test_a_button_of_a_permission_saves_what_was_typed_first(client: Client) -> None:
    permission = makers.make_permission(grant=False)
    page = client.get(page_of(permission)).content.decode()
    buttons = {
        node.attributes["value"]: node.tag for node in LexborHTMLParser(page).css(".verbs [name]")
    }
    assert buttons == {"request": "button", "grant": "button", "refuse": "button"}
    first = LexborHTMLParser(page).css_first("#permission_form [type=submit]")
    assert first is not None
    assert first.attributes["name"] == "_save"  # what Enter in a field presses
    values = form_values(page, "#permission_form") | {"licensor": "Bo Holder, agent"}
    response = client.post(page_of(permission), values | {"_then": "grant"})
    permission.refresh_from_db()
    assert response["Location"] == desk("articles_permission_verb", permission.pk, "grant")
    assert (permission.licensor, permission.state) == ("Bo Holder, agent", PermissionState.DRAFT)


def test_a_button_that_cannot_save_keeps_the_form_and_says_why(client: Client) -> None:
    permission = makers.make_permission(grant=False)
    page = client.get(page_of(permission)).content.decode()
    values = form_values(page, "#permission_form")
    values |= {"notes": "typed", "credit_kind": "verbatim", "_then": "grant"}
    page = client.post(page_of(permission), values).content.decode()
    assert "Write the words" in said(page, ".field-required_credit")
    assert form_values(page, "#permission_form")["notes"] == "typed"
    permission.refresh_from_db()
    assert permission.notes == ""


def test_what_a_public_licence_allows_is_read_without_questions_that_nobody_was_asked(
    client: Client,
) -> None:
    permission = makers.make_permission(
        basis="open_licence", licence="CC-BY-NC-4.0", licensor="", licensor_role="", credit_kind="",
        valid_from=None, is_perpetual=False, may_translate=False, is_forwarded=False,
    )  # fmt: skip
    page = client.get(page_of(permission)).content.decode()
    assert "without end" in said(page, ".field-term")
    assert "It has no end" in said(page, ".outcome")
    assert "What the licence allows" in said(page, ".field-uses")
    assert "What the licence asks" in said(page, ".field-credit_asked")
    assert "Yes, under the public licence" in said(page, ".field-onward_now")
    tree = LexborHTMLParser(page)
    for name in ("may_translate", "allows_web", "credit_kind", "onward_contact", "may_sublicense"):
        assert not tree.css(f".field-{name}"), name
    for name in ("licence", "may_edit", "valid_until", "source"):
        assert tree.css_first(f"#id_{name}") is not None, name  # where the checklist leads
    client.post(page_of(permission), form_values(page, "#permission_form") | {"notes": "Seen."})
    permission.refresh_from_db()
    assert permission.notes == "Seen."
    listed = client.get(desk("articles_permission_changelist")).content.decode()
    assert "without end" in said(listed, ".field-last_day")


def test_a_licence_without_trade_in_a_commercial_publication_is_warned_of(client: Client) -> None:
    permission = makers.make_permission(basis="open_licence", licence="CC-BY-NC-4.0")
    article = makers.make_article(title="Of trade")
    makers.credit(article, permission)
    from articles.publishing.release import publish

    then = timezone.now() - timedelta(hours=1)
    publish(article, actor=personas.editor(), at=then, now=then)
    warning = "this publication is commercial"
    assert warning not in client.get(page_of(permission)).content.decode()
    operator = signed_in(personas.everyone())
    settings = desk("articles_masthead_change", 1)
    values = form_values(operator.get(settings).content.decode(), "#masthead_form")
    page = operator.post(settings, values | {"is_commercial": "on"}, follow=True).content.decode()
    assert "1 article is online under a licence that forbids" in said(page, ".messagelist")
    assert links(page, ".messagelist .warning a") == [desk("articles_article_change", article.pk)]
    assert warning in client.get(page_of(permission)).content.decode()


def test_a_question_is_not_followed_by_a_colon(client: Client) -> None:
    page = client.get(page_of(makers.make_permission())).content.decode()
    assert said(page, ".field-basis label") == "Why may we run it?"
    source = client.get(desk("articles_source_add")).content.decode()
    assert said(source, ".field-onward label") == "May others reprint?"


def test_a_permission_says_whether_its_term_is_over_or_to_come(client: Client) -> None:
    now = timezone.now()
    facts: dict[str, dict[str, Any]] = {
        "Ended": {"valid_until": now - timedelta(days=1), "valid_from": now - timedelta(days=9)},
        "Not yet in force": {"valid_from": now + timedelta(days=1)},
        "In force": {},
        "Ends soon": {"valid_until": now + timedelta(days=9)},
    }
    for name, term in facts.items():
        makers.make_permission(reference=f"P {name}", **term)
    makers.make_permission(reference="P Draft", grant=False, valid_from=now + timedelta(days=1))
    page = client.get(desk("articles_permission_changelist")).content.decode()
    rows = LexborHTMLParser(page).css("#result_list tbody tr")
    assert len(rows) == 5
    article = makers.make_article()
    makers.credit(article)
    editor = signed_in(personas.editor())
    page = editor.get(desk("articles_article_change", article.pk)).content.decode()
    picker = said(page, "#id_credit_record-0-original_permissions")
    for name in (*facts, "Draft"):
        row = next(node for node in rows if f"P {name}" in node.text())
        assert [cell.text() for cell in row.css(".field-standing")] == [name]
        assert f"P {name} · {name}" in picker


def test_no_permission_is_deleted(client: Client) -> None:
    permission = makers.make_permission(grant=False)
    response = client.post(desk("articles_permission_delete", permission.pk), {"post": "yes"})
    assert response.status_code == 403
    assert Permission.objects.exists()


def test_a_source_is_named_in_each_language(client: Client) -> None:
    page = client.get(desk("articles_source_add")).content.decode()
    assert "Name (简体中文)" in said(page, "label")
    assert "translations" not in form_values(page, "#source_form")
    values = form_values(page, "#source_form") | {
        "name": "The Review",
        "slug": "review",
        "name_zh_hans": "评论",
    }
    client.post(desk("articles_source_add"), values)
    source = Source.objects.get()
    assert source.translations == {"zh-hans": {"name": "评论"}}
    page = client.get(desk("articles_source_change", source.pk)).content.decode()
    values = form_values(page, "#source_form")
    assert values["name_zh_hans"] == "评论"
    client.post(desk("articles_source_change", source.pk), values | {"name_zh_hans": ""})
    source.refresh_from_db()
    assert source.translations == {}
