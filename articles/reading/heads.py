"""What the head of a page tells machines: a description, what programs show beside a link to it, and what
it is in the words of schema.org. No query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import addresses
from articles.models import Contributor, Edition, Source, Tag, Topic
from articles.outputs import cards, describing, structured_site
from articles.outputs.structured_site import Data, Site, Step
from articles.reading.chrome import Chrome
from articles.reading.figures import Picture, ShownFigure
from articles.reading.stories import Story

Pairs = tuple[tuple[str, str], ...]

SCRIPT = 4  # letters of a script in a language tag
USUAL = {"zh-Hans": ["CN"], "zh-Hant": ["TW"], "zh": ["CN"], "en": ["US"]}


@dataclass(frozen=True)
class Shown:
    """The picture of a page, by its whole address."""

    address: str
    width: int
    height: int
    mime: str  # empty if not known
    alt: str


@dataclass(frozen=True)
class Head:
    """`tags` are metas by name; `facts` are metas by property, beside those that every page has;
    `alternates` are the same page, or translations of the article, by language.
    """

    site_name: str
    title: str
    description: str
    address: str
    language: str
    picture: Shown
    kind: str = "website"
    tags: Pairs = ()
    facts: Pairs = ()
    data: SafeString | None = None
    alternates: Pairs = ()

    @cached_property
    def html(self) -> SafeString:
        data = format_html('<script type="application/ld+json">{}</script>\n', self.data or "")
        others = format_html_join(
            "", '<link rel="alternate" hreflang="{}" href="{}">\n', self.alternates
        )
        names = format_html_join("", '<meta name="{}" content="{}">\n', self.metas)
        facts = format_html_join("", '<meta property="{}" content="{}">\n', self.properties)
        return names + facts + others + (data if self.data else SafeString())

    @property
    def metas(self) -> Iterator[tuple[str, str]]:
        yield from (("description", self.description),) if self.description else ()
        yield from self.tags
        yield ("twitter:card", "summary_large_image")

    @property
    def properties(self) -> Iterator[tuple[str, str]]:
        """The Open Graph of the page (ogp.me)."""
        told = (
            ("og:site_name", self.site_name),
            ("og:type", self.kind),
            ("og:title", self.title),
            ("og:description", self.description),
            ("og:url", self.address),
            ("og:locale", _territory(self.language)),
            ("og:image", self.picture.address),
            ("og:image:type", self.picture.mime),
            ("og:image:width", str(self.picture.width)),
            ("og:image:height", str(self.picture.height)),
            ("og:image:alt", self.picture.alt),
            *self.facts,
        )
        return ((name, content) for name, content in told if content)


def front(request: HttpRequest, page: Chrome) -> Head:
    site = site_of(request, page)
    description = page.tagline.text or _("The newest articles of %(name)s.") % {
        "name": page.name.text
    }
    return _head(
        request,
        page,
        title=page.name.text,
        description=description,
        data=structured_site.front(site, description=description),
    )


def page_of(
    request: HttpRequest,
    page: Chrome,
    title: str,
    description: str,
    *,
    kind: str = "CollectionPage",
    under: Step | None = None,
    about: Data | None = None,
    entries: Iterable[Story] = (),
    picture: Shown | None = None,
) -> Head:
    """Of any page that is no article. `under` is the list that it belongs to."""
    listed = (Step(story.edition.title, story.address) for story in entries)
    trail = [*filter(None, [under]), Step(title, request.path)]
    description = describing.cut(description)
    data = structured_site.page(
        kind,
        site_of(request, page),
        address=request.build_absolute_uri(request.path),
        name=title,
        description=description,
        language=page.language,
        trail=trail,
        about=about,
        entries=listed,
    )
    return _head(
        request,
        page,
        title=title,
        description=description,
        data=data,
        picture=picture,
        kind="profile" if kind == "ProfilePage" else "website",
    )


def person(request: HttpRequest, page: Chrome, row: Contributor, entries: Iterable[Story]) -> Head:
    name = row.said("name").text
    said = {"name": name, "publication": page.name.text}
    return page_of(
        request,
        page,
        name,
        row.said("about").text or _("What %(name)s made for %(publication)s.") % said,
        kind="ProfilePage",
        about=structured_site.contributor(row, site_of(request, page)),
        entries=entries,
    )


def source(request: HttpRequest, page: Chrome, row: Source, entries: Iterable[Story]) -> Head:
    name = row.said("name").text
    said = {"source": name, "publication": page.name.text}
    return page_of(
        request,
        page,
        name,
        row.said("about").text or _("What %(publication)s reprinted from %(source)s.") % said,
        about=structured_site.source(row),
        entries=entries,
    )


def subject(
    request: HttpRequest,
    page: Chrome,
    row: Tag | Topic,
    entries: Iterable[Story],
    *,
    under: Step,
    picture: Picture | None = None,
) -> Head:
    """A tag or a topic; with its `picture` if others may show it."""
    said = {"name": str(row), "publication": page.name.text}
    description = row.said("description").text
    return page_of(
        request,
        page,
        str(row),
        description or _("What %(publication)s published on this: %(name)s.") % said,
        under=under,
        about=structured_site.named(str(row), "Thing"),
        entries=entries,
        picture=_shown(request, picture, picture.image.said("alt").text if picture else ""),
    )


def under_article(request: HttpRequest, page: Chrome, edition: Edition, title: str) -> Head:
    """Of a page about an article: with the article's name, and without its text."""
    return _head(request, page, title=title, description="", picture=_drawn(request, page, edition))


