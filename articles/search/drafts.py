"""Search over working copies, for the desk. Their tokens are made when somebody searches and finds them
missing or old: whoever saves an article, in whichever way, need not know of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from articles.language import html
from articles.models import Article, ArticleTag, DraftDocument
from articles.search import tables, tokens
from articles.search.queries import parse

MOST_AT_ONCE = 100  # working copies that one search makes tokens of, those changed last


def among(articles: QuerySet[Article], text: str) -> QuerySet[Article]:
    """Those of these articles of which the working copy fits the text; the last word may be the beginning of
    one. Which they are the database finds out together with whatever else they are asked for, so that none
    is left out and all are counted. At most nine queries, one where nothing was changed.
    """
    refresh()
    query = parse(text, is_typing=True)
    if not query.wanted:
        return articles.none()
    return articles.filter(pk__in=RawSQL(*tables.vendor().fitting(tables.DRAFTS, query)))


def refresh(*, most: int = MOST_AT_ONCE) -> int:
    """Makes the tokens of the working copies changed last that have none or old ones; how many."""
    old = Q(search_document=None) | ~Q(search_document__changed_at=F("changed_at"))
    rows = list(Article.objects.filter(old).order_by("-changed_at", "-pk")[:most])
    if rows:
        DraftDocument.objects.filter(article__in=rows).delete()
        DraftDocument.objects.bulk_create(_documents(rows), ignore_conflicts=True)
    return len(rows)


def refresh_all(*, say: Callable[[str], None]) -> None:
    done = 0
    while count := refresh():
        done += count
        say(f"{done:,} working copies")


def _documents(rows: Iterable[Article]) -> list[DraftDocument]:
    """Four queries, whatever the number."""
    articles: QuerySet[Article] = Article.objects.filter(pk__in=[row.pk for row in rows])
    found = articles.select_related("credit_record__source").prefetch_related(
        "sections",
        "bylines__contributor",
        Prefetch(
            "article_tags",
            ArticleTag.objects.select_related("tag").prefetch_related("tag__aliases"),
        ),
    )
    return [_document(row) for row in found]


def _document(row: Article) -> DraftDocument:
    credit = getattr(row, "credit_record", None)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for tag in (filed.tag for filed in row.article_tags.all()):
        names["tags"] |= {*_names(tag), *(alias.name for alias in tag.aliases.all())}
    for byline in row.bylines.all():
        names["people"] |= {byline.printed_name, *_names(byline.contributor)}
    if credit:
        names["people"] |= {credit.authors, *(_names(credit.source) if credit.source else ())}
    sections = list(row.sections.all())
    return DraftDocument(
        id=row.pk,
        article=row,
        changed_at=row.changed_at,
        title=tokens.joined(row.title, row.slug),
        deck=tokens.joined(row.kicker, row.deck, credit.title if credit else ""),
        headings=tokens.joined(*(section.heading for section in sections)),
        people=tokens.joined(*sorted(names["people"])),
        tags=tokens.joined(*sorted(names["tags"])),
        often="",
        meta="",
        body=tokens.joined(*(html.plain_text(section.body) for section in sections)),
    )


def _names(row: object) -> set[str]:
    told = getattr(row, "translations", {}).values()
    return {getattr(row, "name", ""), *(texts.get("name", "") for texts in told)}
