"""Permissions at the desk: seven questions, what proves the answers, and buttons for what happens over time.

What a granted permission allows is not edited: it is renewed, suspended or revoked, and that is logged.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Q, QuerySet
from django.forms.widgets import Media, Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import log, permission_status
from articles.admin.article_filters import EndingFilter
from articles.admin.base import DeskAdmin
from articles.admin.fields import Day, Moment
from articles.admin.pages import PagedAdmin
from articles.admin.permission_exchange import ExchangeAdmin
from articles.admin.permission_fields import EXACT, PROOF, TERM, fieldsets, names
from articles.admin.permission_forms import PermissionForm
from articles.admin.permission_outcome import outcome
from articles.admin.permission_proofs import PAGES, KeepsProofFile
from articles.admin.permission_starting import TAKE_TERMS, StartsFromSource
from articles.admin.permission_verbs import OF_THE_CHAIN, VERBS
from articles.admin.said import row_number
from articles.admin.verbs import Verb
from articles.clearance import Standing
from articles.models import DeskEvent, Masthead, Permission
from articles.models.rights import PermissionState
from articles.refusals import IncompletePermission, Refused
from articles.rights import copies, evidence, permissions
from articles.rights.requirements import OPEN

GRANT = "_grant"  # the button that saves and grants
MOST_DECISIONS = 100  # shown on the page of its history, the newest first
SHOWN = ("outcome", "term", "usual_terms")  # told by the page, and never typed


class EndsFilter(EndingFilter):
    """The permissions themselves, as the articles that rely on them are found in their list."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        ending = self.span(timezone.now())
        return queryset.filter(pk__in=Permission.objects.ending(ending)) if ending else queryset


class StandingFilter(admin.SimpleListFilter):
    """By what the clock makes of them now."""

    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        told = {
            Standing.IN_FORCE: _("In force (also what ends soon or is renewed)"),
            Standing.EXPIRING: _("In force, but ends soon"),
        }
        return [(value, told.get(Standing(value), label)) for value, label in Standing.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any] | None:
        chosen = self.value() or ""
        if chosen not in Standing.values:
            return queryset
        at = timezone.now()
        found: QuerySet[Any] = queryset.standing_as(chosen, at=at)
        if chosen == Standing.IN_FORCE:
            force = (Standing.IN_FORCE, Standing.EXPIRING, Standing.RENEWED)
            rows = [Permission.objects.standing_as(one, at=at).values("pk") for one in force]
            found = queryset.filter(Q(pk__in=rows[0]) | Q(pk__in=rows[1]) | Q(pk__in=rows[2]))
        return found


class PermissionList(ChangeList):
    """Each row with how many articles rely on it or on another of its chain, and what was renewed with
    its chain.
    """

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        counts = permission_status.count_relying(rows, at=timezone.now())
        chains = permission_status.chains_of_renewed(rows)
        for row in rows:
            row.relying = counts.get(row.chain_id, (0, 0))
            row.chain = chains.get(row.chain_id, [])
        self.result_list = rows


