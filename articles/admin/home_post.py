"""What came by post, on the first page of the desk: requests that wait, and mail that did not go out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.panels import SHORT, Panel, Row
from articles.models import Message, ReprintRequest
from articles.models.post import MessageState
from articles.models.requests import RequestState


def _requests(user: Any, now: datetime) -> Panel:
    """The oldest first; what nobody confirmed waits, too, where no mail could ask them to. One query."""
    rows = ReprintRequest.objects.open()
    if not settings.HAS_MAIL_SERVER:
        rows |= ReprintRequest.objects.filter(state=RequestState.UNCONFIRMED, erased_at=None)
    shown = [
        Row(
            row.publication,
            reverse("admin:articles_reprintrequest_change", args=[row.pk]),
            row.asked_at,
            f"{row.article} · {row.get_state_display()}",
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


def _outbox(user: Any, now: datetime) -> Panel:
    """Says that there is no mail server, and what was tried in vain. At most two queries."""
    address = reverse("admin:articles_message_changelist")
    unsent = Message.objects.exclude(state=MessageState.SENT)
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
