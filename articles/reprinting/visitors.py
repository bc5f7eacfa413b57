"""How often one address on the net may send something. It is counted by its keyed hash, and never kept."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SALT = "articles.reprinting.visitors"
SECONDS = 60 * 60
MOST = 10  # forms an hour: an office may stand behind one address


def comes_too_often(request: HttpRequest) -> bool:
    """Counts this form, and whether it is one too many. Each process of the server counts by itself
    unless they share a cache.
    """
    key = (
        f"visitor:{salted_hmac(SALT, _network(_address(request)), algorithm='sha256').hexdigest()}"
    )
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key)) > MOST
    except ValueError:  # it ended between the two
        return False


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
