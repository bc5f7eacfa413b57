"""The outbox: mail that waits, went out, or was given up. Its text is read, never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import post
from articles.admin.base import ReadOnlyAdmin
from articles.admin.fields import when
from articles.admin.verbs import Verb, VerbAdmin, VerbForm
from articles.models import Message
from articles.models.post import MessageState

VERBS = (
    Verb(
        name="try-now",
        label=_("Try again now"),
        explanation=_("Hands it to the mail server at once, and says what that said."),
        done=_("Sent."),
        permission="change_message",
        do=post.try_now,
        fits=lambda message: message.is_unsent and settings.HAS_MAIL_SERVER,
        form=VerbForm,
    ),
    Verb(
        name="by-hand",
        label=_("I sent it in another way"),
        explanation=_(
            "You wrote to them yourself, or told them its words: nothing tries to send it any more."
        ),
        done=_("Noted as sent."),
        permission="change_message",
        do=post.sent_by_hand,
        fits=lambda message: message.is_unsent,
        form=VerbForm,
    ),
    Verb(
        name="give-up",
        label=_("Give up"),
        explanation=_("It is not tried any more. It stays here to be read."),
        done=_("Given up."),
        permission="change_message",
        do=post.give_up,
        fits=lambda message: message.state == MessageState.WAITING,
        form=VerbForm,
        is_grave=True,
    ),
)


class MessageAdmin(VerbAdmin, ReadOnlyAdmin):
    verbs = VERBS
    list_display = ("subject", "to", "state", "attempts", "last_error", "written")
    list_filter = ("state", "written_at")
    search_fields = ("to", "subject", "last_error")
    fields = (
        *("to", "subject", "text", "state", "attempts", "last_error"),
        *("written_at", "tried_next", "sent_at", "of_request"),
    )
    readonly_fields = ("text", "tried_next", "of_request")
    change_list_template = "admin/articles/message/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        rows: QuerySet[Message] = super().get_queryset(request)
        return rows.select_related("request__article")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        told = {"has_mail_server": settings.HAS_MAIL_SERVER, **(extra_context or {})}
        return super().changelist_view(request, told)

    @admin.display(description=_("written"), ordering="written_at")
    def written(self, message: Message) -> SafeString:
        return when(message.written_at)

    @admin.display(description=_("tried next"))
    def tried_next(self, message: Message) -> SafeString | str:
        if message.state != MessageState.WAITING:
            return "–"
        if not settings.HAS_MAIL_SERVER:
            return str(_("Not before there is a mail server"))
        is_due = message.next_try_at <= timezone.now()
        return str(_("With the next mail that goes out")) if is_due else when(message.next_try_at)

    @admin.display(description=_("text"))
    def text(self, message: Message) -> SafeString:
        body = SafeString(linebreaks(message.body, autoescape=True))
        return format_html('<div class="letter-text" lang="{}">{}</div>', message.language, body)

    @admin.display(description=_("request to reprint"))
    def of_request(self, message: Message) -> SafeString | str:
        if message.request is None:
            return "–"
        address = reverse("admin:articles_reprintrequest_change", args=[message.request_id])
        return format_html('<a href="{}">{}</a>', address, message.request)
