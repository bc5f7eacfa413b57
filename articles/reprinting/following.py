"""The page on which those who asked follow their request: known by its token alone, kept by nobody.

Looking changes nothing, since mail scanners follow links: what is done is done by a button.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import post
from articles.models import ReprintRequest
from articles.models.requests import RequestNoteKind, RequestState
from articles.reading import chrome, clock
from articles.refusals import Refused, WrongStage
from articles.reprinting import asking, grants
from articles.reprinting.forms import ReplyForm
from articles.reprinting.letter import letter_context
from articles.reprinting.requests import fits, shown_edition

View = Callable[..., HttpResponse]
REFUSED = 409  # its state has moved on meanwhile


def private(view: View) -> View:
    """A page behind a token: found by it, stored nowhere, and told to nobody by a link from it."""

    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponse:
        rows = ReprintRequest.objects.select_related("article", "grant__article")
        row = rows.filter(token=token, erased_at=None).first()
        if row is None:
            raise Http404
        response = view(request, row)
        # No other site learns the address. With "no-referrer" a browser would send forms without the
        # origin that the check of their token asks for.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(shown)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def follow(request: HttpRequest, row: ReprintRequest) -> HttpResponse:
    """How the request stands, and what was said; by POST, their answer."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.reply(row, text=form.cleaned_data["text"], at=clock.now(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(row)
    return _show(request, row, form)


@require_POST
@private
def confirm(request: HttpRequest, row: ReprintRequest) -> HttpResponse:
    """It was they. Confirmed already, it says how the request stands."""
    at = clock.now(request)
    with suppress(WrongStage):
        asking.confirm(row, at=at)
        post.hurry(at=at)
    return _back(row)


@require_POST
@private
def withdraw(request: HttpRequest, row: ReprintRequest) -> HttpResponse:
    """They do not want it any more."""
    if row.state == RequestState.WITHDRAWN:
        return _back(row)
    try:
        asking.withdraw(row, at=clock.now(request))
    except Refused as refusal:
        form = ReplyForm()
        return _show(request, row, form, refusal=str(refusal), status=REFUSED)
    return _back(row)


@require_safe
@private
def letter(request: HttpRequest, row: ReprintRequest) -> HttpResponse:
    """What was granted, as a page to print."""
    grant = getattr(row, "grant", None)
    if grant is None:
        raise Http404
    context = letter_context(grant, at=clock.now(request))
    return chrome.respond(request, "articles/grant_letter.html", context, has_other_languages=False)


def _back(row: ReprintRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("reprint_request", args=[row.token]))


def _show(
    request: HttpRequest, row: ReprintRequest, form: ReplyForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    at = clock.now(request)
    grant = getattr(row, "grant", None)
    public = {RequestNoteKind.FROM_THEM, RequestNoteKind.TO_THEM}
    context = {
        "asked": row,
        "edition": shown_edition(row, at=at),
        "notes": row.notes.filter(kind__in=public),
        "form": form,
        "effect": grants.effect(grant, at=at) if grant else None,
        "may_confirm": row.state == RequestState.UNCONFIRMED,
        "may_reply": fits(row, "reply"),
        "may_withdraw": fits(row, "withdraw"),
        **more,
    }
    return chrome.respond(
        request,
        "articles/reprint_request.html",
        context,
        status=status,
        has_other_languages=False,
        is_form=True,
    )
