"""What we granted to partners: how each grant stands, its letter, and the way to end it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ReadOnlyAdmin
from articles.admin.fields import when
from articles.admin.verbs import Verb, VerbAdmin
from articles.models import OutboundGrant
from articles.reprinting import grants
from articles.rights import days

VERBS = (
    Verb(
        name="revoke",
        label=_("Revoke"),
        explanation=_("The grant ends at once, and its letter says so. Write to them yourself."),
        done=_("Revoked."),
        permission="answer_reprintrequest",
        do=grants.revoke,
        fits=lambda grant: grant.revoked_at is None,
        is_grave=True,
    ),
)


class GrantedOn(admin.DateFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("granted on")


class OutboundGrantAdmin(VerbAdmin, ReadOnlyAdmin):
    verbs = VERBS
    list_display = ("grantee", "of_article", "use", "begins", "ends", "revoked")
    list_filter = ("use", ("granted_at", GrantedOn))
    list_select_related = ("article",)
    search_fields = ("grantee", "article__title")
    fields = (
        *("stands", "letter", "grantee", "of_article", "use", "into_language", "portion"),
        *("territory", "may_edit", "is_commercial", "begins", "ends"),
        *("credit", "conditions", "granted", "who", "revoked"),
    )
    readonly_fields = (
        *("stands", "letter", "of_article", "begins", "ends", "granted", "who", "revoked"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboundGrant]:
        rows: QuerySet[OutboundGrant] = super().get_queryset(request)
        return rows.select_related("article", "granted_by")

    @admin.display(description=_("from"), ordering="valid_from")
    def begins(self, grant: OutboundGrant) -> SafeString:
        return when(grant.valid_from)

    @admin.display(description=_("until"), ordering="valid_until", empty_value="–")
    def ends(self, grant: OutboundGrant) -> str | None:
        """The last day in it."""
        return days.until_here(grant.valid_until) if grant.valid_until else None

    @admin.display(description=_("article"), ordering="article__title")
    def of_article(self, grant: OutboundGrant) -> SafeString:
        address = reverse("admin:articles_article_change", args=[grant.article_id])
        return format_html(
            '<a href="{}" lang="{}">{}</a>', address, grant.article.language, grant.article
        )

    @admin.display(description=_("granted on"), ordering="granted_at")
    def granted(self, grant: OutboundGrant) -> SafeString:
        return when(grant.granted_at)

    @admin.display(description=_("revoked"), ordering="revoked_at", empty_value="–")
    def revoked(self, grant: OutboundGrant) -> SafeString | None:
        return when(grant.revoked_at) if grant.revoked_at else None

    @admin.display(description=_("granted by"))
    def who(self, grant: OutboundGrant) -> str:
        return str(grant.granted_by)

    @admin.display(description=_("stands"))
    def stands(self, grant: OutboundGrant) -> SafeString:
        return in_effect(grant)

    @admin.display(description=_("letter"))
    def letter(self, grant: OutboundGrant) -> SafeString:
        return letter_link(grant)


def in_effect(grant: OutboundGrant) -> SafeString:
    """How it stands now, and until when in effect. At most 2 queries."""
    now: Any = grants.effect(grant, at=timezone.now())
    if now.until is None:
        return format_html("{}", now.standing.label)
    remark = _("with our own permission") if now.ends_with_ours else ""
    until = _("until %(until)s") % {"until": days.until_here(now.until)}
    return format_html("{} · {} {}", now.standing.label, until, remark)


def letter_link(grant: OutboundGrant) -> SafeString:
    address = reverse("admin:articles_reprintrequest_letter", args=[grant.request_id])
    return format_html('<a href="{}">{} {}</a>', address, _("Letter"), grants.reference(grant))
