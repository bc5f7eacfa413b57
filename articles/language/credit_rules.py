"""What the credit-line rules of every language share: the form of a rule, names, licences, contacts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from articles.piece import ClaimKind

Found = tuple[ClaimKind, str]
# Gives the raw text of a named group of the match, "" where the group took no part.
Group = Callable[[str], str]

URL = r"https?://[^\s,;|)\]>\u3000-\u9fff]+[^\s,;|)\]>.\u3000-\u9fff]"
CREATIVE_COMMONS = (
    r"(?:creative commons|cc)[ -]?(?:by|0|zero)(?:[ /-]?(?:nc|nd|sa))*(?:[ -]?[1-4]\.0)?"
)


class Rule(NamedTuple):
    """One phrasing. `pattern` must match a whole sentence or clause of folded text; it is compiled by the
    first text that is looked at: all of them take longer than half the house, and no page of readers asks.

    A label ("Source: …") is a credit at the head or foot of a document only; a bare byline ("By …") only
    above the text, or beside another credit of its line.
    """

    pattern: str
    found: Callable[[Group], Iterator[Found]]
    is_label: bool = False
    is_byline: bool = False

    def match(self, text: str, start: int, end: int) -> re.Match[str] | None:
        return _compiled(self.pattern).fullmatch(text, start, end)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def says(*pairs: Found) -> Callable[[Group], Iterator[Found]]:
    """Always these claims. `{who}` stands for the name in the group `who`, `{=who}` for its very text;
    a claim whose value is empty is left out.
    """

    def found(group: Group) -> Iterator[Found]:
        for kind, value in pairs:
            if value.startswith("{="):
                value = group(value[2:-1])
            elif value.startswith("{"):
                value = clean_name(group(value[1:-1]))
            if value:
                yield kind, value

    return found


def spelled(pattern: str, words: Mapping[str, str], *, name: str) -> str:
    """A rule's pattern in full: `<word>` is the word's own pattern, `<name:x>` a name in the group x."""
    pattern = re.sub(r"<name:(\w+)>", lambda found: f"(?P<{found[1]}>{name})", pattern)
    while (longer := _WORD.sub(lambda found: words[found[1]], pattern)) != pattern:
        pattern = longer
    return pattern


_WORD = re.compile(r"(?<!\?P)<([a-z][a-z ]*)>")
_OPEN = "\"'“”‘’「」『』《》〈〉【】[]()（）*_#·|｜/／-–—:：,，.。 \t"
_ASIDE = re.compile(r"[(（\[][^)）\]]*[)）\]]")
_ACCOUNT = re.compile(
    r"^(?:微信)?(?:公众号|公眾號|公众帐号|公眾帳號|订阅号|訂閱號)?(?:平台)?(?=[\s\"“「『《:：])|^微信公众号|^公众号"
    r"|^微信公眾號|^公眾號|^微信号?[:：]"
)
_QUOTES = {"《": "》", "「": "」", "『": "』", "“": "”", "‘": "’", '"': '"', "'": "'"}
_DATE = re.compile(
    r"(?:,? (?:on|in)(?= (?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|,)? "
    r"(?:(?:\d{1,2} )?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?,? "
    r"(?:\d{1,2}, )?|spring |summer |autumn |winter )?(?:19|20)\d\d$",
    re.IGNORECASE,
)
# What an issue is told by, at the end of a name: vol. 3, no. 12, pp. 4–9.
_ISSUE = re.compile(r",? (?:vol(?:ume)?|no|issue|pp?)\b\.? ?\d[\d–-]*$", re.IGNORECASE)
_CHINESE_DATE = re.compile(r"^(?:19|20)\d\d ?[年.\-/][\d年月日.\-/ ]*|(?:19|20)\d\d ?年.{0,12}$")


def clean_name(text: str) -> str:
    """The bare name: without quotation marks, account numbers in brackets, and dates."""
    title = re.search(r"[《「『“\"]([^》」』”\"]+)[》」』”\"]", text)
    if re.match(r"https?:", text.strip()):
        return text.strip().rstrip(".,;。")
    if title and not re.search(r"[A-Za-z]{4}", text.replace(title[1], "")):
        return title[1].strip()
    text = _ASIDE.sub("", text).strip(_OPEN)
    text = _ACCOUNT.sub("", text).strip(_OPEN)
    before = ""
    while text != before:
        before, text = text, _ISSUE.sub("", _DATE.sub("", text))
    text = _CHINESE_DATE.sub("", text)
    return " ".join(text.strip(_OPEN).split())


def licence_id(text: str) -> str:
    """The SPDX id of a licence named in `text`; as far as it is named, if that is not enough for one."""
    folded = text.casefold()
    if re.search(r"\bcc[ -]?0\b|cc zero|creative commons zero", folded):
        return "CC0-1.0"
    if "public domain" in folded or "公有领域" in folded or "公共领域" in folded:
        return "public domain"
    terms = [
        term
        for term, names in {
            "NC": r"\bnc\b|non-?commercial|非商业",
            "SA": r"\bsa\b|share-?alike|相同方式共享",
            "ND": r"\bnd\b|no-?deriv|禁止演绎",
        }.items()
        if re.search(names, folded)
    ]
    is_known = bool(re.search(r"\bby\b(?=[ -]|$)|attribution|署名", folded)) and (
        bool(terms) or bool(re.search(r"cc[ -]by|commons[ -](?:by|attribution)|署名", folded))
    )
    if not is_known:
        return "Creative Commons"
    version = re.search(r"[1-4]\.0", folded)
    return "-".join(["CC", "BY", *terms]) + (f"-{version[0]}" if version else "")


def names_licence(group: Group) -> Iterator[Found]:
    """A licence named in the group `licence`."""
    yield "licence", licence_id(group("licence"))


def names_title(group: Group) -> Iterator[Found]:
    """What the original is called, in the group `title`; quotation marks round the whole of it go."""
    title = group("title").strip()
    close = _QUOTES.get(title[:1], "")
    if close and title.find(close, 1) in {-1, len(title) - 1}:
        title = title[1:].removesuffix(close).strip()
    if title:
        yield "title", title


_CONTACTS = {
    "contact_holder": (
        r"author|holder|owner|translator|writer|作者|本人|笔者|著作权人|权利人|版权方|版权所有"
    ),
    "contact_source": (
        r"publisher|source|publication|original (?:site|page|account)|出处|来源|原载|原刊|公众号|出版"
        r"|原平台|后台|开白|白名单"
    ),
    "contact_us": r"\bus\b|\bour\b|editor|我们|本刊|本站|编辑部|小编|本报|本号|\bwe\b",
}


def asks(group: Group) -> Iterator[Found]:
    """Whom to ask before reprinting: the group `who`, the holder where nobody is named."""
    who = group("who").casefold()
    kinds = [kind for kind, names in _CONTACTS.items() if re.search(names, who)]
    yield "onward", kinds[0] if kinds else "contact_holder"
