"""Views of one article while it is live: what stands at its address otherwise is answered here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, overload

from django.http import HttpRequest, HttpResponse

from articles.models import Window
from articles.reading import clock, lookup, tombstones

View = Callable[..., HttpResponse]
Gone = Callable[[HttpRequest, Window, HttpResponse], HttpResponse]


@overload
def of_article(view: View) -> View: ...
@overload
def of_article(*, gone: Gone) -> Callable[[View], View]: ...
def of_article(
    view: View | None = None, *, gone: Gone | None = None
) -> View | Callable[[View], View]:
    """Hands a view the window that is open at the slug asked for.

    Where there is none it answers a removal notice, which `gone` may put into another form; 301 where
    the page has another address (but a form that was sent is taken where it was sent); 404 where nothing
    ever ran. One query, two for old slugs.
    """

    def handed(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, slug: str, **named: Any) -> HttpResponse:
            at = clock.now(request)
            window = lookup.latest(slug, at=at)
            away = lookup.elsewhere(request, window.edition, slug)
            if away and request.method != "POST":
                return away
            if not window.is_open(at=at):
                notice = tombstones.show(request, window.edition, at=at)
                return gone(request, window, notice) if gone else notice
            return view(request, window, **named)

        return answer

    return handed(view) if view else handed
