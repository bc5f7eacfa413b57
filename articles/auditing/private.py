"""What is the desk's alone: whom to write to, what was noted, what proves it. No output may tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape

from articles import clearance
from articles.auditing.telling import letters
from articles.models import Edition, Evidence, Permission, Source
from articles.models.term_choices import Licence

# A line of fewer letters stands in many a text by chance.
SHORTEST = 8


def proofs(known: clearance.Chains) -> dict[int, list[str]]:
    """What the evidence of these permissions says, by permission. One query, none without any."""
    found: dict[int, list[str]] = defaultdict(list)
    if known:
        rows = Evidence.objects.filter(permission__in=list(known)).order_by("pk")
        for permission, words in rows.values_list("permission_id", "words"):
            found[permission].append(words)
    return found


def lines(
    edition: Edition, rows: Iterable[Permission], proved: dict[int, list[str]]
) -> frozenset[str]:
    """The letters of every private line about the permissions of an edition, in force or not, but for
    what its readers are told anyway. No query: they come with their sources.
    """
    rows = list(rows)
    named = (edition.source, edition.reprinted_from, *(row.source for row in rows))
    sources = [source for source in named if source]
    contacts = [source.private_contact for source in sources]
    contacts += [terms.onward_contact for terms in (*rows, *sources) if terms.is_forwarded]
    notes = [text for row in rows for text in (row.notes, *proved.get(row.pk, ()))]
    private = [line for text in contacts for line in text.splitlines()]
    private += [line for text in notes for line in text.splitlines() if not _is_a_word(line)]
    found = {line for line in map(letters, private) if len(line) >= SHORTEST}
    if not found:
        return frozenset()
    public = letters(unescape(" ".join(_public(edition, rows, sources))))
    return frozenset(line for line in found if line not in public)


def _is_a_word(line: str) -> bool:
    """“Translated”, noted at the desk, stands on many a page."""
    return line.isascii() and line.strip().isalpha()


def _public(edition: Edition, rows: list[Permission], sources: list[Source]) -> Iterator[str]:
    piece = edition.piece
    yield from (piece.title, piece.deck, piece.kicker)
    yield from (part.body for part in piece.parts)
    if original := piece.original:
        yield from (original.title, original.source, original.url, *original.authors)
        yield from (*original.holders, original.copyright_notice, original.changes)
        yield from (original.required_credit, original.issue)
    for source in sources:
        yield from (source.name, source.url, source.public_contact, source.about)
    for row in rows:
        yield row.required_credit
        if not row.is_forwarded:
            yield row.onward_contact
        if row.licence:
            yield from (str(Licence(row.licence).label), Licence(row.licence).url)
