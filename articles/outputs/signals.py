"""What machines are told about a page: one value, written both as meta tags and as headers.

Whatever says it is made from here, so that a page and its headers cannot differ. A page says who may
list it and until when. Whether machines may be trained on it every answer says by its own header: the
publication's default, and what carries an article's text, cites it or answers it as that article has it,
which is never more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from articles.models import Masthead
from articles.piece import RightsStatement

ROBOTS = "robots"
USAGE = "Content-Usage"
NEWS = "googlebot-news"


@dataclass(frozen=True)
class Signals:
    """Signals of one page. `robots` and `news_robots` are what crawlers at large, and Google's for news,
    are asked; `canonical` is the address to list; what is empty is not said.
    """

    robots: str = ""
    news_robots: str = ""
    canonical: str = ""
    licence_url: str = ""
    content_usage: str = ""
    tdm_reservation: str = ""

    @property
    def metas(self) -> list[tuple[str, str]]:
        """Names and contents of the meta tags."""
        metas = [(ROBOTS, self.robots), (NEWS, self.news_robots)]
        return [(name, content) for name, content in metas if content]

    @property
    def headers(self) -> dict[str, str]:
        """The header fields. In `X-Robots-Tag` what is for everyone comes first: a rule holds for the
        crawler that was named last before it.
        """
        news = f"{NEWS}: {self.news_robots}" if self.news_robots else ""
        headers = {
            "X-Robots-Tag": ", ".join(filter(None, [self.robots, news])),
            "Link": f'<{self.licence_url}>; rel="license"' if self.licence_url else "",
            USAGE: self.content_usage,
            "tdm-reservation": self.tdm_reservation,
        }
        return {name: value for name, value in headers.items() if value}


def of_article(
    statement: RightsStatement,
    masthead: Masthead,
    *,
    address: str,
    takedown_at: datetime | None = None,
) -> Signals:
    """The signals of a live article at that absolute address. No query.

    A page that must not be listed names no canonical address, and one that names another says nothing
    of listing: the two contradict each other. `unavailable_after` is the end of the permission or of the
    page, whichever comes first (Google's robots rules; ISO 8601, UTC).
    """
    is_listed = statement.index != "noindex"
    canonical = address if is_listed else ""
    if statement.index == "canonical" and statement.original:
        canonical = statement.original.url
    ends = [at for at in (statement.ends_at, takedown_at) if at]
    rules = [
        "" if is_listed else "noindex",
        f"unavailable_after: {instant(min(ends))}" if ends else "",
    ]
    return Signals(
        robots=", ".join(filter(None, rules)),
        news_robots="noindex" if statement.index == "noindex_news" else "",
        canonical=canonical,
        licence_url=statement.licence_url,
        content_usage=usage(is_allowed=statement.allows_training),
        tdm_reservation=_differing(statement, masthead),
    )


def usage(*, is_allowed: bool) -> str:
    """May machines be trained on it? In the words of AIPREF (draft-ietf-aipref-vocab), as a header
    (draft-ietf-aipref-attach).
    """
    return f"train-ai={'y' if is_allowed else 'n'}"


def usage_of(masthead: Masthead, allows: Iterable[bool] = ()) -> dict[str, str]:
    """The header of what is of these articles, by whether each allows it; the default of the publication
    for what is of none.
    """
    return {USAGE: usage(is_allowed=masthead.allows_training and all(allows))}


# What is not to be listed, a notice or a preview, is nothing to learn from either.
NOT_LISTED = Signals(robots="noindex", content_usage=usage(is_allowed=False))


def reservation(*, is_allowed: bool) -> int:
    """The same in the words of TDMRep (W3C Community Group report): 1 is reserved."""
    return 0 if is_allowed else 1


def robots_txt(masthead: Masthead, *, closed: list[str], sitemap: str) -> str:
    """The file for crawlers: what is closed to them, and what the publication says of training.

    Pages that must not be listed stay open: a crawler that may not fetch them cannot read that. Content
    signals (Cloudflare) hold for the site as a whole, so a yes would give away what we reprint; where
    training is allowed they are silent about it, and each answer says it for itself.
    """
    signals = "search=yes" if masthead.allows_training else "search=yes, ai-input=no, ai-train=no"
    return "\n".join(
        [
            "User-agent: *",
            "Allow: /",
            *(f"Disallow: {path}" for path in closed),
            f"Content-Signal: {signals}",
            "",
            f"Sitemap: {sitemap}",
            "",
        ]
    )


def tdmrep(masthead: Masthead) -> list[dict[str, str | int]]:
    """`/.well-known/tdmrep.json`: the default of the whole site."""
    is_allowed = masthead.allows_training
    return [{"location": "/", "tdm-reservation": reservation(is_allowed=is_allowed)}]


def _differing(statement: RightsStatement, masthead: Masthead) -> str:
    if statement.allows_training == masthead.allows_training:
        return ""
    return str(reservation(is_allowed=statement.allows_training))


def instant(at: datetime) -> str:
    """As machines read it, to the second, in UTC (ISO 8601)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