class PermissionAdmin(StartsFromSource, ExchangeAdmin, KeepsProofFile, PagedAdmin, DeskAdmin):
    form = PermissionForm
    verbs = VERBS
    pages = PAGES
    view_on_site = False  # type: ignore[assignment]
    list_display = ("reference", "licensor", "source", "last_day", "standing", "article_count")
    list_filter = (
        *(StandingFilter, EndsFilter, "basis"),
        ("source", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("source",)
    search_fields = ("reference", "licensor", "source__name", "source__translations", "notes")
    formfield_overrides = {
        **DeskAdmin.formfield_overrides,
        models.DateTimeField: {"form_class": Moment, "widget": None},
        models.DateField: {"form_class": Day, "widget": None},
    }

    @property
    def media(self) -> Media:
        own = Media(js=[Script("articles/desk/terms.js", type="module")])  # type: ignore[list-item]
        media: Media = super().media + own
        return media

    @admin.display(description=_("until"), ordering="valid_until")
    def last_day(self, permission: Permission) -> str:
        return permission_status.last_day(permission)

    @admin.display(description=_("how it stands"))
    def standing(self, permission: Any) -> SafeString:
        return permission_status.mark(permission, permission.chain, at=timezone.now())

    @admin.display(description=_("articles"))
    def article_count(self, permission: Any) -> str:
        relying, choosing = permission.relying
        told = {"relying": relying, "choosing": choosing}
        return gettext("%(relying)d, to publish: %(choosing)d") % told if choosing else str(relying)

    @admin.display(description=_("term"))
    def term(self, permission: Permission) -> str:
        return permission_status.term(permission)

    @admin.display(description=_("What will happen"))
    def outcome(self, permission: Permission) -> SafeString:
        is_renewed = permission.state == PermissionState.SUPERSEDED
        chain = permission_status.chain(permission) if is_renewed else []
        return outcome(permission, at=timezone.now(), chain=chain)

    @admin.display(description=_("what we may do"))
    def uses(self, permission: Permission) -> str:
        return permission_status.uses(permission)

    @admin.display(description=_("words of credit"))
    def credit_asked(self, permission: Permission) -> str:
        return gettext("What the licence asks")

    @admin.display(description=_("may others reprint?"))
    def onward_now(self, permission: Permission) -> str:
        return permission_status.onward(permission)

    # --- who may write what -------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PermissionList

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Proofs are looked through for those who may read them."""
        fields = super().get_search_fields(request)
        may_read = self._may(request, "view_evidence")
        return [*fields, "evidence__words", "evidence__from_whom"] if may_read else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        is_written = self._is_written(request, obj)
        may_change = obj is None or self.has_change_permission(request, obj)
        return fieldsets(
            is_new=obj is None,
            is_written=is_written,
            takes_proof=may_change and self._may(request, "add_evidence"),
            read=None if is_written else obj,
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._is_written(request, obj):
            return SHOWN
        shown = names(self.get_fieldsets(request, obj))
        kept = permissions.MENDABLE | set(PROOF)
        return (*SHOWN, *TERM, *EXACT, *(n for n in shown if n not in kept and n not in SHOWN))

    def _is_written(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return True
        return obj.state in OPEN and self.has_change_permission(request, obj)

    def _may(self, request: HttpRequest, codename: str) -> bool:
        user: Any = request.user
        return bool(user.has_perm(f"articles.{codename}"))

    def address_after(self, row: models.Model, verb: Verb) -> str:
        """After a renewal the page of the new one."""
        renewal = Permission.objects.filter(supersedes=row.pk).first()
        return self.row_address(renewal if renewal and verb.name == "renew" else row)

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[Verb, str]]:
        """What was renewed is stopped with its renewal: there those verbs are done."""
        if row.state != PermissionState.SUPERSEDED:
            return super().offered(request, row)
        latest = permission_status.chain(row)[-1]
        found = super().offered(request, latest)
        return [(verb, address) for verb, address in found if verb.name in OF_THE_CHAIN]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """What was saved, and what was decided and proved, by the desk log."""
        events = log.named(DeskEvent.objects.filter(permission=row_number(object_id) or 0))
        decisions = [
            (event, log.WHAT.get(event.verb, event.verb)) for event in events[:MOST_DECISIONS]
        ]
        context = {"decisions": decisions, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Permission]:
        rows: QuerySet[Permission] = super().get_queryset(request)
        return rows.select_related("source", "supersedes")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The log speaks of every permission that was recorded: none is deleted."""
        return False

    # --- the page -----------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        is_open = obj is None or obj.state in permissions.TRANSITIONS["grant"][0]
        may_write = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        context |= {
            "may_grant": is_open and may_write and self._may(request, "decide_permission"),
            "grant_button": GRANT,
            "take_terms_button": TAKE_TERMS,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def beside(self, request: HttpRequest, row: Permission) -> dict[str, Any]:
        at = timezone.now()
        may_read = self._may(request, "view_evidence")
        chain = permission_status.chain(row)
        return {
            "stands": permission_status.mark(row, chain, at=at),
            "renewal": next((one for one in chain if one.supersedes_id == row.pk), None),
            "carrier": permission_status.carrier(row, chain, at=at),
            "forbids_commerce": permission_status.forbids_commerce(row)
            and Masthead.objects.filter(is_commercial=True).exists(),
            "lacks": permission_status.lacking(row) if row.state in OPEN else [],
            "relying": permission_status.relying(row, at=at),
            "copies": copies.of_permission(row),
            "renewals": permission_status.renewals(row, chain, at=at),
            "proofs": permission_status.proofs(row) if may_read else [],
            "may_read_proofs": may_read,
            "may_check": self._may(request, "decide_permission"),
        }

    def save_model(self, request: HttpRequest, obj: Permission, form: Any, change: bool) -> None:
        user: Any = request.user
        if change:
            permissions.mend(obj, actor=user, **form.facts)
        else:
            made = permissions.record(actor=user, **form.facts)
            obj.__dict__.update(made.__dict__)
        if form.proof:
            is_checked = bool(form.cleaned_data.get("proof_is_checked"))
            evidence.add(obj, form.proof, actor=user, is_checked=is_checked)

    def response_add(
        self, request: HttpRequest, obj: Permission, post_url_continue: Any = None
    ) -> HttpResponse:
        answer = self._grant(request, obj)
        return answer or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Permission) -> Any:
        return self._grant(request, obj) or super().response_change(request, obj)

    def _grant(self, request: HttpRequest, obj: Permission) -> HttpResponse | None:
        """Grants what was just saved, if that button was pressed; what is missing stands on its page."""
        if GRANT not in request.POST:
            return None
        user: Any = request.user
        try:
            permissions.grant(obj, actor=user)
        except IncompletePermission:
            messages.warning(
                request, gettext("It is saved, and not granted yet: see what is missing.")
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            waits = permission_status.to_publish(obj, at=timezone.now())
            messages.success(request, format_html("{} {}", gettext("Saved and granted."), waits))
        is_popup = "_popup" in request.POST
        return None if is_popup else HttpResponseRedirect(self.row_address(obj))
