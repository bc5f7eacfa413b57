"""The pages of a proof: its file, for the rights desk alone, and that somebody looked at it. And a form's
file, which waits while the form is mended.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.pages import Page
from articles.admin.permission_forms import KEPT
from articles.admin.permission_status import address_of
from articles.admin.verbs import Verb, VerbAdmin, VerbForm
from articles.language import words
from articles.models import Evidence, Permission
from articles.refusals import Refused
from articles.rights import evidence, kept_files


class KeepsProofFile(VerbAdmin):
    """A file that was chosen in a form is there again when the form is: it is sent once."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        _take_back(request)
        response = super().changeform_view(request, object_id, form_url, extra_context)
        return _let_go(request, response)

    def verb_view(self, request: HttpRequest, object_id: int, verb: str) -> HttpResponse:
        _take_back(request)
        return _let_go(request, super().verb_view(request, object_id, verb))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        _keep(request, context["adminform"].form)
        return super().render_change_form(request, context, *args, **kwargs)

    def verb_context(
        self, request: HttpRequest, row: Any, form: VerbForm, verb: Verb
    ) -> dict[str, Any]:
        _keep(request, form)
        return super().verb_context(request, row, form, verb)


def _take_back(request: HttpRequest) -> None:
    """The file that waits stands where the browser would have sent it, unless it sent another."""
    user: Any = request.user
    token = request.POST.get(KEPT)
    if not token or request.FILES.get("proof_file"):
        return
    if kept := kept_files.find(token, actor=user, at=timezone.now()):
        request.FILES["proof_file"] = SimpleUploadedFile(kept.name, kept.data)


def _keep(request: HttpRequest, form: Any) -> None:
    sent: Any = request.FILES.get("proof_file")
    if not sent or "proof_file" not in form.fields or "proof_file" in form.errors:
        return
    user: Any = request.user
    sent.seek(0)
    data, name = sent.read(evidence.LARGEST + 1), words.storable(sent.name)
    with suppress(Refused):  # then its own form says why
        form.show_kept(kept_files.keep(data, name, actor=user, at=timezone.now()))


def _let_go(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Once the form is taken, what waited is needed no more."""
    user: Any = request.user
    if (token := request.POST.get(KEPT)) and response.status_code == 302:
        kept_files.forget(token, actor=user)
    return response


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
