"""Small middlewares: one security policy for every page, pages that are fetched again only if they changed,
a language read from the address; cookies that nobody was given left aside, and bodies too large for a form.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import translation
from django.utils.cache import set_response_etag
from django.utils.http import parse_etags

from cms.keeping import pages

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "form-action 'self'",
    )
)

Handler = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: Handler) -> Handler:
    """Sends one strict policy with every response, public or desk: no inline script, no inline style."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        # A browser may keep a 410 without asking: a page that comes back must be seen to.
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers.setdefault("Permissions-Policy", "interest-cohort=()")
        # Django's own middleware says this and more, unless it is the one that refuses the host.
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return middleware


REPEATED = ("cache-control", "etag", "vary", *sorted(pages.REPEATED))


def conditional(get_response: Handler) -> Handler:
    """Names the bytes of every page that may be stored, and answers 304 to whoever has the same.

    Only a page that is there can be unchanged: what stands here as 410 answers 410 to any name. The bytes
    alone decide, never a date: what a page says of rights changes without a new version of its text, so
    `If-Modified-Since` is left aside, and the whole page is sent.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in {"GET", "HEAD"} or not _may_be_stored(response):
            return response
        set_response_etag(response)
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if known != ["*"] and response.headers["ETag"] not in {_strong(tag) for tag in known}:
            return response
        same = HttpResponseNotModified()
        for name in REPEATED:
            if name in response.headers:
                same.headers[name] = response.headers[name]
        return same

    return middleware


def _may_be_stored(response: HttpResponse) -> bool:
    is_stored = "no-store" not in response.headers.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and is_stored
        and not response.cookies
    )


def _strong(tag: str) -> str:
    """A proxy that compresses weakens the name; for a GET that makes no difference (section 13.1.2)."""
    return tag.removeprefix("W/")


class AddressLocaleMiddleware:
    """The language comes from the address alone: no cookie, no header, so no `Vary`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


# What Django gives out under these names. It would answer anything else with a new cookie, on pages that
# are to set none, and ask the database for keys that no database can hold.
COOKIES = {
    settings.SESSION_COOKIE_NAME: re.compile(r"[a-z0-9]{32,40}"),
    settings.CSRF_COOKIE_NAME: re.compile(r"[a-zA-Z0-9]{32}|[a-zA-Z0-9]{64}"),
}


def known_cookies(get_response: Handler) -> Handler:
    """A cookie that was never given out is as good as none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name, form in COOKIES.items():
            if not form.fullmatch(request.COOKIES.get(name, "")):
                request.COOKIES.pop(name, None)
        return get_response(request)

    return middleware


class SmallForms:
    """Only the desk takes files: what is larger than any form of readers is refused before it is read."""

    most = 2**20  # bytes: ten times the longest text that a form takes, written in percents

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        found = request.resolver_match
        is_desk = found is not None and found.app_name == "admin"
        told = request.META.get("CONTENT_LENGTH", "")
        if not is_desk and told.isdecimal() and int(told[:19]) > self.most:
            raise RequestDataTooBig("a form of readers is smaller")
