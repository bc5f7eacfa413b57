"""The one place where the public side learns what time it is."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


def now(request: HttpRequest) -> datetime:
    """The instant that a page is asked about (aware, UTC); views hand it down as `at`."""
    return timezone.now()
