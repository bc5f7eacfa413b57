"""What a search is narrowed down to: filters as the address names them, and as the index knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote_plus, urlencode

from django.db.models import F, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from articles import addresses
from articles.addresses import language_tag
from articles.language import wording
from articles.models import Contributor, Source, Tag, Tally, Topic, TopicPick
from articles.models.common import Said
from articles.models.compiled import Question, compiled
from articles.models.lists import BY_PREFIX, FROM_PREFIX, TAG_PREFIX
from articles.reading import old_tags
from articles.search import documents
from articles.search.shapes import Groups

# Everything that the address of a search may ask for; nothing else changes the page.
KEYS = (
    *("q", "tag", "topic", "contributor", "source"),
    *("language", "year", "kind", "order", "after"),
)
FILTERS = KEYS[1:8]
LONGEST = 100  # characters of a value: as long as a slug can be
NOTHING = (":nothing",)  # a token that no document has
MOST_OF_A_TOPIC = 300
KINDS = {"own": documents.OWN, "reprint": documents.REPRINT}


class Named(Protocol):
    """What is called otherwise in other languages, as `Translated` is."""

    def said(self, field: str, /) -> Said: ...


class Choice(NamedTuple):
    """A filter that is set or offered; `url` leaves it out or sets it; `hits` is 0 where it is set."""

    name: str
    language: str
    url: str
    hits: int = 0


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

    def urls(self, key: str) -> Callable[[str], str]:
        """What `url` says for every value of that key, of which a page offers a dozen."""
        before, _told, after = self.url(**{key: "-"}).partition(f"{key}=-")
        return lambda value: f"{before}{key}={quote_plus(value)}{after}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form with another query keeps."""
        keys = (*FILTERS, "order")
        return [(key, self.values[key]) for key in keys if key in self.values]


def asking(asked: Asked, *, at: datetime) -> list[Question]:
    """What `chosen` would ask, but for what stands at another address by now. No query."""
    asking = (_LOOK_UP[key].asking(value, at) for key, value in _values(asked))
    return list(chain.from_iterable(asking))


def chosen(asked: Asked, *, at: datetime) -> tuple[Groups, list[Choice]]:
    """The filters that are set, as groups of tokens and as choices to leave out. Of what readers never saw
    they learn no name. Two queries for each row that is named, three for a topic; none where what `asking`
    says was asked.
    """
    groups, choices = [], []
    for key, value in _values(asked):
        tokens, name, language = _LOOK_UP[key].look(value, at)
        groups.append(tokens)
        choices.append(Choice(name, language, asked.url(**{key: ""})))
    return tuple(groups), choices


def _values(asked: Asked) -> Iterator[tuple[str, str]]:
    for key in FILTERS:
        if value := asked.values.get(key, "")[:LONGEST].replace("\x00", ""):
            yield key, value


Chosen = tuple[tuple[str, ...], str, str]


class Filter(NamedTuple):
    """How a value of the address is understood, and what is asked for that."""

    look: Callable[[str, datetime], Chosen]
    asking: Callable[[str, datetime], list[Question]] = lambda _value, _at: []


def _named(
    model: Any,
    prefix: str,
    token: Callable[[int], str],
    *,
    at_another: Callable[[str], Any] = lambda _slug: None,
) -> Filter:
    """By the address of a row of whose list something was ever public; of any other, and of none, what was
    asked for. `at_another` finds the one that stood at an address before.
    """
    is_merged = hasattr(model, "merged_into")

    @compiled
    def rows(slug: str) -> QuerySet[Any]:
        found = model.objects.filter(slug=slug).order_by()
        return found.select_related("merged_into") if is_merged else found

    @compiled
    def past(slug: str, at: datetime) -> QuerySet[Any]:
        kept = Coalesce("merged_into", "pk") if is_merged else F("pk")
        number = model.objects.filter(slug=slug).order_by().values(n=Cast(kept, TextField()))[:1]
        return Tally.objects.past(Concat(Value(prefix), Subquery(number)), at=at)

    def look(slug: str, at: datetime) -> Chosen:
        if row := next(iter(rows(slug)), None):
            is_known = Tally.objects.tells_of_any(past(slug, at))
            row = row.kept if is_merged else row
        elif row := at_another(slug):
            is_known = Tally.objects.ever(f"{prefix}{row.pk}", at=at)
        return ((token(row.pk),), *said(row)) if row and is_known else (NOTHING, slug, "")

    return Filter(look, lambda slug, at: [rows.asking(slug), past.asking(slug, at)])


def _former(slug: str) -> Tag | None:
    """The tag of an old address, or of the address of another name."""
    try:
        return old_tags.leading_on([slug]).get(slug)
    except old_tags.Retired:
        return None


def _topic(slug: str, _at: datetime) -> Chosen:
    row = next(iter(_topics(slug)), None)
    if row is None:
        return NOTHING, slug, ""
    tokens = (*map(documents.article, _picks(slug)), *map(documents.tag, _feeding(slug)))
    return (tokens or NOTHING, *said(row))


@compiled
def _topics(slug: str) -> QuerySet[Topic]:
    return Topic.objects.public().filter(slug=slug)


@compiled
def _picks(slug: str) -> QuerySet[Any, int]:
    picks = TopicPick.objects.filter(topic__slug=slug).order_by("position", "pk")
    return picks.values_list("article", flat=True)[:MOST_OF_A_TOPIC]


@compiled
def _feeding(slug: str) -> QuerySet[Any, int]:
    tags = Topic.tags.through.objects.filter(topic__slug=slug).order_by("pk")
    return tags.values_list("tag", flat=True)[:MOST_OF_A_TOPIC]


def _of_topic(slug: str, _at: datetime) -> list[Question]:
    return [_topics.asking(slug), _picks.asking(slug), _feeding.asking(slug)]


def _language(value: str, _at: datetime) -> Chosen:
    return (documents.language(joined_tag(value)),), language_name(value), ""


def joined_tag(value: str) -> str:
    return "".join(sign for sign in value if sign.isalnum() or sign == "-") or "-"


def _year(value: str, _at: datetime) -> Chosen:
    is_year = value.isascii() and value.isdigit() and len(value) == 4
    return ((documents.year(int(value)),) if is_year else NOTHING), value, ""


def _kind(value: str, _at: datetime) -> Chosen:
    return ((KINDS[value],) if value in KINDS else NOTHING), kind_name(value), ""


_LOOK_UP = {
    "tag": _named(Tag, TAG_PREFIX, documents.tag, at_another=_former),
    "topic": Filter(_topic, _of_topic),
    "contributor": _named(Contributor, BY_PREFIX, documents.person),
    "source": _named(Source, FROM_PREFIX, documents.source),
    "language": Filter(_language),
    "year": Filter(_year),
    "kind": Filter(_kind),
}


def said(row: Named) -> tuple[str, str]:
    said = row.said("name")
    return said.text, language_tag(said.language)


def language_name(tag: str) -> str:
    return wording.written_language(tag) or tag


def kind_name(value: str) -> str:
    return {"own": _("our own"), "reprint": _("reprints")}.get(value, value)
