"""What strangers type: shown as text, with its addresses as links that vouch for nothing."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language import typed

LINK = re.compile(r'<a href="([^"]*)" rel="ugc nofollow" dir="ltr">([^<]*)</a>')


def hrefs(text: str) -> list[str]:
    return [unescape(href) for href, _shown in LINK.findall(typed.paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("See https://example.com.", "https://example.com"),
        ("See https://example.com/a?b=1&c=2, then", "https://example.com/a?b=1&c=2"),
        ("(https://example.com/a)", "https://example.com/a"),
        ("https://example.com/Rock_(music)!", "https://example.com/Rock_(music)"),
        ("(see https://example.com/Rock_(music))", "https://example.com/Rock_(music)"),
        ("见https://example.com/a。谢谢", "https://example.com/a"),
        ("https://example.com/a，还有", "https://example.com/a"),
        ("https://example.com谢谢", "https://example.com"),
        ("《https://example.com/a》", "https://example.com/a"),
        ("“https://example.com/a”", "https://example.com/a"),
        ("https://zh.wikipedia.org/wiki/中文（", "https://zh.wikipedia.org/wiki/中文"),
        ("HTTP://EXAMPLE.com:8080/x", "HTTP://EXAMPLE.com:8080/x"),
        ("www.example.com/a...", "https://www.example.com/a"),
        ('"https://example.com/"onclick="x', "https://example.com/"),
        ("见 https://例子.公司。", "https://例子.公司"),
        ("https://例子.公司/甲你好", "https://例子.公司/甲你好"),
        ("https://例子.公司你好", "https://例子.公司"),
        ("http://新闻.example.cn/a", "http://新闻.example.cn/a"),
    ],
)
def test_an_address_becomes_a_link_without_what_follows(text: str, href: str) -> None:
    assert hrefs(text) == [href]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "ftp://example.com/",
        "mail@www.example.com",
        "https://аррӏе.com",
        "https://localhost/",
        "https://例子.你好",
        "https://example丿a.com/",
        "//example.com",
    ],
)
def test_nothing_else_does(text: str) -> None:
    assert hrefs(text) == []
    assert typed.has_links(text) == ("://" in text or "example.com" in text)


def test_what_comes_before_an_at_sign_is_not_where_a_link_leads() -> None:
    assert hrefs("https://bank.com@evil.example/") == ["https://bank.com"]


def test_a_long_address_is_shown_short() -> None:
    ((href, shown),) = LINK.findall(typed.paragraphs("https://example.com/" + 300 * "a"))
    assert len(href) == 320
    assert shown.startswith("example.com/aaa")
    assert (len(shown), shown[-1]) == (typed.SHOWN, "…")


def test_lines_and_paragraphs_stay() -> None:
    assert typed.paragraphs("one\ntwo\n\n \nthree <b>\n") == (
        '<p dir="auto">one<br>two</p>\n<p dir="auto">three &lt;b&gt;</p>'
    )
    assert typed.paragraphs(" \n ") == ""


@pytest.mark.parametrize(
    "text", ["Buy at example.com", "[url=x]", "<a href=x>", "a.example/b", "www.x", "http://x"]
)
def test_it_knows_what_means_to_be_a_link(text: str) -> None:
    assert typed.has_links(text)


@pytest.mark.parametrize("text", ["At 10 a.m./p.m.", "1.5m/s and/or", "Well said.Really.", "3.com"])
def test_and_what_does_not(text: str) -> None:
    assert not typed.has_links(text)


def test_what_cannot_be_seen_is_left_out_and_what_scripts_need_stays() -> None:
    assert typed.tidied("a\x1b\x9b\u202eb\u2066c\u2069\r\nd\re") == "abc\nd\ne"
    for kept in ("می\u200cخواهم", "👩\u200d👩\u200d👧", "א\u200fב\u200e", "क्\u200dष"):
        assert typed.tidied(kept) == kept
    assert not typed.can_be_seen(" \u200b\u2060\u00ad")
    assert typed.can_be_seen("🙂")


@given(st.text(max_size=300))
def test_whatever_is_typed_nothing_of_it_is_markup(text: str) -> None:
    html = str(typed.paragraphs(text))
    bare = LINK.sub("", html).replace('<p dir="auto">', "").replace("</p>", "").replace("<br>", "")
    assert "<" not in bare
    assert ">" not in bare


@pytest.mark.parametrize("text", ["a.", "https://a.", ")", "www.", "https://a.co/(", "[url"])
def test_it_takes_no_time_over_anything(text: str) -> None:
    long = (text * 5000)[:5000]
    began = time.perf_counter()
    typed.paragraphs(long)
    typed.has_links(long)
    assert time.perf_counter() - began < 2
