"""The pages of a proof: its file, for the rights desk alone, and that somebody looked at it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.utils.translation import gettext as _

from articles.admin.pages import Page
from articles.admin.permission_status import address_of
from articles.models import Evidence, Permission
from articles.refusals import Refused
from articles.rights import evidence


def file(request: HttpRequest, permission: Permission, *, proof: int) -> HttpResponseBase:
    """The file, to be saved and never shown by the browser; that it was read is logged."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    row = _found(permission, proof)
    actor: Any = request.user
    try:
        opened = evidence.open_file(row, actor=actor)
    except evidence.UnusableEvidence as refusal:
        raise Http404(str(refusal)) from refusal
    response = FileResponse(
        opened, as_attachment=True, filename=evidence.name_of(row), content_type=row.mime
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def check(request: HttpRequest, permission: Permission, *, proof: int) -> HttpResponse:
    """The button “I looked at it”."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = _found(permission, proof)
    actor: Any = request.user
    try:
        evidence.check(row, actor=actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: you looked at it, and it says so."))
    return HttpResponseRedirect(f"{address_of(permission.pk)}#proofs")


def _found(permission: Permission, proof: int) -> Evidence:
    row = (
        Evidence.objects.filter(pk=proof, permission=permission).first() if proof < 2**63 else None
    )
    if row is None:
        raise Http404
    return row


PAGES = (
    Page("proof", file, route="<int:proof>/", permission="view_evidence"),
    Page("proof-check", check, route="<int:proof>/", permission="decide_permission"),
)
