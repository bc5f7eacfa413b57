"""What the hits of a search offer: ways to narrow it down (facets), and names that it may be meant for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from articles.models import Contributor, Source, Tag, TagAlias
from articles.models.common import Said, Texts, said_of
from articles.models.compiled import Question, compiled
from articles.reading.narrowing import KINDS, Asked, Choice, kind_name, language_name, said
from articles.search.queries import Query
from articles.search.tokens import joined

OFFERED = {"tag": 8, "contributor": 5, "source": 5, "language": 5, "year": 12, "kind": 2}
LOOKED_AT = 100  # names among the hits, the most frequent
NAMED: dict[str, tuple[Any, str]] = {
    "tag": (Tag, ":t"),
    "contributor": (Contributor, ":c"),
    "source": (Source, ":s"),
}
ONLY = {"source": {"merged_into": None}}
Counts = dict[str, dict[int, int]]


@dataclass(frozen=True)
class Facet:
    """One way to narrow a search down, and its choices."""

    label: str
    choices: list[Choice]


class Name(NamedTuple):
    """A tag, a person or a source that is called as the query says."""

    kind: str
    row: Any


class Told(NamedTuple):
    """A tag, a person or a source as the database tells of it; `translations` is JSON. Of a hundred few are
    shown, and fewer made rows.
    """

    key: str
    pk: int
    slug: str
    name: str
    translations: str

    @property
    def row(self) -> Any:
        model, _sign = NAMED[self.key]
        return model(pk=self.pk, slug=self.slug, name=self.name, translations=self.texts)

    @property
    def names(self) -> list[str]:
        return [self.name, *(text.get("name", "") for text in self.texts.values())]

    @property
    def texts(self) -> Texts:
        """In other languages than the default."""
        return json.loads(self.translations) if self.translations != "{}" else {}

    def said(self, field: str) -> Said:
        return said_of(self, self.texts, field)


@dataclass(frozen=True)
class Met:
    """What the hits name, by key, each with how many hits name it, the most frequent first. `other_names`
    are those of tags, by their number.
    """

    told: dict[str, list[tuple[Told, int]]]
    other_names: Mapping[int, list[str]]
    tally: Counter[str]
    count: int

    def names(self, query: Query) -> list[Name]:
        """Tags, people and sources of which a name holds all that is looked for, word by word."""
        wanted = joined(query.text)
        if not wanted:
            return []
        return [
            Name(key, told.row)
            for key, met in self.told.items()
            for told, _count in met
            if any(f" {wanted}" in _joined(name) for name in self._names(told))
        ]

    def _names(self, told: Told) -> list[str]:
        others = self.other_names.get(told.pk, []) if told.key == "tag" else []
        return [*told.names, *others]

    def facets(self, asked: Asked) -> Iterator[Facet]:
        """Each way to narrow the hits down that would leave out some of them."""
        labels = {
            "tag": _("Tags"),
            "contributor": _("People"),
            "source": _("Sources"),
            "language": _("Languages"),
            "year": _("Years"),
            "kind": _("Our own or reprints"),
        }
        for key, label in labels.items():
            if key in asked.values:
                continue
            found = (one for one in self._offered(key) if one[-1] < self.count)
            url = asked.urls(key)
            choices = [
                Choice(name, language, url(value), count)
                for value, name, language, count in islice(found, OFFERED[key])
            ]
            if choices:
                yield Facet(label, choices)

    def _offered(self, key: str) -> Iterable[tuple[str, str, str, int]]:
        if key in self.told:
            return ((told.slug, *said(told), count) for told, count in self.told[key])
        if key == "kind":
            counts = [(value, self.tally[token]) for value, token in KINDS.items()]
            return [(value, kind_name(value), "", count) for value, count in counts if count]
        found = _of_kind(self.tally, ":l" if key == "language" else ":y")
        if key == "year":
            return [(value, value, "", count) for value, count in sorted(found, reverse=True)]
        return [(value, language_name(value), "", count) for value, count in found]


@lru_cache(1_000)
def _joined(name: str) -> str:
    """Most hits name the same tags and people again."""
    return f" {joined(name)} "


def counted(tally: Counter[str]) -> Counts:
    """Of each kind the rows that most hits name, by number, each with how many do."""
    return {
        key: {int(pk): hits for pk, hits in _of_kind(tally, sign)[:LOOKED_AT]}
        for key, (_model, sign) in NAMED.items()
    }


def asking(counts: Counts, *, with_other_names: bool = False) -> list[Question]:
    """What `met` would ask. No query."""
    found = [_named.asking(*_numbers(counts))] if any(counts.values()) else []
    return [*found, _aliases.asking(set(counts["tag"]))] if with_other_names else found


def met(counts: Counts, tally: Counter[str], count: int, *, with_other_names: bool = False) -> Met:
    """The rows that these hits name, with what lists show of them. One query, two with what tags are
    called besides.
    """
    known = _known(counts)
    told = {
        key: [(known[key, pk], hits) for pk, hits in found.items() if (key, pk) in known]
        for key, found in counts.items()
    }
    others = _other_names(counts["tag"]) if with_other_names else {}
    return Met(told, others, tally, count)


def _numbers(counts: Counts) -> list[set[int]]:
    return [set(counts[key]) for key in NAMED]


def _known(counts: Counts) -> dict[tuple[str, int], Told]:
    """One query, none without hits."""
    if not any(counts.values()):
        return {}
    rows = map(Told._make, _named(*_numbers(counts)))
    return {(told.key, told.pk): told for told in rows}


@compiled
def _named(*numbers: set[int]) -> QuerySet[Any]:
    """The rows of each kind of `NAMED`, in its order, of which there is one at least."""
    asked: list[QuerySet[Any]] = [
        NAMED[key][0]
        .objects.order_by()
        .filter(pk__in=found, **ONLY.get(key, {}))
        .annotate(key=Value(key, TextField()), told=Cast("translations", TextField()))
        .values_list("key", "pk", "slug", "name", "told")
        for key, found in zip(NAMED, numbers, strict=True)
        if found
    ]
    return asked[0].union(*asked[1:], all=True).order_by()


def _other_names(tags: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for tag, name in _aliases(set(tags)):
        found.setdefault(tag, []).append(name)
    return found


@compiled
def _aliases(tags: set[int]) -> QuerySet[Any]:
    return TagAlias.objects.order_by().filter(tag__pk__in=tags).values_list("tag", "name")


def _of_kind(tally: Counter[str], sign: str) -> list[tuple[str, int]]:
    found = [(token[2:], tally[token]) for token in tally if token[:2] == sign]
    return sorted(found, key=lambda one: (-one[1], one[0]))
