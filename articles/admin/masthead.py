"""Publication settings, their menu, and the standing pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import post
from articles.admin import permission_status
from articles.admin.base import DeskAdmin
from articles.admin.choices import choose_once
from articles.admin.fields import LinesField
from articles.admin.ordering import PlacedForm, PlacedRows
from articles.admin.translated import TranslatedAdmin, TranslatedForm
from articles.admin.verbs import Verb, VerbAdmin, VerbForm
from articles.models import MenuItem

MOST_NAMED = 5  # articles in a message


class MastheadForm(TranslatedForm):
    aliases = LinesField(
        label=_("Other names"),
        required=False,
        help_text=_("As credit lines may name us, one a line."),
    )


class MenuInline(admin.TabularInline):
    model = MenuItem
    form = PlacedForm
    formset = PlacedRows
    fields = ("position", "topic", "page", "place")
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_once(field, db_field, request)


VERBS = (
    Verb(
        name="test-message",
        label=_("Send a test message"),
        explanation=_(
            "Sends a short mail to the address of your own account, and says here what the mail server said."
        ),
        done=_("The mail server took it. Look whether it arrives."),
        permission="change_masthead",
        do=post.send_test,
        form=VerbForm,
    ),
)


def _tell_of_licences(request: HttpRequest, *, at: datetime) -> None:
    """Names what is online under a licence that a commercial publication may not use. Two queries."""
    found = permission_status.not_for_trade(at=at)
    number = found.count()
    if not number:
        return
    text = ngettext(
        "%(number)d article is online under a licence that forbids commercial use. It stays until you "
        "withdraw it: {}",
        "%(number)d articles are online under licences that forbid commercial use. They stay until you "
        "withdraw them: {}",
        number,
    )
    links = format_html_join(
        " · ",
        '<a href="{}">{}</a>',
        (
            (reverse("admin:articles_article_change", args=[article.pk]), article)
            for article in found.order_by("-pk")[:MOST_NAMED]
        ),
    )
    more = " …" if number > MOST_NAMED else ""
    told = text % {"number": number}
    messages.warning(request, format_html("{}{}", format_html(told, links), more))


class MastheadAdmin(VerbAdmin, TranslatedAdmin, DeskAdmin):
    form = MastheadForm
    verbs = VERBS
    logged_as = "change_settings"
    inlines = (MenuInline,)
    view_on_site = False  # type: ignore[assignment]
    fieldsets = (
        (None, {"fields": ("name", "aliases", "tagline", "contact_email")}),
        (_("Looks"), {"fields": ("mark", "accent")}),
        (_("Rights"), {"fields": ("licence", "allows_training")}),
        (_("Rules"), {"fields": ("is_commercial", "is_approval_required")}),
        (_("Comments"), {"fields": ("takes_comments", "comments_open_days", "trusts_returning")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.is_commercial and {"is_commercial", "licence"} & set(form.changed_data):
            _tell_of_licences(request, at=timezone.now())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one row: the list is its form."""
        return HttpResponseRedirect(reverse("admin:articles_masthead_change", args=[1]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StandingPageAdmin(TranslatedAdmin, DeskAdmin):
    logged_as = "save_page"
    list_display = ("__str__", "slug", "is_public")
    list_filter = ("is_public",)
    search_fields = ("title", "slug", "translations")
    fields = ("title", "slug", "body", "is_public")
