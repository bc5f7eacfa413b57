"""Finds credit lines: what a document says about who wrote, published and may reprint it.

Everything found is a claim, a suggestion to the desk. Rules read whole sentences, refusals first, so a
sentence that merely talks about reprinting is none; `rights.md` 5a lists the phrasings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from articles.language import chinese, credit_chinese, credit_english, words
from articles.language.credit_rules import Found, Rule
from articles.piece import Claim

HEAD = 300  # characters at the start of a document in which a sentence may be a credit
FOOT = 600  # and at its end
LONGEST_LINE = 600
LONGEST_SENTENCE = 400

# Without one of these no line far from head and foot can be a credit.
_HINT = re.compile(
    r"print|publi|permi|licen|right|©|commons|\bcc\b|contact|credit|copy|authori[sz]|appeared|study|learn"
    r"|[转轉][载載发發]|[授版著][权權作]|[许許]可|侵[权權]|首[发發]|[原刊]载|开白|開白|[仅僅]供|刊于|刊於|选自|選自",
    re.IGNORECASE,
)

_SENTENCE_END = re.compile(
    r"(?<=[。;!！])|(?<=[.!?])[\"”’)\]]*\s+(?=[\"“(\[]?(?:[A-Z©0-9]|https?:))|\s[|·•]\s"
)
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Inc|Ltd|Co|Corp|Vol|No|pp|vs|[Tt]rans|[Tt]r))\.$"
)
_JOINT = re.compile(
    r"(?:,? and |, |,? — )(?=(?:is|was|has been|it is|re-?printed|re-?published|re-?produced|translated"
    r"|first published|originally published|licensed under|used with|published with|©|\(c\)"
    r"|copyright|all rights|courtesy of|by permission))"
    r"|(?:,? and (?:with )?|, (?:with )?| [/|—–] | \(| )"
    r"(?=(?:(?:\w+ )?translat(?:ed|ion|or)s?|illustrat(?:ed|ions?)|photo(?:graph)?s?|edited)"
    r"(?: \w+){0,6}? by |(?:translat(?:or|ion)|illustrations?|photo(?:graph)?s?|editor|original)s?"
    r"(?: \w+)?: |tr(?:ans)?\. )",
    re.IGNORECASE,
)
_LABEL_BAR = re.compile(r"(?<=[文译图者辑对编源])\s*[|丨]\s*")
_TRIM = " \t.。,;!！*_#>-–—~•·|[]()【】<>\"“”'‘’「」"
_OPENING = ' \t*_#>-–—~•·|[(【<"“「▲△◆■●'
_HAN_GAP = re.compile(rf"(?<=[{chinese.HAN}])\s+(?=[{chinese.HAN}])")


class Credits(NamedTuple):
    """The claims by their line, and the lines that are credits from end to end (by number)."""

    by_line: dict[int, list[Claim]]
    whole_lines: frozenset[int]

    @property
    def claims(self) -> list[Claim]:
        """All of them in order."""
        return [claim for claims in self.by_line.values() for claim in claims]

    def of(self, n: int) -> list[Claim]:
        """The claims of one line."""
        return self.by_line.get(n, [])


class _Heard(NamedTuple):
    """A text folded for matching: NFKC, simplified, nothing invisible; with the way back."""

    raw: str
    text: str
    places: list[int]

    def part(self, start: int, end: int) -> str:
        """The raw text of a span of the folded one."""
        if start >= end:
            return ""
        return self.raw[self.places[start] : self.places[end - 1] + 1].strip()


def find_claims(lines: Iterable[tuple[int, str]]) -> list[Claim]:
    """Every claim of a document given as numbered lines, without its title."""
    return read_credits(list(lines)).claims


def read_credits(lines: Sequence[tuple[int, str]]) -> Credits:
    """The claims of numbered lines, and which lines are nothing but credits.

    Near the head and the foot every sentence is looked at; further in only lines that are credits
    throughout, and of those no bare labels.
    """
    total = sum(len(text) for _n, text in lines)
    passed = 0
    is_opening = True  # nothing but credits so far
    claims: dict[int, list[Claim]] = {}
    whole: set[int] = set()
    for n, text in lines:
        is_near = passed < HEAD or total - passed - len(text) < FOOT
        passed += len(text)
        found, is_whole = _read_line(n, text, is_near=is_near, is_opening=is_opening)
        is_opening &= is_whole or not text.strip()
        claims.setdefault(n, []).extend(found)
        if is_whole:
            whole.add(n)
    return Credits(claims, frozenset(whole))


def names_us(licensee: str, names: Iterable[str]) -> bool:
    """Whether the licensee is one of the publication's names; it proves nothing."""
    return words.fold(licensee) in {words.fold(name) for name in names if name.strip()}


