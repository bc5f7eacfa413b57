"""The one place where the public side learns what time it is."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


def now(request: HttpRequest) -> datetime:
    """The instant that a page is asked about (aware, UTC); views hand it down as `at`."""
    asked: datetime | None = request.__dict__.get("as_of")
    return asked or timezone.now()


def travel(request: HttpRequest, at: datetime) -> None:
    """Makes this request ask about another instant. The desk alone does so; no address of readers can."""
    request.__dict__["as_of"] = at
