"""Proposes tags for a text: known tags that it names, then proper names that recur in it.

A proposal attaches nothing. Matching is by whole words in spaced scripts and by characters in Chinese;
where several names fit, the longest counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from articles.language import chinese, words

MOST_UNKNOWN = 30

_TOKEN = re.compile(rf"[{chinese.HAN}]|[^\W{chinese.HAN}]+|[^\w\s]")
_WORD = r"[^\W\d_a-z][\w&]*(?:[.\-‐–'’][^\W_][\w]*)*\.?|\d[\w.]*"
_LITTLE = frozenset({"of", "the", "and", "&", "de", "la", "le", "van", "von", "du"})
_NAME = re.compile(
    rf"(?:{_WORD})(?:[ \u00a0](?:(?:of|the|and|&|de|la|le|van|von|du) )?(?:{_WORD}))*"
)
_QUOTED = re.compile(r"[“\"‘「]([^“”\"‘’「」\n]{2,60})[”\"’」]")
_BOOK = re.compile(r"《([^《》\n]{1,40})》")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…。！？：；\n•—–]|[.!?][”\"’)])\s*[“\"‘(\[「]*$")
_POSSESSIVE = re.compile(r"['’]s?$")

# Words that begin sentences and headlines, and capitals that name nothing worth a tag.
_COMMON_WORDS = (
    "a about above across after again against all almost along already also although always am among "
    "an and another any anyone are as at away back be because been before behind being below between "
    "beyond both but by can could did do does down during each either else even ever every everyone "
    "everything except few finally first for from further had has have having he her here his how "
    "however i if in indeed inside instead into is it its just last later least less like many may me "
    "meanwhile might mine more moreover most much must my near never nevertheless next no nobody none "
    "nor not nothing now of off often on once one only or other our out over own perhaps quite rather "
    "really said same several she should since so some someone something sometimes soon still such "
    "than that the their them then there therefore these they thing this those though through thus "
    "to today together too toward two under unless until up upon us very was we well were what "
    "whatever when where whether which while who whoever whom whose why will with within without "
    "would yes yesterday yet you your monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december mr mrs ms dr "
    "i'm i've i'll i'd it's don't "
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True)
class Proposal:
    """A tag to tick: its name, how often the text names it, and whether the tag exists."""

    name: str
    count: int
    known: bool


def propose(text: str, vocabulary: Mapping[str, str]) -> list[Proposal]:
    """Known tags by count, then names unknown so far by count (at most 30).

    `vocabulary` maps folded names and aliases to tag names. A name is proposed when it occurs twice,
    or once in quotation marks or 《》; never for standing first in a sentence alone.
    """
    matcher = _Matcher(vocabulary)
    known, rest = matcher.count(text)
    proposals = [Proposal(name, count, True) for name, count in _ranked(known)]
    emphasised = [name for name in _emphasised(rest) if words.fold(name) not in vocabulary]
    candidates = dict.fromkeys([*emphasised, *_names(rest)])
    # The short form of a title counts for the whole: “Black Myth” for “Black Myth: Wukong”.
    whole = {name.split(":")[0]: name for name in emphasised if ":" in name}
    names = {name: whole.get(name, name) for name in candidates if name.casefold() not in _COMMON}
    once = _rare(names, rest, emphasised)
    # A longer name that occurs once gives its place to the shorter one: Alibaba, not Alibaba Cloud.
    names = {name: whole for name, whole in names.items() if name not in once or " " not in name}
    counts, _unused = _Matcher(names).count(rest)
    found = [name for name in _ranked(counts) if name[1] > 1 or name[0] in emphasised]
    return [*proposals, *(Proposal(name, count, False) for name, count in found[:MOST_UNKNOWN])]


def _rare(names: Mapping[str, str], text: str, emphasised: Collection[str]) -> set[str]:
    counts, _unused = _Matcher(names).count(text)
    return {name for name, whole in names.items() if counts[whole] < 2 and whole not in emphasised}


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Most frequent first; what is equally frequent in the order of its first occurrence."""
    return counts.most_common()


