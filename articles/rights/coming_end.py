"""The end to come of one permission: what will happen then, in one sentence. What an end that lies behind
us left at an address is told by `past_end`."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Permission
from articles.models.term_choices import FREE, Ending
from articles.rights import days

AT_ITS_END: dict[str, str | Promise] = {
    Ending.REMOVE: gettext_lazy("On %(moment)s its pages are replaced by a removal notice."),
    Ending.LINK: gettext_lazy(
        "On %(moment)s the text leaves its pages: title, summary and a link to the original stay."
    ),
    Ending.KEEP: gettext_lazy(
        "On %(moment)s it ends; its pages stay as they are in our archive, as the clause allows."
    ),
}
WITHOUT_END = gettext_lazy("It has no end: its pages stay until someone stops it.")
UNSAID = gettext_lazy("Say until when it counts, or that it is without end.")


def is_endless(permission: Permission) -> bool:
    """Whether it says that it has no end, or has none because nobody had to be asked."""
    is_free = permission.basis in FREE and permission.valid_until is None
    return permission.is_perpetual or is_free


def sentence(permission: Permission, *, at: datetime) -> str:
    """For a permission as it is being typed, too. No query."""
    zone = permission.zone
    if permission.stopped_at and permission.stopped_at <= at:
        return _("It was stopped on %(moment)s.") % {
            "moment": days.in_words(permission.stopped_at, zone)
        }
    until = permission.valid_until
    if until is None:
        return str(WITHOUT_END if is_endless(permission) else UNSAID)
    moment = {"moment": days.in_words(until, zone)}
    if until <= at:
        return _("It ended on %(moment)s.") % moment
    return str(AT_ITS_END[permission.ending]) % moment
