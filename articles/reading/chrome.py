"""What stands round every public page: names, menu, languages; and how a page is rendered.

Public pages are rendered without the request, so nothing of who asks can get into them: no session,
no account, no token. No query while nothing that the public sees has changed; else one, which asks for the
next boundary, too, and for what a page wants besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import addresses, freshness
from articles.language import wording
from articles.models import Masthead, MenuItem
from articles.models.common import Said
from articles.models.compiled import Question, compiled
from articles.models.masthead import MenuPlace, mastheads
from articles.models.together import asked_together
from articles.outputs import signals
from articles.reading import clock

PLACES = {MenuPlace.ARCHIVE: "archive", MenuPlace.TOPICS: "topics", MenuPlace.TAGS: "tags"}
# Pages that stand under a place of the menu, which is marked on them as well.
WITHIN = {
    "archive_year": MenuPlace.ARCHIVE,
    "archive_month": MenuPlace.ARCHIVE,
    "topic": MenuPlace.TOPICS,
    "tag": MenuPlace.TAGS,
    "tags_together": MenuPlace.TAGS,
    "tag_letter": MenuPlace.TAGS,
}


@dataclass(frozen=True)
class Entry:
    """One link of the menu; `language` is the interface language that its text is in.

    `place` is what of the site it leads to, empty for a topic or a page of the publication's own. `current`
    is the value of `aria-current`: "page" for this page, "true" for what this page is part of.
    """

    text: str
    language: str
    url: str
    place: str = ""
    current: str = ""


@dataclass(frozen=True)
class Chrome:
    """The publication as every page shows it. `menu` stands at the top, `pages` at the foot."""

    masthead: Masthead
    name: Said
    tagline: Said
    language: str
    menu: list[Entry]
    pages: list[Entry]
    languages: list[Entry]

    @property
    def key(self) -> tuple[Any, ...] | None:
        """By which it differs in one language while the public sees the same, but for `languages`. None
        without a masthead: that of no database, which nobody may ask whether the public sees the same.
        """
        if self.masthead.pk is None:
            return None
        marks = (entry.current for entry in (*self.menu, *self.pages))
        return self.masthead.pk, self.name, *marks


def of(request: HttpRequest, *, has_other_languages: bool = True, elsewhere: str = "") -> Chrome:
    """The chrome of this address. The switch of languages leads to the same page; to the page at the path
    `elsewhere` where another language may have none like it; to the front pages without other languages.
    """
    with asked_with(request):
        known = freshness.remembered(("chrome", _active()), _known)
    return replace(
        known,
        menu=_marked(known.menu, request),
        pages=_marked(known.pages, request),
        languages=languages_of(elsewhere or (request.path if has_other_languages else "")),
    )


@contextmanager
def asked_with(request: HttpRequest, *questions: Question) -> Iterator[None]:
    """Asks for the chrome, where it is not remembered, together with these questions of the page; within,
    neither is asked again. One query or none.
    """
    at = clock.now(request)
    with freshness.held():  # so that nothing is remembered as newer than it was read
        mine = freshness.missing(("chrome", _active()), _asking, at=at)
        with asked_together(*mine, *questions):
            if mine:
                freshness.boundary(at=at)
                freshness.remembered(("chrome", _active()), _known)
            yield


def _asking() -> list[Question]:
    return [_menu_items.asking(), mastheads.asking()]


def _known() -> Chrome:
    """Of no address yet."""
    items = _menu_items()
    masthead = next(iter(mastheads()), Masthead())
    name = masthead.said("name")
    return Chrome(
        masthead=masthead,
        name=name if name.text else Said(_("A new publication"), _active()),
        tagline=masthead.said("tagline"),
        language=addresses.language_tag(_active()),
        menu=_menu(items) if items else _places(),
        pages=[_entry(item) for item in items if item.page and item.page.is_public],
        languages=[],
    )


@compiled
def _menu_items() -> QuerySet[MenuItem]:
    return MenuItem.objects.with_what_it_leads_to()


def leading_to(page: Chrome, translations: Iterable[tuple[str, str]]) -> Chrome:
    """The chrome whose switch of languages leads to a translation (language, address) where there is one."""
    found: dict[str, str] = {}
    for language, address in translations:
        code = addresses.interface_language(language)
        if wording.primary(code) == wording.primary(language):  # the default takes all others
            found.setdefault(code, address)
    if not found:
        return page
    entries = [replace(entry, url=found.get(entry.language, entry.url)) for entry in page.languages]
    return replace(page, languages=entries)


def without_data(request: HttpRequest) -> Chrome:
    """The chrome for when the database does not answer."""
    return Chrome(
        masthead=Masthead(),
        name=Said(_("This publication"), _active()),
        tagline=Said("", _active()),
        language=addresses.language_tag(_active()),
        menu=_marked(_places(), request),
        pages=[],
        languages=languages_of(""),
    )


def respond(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    has_other_languages: bool = True,
    is_form: bool = False,
) -> HttpResponse:
    """A page with its chrome, and whether machines may be trained on what stands here. Only a form is
    rendered with the request, for its token.
    """
    page = dict(context or {})
    if "chrome" not in page:
        page["chrome"] = of(request, has_other_languages=has_other_languages)
    if status == 200:
        page["address"] = request.build_absolute_uri(request.path)
    html = render_to_string(template, page, request=request if is_form else None)
    usage = signals.usage_of(page["chrome"].masthead)
    return HttpResponse(html, status=status, headers=usage)


def _active() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _menu(items: list[MenuItem]) -> list[Entry]:
    return [
        _entry(item)
        for item in items
        if item.place or (item.topic and item.topic.is_public and not item.topic.front_of)
    ]


def _entry(item: MenuItem) -> Entry:
    if item.place:
        return _place(MenuPlace(item.place))
    target = item.topic or item.page
    assert target is not None, "a constraint says that an entry leads somewhere"
    said = target.said(target.translated[0])
    return Entry(said.text, said.language, target.get_absolute_url())


def _place(place: MenuPlace) -> Entry:
    return Entry(str(place.label), _active(), addresses.to(PLACES[place]), place)


def _places() -> list[Entry]:
    return [_place(place) for place in PLACES]


def _marked(entries: list[Entry], request: HttpRequest) -> list[Entry]:
    """The entry of this page if there is one, else the place that it stands under."""
    view = request.resolver_match.url_name if request.resolver_match else None
    own = {entry for entry in entries if entry.url == request.path}
    within = "" if own else WITHIN.get(view or "", "")
    above = {entry for entry in entries if within and entry.place == within}
    marks = dict.fromkeys(own, "page") | dict.fromkeys(above, "true")
    return [replace(entry, current=marks.get(entry, "")) for entry in entries] if marks else entries


def languages_of(path: str) -> list[Entry]:
    """The other interface languages; the same page if a path is given, else their front pages."""
    return [
        Entry(name, code, addresses.in_language(path, code) if path else addresses.front(code))
        for code, name in settings.LANGUAGES
        if code != _active()
    ]
