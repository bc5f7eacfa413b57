"""The letter in which a grant is told: the same facts on the partner's page and at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from articles.language import wording
from articles.models import Masthead, OutboundGrant
from articles.reprinting import grants, letters


def letter_context(grant: OutboundGrant, *, at: datetime) -> dict[str, Any]:
    """What the letter shows, in the active language. At most 5 queries."""
    edition = grants.edition_of(grant)
    last = grant.valid_until - timedelta(seconds=1) if grant.valid_until else None
    into = wording.written_language(grant.into_language)
    return {
        "grant": grant,
        "edition": edition,
        "article_at": letters.article_address(edition) if edition else "",
        "masthead": Masthead.objects.get(),
        "reference": grants.reference(grant),
        "last_day": last,
        "into_language": into,
        "effect": grants.effect(grant, at=at),
    }
