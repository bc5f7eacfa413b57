"""The panel of the rights desk on the first page: what is suspended, ends, is owed or is to be looked at.

Each row leads to the page on which it is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.panels import Panel, Row
from articles.models import Permission
from articles.models.rights import Span
from articles.rights import duties
from articles.rights.duties import Duty

MOST = 4  # rows of a kind
ENDED = timedelta(days=7)  # how long one that ended stays on the page
ENDING = timedelta(days=90)
AHEAD = timedelta(days=7)  # how long before a fee or a copy is due it is there


def panel(user: Any, now: datetime) -> Panel:
    """Five queries."""
    return Panel(
        "rights",
        _("Rights"),
        list(_rows(now)),
        reverse("admin:rights_calendar"),
        _("Nothing ends within three months, and nothing is owed to a holder."),
    )


def _rows(now: datetime) -> Iterator[Row]:
    for permission in Permission.objects.suspended().order_by("-stopped_at", "-pk")[:MOST]:
        address = reverse("admin:articles_permission_change", args=[permission.pk])
        yield Row(permission.reference, address, permission.stopped_at, _("suspended"))
    for duty in duties.ends(Span(now - ENDED, now + ENDING), at=now, most=MOST):
        yield _of_permission(duty, _("ended") if duty.due_at <= now else _("ends"))
    for duty in duties.fees(by=now + AHEAD, most=MOST):
        yield _of_permission(duty, _("fee due"))
    for duty in duties.copies(by=now + AHEAD, most=MOST):
        yield _of_article(duty, _("copy due to the holder"))
    for duty in duties.looks(at=now, most=MOST):
        yield _of_article(duty, _("look at the original"))


def _of_permission(duty: Duty, remark: Any) -> Row:
    return Row(str(duty.permission), duty.address, duty.due_at, remark)


def _of_article(duty: Duty, remark: Any) -> Row:
    language = duty.article.language if duty.article else ""
    return Row(str(duty.article), duty.address, duty.due_at, remark, language)
