"""Walks every article and every output that tells of it, and says what does not agree.

It fetches what readers and machines fetch, and writes nothing. What seems wrong is looked at a second
time, since a permission may have ended between two fetches: only what is wrong both times is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from articles.auditing import articles, feeds, reading_crawlers
from articles.auditing.allowed import Subject, subjects
from articles.auditing.fetching import Site
from articles.auditing.judging import Finding
from articles.auditing.reading_crawlers import Defaults, Sitemap
from articles.models import Masthead, Window
from articles.models.rights import FAR_PAST
from articles.models.windows import WindowQuerySet

BATCH = 50
# How long the sitemap, as it was read, counts against what seems wrong.
TRUSTED = timedelta(minutes=1)

Clock = Callable[[], datetime]


@dataclass
class Audit:
    """One walk. `only` are addresses of articles (slugs) to stay with; `since` leaves out articles whose
    pages neither began nor ended since then. `walked` counts articles, `site.fetched` addresses.
    """

    now: Clock
    only: tuple[str, ...] = ()
    since: datetime | None = None
    say: Callable[[str], None] = lambda _text: None
    site: Site = field(default_factory=Site)
    walked: int = 0
    _seen: set[str] = field(default_factory=set)
    _sitemap: Sitemap = field(default_factory=Sitemap)
    _read_at: datetime = FAR_PAST

    def findings(self) -> Iterator[Finding]:
        """Every address that says what it must not. About six queries for 50 articles beside those of
        the pages themselves; what is held grows by the sitemap's addresses alone.
        """
        self.say("robots.txt, tdmrep.json, sitemap.xml")
        self._read_sitemap()
        files = reading_crawlers.defaults(self.site)
        yield from _files(files, self._sitemap)
        for batch in self._batches():
            for subject in self._subjects(batch):
                self._seen.add(subject.path)
                yield from self._article(subject, files)
            self.walked += len(batch)
            self.say(f"{self.walked:,} articles")
        if not self.only and self.since is None:
            yield from self._unknown()
        yield from self._feeds()

    def _read_sitemap(self) -> None:
        self._read_at = self.now()
        self._sitemap = reading_crawlers.sitemap(self.site)

    def _article(self, subject: Subject, files: Defaults) -> Iterator[Finding]:
        found = list(articles.article(subject, self.site, self._sitemap, files))
        if not found:
            return
        if self._is_outdated(subject):
            self._read_sitemap()
        for now in self._subjects([subject.window.article_id]):
            again = list(articles.article(now, self.site, self._sitemap, files))
            yield from (finding for finding in found if finding in again)

    def _is_outdated(self, subject: Subject) -> bool:
        """Whether the sitemap was read before the article appeared or ended, or long ago."""
        window = subject.window
        has_changed = window.live_from > self._read_at or (
            self._read_at < window.live_until <= subject.at
        )
        return has_changed or subject.at - self._read_at > TRUSTED

    def _feeds(self) -> Iterator[Finding]:
        live = self._asked(Window.objects.live(at=self.now()))
        for read, path in enumerate(feeds.addresses(live), start=1):
            found = list(feeds.feed(path, self.site, at=self.now(), masthead=_masthead()))
            if found:
                again = list(feeds.feed(path, self.site, at=self.now(), masthead=_masthead()))
                yield from (finding for finding in found if finding in again)
            if read % BATCH == 0:
                self.say(f"{self.walked:,} articles, {read:,} feeds")

    def _unknown(self) -> Iterator[Finding]:
        """Addresses that the sitemap lists and no article had when it was walked."""
        for path in sorted(set(self._sitemap.articles or {}) - self._seen):
            if not self.site.get(path).is_there:
                yield Finding(self._sitemap.part(path), f"lists {path}, where nothing stands")

    def _asked(self, rows: WindowQuerySet) -> WindowQuerySet:
        if self.only:
            rows = rows.filter(article__addresses__slug__in=self.only)
        if self.since:
            at = self.now()
            ended = Q(live_until__gte=self.since, live_until__lte=at)
            rows = rows.filter(Q(live_from__gte=self.since) | ended)
        return rows

    def _batches(self) -> Iterator[list[int]]:
        """The ids of all articles that are or were public, by keyset."""
        after = 0
        while True:
            rows = self._asked(Window.objects.begun(at=self.now())).filter(article_id__gt=after)
            ids = rows.order_by("article_id").values_list("article_id", flat=True).distinct()
            batch = list(ids[:BATCH])
            if not batch:
                return
            yield batch
            after = batch[-1]

    def _subjects(self, ids: Iterable[int]) -> list[Subject]:
        """These articles as they stand now, each by its last window that began."""
        at = self.now()
        rows = Window.objects.begun(at=at).filter(article__in=list(ids)).order_by("live_from")
        latest = dict(rows.values_list("article_id", "pk"))
        windows = Window.objects.filter(pk__in=latest.values()).whole().order_by("article_id")
        return subjects(windows, at=at, masthead=_masthead())


def _masthead() -> Masthead:
    """The publication as it is now: a walk may take an hour."""
    return Masthead.objects.first() or Masthead()


def _files(files: Defaults, sitemap: Sitemap) -> Iterator[Finding]:
    """What the files of the whole site say of training, against the one setting."""
    allows_training = _masthead().allows_training
    for where, allows in files.by_file.items():
        if allows and not allows_training:
            yield Finding(where, "lets machines be trained, which the publication does not")
    if files.usage is not None and files.tdm is not None and files.usage != files.tdm:
        words = "does not agree with tdmrep.json on training"
        yield Finding(reading_crawlers.ROBOTS, words)
    for words in sitemap.broken:
        yield Finding(reading_crawlers.SITEMAP, words)
