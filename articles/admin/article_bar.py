"""What the bar over the article offers next: one main verb, and the others behind a button. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from articles.admin.article_status import Status
from articles.admin.verbs import Verb
from articles.models import Article, Masthead
from articles.models.articles import Stage

Offered = list[tuple[Verb, str]]


@dataclass(frozen=True)
class Offer:
    """Verbs with their addresses: at most one that is the next step, and the rest."""

    main: Offered
    others: Offered


def offer(article: Article, offered: Offered, stands: Status) -> Offer:
    """Sorts what this person may do into the next step and the rest; what is scheduled waits for its
    turn and has none. One query.
    """
    by_name = {verb.name: (verb, address) for verb, address in offered}
    steps = _steps(article, stands)
    wanted = next((name for name in steps if name in by_name), "")
    return Offer(
        main=[entry for name, entry in by_name.items() if name == wanted],
        others=[entry for name, entry in by_name.items() if name != wanted],
    )


def _steps(article: Article, stands: Status) -> tuple[str, ...]:
    """What could be next, the farthest first: whoever may not do the one may do the other."""
    if article.withdrawn_at:
        return ("reinstate",)
    if stands.scheduled:
        return ()
    if article.stage == Stage.IN_REVIEW:
        return ("approve",)
    if article.stage == Stage.APPROVED:
        return ("publish",)
    needs_approval = Masthead.objects.filter(is_approval_required=True).exists()
    return ("submit",) if stands.is_asked or needs_approval else ("publish", "submit")