def _read_line(n: int, line: str, *, is_near: bool, is_opening: bool) -> tuple[list[Claim], bool]:
    if not line.strip():
        return [], False
    if not is_near and (
        len(line) > LONGEST_LINE or not _HINT.search(words.without_invisible(line))
    ):
        return [], False
    sentences = [_read_sentence(sentence) for sentence in _sentences(line)]
    known = [sentence for sentence in sentences if sentence is not None]
    is_whole = bool(sentences) and len(known) == len(sentences)
    if not is_whole and not is_near:
        return [], False
    rules = [rule for sentence in known for _found, _text, rule in sentence]
    is_label_allowed = is_near and is_whole
    if any(rule.is_label and not is_label_allowed for rule in rules):
        if is_whole:
            return [], False
        known = [[found for found in sentence if not found[2].is_label] for sentence in known]
    elif rules and all(rule.is_byline for rule in rules) and not is_opening:
        return [], False
    claims = [
        Claim(kind=kind, value=value, text=text, line=n)
        for sentence in known
        for (kind, value), text, _rule in sentence
    ]
    return list(dict.fromkeys(claims)), is_whole


_Read = list[tuple[Found, str, Rule]]


def _sentences(line: str) -> Iterator[_Heard]:
    heard = _hear(line)
    text = _LABEL_BAR.sub(lambda bar: ":".ljust(len(bar[0])), heard.text)
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[start : end.start()]):
            continue
        yield from _cut(heard, text, start, end.end())
        start = end.end()
    yield from _cut(heard, text, start, len(text))


def _cut(heard: _Heard, text: str, start: int, end: int) -> Iterator[_Heard]:
    """The span as a text of its own, without the signs around it; nothing if only signs are there."""
    while start < end and text[start] in _OPENING:
        start += 1
    if text[start:end].strip(_TRIM):
        yield _Heard(heard.raw, text[start:end], heard.places[start:end])


def _hear(raw: str) -> _Heard:
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(raw):
        for letter in unicodedata.normalize("NFKC", words.without_invisible(character)):
            if letter.isspace():
                if letters and letters[-1] == " ":
                    continue
                letter = " "
            letters.append(letter)
            places.append(place)
    return _Heard(raw, chinese.simplify("".join(letters)), places)


def _read_sentence(heard: _Heard) -> _Read | None:
    """What one sentence claims; None if it is no credit. An empty list is a credit without a claim."""
    if len(heard.text) > LONGEST_SENTENCE:
        return None
    if not chinese.count_han(heard.text):
        return _read_english(heard)
    parted = credit_chinese.NEW_CLAUSE.sub(lambda gap: ",".ljust(len(gap[0])), heard.text)
    apart = _HAN_GAP.sub(lambda gap: ",".ljust(len(gap[0])), parted)
    for text in dict.fromkeys([heard.text, parted, apart]):
        read = _read_clauses(heard._replace(text=text))
        if read is not None:
            return read
    return _read_english(heard)


def _read_english(heard: _Heard) -> _Read | None:
    text = heard.text.rstrip(_TRIM.replace(")", ""))
    starts = [0, *(joint.end() for joint in _JOINT.finditer(text))]
    ends = [*(joint.start() for joint in _JOINT.finditer(text)), len(text)]
    for spans in ([*zip(starts, ends, strict=True)], [(0, len(text))]):
        read: _Read = []
        for start, end in spans:
            found = _match(credit_english.RULES, heard, text, start, end)
            if found is None:
                break
            read += found
        else:
            return read
    return None


def _read_clauses(heard: _Heard) -> _Read | None:
    """Clause by clause from the left; each rule takes one clause or several, to a comma or the end."""
    text = heard.text.rstrip(_TRIM.replace(")", ""))
    commas = [place for place, letter in enumerate(text) if letter == ","]
    start = 0
    read: _Read = []
    while start < len(text):
        prefix = credit_chinese.PREFIX.match(text, start)
        start = prefix.end() if prefix else start
        while start < len(text) and text[start] in " ,、":
            start += 1
        ends = [*(comma for comma in commas if comma > start), len(text)]
        for end in reversed(ends[:3]):
            found = _match(credit_chinese.RULES, heard, text, start, end)
            if found is None and (
                credit_chinese.FILLER.fullmatch(text, start, end)
                or (read and credit_chinese.BESIDE.fullmatch(text, start, end))
            ):
                found = []
            if found is not None:
                break
        else:
            return None
        read += found
        start = end + 1
    return read


def _match(rules: Sequence[Rule], heard: _Heard, text: str, start: int, end: int) -> _Read | None:
    while end > start and text[end - 1] in " \t":
        end -= 1
    for rule in rules:
        match = rule.match(text, start, end)
        if match is None:
            continue

        def group(name: str, match: re.Match[str] = match) -> str:
            has = name in match.re.groupindex and match[name] is not None
            return heard.part(*match.span(name)) if has else ""

        whole = heard.part(0, len(heard.text))
        return [(found, whole, rule) for found in rule.found(group)]
    return None
