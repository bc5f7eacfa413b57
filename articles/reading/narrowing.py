"""What a search is narrowed down to: filters as the address names them, as the index knows them, and those
that its hits offer. Also the names among its hits that it may be meant for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.addresses import language_tag
from articles.language import wording
from articles.models import Contributor, Source, Tag, Topic
from articles.models.common import Translated
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
        return f"{reverse('search')}?{urlencode(told)}" if told else reverse("search")

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
            found = self._offered(key)
            choices = [
                Choice(name, language, asked.url(**{key: value}), count)
                for value, name, language, count in found
                if count < self.count
            ][: OFFERED[key]]
            if choices:
                yield Facet(label, choices)

    def _offered(self, key: str) -> list[tuple[str, str, str, int]]:
        if key in self.rows:
            return [(row.slug, *_said(row), count) for row, count in self.rows[key]]
        if key == "kind":
            counts = [(value, self.tally[token]) for value, token in KINDS.items()]
            return [(value, _kind_name(value), "", count) for value, count in counts if count]
        found = _of_kind(self.tally, ":l" if key == "language" else ":y")
        if key == "year":
            return [(value, value, "", count) for value, count in sorted(found, reverse=True)]
        return [(value, _language_name(value), "", count) for value, count in found]


def met(tally: Counter[str], count: int, *, with_other_names: bool = False) -> Met:
    """The rows that these hits name. Three queries, four with what tags are called besides."""
    tags = Tag.objects.prefetch_related("aliases") if with_other_names else Tag.objects.all()
    rows = {
        "tag": _rows(tags, tally, ":t"),
        "contributor": _rows(Contributor.objects.all(), tally, ":c"),
        "source": _rows(Source.objects.kept(), tally, ":s"),
    }
    return Met(rows, tally, count)


def _rows(known: Any, tally: Counter[str], sign: str) -> list[tuple[Model, int]]:
    counts = [(int(value), count) for value, count in _of_kind(tally, sign)[:LOOKED_AT]]
    rows = known.in_bulk([pk for pk, _count in counts])
    return [(rows[pk], count) for pk, count in counts if pk in rows]


def _of_kind(tally: Counter[str], sign: str) -> list[tuple[str, int]]:
    found = [(token[2:], count) for token, count in tally.items() if token.startswith(sign)]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _names(row: Any) -> Iterable[str]:
    yield row.name
    yield from (texts.get("name", "") for texts in row.translations.values())
    if "aliases" in getattr(row, "_prefetched_objects_cache", {}):
        yield from (alias.name for alias in row.aliases.all())
