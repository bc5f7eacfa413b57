"""The sitemap (sitemaps.org, 0.9): what search engines may list, and nothing else.

It is split by the ids of rows, never by counting them, so a part costs the same wherever it lies. The text
of no article is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.urls import reverse
from django.utils import translation

from articles import addresses
from articles.models import (
    Article,
    Contributor,
    EditionTag,
    Listing,
    Masthead,
    Source,
    StandingPage,
    Tag,
    Topic,
    Window,
)
from articles.models.lists import named
from articles.outputs import markup
from articles.outputs.signals import instant
from articles.rights.many import Listed, indexed

TYPE = "application/xml"
MOST = 50_000  # addresses a part, as the protocol has it
COLUMNS = 500  # that are asked for at once
STEP = 5_000  # articles whose permissions are read at once
AHEAD = 200  # and where one of them is enough
OWN, ANY_OWN = "own", Listed(0, "", "", "")


class Place(NamedTuple):
    """One address: its path, when it last changed, and the same in other languages by their tags."""

    path: str
    changed_at: datetime | None = None
    alternates: tuple[tuple[str, str], ...] = ()


class Part(NamedTuple):
    """One file of the sitemap: what it holds, and which stretch of ids."""

    section: str
    number: int


class _Row(NamedTuple):
    edition_id: int
    article_id: int
    root: int
    slug: str
    language: str
    relation: str
    original_language: str
    changed_at: datetime


class Stretch(NamedTuple):
    """Rows that are split by one of their numbers, and how many of it a part spans."""

    rows: QuerySet[Any]
    by: str
    size: int


def index(parts: Iterable[Part], origin: str) -> str:
    """The list of the parts."""
    return markup.DECLARATION + markup.element(
        "sitemapindex",
        *(markup.element("sitemap", markup.said("loc", origin + path_of(part))) for part in parts),
        xmlns="http://www.sitemaps.org/schemas/sitemap/0.9",
    )


def path_of(part: Part) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("sitemap_part", args=part)


def part(places: Iterable[Place], origin: str) -> str:
    """One part; a page that stands in several languages names all of them."""
    return markup.DECLARATION + markup.element(
        "urlset",
        *(_url(place, origin) for place in places),
        xmlns="http://www.sitemaps.org/schemas/sitemap/0.9",
        xmlns_xhtml="http://www.w3.org/1999/xhtml",
    )


def _url(place: Place, origin: str) -> str:
    """Written out, not built of elements: there are 50,000 of them in a part."""
    changed = f"<lastmod>{instant(place.changed_at)}</lastmod>" if place.changed_at else ""
    others = "".join(
        markup.element("xhtml:link", rel="alternate", hreflang=tag, href=origin + path)
        for tag, path in place.alternates
    )
    return f"<url><loc>{markup.text(origin + place.path)}</loc>{changed}{others}</url>"


def parts(*, at: datetime, masthead: Masthead) -> list[Part]:
    """The parts that have something in them. Two queries, and a few for each part with articles of which none
    is our own: they look at the first that may be listed.
    """
    live = Window.objects.live(at=at)
    stretches = {
        **{name: Stretch(rows, "pk", _size(name)) for name, rows in _sections(at).items()},
        "articles": Stretch(live, "article_id", MOST),
        OWN: Stretch(live.filter(edition__relation=""), "article_id", MOST),
    }
    numbers = _numbers(stretches)
    own = set(numbers.pop(OWN))
    if not indexed([ANY_OWN], at=at, masthead=masthead):
        own = set()
    found = [Part("pages", 0)]
    for section, told in numbers.items():
        found += [
            Part(section, number)
            for number in told
            if section != "articles"
            or number in own
            or any(True for _place in articles(number, at=at, masthead=masthead, ahead=AHEAD))
        ]
    return found


def _numbers(stretches: Mapping[str, Stretch]) -> dict[str, list[int]]:
    """By name, the stretches of ids in which there is a row. Two queries, one more for each 500 of them."""
    last = {
        name: Subquery(rows.model._default_manager.order_by(f"-{by}").values(by)[:1])
        for name, (rows, by, _size) in stretches.items()
    }
    reach: Any = Masthead.objects.values(**last).first() or {}
    within = {
        f"{name}_{number}": Exists(
            rows.order_by().filter(
                **{f"{by}__gte": number * size, f"{by}__lt": (number + 1) * size}
            )
        )
        for name, (rows, by, size) in stretches.items()
        for number in range((reach.get(name) or 0) // size + 1)
    }
    found: dict[str, list[int]] = {name: [] for name in stretches}
    columns = list(within.items())
    for start in range(0, len(columns), COLUMNS):
        some = dict(columns[start : start + COLUMNS])
        for column, is_there in (Masthead.objects.values(**some).first() or {}).items():
            name, _sign, number = column.rpartition("_")
            if is_there:
                found[name].append(int(number))
    return found


def places(wanted: Part, *, at: datetime, masthead: Masthead) -> Iterator[Place]:
    """The addresses of one part; none for a part that there is not."""
    if wanted.section == "articles":
        yield from articles(wanted.number, at=at, masthead=masthead)
    elif wanted == Part("pages", 0):
        yield from _pages()
    elif rows := _sections(at).get(wanted.section):
        size = _size(wanted.section)
        first = wanted.number * size
        for row in rows.filter(pk__gte=first, pk__lt=first + size).order_by("pk"):
            yield from _in_every_language(row.get_absolute_url)


def _size(section: str) -> int:
    """How many ids a part spans, so that every language of each has room in it."""
    return MOST // len(settings.LANGUAGES)


def _sections(at: datetime) -> dict[str, QuerySet[Any]]:
    """The lists that readers browse, as far as something is in them."""
    listed = Listing.objects.live(at=at).order_by()
    tagged = EditionTag.objects.live(at=at).order_by().filter(tag=OuterRef("pk"))
    merged = Source.objects.order_by().filter(
        Exists(listed.filter(list=named("from:", OuterRef("pk")))), merged_into=OuterRef("pk")
    )
    own = Exists(listed.filter(list=named("from:", OuterRef("pk"))))
    return {
        "tags": Tag.objects.filter(Exists(tagged)),
        "topics": Topic.objects.public(),
        "contributors": Contributor.objects.filter(
            Exists(listed.filter(list=named("by:", OuterRef("pk"))))
        ),
        "sources": Source.objects.kept().filter(own | Exists(merged)),
    }


def _pages() -> Iterator[Place]:
    for name in ("front", "archive", "topics", "tags"):
        yield from _in_every_language(lambda name=name: reverse(name))  # type: ignore[misc]
    for page in StandingPage.objects.filter(is_public=True).order_by("slug"):
        yield from _in_every_language(page.get_absolute_url)


def _in_every_language(path: Callable[[], str]) -> Iterator[Place]:
    paths = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            paths.append((addresses.language_tag(code), path()))
    alternates = tuple(paths) if len(paths) > 1 else ()
    for _tag, one in paths:
        yield Place(one, alternates=alternates)


def articles(
    number: int, *, at: datetime, masthead: Masthead, ahead: int = STEP
) -> Iterator[Place]:
    """The live articles of one stretch of ids that search engines may list. Five queries for 5,000; the
    first of them read no more than so many `ahead`.
    """
    live, begin, end = Window.objects.live(at=at), number * MOST, (number + 1) * MOST
    for first, behind in pairwise([begin, *range(begin + ahead, end, STEP), end]):
        mine = live.filter(article_id__gte=first, article_id__lt=behind)
        rows = _rows(mine.order_by("article_id"))
        if not rows:
            continue
        family = _rows(_translations(live, first, behind).exclude(pk__in=mine.values("pk")))
        allowed = indexed(map(_listed, [*rows, *family]), at=at, masthead=masthead)
        siblings: dict[int, dict[str, str]] = defaultdict(dict)
        address = {
            tag: addresses.of_articles(tag) for tag in {row.language for row in (*rows, *family)}
        }
        listed = [row for row in (*rows, *family) if row.edition_id in allowed]
        for row in listed:
            siblings[row.root][row.language] = address[row.language](row.slug)
        for row in rows:
            if row.edition_id in allowed:
                others = siblings[row.root]
                yield Place(
                    address[row.language](row.slug),
                    row.changed_at,
                    tuple(sorted(others.items())) if len(others) > 1 else (),
                )


def _translations(live: QuerySet[Window], first: int, behind: int) -> QuerySet[Window]:
    """Windows of articles that are translations of these, or that these are translations of."""
    translated = {"translation_of__gte": first, "translation_of__lt": behind}
    mine = Article.objects.order_by().filter(pk__gte=first, pk__lt=behind)
    originals = mine.filter(translation_of__isnull=False).values("translation_of")
    family = originals.union(
        Article.objects.order_by().filter(**translated).values("pk"),
        Article.objects.order_by().filter(translation_of__in=originals).values("pk"),
    )
    return live.filter(article__in=family).order_by("article_id")


def _rows(windows: QuerySet[Window]) -> list[_Row]:
    """What decides about each, without its text: of a reprint's, its original's language alone."""
    original = KeyTransform("original", KeyTransform("piece", "edition__content"))
    language = KeyTextTransform("language", original)
    found = windows.annotate(
        original_language=Case(
            When(edition__relation="", then=Value("")),
            default=language,
            output_field=TextField(),
        )
    ).values_list(
        "edition_id",
        "article_id",
        "article__translation_of_id",
        "edition__slug",
        "edition__language",
        "edition__relation",
        "original_language",
        "published_at",
        "updated_at",
    )
    return [
        _Row(edition, article, root or article, slug, tag, relation, original or "", new or first)
        for edition, article, root, slug, tag, relation, original, first, new in found
    ]


def _listed(row: _Row) -> Listed:
    return Listed(row.edition_id, row.language, row.relation, row.original_language)
