"""The one place where the public side learns what time it is."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from articles import freshness


def now(request: HttpRequest) -> datetime:
    """The instant that a page is asked about (aware, UTC), one for the whole request; views hand it down as
    `at`.
    """
    asked: datetime | None = request.__dict__.get("as_of")
    if asked is None:
        asked = request.__dict__["as_of"] = freshness.instant() or timezone.now()
    return asked


def travel(request: HttpRequest, at: datetime) -> None:
    """Makes this request ask about another instant. The desk alone does so; no address of readers can."""
    request.__dict__["as_of"] = at
