"""The feeds: every entry of each is an article that is public now, and says what it may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from articles.auditing import judging, reading_data
from articles.auditing.allowed import subjects
from articles.auditing.fetching import Site
from articles.auditing.judging import Finding
from articles.auditing.telling import letters
from articles.models import Contributor, Masthead, Source, Tag, Topic, Window
from articles.models.windows import WindowQuerySet

FORMS = ("atom", "json")


def addresses(live: WindowQuerySet) -> Iterator[str]:
    """The feeds in which these windows can stand, in every language."""
    editions = live.order_by().values("edition")
    lists: dict[str, QuerySet[Any]] = {
        "tag_feed": Tag.objects.filter(edition_tags__edition__in=editions),
        "topic_feed": Topic.objects.public(),
        "contributor_feed": Contributor.objects.filter(edition_bylines__edition__in=editions),
        "source_feed": Source.objects.filter(editions__in=editions),
    }
    yield from _everywhere("feed")
    yield from _everywhere("archive_feed")
    for view, rows in lists.items():
        for slug in rows.order_by("pk").values_list("slug", flat=True).distinct().iterator():
            yield from _everywhere(view, slug)


def _everywhere(view: str, *slug: str) -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            paths = [reverse(view, args=[*slug, form]) for form in FORMS]
        yield from paths


def feed(path: str, site: Site, *, at: datetime, masthead: Masthead) -> Iterator[Finding]:
    """What does not agree in one feed. Five queries beside those of the feed."""
    answer = site.get(path)
    if not answer.is_there:
        yield Finding(path, f"answers {answer.status}")
        return
    try:
        said = list(reading_data.entries(answer))
    except (ValueError, KeyError) as error:
        yield Finding(path, f"cannot be read: {error}")
        return
    keys = {key for key, _says in said}
    windows = Window.objects.live(at=at).filter(article__key__in=keys).whole()
    known = {subject.key: subject for subject in subjects(windows, at=at, masthead=masthead)}
    for key, says in said:
        if key in known:
            yield from judging.judge(known[key], [says])
            texts = unescape(" ".join((says.text, *says.texts)))
            yield from judging.private(known[key], says.where, letters(texts))
            yield from judging.cached(known[key], answer)
        else:
            yield Finding(says.where, "carries an article that is not public")
