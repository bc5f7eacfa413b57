"""Every page that readers meet, in each of its states, over what `furnished` makes: to be walked by a
browser, and to be looked at (`tests.screenshots`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from articles.models import Contributor, Edition, ReprintRequest, Source

# The addresses that give something else than a page.
NO_PAGES = {
    *("card", "article_card", "search_suggest", "search_description"),
    *("article_json", "article_markdown", "cite_bibtex", "cite_ris"),
    *("republish_html", "republish_md", "republish_txt", "article_comments", "all_comments"),
    *(
        "archive_feed",
        "feed",
        "language_feed",
        "tag_feed",
        "tags_together_feed",
        "topic_feed",
        "contributor_feed",
        "source_feed",
    ),
    *("confirm_request", "withdraw_request", "preview_link"),
}


@dataclass(frozen=True)
class Shown:
    """A page, or what comes of sending its form untouched."""

    name: str
    address: str
    is_sent: bool = False
    status: int = 200

    @property
    def is_chinese(self) -> bool:
        return self.address.startswith("/zh-hans/")


def pages() -> Iterator[Shown]:
    """Of what is furnished. The Chinese ones begin with `zh`."""
    yield from _lists("")
    yield from _articles()
    yield from _around("", "every-kind")
    yield from _lists("/zh-hans")
    yield from _around("/zh-hans", "dukou")


def _lists(prefix: str) -> Iterator[Shown]:
    live = Edition.objects.get(article__slug="every-kind", number=1)
    year, month = live.at.strftime("%Y"), live.at.strftime("%m")
    name = "zh-" if prefix else ""
    source = Source.objects.get(name="The Example Review").slug
    person = Contributor.objects.get(name="Ada Example").slug
    for kind, path in (
        ("front", "/"),
        ("archive", "/articles/"),
        ("year", f"/articles/{year}/"),
        ("month", f"/articles/{year}/{month}/"),
        ("tags", "/tags/"),
        ("tag", "/tags/rivers/"),
        ("tags-of-a-letter", "/tags/letters/R/"),
        ("tags-together", "/tags/essays+rivers/"),
        ("topics", "/topics/"),
        ("topic", "/topics/on-rivers/"),
        ("topic-empty", "/topics/on-nothing/"),
        ("contributor", f"/contributors/{person}/"),
        ("source", f"/sources/{source}/"),
        ("corrections", "/corrections/"),
        ("feeds", "/feeds/"),
        ("search", "/search/"),
        ("search-found", "/search/?q=ferry+every"),
        ("search-nothing", "/search/?q=ferrey&year=1999"),
        ("standing", "/about/"),
    ):
        yield Shown(name + kind, prefix + path)
    yield Shown(f"{name}missing", f"{prefix}/no-such-page/", status=404)
    yield Shown(f"{name}bad-request", f"{prefix}/articles/?after=hostile", status=400)


def _articles() -> Iterator[Shown]:
    yield Shown("article", "/articles/every-kind/")
    yield Shown("article-long", "/articles/at-length/")
    yield Shown("article-from-right", "/articles/al-abbara/")
    yield Shown("article-reprint", "/articles/carried-over/")
    yield Shown("zh-article", "/zh-hans/articles/dukou/")
    yield Shown("zh-article-reprint", "/zh-hans/articles/carried-over-zh/")
    for prefix, name, ending in (("", "", ""), ("/zh-hans", "zh-", "-zh")):
        yield Shown(f"{name}paused", f"{prefix}/articles/in-doubt{ending}/", status=404)
        yield Shown(f"{name}ended", f"{prefix}/articles/over{ending}/", status=410)
        yield Shown(f"{name}summary", f"{prefix}/articles/summary{ending}/")
        yield Shown(f"{name}rights-reprint", f"{prefix}/articles/carried-over{ending}/rights/")
    yield Shown("taken-back", "/articles/taken-back/", status=410)
    yield Shown("forbidden", "/articles/forbidden/", status=451)


def _around(prefix: str, slug: str) -> Iterator[Shown]:
    """The pages under an article, and those of who asks to reprint it."""
    article = f"{prefix}/articles/{slug}/"
    name = "zh-" if prefix else ""
    for kind, path in (
        ("versions", "editions/"),
        ("rights", "rights/"),
        ("kit", "republish/"),
        ("comments", "comments/"),
        ("comment-thanks", "comment/thanks/"),
        ("asked", "rights/request/thanks/"),
    ):
        yield Shown(name + kind, article + path)
    yield Shown(f"{name}ask", f"{article}rights/request/")
    yield Shown(f"{name}ask-refused", f"{article}rights/request/", is_sent=True)
    yield Shown(f"{name}comment", f"{article}comment/")
    yield Shown(f"{name}comment-refused", f"{article}comment/", is_sent=True)
    for row in ReprintRequest.objects.filter(publication__in=("Waiting", "Under way", "Granted")):
        address = f"{prefix}/reprint-requests/{row.token}/"
        kind = row.publication.lower().replace(" ", "-")
        yield Shown(f"{name}request-{kind}", address)
        if row.publication == "Granted":
            yield Shown(f"{name}letter", f"{address}letter/")
