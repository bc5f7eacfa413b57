"""What a search is narrowed down to: filters as the address names them, as the index knows them, and those
that its hits offer. Also the names among its hits that it may be meant for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from articles import addresses
from articles.addresses import language_tag
from articles.language import wording
from articles.models import Contributor, Source, Tag, TagAlias, Topic
from articles.models.common import Translated
from articles.models.compiled import compiled
from articles.search import documents
from articles.search.queries import Query
from articles.search.shapes import Groups
from articles.search.tokens import joined

# Everything that the address of a search may ask for; nothing else changes the page.
KEYS = (
    *("q", "tag", "topic", "contributor", "source"),
    *("language", "year", "kind", "order", "after"),
)
FILTERS = KEYS[1:8]
LONGEST = 100  # characters of a value: as long as a slug can be
NOTHING = (":nothing",)  # a token that no document has
MOST_OF_A_TOPIC = 300
OFFERED = {"tag": 8, "contributor": 5, "source": 5, "language": 5, "year": 12, "kind": 2}
LOOKED_AT = 100  # names among the hits, the most frequent
NAMED: dict[str, tuple[Any, str]] = {
    "tag": (Tag, ":t"),
    "contributor": (Contributor, ":c"),
    "source": (Source, ":s"),
}
ONLY = {"source": {"merged_into": None}}
KINDS = {"own": documents.OWN, "reprint": documents.REPRINT}


class Choice(NamedTuple):
    """A filter that is set or offered; `url` leaves it out or sets it; `hits` is 0 where it is set."""

    name: str
    language: str
    url: str
    hits: int = 0


@dataclass(frozen=True)
class Facet:
    """One way to narrow a search down, and its choices."""

    label: str
    choices: list[Choice]


class Name(NamedTuple):
    """A tag, a person or a source that is called as the query says."""

    kind: str
    row: Any


@dataclass(frozen=True)
class Asked:
    """What the address of a search asks for: values by key, without blank ones and unknown keys."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        return cls({key: given[key] for key in KEYS if given.get(key, "").strip()})

    def url(self, **changes: str) -> str:
        """The address of this search with other values; a change begins on the first page."""
        values = {**self.values, "after": "", **changes}
        told = {key: values[key] for key in KEYS if values.get(key)}
        return f"{addresses.to('search')}?{urlencode(told)}" if told else addresses.to("search")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form with another query keeps."""
        keys = (*FILTERS, "order")
        return [(key, self.values[key]) for key in keys if key in self.values]


def chosen(asked: Asked) -> tuple[Groups, list[Choice]]:
    """The filters that are set, as groups of tokens and as choices to leave out. One query for each row
    that is named, three for a topic.
    """
    groups, choices = [], []
    for key in FILTERS:
        value = asked.values.get(key, "")[:LONGEST].replace("\x00", "")
        if not value:
            continue
        tokens, name, language = _LOOK_UP[key](value)
        groups.append(tokens)
        choices.append(Choice(name, language, asked.url(**{key: ""})))
    return tuple(groups), choices


Chosen = tuple[tuple[str, ...], str, str]


def _row(model: Any, token: Callable[[int], str]) -> Callable[[str], Chosen]:
    def look_up(slug: str) -> Chosen:
        row = model.objects.filter(slug=slug).first()
        return ((token(row.pk),), *_said(row)) if row else (NOTHING, slug, "")

    return look_up


def _source(slug: str) -> Chosen:
    row = Source.objects.select_related("merged_into").filter(slug=slug).first()
    return ((documents.source(row.kept.pk),), *_said(row.kept)) if row else (NOTHING, slug, "")


def _topic(slug: str) -> Chosen:
    row = Topic.objects.public().filter(slug=slug).first()
    if row is None:
        return NOTHING, slug, ""
    picks = row.picks.values_list("article", flat=True)[:MOST_OF_A_TOPIC]
    feeding = row.tags.values_list("pk", flat=True)[:MOST_OF_A_TOPIC]
    tokens = (*map(documents.article, picks), *map(documents.tag, feeding))
    return (tokens or NOTHING, *_said(row))


def _language(value: str) -> Chosen:
    return (documents.language(joined_tag(value)),), _language_name(value), ""


def joined_tag(value: str) -> str:
    return "".join(sign for sign in value if sign.isalnum() or sign == "-") or "-"


def _year(value: str) -> Chosen:
    is_year = value.isascii() and value.isdigit() and len(value) == 4
    return ((documents.year(int(value)),) if is_year else NOTHING), value, ""


def _kind(value: str) -> Chosen:
    return ((KINDS[value],) if value in KINDS else NOTHING), _kind_name(value), ""


_LOOK_UP: dict[str, Callable[[str], Chosen]] = {
    "tag": _row(Tag, documents.tag),
    "topic": _topic,
    "contributor": _row(Contributor, documents.person),
    "source": _source,
    "language": _language,
    "year": _year,
    "kind": _kind,
}


def _said(row: Translated) -> tuple[str, str]:
    said = row.said("name")
    return said.text, language_tag(said.language)


def _language_name(tag: str) -> str:
    return wording.written_language(tag) or tag


def _kind_name(value: str) -> str:
    return {"own": _("our own"), "reprint": _("reprints")}.get(value, value)


# --- what the hits offer --------------------------------------------------------------------------


@dataclass(frozen=True)
class Met:
    """The rows that the hits name, by key, each with how many hits name it, the most frequent first."""

    rows: dict[str, list[tuple[Any, int]]]
    tally: Counter[str]
    count: int

    def names(self, query: Query) -> list[Name]:
        """Tags, people and sources of which a name holds all that is looked for, word by word."""
        wanted = joined(query.text)
        if not wanted:
            return []
        return [
            Name(kind, row)
            for kind, rows in self.rows.items()
            for row, _count in rows
            if any(f" {wanted}" in f" {joined(name)} " for name in _names(row))
        ]

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
            choices = [
                Choice(name, language, asked.url(**{key: value}), count)
                for value, name, language, count in islice(found, OFFERED[key])
            ]
            if choices:
                yield Facet(label, choices)

    def _offered(self, key: str) -> Iterable[tuple[str, str, str, int]]:
        if key in self.rows:
            return ((row.slug, *_said(row), count) for row, count in self.rows[key])
        if key == "kind":
            counts = [(value, self.tally[token]) for value, token in KINDS.items()]
            return [(value, _kind_name(value), "", count) for value, count in counts if count]
        found = _of_kind(self.tally, ":l" if key == "language" else ":y")
        if key == "year":
            return [(value, value, "", count) for value, count in sorted(found, reverse=True)]
        return [(value, _language_name(value), "", count) for value, count in found]


def met(tally: Counter[str], count: int, *, with_other_names: bool = False) -> Met:
    """The rows that these hits name, with what lists show of them. One query, two with what tags are
    called besides.
    """
    counts = {
        key: {int(pk): hits for pk, hits in _of_kind(tally, sign)[:LOOKED_AT]}
        for key, (_model, sign) in NAMED.items()
    }
    known = _known(counts)
    rows = {
        key: [(known[key, pk], hits) for pk, hits in found.items() if (key, pk) in known]
        for key, found in counts.items()
    }
    if with_other_names:
        _add_other_names({pk: row for (key, pk), row in known.items() if key == "tag"})
    return Met(rows, tally, count)


def _known(counts: Mapping[str, Mapping[int, int]]) -> dict[tuple[str, int], Any]:
    """One query, none without hits."""
    if not any(counts.values()):
        return {}
    return {
        (key, pk): NAMED[key][0](pk=pk, slug=slug, name=name, translations=json.loads(told))
        for key, pk, slug, name, told in _named(*(set(counts[key]) for key in NAMED))
    }


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


def _add_other_names(tags: Mapping[int, Any]) -> None:
    for tag, name in TagAlias.objects.filter(tag__in=tags).values_list("tag", "name"):
        tags[tag].__dict__.setdefault("other_names", []).append(name)


def _of_kind(tally: Counter[str], sign: str) -> list[tuple[str, int]]:
    found = [(token[2:], count) for token, count in tally.items() if token.startswith(sign)]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _names(row: Any) -> Iterable[str]:
    yield row.name
    yield from (texts.get("name", "") for texts in row.translations.values())
    yield from getattr(row, "other_names", ())
