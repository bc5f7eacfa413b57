"""What a search is narrowed down to: filters as the address names them, and as the index knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote_plus, urlencode

from django.utils.translation import gettext as _

from articles import addresses
from articles.addresses import language_tag
from articles.language import wording
from articles.models import Contributor, Source, Tag, Tally, Topic
from articles.models.common import Said
from articles.models.lists import by_list, from_list, tag_list
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


def chosen(asked: Asked, *, at: datetime) -> tuple[Groups, list[Choice]]:
    """The filters that are set, as groups of tokens and as choices to leave out. Of what readers never saw
    they learn no name. Two queries for each row that is named, three for a topic.
    """
    groups, choices = [], []
    for key in FILTERS:
        value = asked.values.get(key, "")[:LONGEST].replace("\x00", "")
        if not value:
            continue
        tokens, name, language = _LOOK_UP[key](value, at)
        groups.append(tokens)
        choices.append(Choice(name, language, asked.url(**{key: ""})))
    return tuple(groups), choices


Chosen = tuple[tuple[str, ...], str, str]


def _tag(slug: str, at: datetime) -> Chosen:
    """Also by an old address, or by the address of another name."""
    row = Tag.objects.filter(slug=slug).first()
    if row is None:
        try:
            row = old_tags.leading_on([slug]).get(slug)
        except old_tags.Retired:
            return NOTHING, slug, ""
    return _public(row, slug, documents.tag, tag_list, at)


def _contributor(slug: str, at: datetime) -> Chosen:
    row = Contributor.objects.filter(slug=slug).first()
    return _public(row, slug, documents.person, by_list, at)


def _source(slug: str, at: datetime) -> Chosen:
    row = Source.objects.select_related("merged_into").filter(slug=slug).first()
    return _public(row and row.kept, slug, documents.source, from_list, at)


def _public(
    row: Any, slug: str, token: Callable[[int], str], list_of: Callable[[int], str], at: datetime
) -> Chosen:
    """A row of whose list something was ever public; of any other, and of none, what was asked for."""
    if row is None:
        return NOTHING, slug, ""
    is_known = Tally.objects.ever(list_of(row.pk), at=at)
    return ((token(row.pk),), *said(row)) if is_known else (NOTHING, slug, "")


def _topic(slug: str, _at: datetime) -> Chosen:
    row = Topic.objects.public().filter(slug=slug).first()
    if row is None:
        return NOTHING, slug, ""
    picks = row.picks.values_list("article", flat=True)[:MOST_OF_A_TOPIC]
    feeding = row.tags.values_list("pk", flat=True)[:MOST_OF_A_TOPIC]
    tokens = (*map(documents.article, picks), *map(documents.tag, feeding))
    return (tokens or NOTHING, *said(row))


def _language(value: str, _at: datetime) -> Chosen:
    return (documents.language(joined_tag(value)),), language_name(value), ""


def joined_tag(value: str) -> str:
    return "".join(sign for sign in value if sign.isalnum() or sign == "-") or "-"


def _year(value: str, _at: datetime) -> Chosen:
    is_year = value.isascii() and value.isdigit() and len(value) == 4
    return ((documents.year(int(value)),) if is_year else NOTHING), value, ""


def _kind(value: str, _at: datetime) -> Chosen:
    return ((KINDS[value],) if value in KINDS else NOTHING), kind_name(value), ""


_LOOK_UP: dict[str, Callable[[str, datetime], Chosen]] = {
    "tag": _tag,
    "topic": _topic,
    "contributor": _contributor,
    "source": _source,
    "language": _language,
    "year": _year,
    "kind": _kind,
}


def said(row: Named) -> tuple[str, str]:
    said = row.said("name")
    return said.text, language_tag(said.language)


def language_name(tag: str) -> str:
    return wording.written_language(tag) or tag


def kind_name(value: str) -> str:
    return {"own": _("our own"), "reprint": _("reprints")}.get(value, value)
