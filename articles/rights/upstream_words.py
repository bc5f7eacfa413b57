"""What readers are told of an original that was corrected, retracted or taken down. No query of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Article, Upstream
from articles.models.upstream import UpstreamState


@dataclass(frozen=True)
class Told:
    """A sentence in the reader's language, the desk's own words in the article's, and when it was seen."""

    sentence: str
    note: str
    language: str
    url: str
    seen_at: datetime


def told(article: Article, *, at: datetime) -> Told | None:
    """What the article's page says of its original at that instant; None where readers are told nothing.

    One query unless the article was read with its `upstream`.
    """
    found: Upstream | None = getattr(article, "upstream", None)
    if found is None or not found.is_shown or found.looked_at > at:
        return None
    sentences = {
        UpstreamState.CORRECTED: _("The original has been corrected since."),
        UpstreamState.RETRACTED: _("The original has been retracted."),
        UpstreamState.GONE: _("The original is no longer to be found where it stood."),
    }
    state = UpstreamState(found.state)
    if state not in sentences:
        return None
    return Told(sentences[state], found.note, article.language, found.url, found.looked_at)
