"""The passage of a text in which a query stands, with the words marked. Made in Python, of the text itself:
the index knows tokens only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from articles.language import words
from articles.search import tokens
from articles.search.queries import Query, Term

LENGTH = 180  # characters of a passage; of Chinese half as many
BEFORE = 0.3  # of them before the first word that is marked
MOST_READ = 20_000  # characters at once
OVERLAP = 400
MOST_TRIED = 3  # stretches
MOST_WEIGHED = 400  # spans
_SPACE = re.compile(r"\s+")
_PART = re.compile(r"\S+")


class Place(NamedTuple):
    """Where a token stands in a text."""

    token: str
    start: int
    end: int


NOWHERE = Place("", 0, 0)


class Stretch(NamedTuple):
    """As much of a text as is read at once, and what tells that it goes on before and after that."""

    text: str
    before: str
    after: str


class Span(NamedTuple):
    """What is marked, and of which term it is."""

    start: int
    end: int
    term: int


def marked(text: str, query: Query) -> SafeString:
    """A short text, whole, with the words of the query marked."""
    text = words.without_invisible(text)
    if not _likely(text, query.wanted):
        return mark_safe(escape(text))
    return _with_marks(text, _spans(_places(text, query.wanted), query.wanted))


def passage(texts: Iterable[str], query: Query) -> SafeString | None:
    """Of the parts of a text the first that holds most of the query: a passage of it, marked; None where
    no part holds any of it.
    """
    stretches = (stretch for text in texts for stretch in _stretches(text))
    for stretch in _likeliest(stretches, query.wanted)[:MOST_TRIED]:
        text = _SPACE.sub(" ", words.without_invisible(stretch.text)).strip()
        if spans := _spans(_places(text, query.wanted), query.wanted):
            return _cut(stretch._replace(text=text), spans)
    return None


def _stretches(text: str) -> Iterator[Stretch]:
    for start in range(0, max(len(text) - OVERLAP, 1), MOST_READ - OVERLAP):
        end = start + MOST_READ
        yield Stretch(text[start:end], "…" if start else "", "…" if end < len(text) else "")


def _likeliest(stretches: Iterable[Stretch], terms: Sequence[Term]) -> list[Stretch]:
    """Those that seem to hold a term, those with most terms first; told without parting words."""
    counted = []
    for stretch in stretches:
        if count := _likely(stretch.text, terms):
            counted.append((count, stretch))
    return [stretch for _count, stretch in sorted(counted, key=lambda one: -one[0])]


def _likely(text: str, terms: Sequence[Term]) -> int:
    """How many terms the text seems to hold."""
    folded = tokens.fold_run(text)
    return sum(all(token in folded for token in term.tokens) for term in terms)


def _cut(stretch: Stretch, spans: list[Span]) -> SafeString:
    text = stretch.text
    length = LENGTH // 2 if words.guess_language(text[:400])[:2] in {"zh", "ja", "ko"} else LENGTH
    start, end = _window(text, spans, length)
    shown = [
        span._replace(start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in spans
        if span.start < end and span.end > start
    ]
    before = "…" if start else stretch.before
    after = "…" if end < len(text) else stretch.after
    return mark_safe(f"{before}{_with_marks(text[start:end], shown)}{after}")


def _places(text: str, terms: Sequence[Term]) -> list[Place]:
    """Where the tokens of terms stand in a text, in their order; what stands between two of them is one that
    is nowhere.
    """
    sought = {token for term in terms for token in term.tokens}
    begun = tuple(term.tokens[-1] for term in terms if term.is_prefix)
    places, done = [NOWHERE], 0
    for start, end in _parts(text, sought):
        if places[-1] is not NOWHERE and _has_token(text[done:start]):
            places.append(NOWHERE)
        for piece in tokens.pieces(text[start:end]):
            made = tokens.of_piece(piece)
            if not sought.isdisjoint(made) or (
                begun and any(token.startswith(begun) for token in made)
            ):
                places += _of_piece(piece, made, start)
            elif made and places[-1] is not NOWHERE:
                places.append(NOWHERE)
        done = end
    return places


def _parts(text: str, sought: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Of what stands between spaces, where it seems to hold a token: told once of each different word."""
    any_of_them = re.compile("|".join(map(re.escape, sorted(sought))))
    known: dict[str, bool] = {}
    for part in _PART.finditer(text):
        said = part[0]
        if said not in known:
            known[said] = bool(any_of_them.search(tokens.fold_run(said)))
        if known[said]:
            yield part.span()


def _has_token(text: str) -> bool:
    return any(tokens.of_piece(piece) for piece in tokens.pieces(text))


def _of_piece(piece: re.Match[str], made: Sequence[str], before: int) -> Iterator[Place]:
    """Of a run each token begins one character later, unless folding made it shorter or longer."""
    start, end = before + piece.start(), before + piece.end()
    is_even = tokens.is_run(piece) and len(made) == end - start
    for n, token in enumerate(made):
        if is_even:
            yield Place(token, start + n, min(start + n + 2, end))
        else:
            yield Place(token, start, end)


def _spans(places: Sequence[Place], terms: Sequence[Term]) -> list[Span]:
    """Where a term stands; where two overlap they are one, of the first."""
    found = sorted(
        Span(*span, n) for n, term in enumerate(terms) for span in _of_term(places, term)
    )
    merged: list[Span] = []
    for span in found:
        if merged and span.start <= merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _of_term(places: Sequence[Place], term: Term) -> Iterable[tuple[int, int]]:
    *whole, last = term.tokens
    size = len(term.tokens)
    for n, place in enumerate(places):
        if place.token != (whole[0] if whole else last) and not (
            not whole and term.is_prefix and place.token.startswith(last)
        ):
            continue
        stand = places[n : n + size]
        if len(stand) == size and all(
            one.token == token for one, token in zip(stand, whole, strict=False)
        ):
            final = stand[-1]
            if final.token == last:
                yield place.start, final.end
            elif term.is_prefix and final.token.startswith(last):
                is_character = len(last) == 1 and final.end - final.start == 2
                yield place.start, final.start + 1 if is_character else final.end


def _window(text: str, spans: list[Span], length: int) -> tuple[int, int]:
    """Where most terms stand within one length, then most spans, the first such place; cut between words."""
    starts = [span.start for span in spans]

    def worth(n: int) -> tuple[int, int, int]:
        end = bisect_left(starts, starts[n] + length * 0.7)
        return len({span.term for span in spans[n:end]}), end - n, -n

    best = max(range(min(len(spans), MOST_WEIGHED)), key=worth)
    start = max(0, min(starts[best] - int(length * BEFORE), len(text) - length))
    end = min(len(text), start + length)
    if start and (gap := text.find(" ", start, starts[best])) >= 0:
        start = gap + 1
    if end < len(text) and (gap := text.rfind(" ", max(spans[best].end, start), end)) > 0:
        end = gap
    return start, end


def _with_marks(text: str, spans: Iterable[Span]) -> SafeString:
    made, done = [], 0
    for start, end, _term in spans:
        made += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return mark_safe("".join([*made, escape(text[done:])]))
