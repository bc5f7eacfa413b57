"""How often one address on the net may send a form. It is counted by its keyed hash, for an hour.

The count stands in the database, where every process of every host finds it: a flood that many of them
answer is one flood.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from articles.models import Visitor
from articles.refusals import TooMany

SALT = "articles.reading.visitors"
KEPT = timedelta(hours=1)
MOST = 10  # forms of one kind an hour: an office may stand behind one address
STATUS = 429


def admit(request: HttpRequest, *, form: str, at: datetime) -> None:
    """Counts one more form of this kind. Raises `TooMany`, which writes nothing."""
    network = _network(_address(request))
    key = salted_hmac(SALT, f"{form} {network}", algorithm="sha256").hexdigest()
    counted = Visitor.objects.filter(key=key, since__gt=at - KEPT)
    if counted.filter(forms__gte=MOST).exists():
        raise TooMany
    forget(at=at)
    with transaction.atomic():
        row, _made = Visitor.objects.select_for_update().get_or_create(
            key=key, defaults={"since": at}
        )
        if row.forms >= MOST:
            raise TooMany
        row.forms += 1
        row.save()


def forget(*, at: datetime) -> int:
    """Takes out whoever came an hour ago or earlier; how many."""
    return Visitor.objects.filter(since__lte=at - KEPT).delete()[0]


def put_off(response: HttpResponse) -> HttpResponse:
    """Says to a machine, too, when it may come again (RFC 6585, section 4)."""
    response.headers["Retry-After"] = str(int(KEPT.total_seconds()))
    return response


def _address(request: HttpRequest) -> str:
    """Behind a proxy of ours the last that it saw, which is the only entry that nobody can make up."""
    if settings.BEHIND_PROXY:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
        if seen := forwarded.rsplit(",", 1)[-1].strip():
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))


def _network(address: str) -> str:
    """One visitor of IPv6 holds a whole /64."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((int(known) >> 64 << 64, 64)))
