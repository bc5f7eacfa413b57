"""The feeds: every entry of each is an article that is public now, and says what it may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
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


# Lists with a feed of their own, and how each is found from a version.
LISTS: dict[str, tuple[type[Tag | Contributor | Source], str]] = {
    "tag_feed": (Tag, "edition_tags__edition"),
    "contributor_feed": (Contributor, "edition_bylines__edition"),
    "source_feed": (Source, "editions"),
}
# Of the lists of a kind in which nothing is left, those that ended last.
EMPTIED = 200


def addresses(live: WindowQuerySet, begun: WindowQuerySet) -> Iterator[str]:
    """The feeds in which these windows can stand, and some in which they stood, in every language."""
    yield from _everywhere("feed")
    yield from _everywhere("archive_feed")
    for language in begun.languages():
        yield from _everywhere("language_feed", language)
    for slug in Topic.objects.public().order_by("pk").values_list("slug", flat=True).iterator():
        yield from _everywhere("topic_feed", slug)
    for view, (model, edition) in LISTS.items():
        filled: QuerySet[Any] = model._default_manager.filter(
            **{f"{edition}__in": live.order_by().values("edition")}
        )
        stood: QuerySet[Any] = model._default_manager.filter(
            **{f"{edition}__in": begun.order_by().values("edition")}
        )
        emptied = stood.exclude(pk__in=filled.order_by().values("pk"))
        ended = emptied.annotate(ended=Max(f"{edition}__windows__live_until"))
        for slug in filled.order_by("pk").values_list("slug", flat=True).distinct().iterator():
            yield from _everywhere(view, slug)
        for slug in ended.order_by("-ended", "-pk").values_list("slug", flat=True)[:EMPTIED]:
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
