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
from articles.clearance import ENDS_SOON
from articles.language import wording
from articles.models import Permission
from articles.models.rights import Span
from articles.rights import days, duties
from articles.rights.duties import Duty

MOST = 4  # rows of a kind
ENDED = timedelta(days=7)  # how long one that ended stays on the page
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
    for duty in duties.ends(Span(now - ENDED, now + ENDS_SOON), at=now, most=MOST):
        yield _ending(duty, now)
    for duty in duties.fees(by=now + AHEAD, most=MOST):
        yield _fee(duty)
    for duty in duties.copies(by=now + AHEAD, most=MOST):
        yield _of_article(duty, _("copy due to the holder"), duty.due_at)
    for duty in duties.looks(at=now, most=MOST):
        since = _("the original is to be looked at since %(day)s")
        yield _of_article(duty, since % {"day": wording.day(duty.due_at)}, None)


def _ending(duty: Duty, now: datetime) -> Row:
    """By its last day, as whoever allowed it counts."""
    assert duty.permission is not None, "it is about one"
    zone = duty.permission.zone
    is_over, is_whole = duty.due_at <= now, days.ends_with_a_day(duty.due_at, zone)
    said = {
        (False, True): _("the last day is %(day)s"),
        (True, True): _("the last day was %(day)s"),
        (False, False): _("ends on %(day)s"),
        (True, False): _("ended on %(day)s"),
    }[is_over, is_whole]
    remark = said % {"day": days.until_in_words(duty.due_at, zone)}
    return Row(str(duty.permission), duty.address, None, remark)


def _fee(duty: Duty) -> Row:
    assert duty.permission is not None, "it is about one"
    day = wording.day(duty.due_at.astimezone(duty.permission.zone).date())
    remark = _("the fee is due on %(day)s") % {"day": day}
    return Row(str(duty.permission), duty.address, None, remark)


def _of_article(duty: Duty, remark: Any, at: datetime | None) -> Row:
    language = duty.article.language if duty.article else ""
    return Row(str(duty.article), duty.address, at, remark, language)
