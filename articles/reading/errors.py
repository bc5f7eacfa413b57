"""What went wrong, told in the look of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from articles.reading import chrome


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "403.html", 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: most often the browser refuses cookies."""
    return _page(request, "403.html", 403, is_token_missing=True)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks no database, which may be what failed; and writes a bare line if not even a template works."""
    try:
        page = {"chrome": chrome.without_data(request)}
        return HttpResponse(render_to_string("500.html", page), status=500)
    except Exception:  # the last resort must not fail: it is the page about failing
        sorry = _("Something went wrong here. Please try again in a while.")
        return HttpResponse(sorry, status=500, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, template: str, status: int, **context: bool) -> HttpResponse:
    return chrome.respond(request, template, context, status=status, has_other_languages=False)