def article(
    request: HttpRequest,
    page: Chrome,
    edition: Edition,
    *,
    picture: Shown,
    data: Data,
    tags: Iterable[tuple[str, str]],
    facts: Iterable[tuple[str, str]],
    alternates: Iterable[tuple[str, str]],
) -> Head:
    return Head(
        site_name=page.name.text,
        title=edition.title,
        description=describing.piece(edition.piece),
        address=request.build_absolute_uri(edition.get_absolute_url()),
        language=edition.language,
        picture=picture,
        kind="article",
        tags=tuple(tags),
        facts=tuple(facts),
        alternates=tuple(alternates),
        data=structured_site.script(data),
    )


def site_of(request: HttpRequest, page: Chrome) -> Site:
    return Site(page.masthead, page.name.text, addresses.absolute_of(request))


def picture_of(
    request: HttpRequest, page: Chrome, edition: Edition, lead: ShownFigure | None
) -> Shown:
    """The lead picture if others may show it, which whoever shows the link will do; else a drawn one."""
    shown = lead and _shown(request, lead.picture, lead.alt)
    return shown or _drawn(request, page, edition)


def _shown(request: HttpRequest, picture: Picture | None, alt: str = "") -> Shown | None:
    """A picture of ours; None if others may not show it."""
    if picture is None or not picture.image.may_be_reprinted:
        return None
    address = request.build_absolute_uri(picture.src)
    return Shown(address, picture.width, picture.height, "", alt)


def _drawn(request: HttpRequest, page: Chrome, edition: Edition) -> Shown:
    card = cards.of_article(edition, page.masthead)
    path = addresses.to("article_card", edition.slug, card.digest)
    return _card(request, path, edition.title)


def _card(request: HttpRequest, path: str, alt: str) -> Shown:
    address = request.build_absolute_uri(path)
    return Shown(address, cards.WIDTH, cards.HEIGHT, cards.TYPE, alt)


def _head(
    request: HttpRequest,
    page: Chrome,
    *,
    title: str,
    description: str,
    data: Data | None = None,
    picture: Shown | None = None,
    **more: Any,
) -> Head:
    digest = cards.of_site(page.masthead).digest
    return Head(
        site_name=page.name.text,
        title=title,
        description=description,
        address=request.build_absolute_uri(request.path),
        language=page.language,
        picture=picture or _card(request, addresses.to("card", digest), page.name.text),
        data=structured_site.script(data) if data else None,
        alternates=_alternates(request, page) if data else (),
        **more,
    )


def _alternates(request: HttpRequest, page: Chrome) -> Pairs:
    """The same page in every language, itself among them; none where the switch leads to other pages."""
    others = tuple(
        (addresses.language_tag(entry.language), entry.url)
        for entry in page.languages
        if entry.url == addresses.in_language(request.path, entry.language)
    )
    pages = ((page.language, request.path), *others) if others else ()
    return tuple((tag, request.build_absolute_uri(path)) for tag, path in pages)


def _territory(tag: str) -> str:
    """As Open Graph writes a language, with its territory (en_GB); empty where nothing says which."""
    first, *rest = tag.split("-")
    regions = [part for part in rest if len(part) != SCRIPT] or USUAL.get(tag, [])
    return f"{first}_{regions[0]}" if regions else ""
