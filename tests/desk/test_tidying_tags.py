"""An editor tidies tags: finds what looks amiss, sees what a verb will do, does it, and takes it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import listing, portions
from articles.admin import tag_splitting
from articles.models import (
    Article,
    FailedSearch,
    KeptApart,
    SearchWaiting,
    Tag,
    TagAlias,
    TagChange,
    Topic,
)
from articles.search import rebuilding, renewing, tokens
from articles.tidying import finding, renaming
from articles.tidying import merging as merging_tags
from tests import personas
from tests.desk.pages import desk, form_values, links, said, signed_in
from tests.makers import NOON, make_article, make_live

pytestmark = pytest.mark.django_db

CLINIC = "articles_tag_tidy"


def read(client: Client, address: str, **asked: Any) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def pk(name: str) -> int:
    return Tag.objects.get(name=name).pk


def merging(*names: str) -> dict[str, Any]:
    return {"tag": [pk(name) for name in names]}


@pytest.mark.parametrize(
    "names",
    [
        ("Robot", "ROBOTS"),
        ("e-mail", "email"),
        ("ＧＰＵ card", "GPU-cards"),
        ("黑神话", "黑神話"),
        ("Shen Zhen", "深圳"),
        ("lüxing", "旅行"),
    ],
)
def test_it_finds_what_may_be_one_tag(editor: Client, names: tuple[str, str]) -> None:
    make_article(tags=[names[1]])
    for name in (names[0], "sea"):
        Tag.objects.create(name=name)
    page = read(editor, desk(CLINIC))
    found = said(page, "section[aria-labelledby=tidy-alike] .tidy-group")
    assert f"{names[1]} 1 article {names[0]} 0 articles Merge…" in found
    assert "sea" not in found


def test_what_only_sounds_alike_is_two_tags(editor: Client) -> None:
    for name in ("世界", "视界"):
        Tag.objects.create(name=name)
    page = read(editor, desk(CLINIC))
    assert "No near-duplicates. Nice." in said(page, "section")


def test_other_names_count_and_what_is_different_is_not_asked_again(editor: Client) -> None:
    TagAlias.objects.create(tag=Tag.objects.create(name="News"), name="Tidings")
    Tag.objects.create(name="Tiding")
    page = read(editor, desk(CLINIC))
    values = form_values(page, "section[aria-labelledby=tidy-alike] form[method=post]")
    editor.post(desk(CLINIC), values | {"apart": "tiding"})
    assert KeptApart.objects.get().number == 2
    assert "No near-duplicates" in said(read(editor, desk(CLINIC)), "section")
    Tag.objects.create(name="TIDINGS!")
    Tag.objects.create(name="tídings")
    assert "tídings" in said(read(editor, desk(CLINIC)), ".tidy-group")


def test_it_calls_tags_as_the_page_is_read(editor: Client) -> None:
    Tag.objects.create(name="Robot", translations={"zh-hans": {"name": "机器人"}})
    Tag.objects.create(name="robots")
    page = read(editor, "/zh-hans" + desk(CLINIC))
    group = page[page.index('class="tidy-tags"') : page.index("</form>", page.index("tidy-tags"))]
    assert '>机器人</a> <span class="quiet-word" lang="en">Robot</span>' in group
    assert '><span lang="en">robots</span></a>' in group
    assert "机器人" in said(page, "section[aria-labelledby=tidy-unused] label")


def test_it_lists_what_is_used_once_and_not_at_all(editor: Client) -> None:
    make_article(title="The only one", tags=["rare", "common"])
    make_article(tags=["common"])
    edition = make_live(tags=["left"])
    edition.article.tags.clear()
    Tag.objects.create(name="idle")
    page = read(editor, desk(CLINIC))
    once = said(page, "section[aria-labelledby=tidy-once]")
    assert "Used once 1" in once
    assert "rare The only one" in once
    assert said(page, "section[aria-labelledby=tidy-unused] .tidy-rows") == "idle Open : idle"
    assert "Nothing was looked for in vain." in said(page, "section")


def test_searches_that_failed_may_become_tags(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Tag.objects.create(name="rivers")
    rows = [finding.Failed("Rivers", 9), finding.Failed("ferry times", 4)]
    monkeypatch.setattr(finding, "failed_searches", lambda: rows)
    page = read(editor, desk(CLINIC))
    assert said(page, "section[aria-labelledby=tidy-searches] .tidy-rows") == (
        "ferry times 4 times Make it a tag : ferry times"
    )
    (address,) = links(page, "section[aria-labelledby=tidy-searches] a")
    assert form_values(read(editor, address), "#tag_form")["name"] == "ferry times"


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Café society", "café society"),
        ("攝影機", "攝影機"),
        ("Rivers", "river"),
        ("LLMs", "LLMs"),
    ],
)
def test_a_vain_search_that_became_a_tag_is_none_to_become_one(
    name: str, searched: str, django_assert_max_num_queries: Any
) -> None:
    Tag.objects.create(name=name)
    for number, text in enumerate((searched, "ferry times", "timetable")):
        FailedSearch.objects.create(query=tokens.fold(text), count=9 - number, last_on=NOON.date())
    with django_assert_max_num_queries(5):
        found = finding.could_be_tags()
    assert [one.query for one in found] == ["ferry times", "timetable"]


def test_it_asks_as_much_for_many_as_for_one(editor: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            read(editor, address)
        return len(queries)

    def fill(start: int, end: int) -> None:
        for number in range(start, end):
            make_article(tags=[f"once {number}", f"name {number}"])
            Tag.objects.create(name=f"names-{number}")
            Tag.objects.create(name=f"name—{number}")

    read(editor, desk(CLINIC))
    fill(0, 2)
    few = asked(desk(CLINIC))
    fill(2, 30)
    many = asked(desk(CLINIC))
    assert many == few <= 22
    for part in ("alike", "once", "unused"):
        page = read(editor, desk(CLINIC), part=part)
        assert said(page, "h2").startswith({"alike": "Near", "once": "Used", "unused": "Un"}[part])
    assert "1 / 2" in said(read(editor, desk(CLINIC), part="once"), ".tidy-pages")
    for odd in ("0", "99999999999999999999", "x"):
        assert editor.get(desk(CLINIC), {"part": "once", "page": odd}).status_code == 200


def test_it_says_where_search_is_to_follow(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "PORTION", 1)
    for _time in range(3):
        make_live(tags=["Robots"])
    Tag.objects.create(name="机器人")
    values = {**merging("Robots", "机器人"), "into": pk("机器人")}
    answer = editor.post(desk("articles_tag_merge"), values, follow=True)
    told = "Tidying has yet to tell search of 2 articles."
    assert told in answer.content.decode()


def test_search_follows_whoever_does_something_at_the_desk_and_no_reader(
    editor: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    for _time in range(4):
        make_live(tags=["Robots"])
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "PORTION", 1)
        renaming.rename_tag(Tag.objects.get(), actor=personas.editor(), name="Machines")
    assert SearchWaiting.objects.count() == 3
    monkeypatch.setattr(listing, "FEW", 2)

    def left(client: Client, method: str, address: str, every: float = 0) -> int:
        monkeypatch.setattr(listing, "EVERY", every)
        with django_capture_on_commit_callbacks(execute=True):
            getattr(client, method)(address, {"q": "machines", "name": "Of a reader"})
        return SearchWaiting.objects.count()

    at_the_desk = desk("articles_article_changelist")
    assert left(Client(), "get", "/search/") == 3
    assert left(Client(), "post", at_the_desk) == 3
    assert left(editor, "get", at_the_desk) == 3
    assert left(editor, "post", at_the_desk) == 1
    assert left(editor, "post", at_the_desk, every=60) == 1
    assert left(editor, "post", at_the_desk) == 0
    assert not list(rebuilding.differences(say=lambda _text: None, at=timezone.now()))


def test_tags_are_merged_from_the_list_and_that_is_undone(editor: Client) -> None:
    make_live(title="Of both", tags=["Robots", "机器人"])
    other = make_live(title="Of one", tags=["机器人"]).article
    make_article(title="In work", tags=["机器人"])
    Tag.objects.filter(name="机器人").update(description="Machines that move.")
    Topic.objects.create(slug="asia", name="Asia").tags.set([pk("机器人")])
    ticked = {"action": "merge_ticked", "_selected_action": merging("Robots", "机器人")["tag"]}
    answer = editor.post(desk("articles_tag_changelist"), ticked)
    page = read(editor, f"{answer.headers['Location']}&into={pk('Robots')}")
    told = said(page, ".findings")
    for words in (
        "2 articles online: Of one · Of both",
        "1 article that readers do not see now: In work",
        "1 topic fed: Asia",
        "1 of those online has “Robots” already",
        "From now on fed by all of “Robots”: Asia",
        "Whoever types one of these means “Robots”: 机器人",
        "“Robots” takes over what it does not say itself: Description Machines that move.",
        "lead to /tags/robots/",
        "It can be undone.",
    ):
        assert words in told
    assert Tag.objects.filter(name="机器人").exists()
    values = form_values(page, "form[data-busy]") | {"said": "The same."}
    answer = editor.post(desk("articles_tag_merge"), values, follow=True)
    page = answer.content.decode()
    assert "They are one tag now: “Robots”. Undo" in said(page, ".messagelist")
    assert other.tags.get().name == "Robots"
    assert "merged tags: 机器人 → Robots" in said(page, "section[aria-labelledby=tidy-latest]")
    (undo,) = links(page, ".messagelist a")
    log = read(editor, desk("articles_deskevent_changelist"))
    assert undo in links(log, "#result_list a")
    assert "3 articles get their tags back" in said(read(editor, undo), ".findings")
    page = editor.post(undo, follow=True).content.decode()
    assert "It is as it was: 机器人 → Robots." in said(page, ".messagelist")
    assert other.tags.get().name == "机器人"
    assert "It was undone already." in said(editor.post(undo).content.decode(), ".errornote")


def test_a_long_merge_is_told_of_and_one_that_ended_midway_too(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_live(title=f"Of {number}", tags=["机器人"])
    make_live(tags=["Robots"])
    values = {**merging("Robots", "机器人"), "into": pk("Robots")}
    address = desk("articles_tag_merge")
    asking = {"tag": values["tag"], "into": values["into"]}
    assert "This takes a while" not in said(read(editor, address, **asking), ".findings")
    monkeypatch.setattr("articles.portions.PORTION", 2)
    assert "This takes a while" in said(read(editor, address, **asking), ".findings")

    def go() -> None:
        Tag.objects.filter(name="机器人").delete()

    monkeypatch.setattr(portions.Portion, "pause", staticmethod(go))
    page = editor.post(address, values, follow=True).content.decode()
    assert "Somebody took one of these tags away" in said(page, ".messagelist")
    latest = said(page, "section[aria-labelledby=tidy-latest]")
    assert (
        "Not all of it is moved yet. If nobody is at it, merge them again to go on, or undo it. Undo"
        in latest
    )
    change = TagChange.objects.latest("pk")
    change.facts["put_back"] = {}
    change.save()
    latest = said(read(editor, desk(CLINIC)), "section[aria-labelledby=tidy-latest]")
    assert (
        "Not all of it is put back yet. If nobody is at it, undo it again to go on. Undo" in latest
    )


def test_what_is_undone_at_once_is_one_s_own(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "A1", "b", "B1"):
        Tag.objects.create(name=name)
    merge = merging_tags.merge_tags

    def merge_both(tags: Any, **told: Any) -> Tag:
        kept = merge(tags, **told)
        pair = Tag.objects.filter(name__in=("b", "B1"))
        merge(pair, into=Tag.objects.get(name="b"), actor=personas.everyone())
        return kept

    monkeypatch.setattr(merging_tags, "merge_tags", merge_both)
    values = {**merging("a", "A1"), "into": pk("a")}
    page = editor.post(desk("articles_tag_merge"), values, follow=True).content.decode()
    mine = TagChange.objects.get(facts__name="A1 → a")
    assert links(page, ".messagelist a") == [desk("articles_tag_undo", mine.pk)]


def test_the_other_tag_is_named_by_any_of_its_names(editor: Client) -> None:
    TagAlias.objects.create(tag=Tag.objects.create(name="OpenAI"), name="Open AI")
    Tag.objects.create(name="ChatGPT maker")
    address = desk("articles_tag_merge")
    page = read(editor, address, **merging("ChatGPT maker"))
    assert "No tag is called" not in page
    page = read(editor, address, **merging("ChatGPT maker"), **{"with": "nobody"})
    assert "No tag is called “nobody”." in said(page, ".errornote")
    page = read(editor, address, **merging("ChatGPT maker"), **{"with": "open ai"})
    assert "OpenAI" in said(page, ".tidy-tags")
    assert links(read(editor, desk("articles_tag_change", pk("OpenAI"))), ".verbs a")[:1] == [
        f"{address}?tag={pk('OpenAI')}"
    ]


def test_tags_are_retired_and_come_back(editor: Client) -> None:
    article = make_live(tags=["Fluff", "essays"]).article
    asked = {"do": "retire", **merging("Fluff")}
    page = editor.get(desk(CLINIC), asked, follow=True).content.decode()
    assert "1 article online" in said(page, ".findings")
    address = desk("articles_tag_retire")
    page = editor.post(address, form_values(page), follow=True).content.decode()
    assert "1 tag is retired. Undo" in said(page, ".messagelist")
    assert [tag.name for tag in article.tags.all()] == ["essays"]
    Tag.objects.create(name="fluff")
    (undo,) = links(page, ".messagelist a")
    page = read(editor, undo)
    assert "“Fluff” is a name of “fluff” now." in said(page, ".errornote")
    assert "Choose tags first." in said(editor.get(address, follow=True).content.decode(), "body")


def test_a_tag_is_split_by_boxes(editor: Client) -> None:
    one, two = (make_live(title=title, tags=["Mercury"]).article for title in ("One", "Two"))
    draft = make_article(title="Three", tags=["Mercury"])
    address = desk("articles_tag_split", pk("Mercury"))
    page = read(editor, address, into="Planets, ")
    assert said(page, ".split-table thead") == "Article Stays with “Mercury” Planets"
    values = form_values(page, "form[data-busy]")
    page = editor.post(address, values | {"look": "1"}).content.decode()
    assert "Choose at least one article for “Planets”." in said(page, ".errornote")
    values |= {"part-0": [one.pk, draft.pk], "stay": [two.pk]}
    page = editor.post(address, values | {"look": "1"}).content.decode()
    told = said(page, ".findings")
    assert "1 article online leaves this tag: One" in told
    assert "1 article that readers do not see now leaves it: Three" in told
    assert "2 articles go under “Planets”: Three · One" in told
    assert "1 article keeps “Mercury”" in told
    assert "New tags, which feed the same topics: Planets" in told
    assert not TagChange.objects.exists()
    editor.post(address, form_values(page, "form[data-busy]") | {"do": "1"})
    assert [row.tags.get().name for row in (one, two)] == ["Planets", "Mercury"]


def test_a_name_too_many_is_said_and_what_was_typed_stays(editor: Client) -> None:
    make_article(tags=["Mercury"])
    address = desk("articles_tag_split", pk("Mercury"))
    page = read(editor, address, into="a, b, c, d, e, a")
    assert said(page, ".split-table thead").endswith("a b c d e")
    page = read(editor, address, into="a, b, c, d, e, f")
    refusal = "Name at most 5 other tags at once; these are 6."
    assert said(page, ".tidy-choice .errorlist") == refusal
    assert form_values(page, ".tidy-choice")["into"] == "a, b, c, d, e, f"
    assert said(page, ".split-table") == ""


def test_it_says_which_topics_lose_articles_to_a_split(editor: Client) -> None:
    piece = make_live(title="One", tags=["Mercury"]).article
    make_article(tags=["Metals"])
    Topic.objects.create(slug="space", name="Space").tags.set([pk("Mercury")])
    address = desk("articles_tag_split", pk("Mercury"))
    values = {"into": "Metals", "part-0": [piece.pk], "look": "1"}
    told = said(editor.post(address, values).content.decode(), ".findings")
    assert "Topics that lose articles which leave: Space" in told
    values["into"] = "Planets"
    told = said(editor.post(address, values).content.decode(), ".findings")
    assert "lose articles" not in told


def test_a_tag_is_split_beyond_the_newest_articles(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_splitting, "SHOWN", 2)
    pieces = [make_article(title=f"Of {number}", tags=["Mercury"]) for number in range(5)]
    address = desk("articles_tag_split", pk("Mercury"))
    ways = ".tidy-pages a"
    page = read(editor, address, into="Planets, C&A")
    assert said(page, ".split-table tbody th") == "Of 4 Of 3"
    assert "3 more articles are not on this page, and stay." in said(page, ".quiet-word")
    assert said(page, ways) == "Older articles"
    page = read(editor, *links(page, ways))
    assert said(page, ".split-table thead").endswith("Planets C&A")
    assert said(page, ".split-table tbody th") == "Of 2 Of 1"
    assert said(page, ways) == "Newest articles Older articles"
    values = form_values(page, "form[data-busy]")
    values |= {"part-0": [pieces[1].pk], "part-1": [pieces[1].pk], "stay": [pieces[2].pk]}
    page = editor.post(address, values | {"look": "1"}).content.decode()
    assert "1 article goes under “C&A”: Of 1" in said(page, ".findings")
    assert "4 articles keep “Mercury”" in said(page, ".findings")
    newest, older = links(page, ways)
    assert said(read(editor, older), ".split-table tbody th") == "Of 0"
    assert said(read(editor, newest), ".split-table tbody th") == "Of 4 Of 3"
    editor.post(address, form_values(page, "form[data-busy]") | {"do": "1"})
    tags = [sorted(row.tags.values_list("name", flat=True)) for row in pieces]
    assert tags == [["Mercury"], ["C&A", "Planets"], *[["Mercury"]] * 3]


def test_a_page_of_articles_to_split_that_is_none_is_the_newest(editor: Client) -> None:
    make_article(title="Of one", tags=["Mercury"])
    address = desk("articles_tag_split", pk("Mercury"))
    for odd in ("x", "-1", "", "9" * 40, "½"):
        page = read(editor, address, into="Planets", before=odd)
        assert said(page, ".split-table tbody th") == "Of one"
    page = read(editor, address, into="Planets", before=0)
    assert "No older article has this tag." in said(page, ".nothing-yet")
    assert links(page, ".nothing-yet a")[0] == f"{address}?into=Planets"
    page = read(editor, address, before=7)
    assert form_values(page, ".tidy-choice") == {"before": "7", "into": ""}
    assert said(page, ".errorlist") == ""


@pytest.mark.parametrize("who", ["writer", "moderator", "rights_desk"])
def test_others_are_refused(who: str) -> None:
    tag = Tag.objects.create(name="x")
    Tag.objects.create(name="y")
    client = signed_in(getattr(personas, who)())
    for name, args in (
        (CLINIC, []),
        ("articles_tag_merge", []),
        ("articles_tag_retire", []),
        ("articles_tag_split", [tag.pk]),
        ("articles_tag_rename", [tag.pk]),
        ("articles_tag_undo", [1]),
    ):
        address = desk(name, *args)
        assert client.get(address).status_code == 403
        assert client.post(address, {"tag": tag.pk}).status_code == 403
    assert Tag.objects.count() == 2
    assert not Article.objects.exists()
