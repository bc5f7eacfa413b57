"""The end to come of one permission: what will happen then, in one sentence. What an end that lies behind
us left at an address is told by `past_end`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.clearance import STOPPED
from articles.models import Permission
from articles.models.rights import PermissionState
from articles.models.term_choices import FREE, Ending
from articles.rights import days
from articles.rights.requirements import OPEN

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
ENDED = gettext_lazy("It ended on %(moment)s.")
# Of what was never granted: nothing ran on it.
PAST = gettext_lazy("Its end, %(moment)s, is past already.")


def is_endless(permission: Permission) -> bool:
    """Whether it says that it has no end, or has none because nobody had to be asked."""
    is_free = permission.basis in FREE and permission.valid_until is None
    return permission.is_perpetual or is_free


def sentence(permission: Permission, *, at: datetime, chain: Iterable[Permission] = ()) -> str:
    """For a permission as it is being typed, too; with its `chain`, what its renewal makes of it.
    No query.
    """
    chain = list(chain)
    renewal = next((row for row in chain if row.supersedes_id == permission.pk), None)
    stop = _stop([*chain, permission], at)
    until = _end(permission)
    if stop and (renewal is None or until is None or stop < until):
        return _("It was stopped on %(moment)s.") % {"moment": days.in_words(stop, permission.zone)}
    if until is None:
        return str(WITHOUT_END if is_endless(permission) else UNSAID)
    moment = {"moment": days.in_words(until, permission.zone)}
    if renewal:
        return _renewed(permission, renewal, until, at=at)
    if until <= at:
        return str(PAST if permission.state in OPEN else ENDED) % moment
    return str(AT_ITS_END[permission.ending]) % moment


def _stop(chain: Iterable[Permission], at: datetime) -> datetime | None:
    """When it was suspended or revoked, itself or what renews it."""
    stops = [row.stopped_at for row in chain if row.state in STOPPED and row.stopped_at]
    return min((stop for stop in stops if stop <= at), default=None)


def _end(permission: Permission) -> datetime | None:
    """The end of its own term; of what was renewed sooner, the beginning of the renewal."""
    ends = [permission.valid_until]
    if permission.state == PermissionState.SUPERSEDED:
        ends.append(permission.stopped_at)
    return min((end for end in ends if end), default=None)


def _renewed(permission: Permission, renewal: Permission, until: datetime, *, at: datetime) -> str:
    moment = {"moment": days.in_words(until, permission.zone)}
    span = renewal.span
    begins = span.from_ if span else None
    if begins and begins <= until:
        if until <= at:
            return _("Its renewal took over on %(moment)s.") % moment
        return _("On %(moment)s its renewal takes over: nothing goes dark.") % moment
    end = str(ENDED if until <= at else AT_ITS_END[permission.ending]) % moment
    if begins is None:
        return f"{end} {_('Its renewal counts only once its fee is paid.')}"
    told = {"moment": days.in_words(begins, renewal.zone)}
    return f"{end} {_('Its renewal counts from %(moment)s on.') % told}"
