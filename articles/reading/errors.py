"""What went wrong, told in the look of the site: what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.lists import first_of
from articles.reading import chrome, clock, lists, stories

SAID = {
    400: (
        gettext_lazy("This address cannot be read"),
        gettext_lazy(
            "Part of it is not what we expect there. Perhaps it was cut off or changed on its way."
        ),
    ),
    403: (gettext_lazy("This is not open to you"), gettext_lazy("You may not see this page.")),
    404: (
        gettext_lazy("Nothing stands at this address"),
        gettext_lazy("Perhaps it was mistyped, or the page was never there."),
    ),
    405: (
        gettext_lazy("That cannot be done here"),
        gettext_lazy(
            "This page can be read, and nothing can be sent to it. Go back, and try again."
        ),
    ),
    410: (
        gettext_lazy("This page is gone"),
        gettext_lazy("It was taken off the site, and nothing took its place."),
    ),
    413: (
        gettext_lazy("That is more than can be sent here"),
        gettext_lazy("No form here takes as much. Go back, shorten it, and send it again."),
    ),
    429: (
        gettext_lazy("That was too much at once"),
        gettext_lazy("Please wait a few minutes, then go back and send it again."),
    ),
    500: (
        gettext_lazy("Something went wrong here"),
        gettext_lazy("It is our fault, not yours. Please try again in a while."),
    ),
}
NEWEST = 4
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 413 if isinstance(exception, TOO_MUCH) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: most often the browser refuses cookies."""
    advice = _(
        "The form came without its safety mark, most often because the browser refuses cookies. Go back: "
        "what you wrote should still be there. Reload the form and send it again."
    )
    return page(request, 403, advice=advice)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """With the newest articles, for whoever has lost the way. Two queries."""
    at = clock.now(request)
    with chrome.asked_with(request, *lists.asking_ends_of_everything(at=at)):
        around = chrome.of(request, has_other_languages=False)
        newest = first_of(lists.everything(at=at), NEWEST).told()
    return page(request, 404, chrome=around, stories=stories.plain(newest))


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks no database, which may be what failed; and writes a bare line if not even a template works."""
    try:
        said = _context(500, chrome=chrome.without_data(request))
        return HttpResponse(render_to_string("error.html", said), status=500)
    except Exception:  # the last resort must not fail: it is the page about failing
        sorry = _("Something went wrong here. Please try again in a while.")
        return HttpResponse(sorry, status=500, content_type="text/plain; charset=utf-8")


def in_the_look_of_the_site(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware: who was refused without a word (a method that a page does not take) gets a page. What
    is gone without a word is no page's address, but a picture's.
    """
    refused = SAID.keys() - {410}

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_bare = not response.streaming and not response.content
        if not (is_bare and response.status_code in refused and request.method != "HEAD"):
            return response
        told = page(request, response.status_code)
        kept = {"Allow", "Retry-After", "Cache-Control"} & set(response.headers)
        for name in kept:
            told.headers[name] = response.headers[name]
        return told

    return middleware


def page(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    """The page about an error. `advice` stands in place of what is said of that status."""
    context = _context(status, **more)
    return chrome.respond(request, "error.html", context, status=status, has_other_languages=False)


def _context(status: int, **more: object) -> dict[str, object]:
    heading, advice = SAID[status]
    return {"status": status, "heading": heading, "advice": advice, **more}
