"""Two pieces side by side: sections by their key, else by likeness; words, pictures, names and tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Literal, TypeVar

import msgspec

from articles.comparing import likeness
from articles.comparing.bodies import BlockChange, all_of, bodies_changed
from articles.comparing.sequences import longest_rising
from articles.comparing.texts import Run, plain_tokens, tokens_changed
from articles.language import html, words
from articles.piece import Byline, Figure, Original, Part, Piece

Kind = Literal["same", "changed", "added", "removed"]
Item = TypeVar("Item")
FACTS = ("kicker", "title", "deck", "language", "slug")
FIGURE_FACTS = ("alt", "caption", "credit", "origin")


@dataclass(frozen=True)
class FactChange:
    """One line of plain text, named as in the piece."""

    name: str
    runs: list[Run]

    @property
    def is_changed(self) -> bool:
        return any(run.kind != "same" for run in self.runs)


@dataclass(frozen=True)
class FigureChange:
    """A picture at one place, before and after; `facts` are its texts."""

    before: Figure | None
    after: Figure | None
    facts: list[FactChange]

    @property
    def kind(self) -> Kind:
        if self.before == self.after:
            return "same"
        if self.before and self.after:
            return "changed"
        return "added" if self.after else "removed"

    @property
    def is_resized(self) -> bool:
        was = self.before.width if self.before else ""
        return bool(self.after and self.after.width != was)

    @property
    def is_replaced(self) -> bool:
        return bool(self.before and self.after and self.before.image != self.after.image)


@dataclass(frozen=True)
class ListChange(Generic[Item]):
    """What a list holds still, what came, what went."""

    same: list[Item] = field(default_factory=list)
    added: list[Item] = field(default_factory=list)
    removed: list[Item] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class SectionChange:
    """A section before and after. Places count from 1; a moved one left its place among those that stayed."""

    before: Part | None
    after: Part | None
    place_before: int
    place_after: int
    is_moved: bool
    heading: FactChange
    language: FactChange
    figure: FigureChange
    blocks: list[BlockChange]

    @cached_property
    def kind(self) -> Kind:
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        is_changed = (
            any(fact.is_changed for fact in (self.heading, self.language))
            or self.figure.kind != "same"
            or any(block.kind != "same" for block in self.blocks)
        )
        return "changed" if is_changed else "same"


@dataclass(frozen=True)
class Pictures:
    """The pictures of a piece by their digest; changed: described or credited in other words."""

    added: list[Figure]
    removed: list[Figure]
    changed: list[tuple[Figure, Figure]]

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Comparison:
    """All that differs between two pieces, and what stayed around it."""

    facts: list[FactChange]
    lead: FigureChange
    sections: list[SectionChange]
    tags: ListChange[str]
    bylines: ListChange[Byline]
    is_reordered: bool  # the same names, in another order
    credit: list[FactChange]
    pictures: Pictures

    @cached_property
    def is_empty(self) -> bool:
        return not (
            any(fact.is_changed for fact in (*self.facts, *self.credit))
            or self.lead.kind != "same"
            or any(section.kind != "same" or section.is_moved for section in self.sections)
            or self.tags.is_changed
            or self.bylines.is_changed
            or self.is_reordered
        )

    def sections_of(self, kind: Kind) -> int:
        return sum(section.kind == kind for section in self.sections)

    @property
    def moved(self) -> int:
        return sum(section.is_moved for section in self.sections)

    def words_of(self, kind: Literal["added", "removed"]) -> int:
        """How many words came or went, in everything that is read as text."""
        return sum(words.count_words(run.text) for run in self._runs() if run.kind == kind)

    def _runs(self) -> Iterator[Run]:
        for fact in self.facts:
            if fact.name not in {"slug", "language"}:
                yield from fact.runs
        for section in self.sections:
            yield from section.heading.runs
            for block in section.blocks:
                yield from block.runs
        for figure in (self.lead, *(section.figure for section in self.sections)):
            for fact in figure.facts:
                yield from fact.runs


def compare(before: Piece, after: Piece) -> Comparison:
    """The two pieces side by side. 30,000 words take a quarter of a second, whatever they are."""
    return Comparison(
        facts=[_fact(name, getattr(before, name), getattr(after, name)) for name in FACTS],
        lead=_figure(before.lead, after.lead),
        sections=_sections(before.parts, after.parts),
        tags=_list(before.tags, after.tags),
        bylines=_list(before.bylines, after.bylines),
        is_reordered=before.bylines != after.bylines and set(before.bylines) == set(after.bylines),
        credit=_credit(before.original, after.original),
        pictures=_pictures(before.figures, after.figures),
    )


def _fact(name: str, before: str, after: str) -> FactChange:
    return FactChange(name, tokens_changed(plain_tokens(before), plain_tokens(after)))


def _figure(before: Figure | None, after: Figure | None) -> FigureChange:
    old, new = before or Figure(), after or Figure()
    facts = [_fact(name, getattr(old, name), getattr(new, name)) for name in FIGURE_FACTS]
    return FigureChange(before, after, [fact for fact in facts if fact.runs])


def _list(before: Iterable[Item], after: Iterable[Item]) -> ListChange[Item]:
    old, new = list(before), list(after)
    return ListChange(
        [item for item in new if item in old],
        [item for item in new if item not in old],
        [item for item in old if item not in new],
    )


def _credit(before: Original | None, after: Original | None) -> list[FactChange]:
    """The facts of the original, those that are set on either side; all of them came if it is new."""
    old, new = (
        {name: _written(value) for name, value in msgspec.structs.asdict(side).items()}
        if side
        else {}
        for side in (before, after)
    )
    names = Original.__struct_fields__
    facts = [_fact(name, old.get(name, ""), new.get(name, "")) for name in names]
    return [fact for fact in facts if fact.runs]


def _written(value: str | int | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "✓" if value else ""
    return "" if value is None else str(value)


def _pictures(before: Iterable[Figure], after: Iterable[Figure]) -> Pictures:
    old, new = (
        {figure.image: figure for figure in side if figure.image} for side in (before, after)
    )
    return Pictures(
        added=[figure for image, figure in new.items() if image not in old],
        removed=[figure for image, figure in old.items() if image not in new],
        changed=[
            (old[image], figure)
            for image, figure in new.items()
            if image in old
            and old[image] != msgspec.structs.replace(figure, width=old[image].width)
        ],
    )


def _sections(before: tuple[Part, ...], after: tuple[Part, ...]) -> list[SectionChange]:
    """In the order of `after`; what went stands behind the section that it followed."""
    matched = _matched(before, after)
    stayed = {
        new for _old, new in longest_rising(sorted((old, new) for new, old in matched.items()))
    }
    found = [
        (
            (new, 0, 0),
            _section(before, after, matched.get(new), new, new in matched and new not in stayed),
        )
        for new in range(len(after))
    ]
    behind = {old: new for new, old in matched.items()}
    last = -1
    for old in range(len(before)):
        last = behind.get(old, last)
        if old not in behind:
            found.append(((last, 1, old), _section(before, after, old, None, False)))
    return [section for _place, section in sorted(found, key=lambda one: one[0])]


def _matched(before: tuple[Part, ...], after: tuple[Part, ...]) -> dict[int, int]:
    """Which section before each section after was: by key, and the rest by likeness."""
    places = {part.key: place for place, part in reversed(list(enumerate(before))) if part.key}
    matched = {new: places.pop(part.key) for new, part in enumerate(after) if part.key in places}
    old = [place for place in range(len(before)) if place not in matched.values()]
    new = [place for place in range(len(after)) if place not in matched]
    bags = [[_bag(parts[place]) for place in rest] for parts, rest in ((before, old), (after, new))]
    return matched | {new[n]: old[o] for o, n in likeness.pairs(*bags)}


def _bag(part: Part) -> likeness.Bag:
    return likeness.bag(f"{part.heading} {html.plain_text(part.body)}")


def _section(
    before: tuple[Part, ...],
    after: tuple[Part, ...],
    place_before: int | None,
    place_after: int | None,
    is_moved: bool,
) -> SectionChange:
    old = None if place_before is None else before[place_before]
    new = None if place_after is None else after[place_after]
    one, other = old or Part(), new or Part()
    if old and new:
        blocks = bodies_changed(old.body, new.body)
    else:
        blocks = all_of(one.body, "removed") if old else all_of(other.body, "added")
    return SectionChange(
        before=old,
        after=new,
        place_before=0 if place_before is None else place_before + 1,
        place_after=0 if place_after is None else place_after + 1,
        is_moved=is_moved,
        heading=_fact("heading", one.heading, other.heading),
        language=_fact("language", one.language, other.language),
        figure=_figure(one.figure, other.figure),
        blocks=blocks,
    )
