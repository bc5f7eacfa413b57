"""Permissions at the desk: seven questions, and buttons for what happens to one over time.

What a granted permission allows is not edited: it is renewed, suspended or revoked, and that is logged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_filters import EndingFilter
from articles.admin.fields import Moment, when
from articles.admin.lookups import NarrowedAdmin
from articles.admin.permission_exchange import ExchangeAdmin
from articles.admin.permission_status import standing
from articles.admin.verbs import Verb, VerbAdmin, WordsForm
from articles.models import DeskEvent, Permission
from articles.models.rights import PermissionState
from articles.rights import permissions
from articles.rights.evidence import Proof

OPEN = frozenset({PermissionState.DRAFT, PermissionState.REQUESTED, PermissionState.REFUSED})
# Not part of what was allowed: these may be mended at any time.
MENDABLE = frozenset({"reference", "notes", "onward_contact", "is_forwarded", "index_policy"})


class RenewForm(WordsForm):
    """The term of the renewal; everything else stays as it was."""

    valid_from = Moment(
        label=_("From"),
        required=False,
        help_text=_("Left empty, it begins where the old one ends."),
    )
    valid_until = Moment(
        label=_("Until"),
        required=False,
        help_text=_("The first moment at which it no longer counts."),
    )
    is_perpetual = forms.BooleanField(label=_("Without end"), required=False)
    proof = forms.CharField(
        label=_("Evidence"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What proves the renewal and where it is kept."),
    )
    field_order = ["valid_from", "valid_until", "is_perpetual", "proof", "said"]

    def arguments(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        if told["valid_from"] is None:
            del told["valid_from"]
        words = told.pop("proof")
        told["proofs"] = [Proof(kind="elsewhere", from_whom=self.row.licensor or "–", words=words)]
        return told


def follows_from(verb: str) -> Callable[[Permission], bool]:
    allowed_from, _state = permissions.TRANSITIONS[verb]
    return lambda permission: permission.state in allowed_from


VERBS = (
    Verb(
        name="request",
        label=_("We asked for it"),
        explanation=_("Notes that the holder was asked."),
        done=_("Noted: asked for."),
        permission="change_permission",
        do=permissions.request,
        fits=follows_from("request"),
        needs_text=True,
    ),
    Verb(
        name="grant",
        label=_("Grant"),
        explanation=_("It counts from its first moment on. Evidence and term must be there."),
        done=_("Granted."),
        permission="decide_permission",
        do=permissions.grant,
        fits=follows_from("grant"),
        needs_text=True,
    ),
    Verb(
        name="refuse",
        label=_("They refused"),
        explanation=_("Notes that the holder said no."),
        done=_("Noted: refused."),
        permission="decide_permission",
        do=permissions.refuse,
        fits=follows_from("refuse"),
        needs_text=True,
    ),
    Verb(
        name="renew",
        label=_("Renew"),
        explanation=_("Makes a new permission that follows this one. Its term may leave a gap."),
        done=_("Renewed. The articles that rely on it go on with the new term."),
        permission="decide_permission",
        do=permissions.renew,
        fits=follows_from("renew"),
        form=RenewForm,
        needs_text=True,
    ),
    Verb(
        name="suspend",
        label=_("Suspend"),
        explanation=_("Articles that rely on it leave the site at once, until it is resumed."),
        done=_("Suspended."),
        permission="decide_permission",
        do=permissions.suspend,
        fits=follows_from("suspend"),
        is_grave=True,
    ),
    Verb(
        name="resume",
        label=_("Resume"),
        explanation=_("It counts again, and the articles that rely on it come back."),
        done=_("It counts again."),
        permission="decide_permission",
        do=permissions.resume,
        fits=follows_from("resume"),
    ),
    Verb(
        name="revoke",
        label=_("Revoke"),
        explanation=_("Articles that rely on it leave the site at once, and for good."),
        done=_("Revoked."),
        permission="decide_permission",
        do=permissions.revoke,
        fits=follows_from("revoke"),
        is_grave=True,
    ),
)


class EndsFilter(EndingFilter):
    """The permissions themselves, as the articles that rely on them are found in their list."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        ending = self.span(timezone.now())
        return queryset.filter(pk__in=Permission.objects.ending(ending)) if ending else queryset


class PermissionForm(forms.ModelForm):
    """The seven questions end in their own question mark, and Django would put a colon after it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class PermissionAdmin(ExchangeAdmin, VerbAdmin, NarrowedAdmin):
    form = PermissionForm
    verbs = VERBS
    actions = None
    list_display = ("reference", "source", "basis", "standing", "begins", "ends")
    list_filter = ("state", EndsFilter, "basis", ("source", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("source",)
    list_per_page = 50
    search_fields = ("reference", "licensor", "source__name", "evidence__words", "notes")
    formfield_overrides = {models.DateTimeField: {"form_class": Moment, "widget": None}}
    fieldsets = (
        (None, {"fields": ("reference",)}),
        (
            _("Seven questions"),
            {
                "fields": (
                    *("basis", "licence", "source", "licensor", "licensor_role"),
                    *("valid_from", "valid_until", "is_perpetual"),
                    *("may_translate", "may_abridge", "may_adapt", "may_edit"),
                    *("allows_web", "allows_feed", "allows_api", "allows_kit"),
                    *("credit_kind", "required_credit"),
                    *("onward", "onward_contact", "is_forwarded"),
                ),
                "description": _(
                    "Why may we run it? From which source? Who allowed it? What proves it? From when "
                    "until when? May we translate or change it? May others reprint it?"
                ),
            },
        ),
        (
            _("Words of credit, search engines and notes"),
            {"fields": ("index_policy", "notes"), "classes": ("collapse",)},
        ),
    )

    @admin.display(description=_("from"), ordering="valid_from")
    def begins(self, permission: Permission) -> SafeString:
        return when(permission.valid_from)

    @admin.display(description=_("until"), ordering="valid_until")
    def ends(self, permission: Permission) -> SafeString | str:
        return gettext("without end") if permission.is_perpetual else when(permission.valid_until)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, permission: Permission) -> str:
        return standing(permission, at=timezone.now())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets
        where = (_("Where it stands"), {"fields": ("state", "stopped_at", "supersedes")})
        return (where, *self.fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("state", "stopped_at", "supersedes")
        if obj is None or obj.state in OPEN:
            return fixed
        fields = [name for _title, part in self.fieldsets for name in part["fields"]]
        return (*fixed, *(name for name in fields if name not in MENDABLE))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Permission]:
        rows: QuerySet[Permission] = super().get_queryset(request)
        return rows.select_related("source", "supersedes")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The log speaks of every permission that was recorded: none is deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: Permission, form: Any, change: bool) -> None:
        user: Any = request.user
        if not change:
            made = permissions.record(actor=user, **form.cleaned_data)
            obj.__dict__.update(made.__dict__)
            return
        obj.save(update_fields=form.changed_data or None)
        if form.changed_data:
            DeskEvent.objects.log(
                "mend_permission",
                actor=user,
                at=timezone.now(),
                permission=obj,
                fields=list(form.changed_data),
            )
