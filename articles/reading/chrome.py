"""What stands round every public page: names, menu, languages; and how a page is rendered.

Public pages are rendered without the request, so nothing of who asks can get into them: no session,
no account, no token. One query a page, two while the menu is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import addresses
from articles.models import Masthead, MenuItem
from articles.models.common import Said
from articles.models.masthead import MenuPlace

PLACES = {MenuPlace.ARCHIVE: "archive", MenuPlace.TOPICS: "topics", MenuPlace.TAGS: "tags"}


@dataclass(frozen=True)
class Entry:
    """One link of the menu; `language` is the interface language that its text is in."""

    text: str
    language: str
    url: str
    is_current: bool = False


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


def of(request: HttpRequest, *, has_other_languages: bool = True) -> Chrome:
    """The chrome of this address; without other languages the switch leads to the front pages."""
    items = list(MenuItem.objects.with_what_it_leads_to())
    masthead = items[0].masthead if items else Masthead.objects.first() or Masthead()
    path = request.path if has_other_languages else ""
    name = masthead.said("name")
    return Chrome(
        masthead=masthead,
        name=name if name.text else Said(_("A new publication"), _active()),
        tagline=masthead.said("tagline"),
        language=addresses.language_tag(_active()),
        menu=_menu(items, request.path) if items else _places(request.path),
        pages=[_entry(item, request.path) for item in items if item.page and item.page.is_public],
        languages=languages_of(path),
    )


def without_data(request: HttpRequest) -> Chrome:
    """The chrome for when the database does not answer."""
    return Chrome(
        masthead=Masthead(),
        name=Said(_("This publication"), _active()),
        tagline=Said("", _active()),
        language=addresses.language_tag(_active()),
        menu=_places(request.path),
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
    """A page with its chrome. Only a form is rendered with the request, for its token."""
    page = dict(context or {})
    if "chrome" not in page:
        page["chrome"] = of(request, has_other_languages=has_other_languages)
    if status == 200:
        page["address"] = request.build_absolute_uri(request.path)
    html = render_to_string(template, page, request=request if is_form else None)
    return HttpResponse(html, status=status)


def _active() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _menu(items: list[MenuItem], path: str) -> list[Entry]:
    return [
        _entry(item, path)
        for item in items
        if item.place or (item.topic and item.topic.is_public and not item.topic.front_of)
    ]


def _entry(item: MenuItem, path: str) -> Entry:
    if item.place:
        place = MenuPlace(item.place)
        url = reverse(PLACES[place])
        return Entry(str(place.label), _active(), url, url == path)
    target = item.topic or item.page
    assert target is not None, "a constraint says that an entry leads somewhere"
    said = target.said(target.translated[0])
    url = target.get_absolute_url()
    return Entry(said.text, said.language, url, url == path)


def _places(path: str) -> list[Entry]:
    places = [(place, reverse(view)) for place, view in PLACES.items()]
    return [Entry(str(place.label), _active(), url, url == path) for place, url in places]


def languages_of(path: str) -> list[Entry]:
    """The other interface languages; the same page if a path is given, else their front pages."""
    return [
        Entry(name, code, addresses.in_language(path, code) if path else addresses.front(code))
        for code, name in settings.LANGUAGES
        if code != _active()
    ]
