"""Time travel: the public site as it was or will be at an instant, under an address of the desk.

The public views themselves answer, told another instant and another root for their links. It only
shows, is never cached, and readers' own pages know nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import (
    URLPattern,
    get_script_prefix,
    path,
    register_converter,
    resolve,
    reverse,
    set_script_prefix,
)
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fields import FIRST_YEAR, LAST_YEAR, Moment
from articles.models import Permission, Window
from articles.models.rights import FAR_FUTURE, PermissionState
from articles.reading import clock, errors

FORMAT = "%Y%m%dT%H%M%SZ"
MORNING = 9  # o'clock, in the publication's time zone
DAY = timedelta(days=1)
_PATH = re.compile(r"/[^\s\\]{0,1000}")
_BODY = re.compile(rb"<body[^>]*>")


class InstantConverter:
    """An instant as addresses write it, to the second: 20261201T090000Z."""

    regex = r"[0-9]{8}T[0-9]{6}Z"

    def to_python(self, value: str) -> datetime:
        at = datetime.strptime(value, FORMAT).replace(tzinfo=UTC)
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise ValueError(value)
        return at

    def to_url(self, value: datetime) -> str:
        """Rounded up, so that what begins at the instant has begun."""
        return (value.astimezone(UTC) + timedelta(microseconds=999_999)).strftime(FORMAT)


register_converter(InstantConverter, "instant")


class InstantForm(forms.Form):
    at = Moment(label=gettext_lazy("The site as of"))


def may_look(user: Any) -> bool:
    """What is embargoed is seen by those who may see every version."""
    return bool(user.has_perm("articles.view_edition"))


def address(at: datetime, public_path: str = "/") -> str:
    """Where the site is seen as of that instant; the path is one of readers, as links write it."""
    return reverse("admin:as_of_site", args=[at]) + public_path.lstrip("/")


def choose(request: HttpRequest) -> HttpResponse:
    """The page on which an instant is chosen. At most 6 queries."""
    _check(request)
    public_path = request.GET.get("path", "/")
    if not _PATH.fullmatch(public_path):
        public_path = "/"
    asked = "at" in request.GET
    tomorrow = _morning(timezone.localdate() + DAY)
    form = InstantForm(request.GET if asked else None, initial={"at": tomorrow})
    if asked and form.is_valid():
        return HttpResponseRedirect(iri_to_uri(address(form.cleaned_data["at"], public_path)))
    context = {
        **admin.site.each_context(request),
        "title": _("The site at another time"),
        "form": form,
        "path": public_path,
        "picks": [
            (text, at, iri_to_uri(address(at, public_path)))
            for text, at in _picks(request, tomorrow)
            if at
        ],
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "admin/as_of.html", context, status=status)


def site(request: HttpRequest, at: datetime, path: str = "") -> HttpResponseBase:
    """A page of the public site as of that instant, with a bar across it that says so."""
    _check(request)
    if request.method not in {"GET", "HEAD"}:
        text = _("This is the site at another time: one looks, and leaves nothing there.")
        return HttpResponse(text, status=405, headers={"Allow": "GET, HEAD"})
    root = address(at)
    bar = _bar(request, at, f"/{path}")
    inner = copy(request)
    inner.path_info = f"/{path}"
    inner.path = f"{root}{path}"
    clock.travel(inner, at)
    language = translation.get_language_from_path(inner.path_info) or settings.LANGUAGE_CODE
    with _rooted(root), translation.override(language):
        response = _answer(inner)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith(
        "text/html"
    ):
        response.content = _BODY.sub(
            lambda found: found[0] + bar.encode(), response.content, count=1
        )
    return response


def _check(request: HttpRequest) -> None:
    if not may_look(request.user):
        raise PermissionDenied


def _answer(request: HttpRequest) -> HttpResponseBase:
    """What the public view says; the desk's own pages are not to be had here."""
    try:
        match = resolve(request.path_info)
        if match.namespaces:
            raise Http404
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Http404 as error:
        return errors.not_found(request, error)
    except BadRequest as error:
        return errors.bad_request(request, error)
    return response


@contextmanager
def _rooted(root: str) -> Iterator[None]:
    """Every address that is made meanwhile begins with `root`. The root of static files is read once
    for good: the bar, which has one, must have been written before."""
    before = get_script_prefix()
    set_script_prefix(root)
    try:
        yield
    finally:
        set_script_prefix(before)


def _bar(request: HttpRequest, at: datetime, public_path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    here = iri_to_uri(public_path) + (f"?{query}" if query else "")
    return render_to_string(
        "admin/_as_of_bar.html",
        {
            "at": at,
            "is_past": at <= timezone.now(),
            "zone": timezone.get_current_timezone_name(),
            "language": translation.get_language(),
            "earlier": address(at - DAY, here),
            "later": address(at + DAY, here),
            "chooser": reverse("admin:as_of"),
            "path": here,
            "way_out": get_script_prefix() + here.lstrip("/"),
        },
    )


def _picks(request: HttpRequest, tomorrow: datetime) -> list[tuple[str, datetime | None]]:
    """Instants that people ask for most."""
    now = timezone.now()
    coming = Window.objects.filter(live_from__gt=now).aggregate(at=Min("live_from"))
    going = Window.objects.filter(live_until__gt=now, live_until__lt=FAR_FUTURE)
    picks = [
        (_("Tomorrow morning"), tomorrow),
        (_("When the next scheduled version appears"), coming["at"]),
        (_("When the next article leaves the site"), going.aggregate(at=Min("live_until"))["at"]),
    ]
    user: Any = request.user
    if user.has_perm("articles.view_permission"):
        ends = Permission.objects.filter(state=PermissionState.GRANTED, valid_until__gt=now)
        picks.append(
            (_("When the next permission ends"), ends.aggregate(at=Min("valid_until"))["at"])
        )
    return picks


def _morning(day: Any) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, MORNING))


def urls(desk: admin.AdminSite) -> list[URLPattern]:
    seen = desk.admin_view(site)
    return [
        path("as-of/", desk.admin_view(choose), name="as_of"),
        path("as-of/<instant:at>/", seen, name="as_of_site"),
        path("as-of/<instant:at>/<path:path>", seen, name="as_of_page"),
    ]
