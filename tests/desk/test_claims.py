"""From a claim to the record: what the text says of itself, taken over by a click."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.importing import read_pasted
from articles.intake import take_in
from articles.models import (
    Article,
    CreditPermission,
    DeskEvent,
    Evidence,
    Permission,
    ReprintCredit,
    Source,
)
from articles.models.rights import PermissionState
from articles.models.term_choices import Basis, Onward
from articles.publishing.taking_over import Outcome, suggestions, take_over
from articles.refusals import NotAllowed, Refused, StaleArticle
from articles.rights import permissions
from tests import makers, personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import NOON

pytestmark = pytest.mark.django_db


def imported(*found: tuple[str, ...], **facts: Any) -> Article:
    """A draft in which these claims were found: kind, value, and the words where they are more."""
    return makers.make_imported(
        claims=[
            {"kind": kind, "value": value, "text": (*words, value)[0], "line": number}
            for number, (kind, value, *words) in enumerate(found, start=3)
        ],
        **facts,
    )


def read(text: str) -> Article:
    """A draft that was read from a text with these lines at its foot."""
    document = f"On Ferries\n\nThey cross the river, as they have for years.\n\n{text}\n"
    manuscript = read_pasted(document, kind="text")
    return take_in(
        manuscript, actor=personas.writer(), document=document.encode(), file_name="a.txt", at=NOON
    )


def take(article: Article, *places: int, actor: Any = None) -> Outcome:
    claims = places or [one.place for one in suggestions(article)]
    article.refresh_from_db()
    return take_over(article, actor=actor or personas.rights_desk(), claims=claims, at=NOON)


def credit_of(article: Article) -> ReprintCredit:
    return ReprintCredit.objects.select_related("source").get(article=article)


def draft_of(article: Article) -> Permission:
    return CreditPermission.objects.get(credit__article=article).permission


# --- the verb: facts of the credit -----------------------------------------------------------------


def test_it_fills_what_the_text_says_of_the_original() -> None:
    article = imported(
        ("source", "The Ferry Post"),
        ("source_url", "https://ferry.example/1"),
        ("author", "Bo Holder"),
        ("author", "Ada Example、林舟"),
        ("copyright", "© 2026 Bo Holder"),
        ("changes", "abridged", "This is an abridged version."),
    )
    outcome = take(article, actor=personas.writer())
    credit = credit_of(article)
    assert credit.source == Source.objects.get(name="The Ferry Post")
    assert (
        credit.url,
        credit.authors,
        credit.copyright_notice,
        credit.relation,
        credit.changes,
    ) == (
        "https://ferry.example/1",
        "Bo Holder, Ada Example, 林舟",
        "© 2026 Bo Holder",
        "abridged",
        "This is an abridged version.",
    )
    assert ("Source", "The Ferry Post") in outcome.filled
    assert outcome.permission is None
    assert not Permission.objects.exists()


def test_the_lines_of_a_translation_from_wechat_fill_its_credit() -> None:
    article = read(
        'This article was originally published on the WeChat account "Nanjing Lanes" (ID: njlanes) on '
        "12 March 2024. Original link: https://lanes.example/1\n\nOriginal title: 守灯人\n\n"
        "By Shen Yulan, translated from the Chinese by Agnes Holt"
    )
    take(article)
    credit = credit_of(article)
    assert (credit.title, credit.url, credit.authors, credit.relation) == (
        "守灯人",
        "https://lanes.example/1",
        "Shen Yulan",
        "translation",
    )
    assert (str(credit.source), credit.first_published_on) == ("Nanjing Lanes", "2024-03-12")
    assert "WeChat" not in article.sections.get().body


def test_where_it_first_stood_counts_before_where_it_was_found() -> None:
    article = imported(
        ("source", "A Portal"),
        ("first_published", "渡口", "本文原题为《老桥》，原载于《渡口》2026年5月3日"),
    )
    outcome = take(article)
    credit = credit_of(article)
    assert (credit.source.name, credit.first_published_on, credit.title) == (
        "渡口",
        "2026-05-03",
        "老桥",
    )
    assert outcome.kept == [("Source", "渡口", "A Portal")]


def test_where_when_in_which_issue_and_whose_it_is_are_kept() -> None:
    article = read(
        "Originally published at https://paper.example/a/b on 3 March 2026.\n\n© 2026 Anneke de Vries"
    )
    take(article)
    credit = credit_of(article)
    assert (credit.url, credit.first_published_on) == ("https://paper.example/a/b", "2026-03-03")
    assert (credit.copyright_holder, credit.copyright_year) == ("Anneke de Vries", 2026)
    assert credit.copyright_notice == "© 2026 Anneke de Vries"
    assert take(article).kept == []
    hyphened = imported(("copyright", "Copyright (c) 2026 by Jean-Luc Example."))
    take(hyphened)
    assert credit_of(hyphened).copyright_holder == "Jean-Luc Example"
    chinese = read("本文原载《江声》2026年第3期。")
    take(chinese)
    record = credit_of(chinese)
    assert record.source is not None
    assert (record.source.name, record.issue) == ("江声", "2026年第3期")


@pytest.mark.parametrize(
    "notice",
    [
        "© 2019–2026 The House",
        "Copyright belongs to the author",
        "© 2026",
        "版权所有",
        "© All rights reserved",
    ],
)
def test_a_notice_that_is_not_a_year_and_a_name_stays_a_notice(notice: str) -> None:
    article = imported(("copyright", notice))
    take(article)
    credit = credit_of(article)
    assert (credit.copyright_holder, credit.copyright_year) == ("", None)
    assert credit.copyright_notice == notice


def test_a_known_source_is_found_by_any_of_its_names() -> None:
    source = makers.make_source("The Ferry")
    source.translations = {"zh-hans": {"name": "渡口"}}
    source.save()
    article = imported(("source", "渡口"))
    take(article)
    assert credit_of(article).source == source


def test_a_translator_is_named_and_the_use_is_a_translation() -> None:
    article = imported(("translator", "Cy Hand"), ("author", "Bo Holder"))
    take(article, 0)
    assert credit_of(article).relation == "translation"
    [byline] = article.bylines.filter(role="translator")
    assert str(byline.contributor) == "Cy Hand"
    assert take(article, 0).filled == []
    assert article.bylines.filter(role="translator").count() == 1


def test_it_never_writes_over_what_somebody_wrote() -> None:
    article = imported(
        ("source", "The Portal"),
        ("author", "Somebody Else"),
        ("source_url", "https://portal.example/"),
        ("changes", "translation"),
    )
    makers.credit(article, relation="excerpt", url="https://example.org/mine")
    outcome = take(article)
    credit = credit_of(article)
    assert (credit.source.name, credit.authors, credit.url, credit.relation) == (
        "The Example Review",
        "Bo Holder",
        "https://example.org/mine",
        "excerpt",
    )
    assert outcome.filled == []
    assert ("Which use", "Excerpt", "Translation") in outcome.kept
    assert len(outcome.kept) == 4
    assert not DeskEvent.objects.filter(verb="take_over").exists()


def test_what_no_column_can_hold_is_told_and_left_out() -> None:
    article = imported(
        ("source", "x" * 201), ("source_url", "http://[no address"), ("author", "A" * 301)
    )
    outcome = take(article)
    assert [name for name, _said in outcome.unfit] == [
        "Address of the original",
        "Authors of the original",
        "Source",
    ]
    assert not Source.objects.exists()


def test_it_is_logged_with_what_was_filled_and_counts_as_a_change() -> None:
    article = imported(("source", "The Ferry Post"), ("onward", "forbidden"))
    version = article.version
    take(article)
    event = DeskEvent.objects.get(verb="take_over")
    assert (event.article, event.facts["filled"]) == (article, {"Source": "The Ferry Post"})
    assert event.facts["lines"] == [4, 3]
    article.refresh_from_db()
    assert article.version == version + 1


def test_an_approved_article_is_looked_at_again_if_a_writer_takes_over() -> None:
    article = imported(("source", "The Ferry Post"))
    Article.objects.filter(pk=article.pk).update(stage="approved")
    take(article, actor=personas.writer())
    article.refresh_from_db()
    assert article.stage == "in_review"


def test_it_is_refused_where_there_is_nothing_and_where_the_text_was_saved_since() -> None:
    article = imported(("source", "The Ferry Post"), ("red_flag", "takedown_disclaimer"))
    for places in ([7], [1], []):
        with pytest.raises(Refused, match="nothing to take over"):
            take_over(article, actor=personas.rights_desk(), claims=places)
    Article.objects.filter(pk=article.pk).update(version=9)
    with pytest.raises(StaleArticle):
        take_over(article, actor=personas.rights_desk(), claims=[0])
    with pytest.raises(NotAllowed):
        take(article, 0, actor=personas.moderator())
    assert not ReprintCredit.objects.filter(article=article).exists()


# --- the verb: a draft permission --------------------------------------------------------------------


def test_whom_the_text_names_is_noted_in_a_draft_and_nothing_is_granted() -> None:
    words = "本文授权虎嗅发布，转载请联系原作者 bo@example.org"
    article = imported(
        ("permission", "authorised", words),
        ("licensee", "虎嗅", words),
        ("onward", "contact_holder", words),
    )
    outcome = take(article)
    draft = draft_of(article)
    assert outcome.permission == draft
    assert (draft.state, draft.basis, draft.notes) == ("draft", Basis.UNKNOWN, words)
    assert (draft.onward, draft.onward_contact) == (Onward.CONTACT_HOLDER, "bo@example.org")
    assert draft.created_by == personas.rights_desk()
    assert not Evidence.objects.exists()
    assert draft.span is None


def test_only_a_text_that_names_us_says_that_we_have_permission_and_it_is_a_draft_still() -> None:
    makers.name_publication("Cool Play Lab")
    article = imported(("licensee", "cool play lab"))
    take(article)
    draft = draft_of(article)
    assert (draft.basis, draft.state) == (Basis.PERMISSION, "draft")


@pytest.mark.parametrize(
    "line",
    [
        "未经授权转载，违者必究。",
        "严禁未经授权转载。",
        "嚴禁未經授權轉載。",
        "未经作者授权，不得转载。",
        "本文不授权转载。",
        "No part of this essay may be reproduced without permission.",
    ],
)
def test_what_forbids_reprinting_is_never_read_as_leave(line: str) -> None:
    article = read(line)
    assert [one.kind for one in suggestions(article)] == ["onward"]
    take(article)
    draft = draft_of(article)
    assert (draft.onward, draft.basis, draft.state) == (
        Onward.FORBIDDEN,
        Basis.UNKNOWN,
        PermissionState.DRAFT,
    )


@pytest.mark.parametrize(
    "lines",
    [
        "All rights reserved.\n\nTo reprint this essay, please contact the author at bo@example.org.",
        "未经授权不得转载。\n\n转载请联系原作者 bo@example.org",
    ],
)
def test_whom_to_ask_is_more_than_that_all_rights_are_reserved(lines: str) -> None:
    article = read(lines)
    values = {one.value for one in suggestions(article) if one.kind == "onward"}
    assert values == {"forbidden", "contact_holder"}
    outcome = take(article)
    draft = draft_of(article)
    assert (draft.onward, draft.onward_contact) == (Onward.CONTACT_HOLDER, "bo@example.org")
    assert outcome.kept == []
    assert all(line in draft.notes for line in ("bo@example.org",))


def test_an_address_that_is_none_is_told_and_left_out() -> None:
    article = imported(("onward", "contact_holder", "To reprint, ask the author at bo@-x.-y today"))
    outcome = take(article)
    assert draft_of(article).onward_contact == ""
    assert [said for _field, said in outcome.unfit] == ["bo@-x.-y"]


def test_a_flat_no_stays_a_no_whoever_is_named() -> None:
    article = imported(
        ("onward", "forbidden", "禁止转载。"), ("onward", "contact_holder", "翻译请联系作者。")
    )
    take(article)
    assert draft_of(article).onward == Onward.FORBIDDEN


def test_a_public_licence_is_the_reason_that_the_draft_gives() -> None:
    article = imported(("licence", "CC-BY-NC-SA-4.0", "本文采用 CC BY-NC-SA 4.0 许可协议"))
    take(article)
    draft = draft_of(article)
    assert (draft.basis, draft.licence) == (Basis.OPEN_LICENCE, "CC-BY-NC-SA-4.0")


@pytest.mark.parametrize("value", ["Creative Commons", "CC-BY-NC", "CC-BY-1.0"])
def test_a_licence_that_is_not_named_in_full_is_only_noted(value: str) -> None:
    article = imported(("licence", value, "Under a licence of some kind."))
    take(article)
    draft = draft_of(article)
    assert (draft.basis, draft.licence, draft.notes) == (
        Basis.UNKNOWN,
        "",
        "Under a licence of some kind.",
    )


def test_a_draft_begins_with_the_usual_terms_and_its_credit_says_the_facts() -> None:
    source = makers.make_source("The Ferry Post")
    source.basis, source.onward = Basis.SYNDICATION, Onward.CREDIT_REQUIRED
    source.credit_kind = "verbatim"
    source.required_credit = "{title}, by {authors}, {source}, {date}. {unknown}"
    source.licensor, source.allows_kit = "Ferry House", True
    source.save()
    article = imported(
        ("source", "The Ferry Post"),
        ("first_published", "The Ferry Post", "First published in The Ferry Post, 3 May 2026"),
        ("author", "Bo Holder"),
        ("licence", "CC-BY-4.0"),
        ("onward", "forbidden", "All rights reserved."),
    )
    outcome = take(article)
    draft = draft_of(article)
    assert draft.required_credit == (
        f"{article.title}, by Bo Holder, The Ferry Post, 2026-05-03. {{unknown}}"
    )
    assert (draft.licensor, draft.basis, draft.licence) == ("Ferry House", Basis.SYNDICATION, "")
    assert (draft.onward, draft.allows_kit) == (Onward.FORBIDDEN, False)
    assert ("Why may we run it?", "A syndication agreement covers it", "CC-BY-4.0") in outcome.kept


def test_the_draft_that_import_began_is_filled_and_no_second_one_made() -> None:
    makers.name_publication("虎嗅")
    article = read("本文来自《渡口》，授权虎嗅发布，转载请联系原作者。")
    before = draft_of(article)
    take(article)
    draft = draft_of(article)
    assert draft == before
    assert (draft.basis, draft.state) == (Basis.PERMISSION, "draft")
    assert draft.source == credit_of(article).source
    event = DeskEvent.objects.get(verb="mend_permission")
    assert set(event.facts["fields"]) >= {"basis", "source"}


def test_what_is_granted_is_left_alone() -> None:
    article = imported(("licence", "CC-BY-4.0"), ("onward", "forbidden"))
    granted = makers.make_permission()
    makers.credit(article, granted)
    outcome = take(article)
    granted.refresh_from_db()
    assert outcome.is_permission_kept
    assert (granted.basis, granted.onward, granted.state) == (
        "permission",
        "contact_holder",
        "granted",
    )
    assert Permission.objects.count() == 1


def test_answers_in_a_draft_that_somebody_gave_stay() -> None:
    article = imported(("onward", "forbidden"), ("licence", "CC-BY-4.0"))
    draft = makers.make_permission(grant=False, onward="credit_required", basis="whitelist")
    makers.credit(article, draft)
    outcome = take(article)
    draft.refresh_from_db()
    assert (draft.onward, draft.basis) == ("credit_required", "whitelist")
    assert len(outcome.kept) == 2


def test_writers_take_over_facts_and_nothing_about_permissions() -> None:
    article = imported(("source", "The Ferry Post"), ("onward", "forbidden"))
    for actor in (personas.writer(), personas.editor()):
        with pytest.raises(NotAllowed):
            take(article, 1, actor=actor)
        with pytest.raises(NotAllowed):
            take(article, actor=actor)
    assert not ReprintCredit.objects.filter(article=article).exists()
    take(article, 0, actor=personas.writer())
    assert not Permission.objects.exists()


# --- at the desk -------------------------------------------------------------------------------------


def page_of(article: Article) -> str:
    return desk("articles_article_change", article.pk)


def opened(client: Client, article: Article) -> dict[str, Any]:
    page = client.get(page_of(article)).content.decode()
    return form_values(page, "#article_form")


def test_the_claims_stand_beside_the_credit_in_the_words_of_the_text() -> None:
    article = imported(
        ("source", "The Ferry Post", "Source: The Ferry Post (weekly)"),
        ("onward", "contact_holder", "Write to the author."),
        ("red_flag", "takedown_disclaimer", "如有侵权请联系删除"),
    )
    page = signed_in(personas.rights_desk()).get(page_of(article)).content.decode()
    panel = said(page, "#claims")
    assert "Line 3: Source: The Ferry Post (weekly)" in panel
    assert "Take over Source: The Ferry Post" in panel
    assert "Into a draft permission. · May others reprint? Ask the original author" in panel
    warning = said(page, "#claims .is-warning")
    assert warning.startswith("This means that nobody allowed it.")
    assert "如有侵权请联系删除" in warning
    assert "Take over" not in warning


def test_one_click_keeps_what_is_typed_and_takes_one_over(writer: Client) -> None:
    article = imported(("source", "The Ferry Post"), ("author", "Bo Holder"))
    typed = opened(writer, article) | {"title": "Typed meanwhile", "_take": "0"}
    answer = writer.post(page_of(article), typed)
    assert answer.url == page_of(article) + "#claims"
    page = writer.get(answer.url).content.decode()
    assert "Taken over: Source: The Ferry Post." in said(page, ".messagelist")
    article.refresh_from_db()
    assert article.title == "Typed meanwhile"
    credit = credit_of(article)
    assert (credit.source.name, credit.authors) == ("The Ferry Post", "")
    values = form_values(page, "#article_form")
    assert values["credit_record-0-source"] == str(credit.source_id)


def test_what_is_typed_into_the_credit_counts_before_what_the_text_says(writer: Client) -> None:
    article = imported(("author", "Somebody"), ("source_url", "https://ferry.example/1"))
    ReprintCredit.objects.create(article=article)
    typed = opened(writer, article) | {"credit_record-0-authors": "Bo Holder", "_take": "all"}
    page = writer.post(page_of(article), typed, follow=True).content.decode()
    assert "Authors of the original stays “Bo Holder”" in said(page, ".messagelist")
    credit = credit_of(article)
    assert (credit.authors, credit.url) == ("Bo Holder", "https://ferry.example/1")


def test_a_form_that_is_refused_takes_nothing_over_and_keeps_its_words(writer: Client) -> None:
    article = imported(("source", "The Ferry Post"))
    typed = opened(writer, article) | {"title": "Typed", "language": "nonsense!", "_take": "0"}
    page = writer.post(page_of(article), typed).content.decode()
    assert form_values(page, "#article_form")["title"] == "Typed"
    assert not ReprintCredit.objects.filter(article=article).exists()


def test_all_of_it_is_what_this_person_may_take(writer: Client) -> None:
    article = imported(("source", "The Ferry Post"), ("onward", "forbidden", "No reprints."))
    page = writer.get(page_of(article)).content.decode()
    assert "The rights desk sees to it." in said(page, "#claims")
    assert "draft permission" not in said(page, "#claims")
    writer.post(page_of(article), opened(writer, article) | {"_take": "all"})
    assert credit_of(article).source.name == "The Ferry Post"
    assert not Permission.objects.exists()
    answer = writer.post(page_of(article), opened(writer, article) | {"_take": "1"}, follow=True)
    assert "nothing to take over" in said(answer.content.decode(), ".messagelist")
    assert not Permission.objects.exists()


def test_the_rights_desk_takes_all_of_it_and_is_led_to_the_draft() -> None:
    client = signed_in(personas.rights_desk())
    article = imported(("source", "The Ferry Post"), ("licence", "CC-BY-4.0"))
    answer = client.post(
        page_of(article), opened(client, article) | {"_take": "all"}, follow=True
    ).content.decode()
    draft = draft_of(article)
    assert desk("articles_permission_change", draft.pk) in links(answer, ".messagelist a")
    assert "it is not granted" in said(answer, ".messagelist")
    assert "Public licence: CC BY 4.0" in said(answer, ".messagelist")
    again = client.post(page_of(article), opened(client, article) | {"_take": "all"}, follow=True)
    assert "All of this" not in said(again.content.decode(), ".errorlist")
    assert Permission.objects.count() == 1


def test_whoever_may_only_look_has_no_buttons() -> None:
    client = signed_in(personas.moderator())
    article = imported(("source", "The Ferry Post"))
    page = client.get(page_of(article)).content.decode()
    assert 'name="_take"' not in page
    assert client.post(page_of(article), {"_take": "all"}).status_code == 403


def test_an_own_article_says_nothing_of_itself(writer: Client) -> None:
    page = writer.get(page_of(makers.make_article())).content.decode()
    assert said(page, "#claims") == ""


# --- choosing and recording permissions ---------------------------------------------------------------


def test_permissions_of_the_source_come_first_with_how_they_stand_and_end() -> None:
    client = signed_in(personas.rights_desk())
    ferry = makers.make_source("The Ferry Post")
    other = makers.make_permission(reference="Other")
    term = {
        "valid_until": makers.NOON.replace(month=12, day=31, hour=16, minute=0),
        "source": ferry,
    }
    makers.make_permission(reference="Ferry 2026", time_zone="Asia/Shanghai", **term)
    article = makers.make_article()
    makers.credit(article, other, source=ferry)
    page = client.get(page_of(article)).content.decode()
    field = "#id_credit_record-0-original_permissions"
    assert said(page, f"{field} optgroup:first-child").startswith("Ferry 2026 · ")
    assert "until 31 December 2026" in said(page, f"{field} optgroup:first-child")
    assert said(page, f"{field} optgroup:last-child").startswith("Other · ")
    assert said(page, f"{field} optgroup:last-child").endswith("without end")
    assert form_values(page, "#article_form")["credit_record-0-original_permissions"] == [
        str(other.pk)
    ]


def test_a_button_leads_to_a_new_permission_of_the_source_that_is_typed() -> None:
    client = signed_in(personas.everyone())
    ferry = makers.make_source("The Ferry Post")
    article = makers.make_article()
    makers.credit(article)
    assert "Record a permission for this article" in said(
        client.get(page_of(article)).content.decode(), ".record-permission"
    )
    typed = opened(client, article) | {
        "credit_record-0-source": ferry.pk,
        "_then": "record-permission",
    }
    answer = client.post(page_of(article), typed)
    asked = f"?source={ferry.pk}&article={article.pk}"
    assert answer.url == desk("articles_permission_add") + asked
    assert credit_of(article).source == ferry


def test_what_is_recorded_for_an_article_says_its_facts_and_is_relied_on() -> None:
    client = signed_in(personas.rights_desk())
    ferry = makers.make_source("The Ferry Post")
    ferry.credit_kind, ferry.required_credit = "verbatim", "{title}, by {authors} ({source})"
    ferry.basis = Basis.SYNDICATION
    ferry.save()
    article = makers.make_article()
    makers.credit(article, source=ferry)
    page = client.post(
        page_of(article), opened(client, article) | {"_then": "record-permission"}, follow=True
    )
    values = form_values(page.content.decode(), "#permission_form")
    assert values["required_credit"] == "The original, by Bo Holder (The Ferry Post)"
    assert (values["source"], values["basis"]) == (str(ferry.pk), "syndication")
    asked = f"{desk('articles_permission_add')}?source={ferry.pk}&article={article.pk}"
    done = client.post(asked, values | {"reference": "Ferry 2026", "_save": ""}, follow=True)
    draft = draft_of(article)
    assert (draft.reference, draft.state) == ("Ferry 2026", "draft")
    assert page_of(article) in links(done.content.decode(), ".messagelist a")
    version = article.version
    article.refresh_from_db()
    assert article.version > version
    assert DeskEvent.objects.get(verb="rely_on").article == article


def test_a_number_that_is_no_article_begins_a_permission_all_the_same() -> None:
    client = signed_in(personas.rights_desk())
    for number in ("x", "9" * 40, "12345", ""):
        page = client.get(desk("articles_permission_add"), {"article": number, "source": number})
        assert page.status_code == 200


def test_writers_are_not_offered_to_record_one(writer: Client) -> None:
    article = makers.make_article()
    makers.credit(article)
    assert said(writer.get(page_of(article)).content.decode(), ".record-permission") == ""


def test_what_was_taken_over_is_marked_and_has_no_button() -> None:
    client = signed_in(personas.rights_desk())
    article = imported(
        ("source", "The Ferry Post"), ("translator", "Cy Hand"), ("onward", "forbidden")
    )
    client.post(page_of(article), opened(client, article) | {"_take": "0"})
    page = client.get(page_of(article)).content.decode()
    assert said(page, "#claims .is-there").startswith("Source: The Ferry Post")
    client.post(page_of(article), opened(client, article) | {"_take": "all"})
    page = client.get(page_of(article)).content.decode()
    assert said(page, "#claims .is-there").count("This stands in the record.") == 2
    assert "Noted in a draft permission, which is not granted." in said(page, "#claims li")
    assert "Take all of it over" not in page
    # Whether it stands in a permission is not for a writer to know.
    page = signed_in(personas.writer()).get(page_of(article)).content.decode()
    assert said(page, "#claims .is-there").count("This stands in the record.") == 2


def answered(client: Client, article: Article) -> tuple[str, str]:
    """What the last of the claims says of the record, and whether it has the tick of what stands there."""
    page = client.get(page_of(article)).content.decode()
    return said(page, "#claims li:last-child"), said(page, "#claims .is-there")


def test_a_permission_in_force_answers_what_the_text_claims() -> None:
    client = signed_in(personas.rights_desk())
    article = imported(("onward", "contact_holder", "Please ask the author."))
    take(article)
    draft = draft_of(article)
    other = makers.make_permission(onward="contact_us")
    CreditPermission.objects.create(credit=credit_of(article), permission=other)
    text, ticked = answered(client, article)
    assert "The permission in force says otherwise: May others reprint? Ask us" in text
    assert (ticked, "Take over" in text) == ("", False)
    CreditPermission.objects.filter(permission=other).delete()
    same = makers.make_permission(onward="contact_holder")
    CreditPermission.objects.filter(permission=draft).update(permission=same)
    text, ticked = answered(client, article)
    assert "This stands in the record." in ticked


@pytest.mark.parametrize("how", ["revoked", "ended"])
def test_what_is_over_answers_nothing_and_a_new_draft_is_begun(how: str) -> None:
    client = signed_in(personas.rights_desk())
    article = imported(("onward", "contact_holder", "Please ask the author."))
    over = makers.make_permission(
        onward="contact_holder",
        notes="Please ask the author.",
        **({"valid_until": NOON} if how == "ended" else {}),
    )
    if how == "revoked":
        permissions.revoke(over, actor=personas.rights_desk(), at=NOON)
    makers.credit(article, over)
    text, ticked = answered(client, article)
    assert (ticked, "Take over" in text) == ("", True)
    outcome = take(article)
    assert outcome.permission is not None
    assert outcome.permission.state == "draft"
    assert not outcome.is_permission_kept


def test_what_is_suspended_is_decided_and_stays_as_it_is() -> None:
    client = signed_in(personas.rights_desk())
    article = imported(("onward", "contact_holder", "Please ask the author."))
    held = makers.make_permission(onward="contact_holder", notes="Please ask the author.")
    permissions.suspend(held, actor=personas.rights_desk(), at=NOON)
    makers.credit(article, held)
    text, ticked = answered(client, article)
    assert (ticked, "Take over" in text) == ("", False)
    assert "A permission decides that, and stays as it is." in text


def test_the_page_asks_as_often_for_many_claims_as_for_few(
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(personas.everyone())
    few, many = imported(("source", "A")), imported(*[("author", f"A{n}") for n in range(60)])
    for article in (few, many):
        makers.credit(article, makers.make_permission())
    with django_assert_max_num_queries(90) as counted:
        client.get(page_of(few))
    with django_assert_max_num_queries(len(counted)):
        client.get(page_of(many))