class _Matcher:
    """Finds names in a text by their tokens, the longest first."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for name, stands_for in names.items():
            tokens = [token for token, _start, _end in _tokens(name)]
            if tokens:
                self._by_first.setdefault(tokens[0], []).append((tokens, stands_for))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def count(self, text: str) -> tuple[Counter[str], str]:
        """How often each name occurs, and the text with a line's end in place of every match."""
        tokens = list(_tokens(text))
        folded = [token for token, _start, _end in tokens]
        counts: Counter[str] = Counter()
        rest: list[str] = []
        done = place = 0
        while place < len(tokens):
            for name, stands_for in self._by_first.get(folded[place], ()):
                if folded[place : place + len(name)] == name:
                    counts[stands_for] += 1
                    rest += [text[done : tokens[place][1]], "|"]
                    place += len(name)
                    done = tokens[place - 1][2]
                    break
            else:
                place += 1
        return counts, "".join([*rest, text[done:]])


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Words, Chinese characters and signs, folded, each with its place in the text."""
    for match in _TOKEN.finditer(text):
        token = unicodedata.normalize("NFKC", match[0]).casefold().replace("’", "'")
        if words.without_invisible(token):
            yield chinese.simplify(token), match.start(), match.end()


def _emphasised(text: str) -> list[str]:
    """Names in quotation marks, where every word has a capital, and Chinese titles in 《》."""
    quoted = (match[1].strip() for match in _QUOTED.finditer(text))
    books = (match[1].strip() for match in _BOOK.finditer(text))
    return [*(name for name in quoted if _is_title(name)), *books]


def _is_title(text: str) -> bool:
    parts = text.split()
    capitals = [part for part in parts if part not in _LITTLE]
    return (
        0 < len(parts) <= 6
        and text[-1].isalnum()
        and parts[0] in capitals
        and all(re.match(r"[^\W_a-z]", part) and not chinese.count_han(part) for part in capitals)
        and any(part[0].isalpha() and part.casefold() not in _COMMON for part in capitals)
    )


def _names(text: str) -> Iterator[str]:
    """Runs of capitalised words in sentences; a word that begins one must stand elsewhere too."""
    lower = {token for token in re.findall(r"[^\W\d_]+", text) if token.islower()}
    for line in filter(_is_prose, text.split("\n")):
        for match in _NAME.finditer(line):
            before = line[max(0, match.start() - 4) : match.start()]
            is_first = bool(_SENTENCE_START.search(before))
            for parts in _runs(match[0]):
                while parts and (
                    parts[0].casefold() in _COMMON or (is_first and parts[0].lower() in lower)
                ):
                    parts, is_first = parts[1:], False
                name = " ".join(_without_tail(parts))
                is_word = " " not in name and (is_first or name.lower() in lower)
                is_first = False
                if len(name) > 1 and not is_word and any(map(str.isalpha, name)):
                    yield name


def _is_prose(line: str) -> bool:
    """Whether capitals mean something in this line: in a headline every word has one."""
    parts = [part for part in line.split() if part[0].isalpha() and part not in _LITTLE]
    capitals = sum(part[0].isupper() for part in parts)
    is_short = len(parts) < 4 and line.rstrip().endswith(
        (".", "。", "?", "？", "!", "！", ",", "，")
    )
    return len(parts) < 2 or is_short or capitals * 3 < len(parts) * 2


def _runs(text: str) -> Iterator[list[str]]:
    """The words of one match, parted where a possessive ends a name."""
    run: list[str] = []
    for part in text.split():
        bare = _POSSESSIVE.sub("", part)
        run.append(bare if "." in bare.rstrip(".") else bare.rstrip(".-–"))
        if bare != part:
            yield run
            run = []
    yield run


def _without_tail(parts: Iterable[str]) -> list[str]:
    parts = list(parts)
    while parts and parts[-1].casefold() in _COMMON | set(_LITTLE):
        parts.pop()
    return parts
