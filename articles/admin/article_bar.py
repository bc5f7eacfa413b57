"""What the bar over the article offers next: one main verb, and the others behind a button. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from articles.admin.verbs import Verb
from articles.models import Article, Masthead
from articles.models.articles import Stage

Offered = list[tuple[Verb, str]]


@dataclass(frozen=True)
class Offer:
    """Verbs with their addresses: at most one that is the next step, and the rest."""

    main: Offered
    others: Offered


def offer(article: Article, offered: Offered, *, is_scheduled: bool) -> Offer:
    """Sorts what this person may do into the next step and the rest; what is scheduled waits for its
    turn and has none. One query.
    """
    by_name = {verb.name: (verb, address) for verb, address in offered}
    steps = () if is_scheduled else _steps(article)
    wanted = next((name for name in steps if name in by_name), "")
    return Offer(
        main=[entry for name, entry in by_name.items() if name == wanted],
        others=[entry for name, entry in by_name.items() if name != wanted],
    )


def _steps(article: Article) -> tuple[str, ...]:
    """What could be next, the farthest first: whoever may not do the one may do the other."""
    if article.withdrawn_at:
        return ("reinstate",)
    needs_approval = Masthead.objects.filter(is_approval_required=True).exists()
    if needs_approval and article.stage != Stage.APPROVED:
        return ("approve", "submit")
    return ("publish", "submit")
