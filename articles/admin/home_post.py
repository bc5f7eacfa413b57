"""What came by post, on the first page of the desk: requests that wait, and mail that did not go out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.panels import SHORT, Panel, Row
from articles.models import Message, ReprintRequest
from articles.models.post import MessageState
from articles.models.requests import RequestState


def _requests(user: Any, now: datetime) -> Panel:
    """The oldest first. Where no mail goes out, what nobody confirmed waits, too, and whoever was answered
    by a mail that stayed here. At most two queries.
    """
    rows, unanswered = ReprintRequest.objects.open(), set()
    if not settings.HAS_MAIL_SERVER:
        waiting = Message.objects.filter(state=MessageState.WAITING).exclude(request=None)
        confirmed = waiting.exclude(request__state=RequestState.UNCONFIRMED)
        unanswered = set(confirmed.values_list("request", flat=True))
        others = Q(state=RequestState.UNCONFIRMED) | Q(pk__in=confirmed.values("request"))
        rows |= ReprintRequest.objects.filter(others, erased_at=None)
    shown = [
        Row(
            row.publication,
            reverse("admin:articles_reprintrequest_change", args=[row.pk]),
            row.asked_at,
            _about(row, is_answered=row.pk not in unanswered),
        )
        for row in rows.order_by("asked_at", "pk").select_related("article")[:SHORT]
    ]
    return Panel(
        "requests",
        _("Requests to reprint"),
        shown,
        reverse("admin:articles_reprintrequest_changelist"),
        _("Nobody waits for an answer."),
    )


def _about(row: ReprintRequest, *, is_answered: bool) -> str:
    about = f"{row.article} · {row.get_state_display()}"
    return about if is_answered else f"{about} · {gettext('the mail to them was not sent')}"


def _outbox(user: Any, now: datetime) -> Panel:
    """Says that there is no mail server, and what was tried in vain. At most two queries."""
    address = reverse("admin:articles_message_changelist")
    unsent = Message.objects.unsent()
    rows = []
    if not settings.HAS_MAIL_SERVER:
        waiting = unsent.filter(state=MessageState.WAITING).count()
        said = ngettext("%(count)d message waits.", "%(count)d messages wait.", waiting)
        rows.append(Row(_("No mail server is set up."), address, None, said % {"count": waiting}))
    rows += [
        Row(
            message.subject,
            reverse("admin:articles_message_change", args=[message.pk]),
            message.written_at,
            message.last_error,
        )
        for message in unsent.exclude(last_error="").order_by("-written_at", "-pk")[:SHORT]
    ]
    return Panel("outbox", _("Mail"), rows, address, _("All mail went out."))


# What a panel asks for, and what makes it.
PANELS: tuple[tuple[str, Any], ...] = (
    ("answer_reprintrequest", _requests),
    ("view_message", _outbox),
)
