"""The feeds: every entry of each is an article that is public now, and says what it may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation

from articles.auditing import judging, reading_data
from articles.auditing.allowed import Subject, subjects
from articles.auditing.fetching import Answer, Site
from articles.auditing.judging import Finding
from articles.auditing.said import Says
from articles.auditing.telling import letters
from articles.models import Contributor, Masthead, Source, Tag, Topic, Window
from articles.models.windows import WindowQuerySet

FORMS = ("atom", "json")


# Lists with a feed of their own, and how each is found from a window.
LISTS: dict[str, tuple[type[Tag | Contributor | Source], F | Coalesce]] = {
    "tag_feed": (Tag, F("edition__tag_rows__tag")),
    "contributor_feed": (Contributor, F("edition__byline_rows__contributor")),
    "source_feed": (Source, Coalesce("edition__source__merged_into", "edition__source")),
}
# Of the lists of a kind in which nothing is left, those that ended last.
EMPTIED = 200


# The feeds of one list: the same articles in every form and language.
Feeds = tuple[str, ...]


def addresses(live: WindowQuerySet, begun: WindowQuerySet) -> Iterator[Feeds]:
    """The feeds in which these windows can stand, and some in which they stood, list by list."""
    yield _everywhere("feed")
    yield _everywhere("archive_feed")
    for language in begun.languages():
        yield _everywhere("language_feed", language)
    for slug in Topic.objects.public().order_by("pk").values_list("slug", flat=True).iterator():
        yield _everywhere("topic_feed", slug)
    for view, (model, row) in LISTS.items():
        rows: QuerySet[Any] = model._default_manager.all()
        filled = rows.filter(pk__in=live.order_by().values(row=row))
        for slug in filled.order_by("pk").values_list("slug", flat=True).iterator():
            yield _everywhere(view, slug)
        stood = begun.order_by().annotate(row=row).filter(row__isnull=False)
        stood = stood.exclude(row__in=filled.order_by().values("pk"))
        ended = stood.values("row").annotate(ended=Max("live_until")).order_by("-ended", "-row")
        last = [pk for pk, _ended in ended.values_list("row", "ended")[:EMPTIED]]
        slugs = rows.in_bulk(last)
        yield from (_everywhere(view, slugs[pk].slug) for pk in last)


def _everywhere(view: str, *slug: str) -> Feeds:
    paths: list[str] = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            paths += [reverse(view, args=[*slug, form]) for form in FORMS]
    return tuple(paths)


def of_list(paths: Feeds, site: Site, *, at: datetime, masthead: Masthead) -> Iterator[Finding]:
    """What does not agree in the feeds of one list. Five queries beside those of the feeds."""
    answers = [site.get(path) for path in paths]
    said: list[tuple[Answer, str, Says]] = []
    for answer in answers:
        if not answer.is_there:
            yield Finding(answer.path, f"answers {answer.status}")
            continue
        try:
            said += [(answer, key, says) for key, says in reading_data.entries(answer)]
        except (ValueError, KeyError) as error:
            yield Finding(answer.path, f"cannot be read: {error}")
    keys = {key for _answer, key, _says in said}
    windows = Window.objects.live(at=at).filter(article__key__in=keys).whole()
    known = {subject.key: subject for subject in subjects(windows, at=at, masthead=masthead)}
    for answer, key, says in said:
        if key in known:
            yield from _entry(known[key], says, answer)
        else:
            yield Finding(says.where, "carries an article that is not public")


def _entry(subject: Subject, says: Says, answer: Answer) -> Iterator[Finding]:
    yield from judging.judge(subject, [says])
    if subject.private:
        texts = unescape(" ".join((says.text, *says.texts)))
        yield from judging.private(subject, says.where, letters(texts))
    yield from judging.cached(subject, answer)
