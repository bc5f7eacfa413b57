"""Walks every article and every output that tells of it, and says what does not agree.

It fetches what readers and machines fetch, and writes nothing. What seems wrong is looked at a second
time, since a permission may have ended between two fetches: only what is wrong both times is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from articles.auditing import articles, deriving, feeds, reading_crawlers
from articles.auditing.allowed import Subject, subjects
from articles.auditing.fetching import Site
from articles.auditing.judging import Finding
from articles.auditing.reading_crawlers import Defaults, Sitemap
from articles.models import Article, Masthead, Window
from articles.models.windows import WindowQuerySet

BATCH = 50

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
    _suspects: list[int] = field(default_factory=list)

    def findings(self) -> Iterator[Finding]:
        """Every address that says what it must not. About six queries for 50 articles beside those of
        the pages themselves; what is held grows by the sitemap's addresses alone. The sitemap is
        read at most twice.
        """
        self.say("robots.txt, tdmrep.json, the front page, sitemap.xml")
        self._sitemap = reading_crawlers.sitemap(self.site)
        files = reading_crawlers.defaults(self.site)
        yield from _files(files, self._sitemap)
        begun = self._asked(Window.objects.begun(at=self.now())).order_by()
        total = begun.aggregate(total=Count("article", distinct=True))["total"]
        for batch in self._batches():
            for subject in self._subjects(batch):
                self._seen.add(subject.path)
                yield from self._article(subject, files)
            self.walked += len(batch)
            self.say(f"{self.walked:,} of {total:,} articles")
        yield from self._suspected(files)
        if self.since is None:
            yield from self._derived()
        if not self.only and self.since is None:
            yield from self._unknown()
        yield from self._feeds()

    def _article(self, subject: Subject, files: Defaults) -> Iterator[Finding]:
        """What was wrong twice; what the sitemap seems to say wrongly waits for its second reading."""
        found = list(articles.article(subject, self.site, self._sitemap, files))
        if not found:
            return
        for now in self._subjects([subject.window.article_id]):
            again = list(articles.article(now, self.site, self._sitemap, files))
            told = [finding for finding in found if finding in again]
            yield from (finding for finding in told if not _is_of_sitemap(finding))
            if any(map(_is_of_sitemap, found)):
                self._suspects.append(subject.window.article_id)

    def _suspected(self, files: Defaults) -> Iterator[Finding]:
        """The sitemap read once more, and what it says of the articles that it seemed to be wrong of."""
        if not self._suspects:
            return
        read_at = self.now()
        self._sitemap = reading_crawlers.sitemap(self.site)
        for start in range(0, len(self._suspects), BATCH):
            for subject in self._subjects(self._suspects[start : start + BATCH]):
                if _has_changed(subject, since=read_at):
                    continue
                found = articles.article(subject, self.site, self._sitemap, files)
                yield from filter(_is_of_sitemap, found)

    def _derived(self) -> Iterator[Finding]:
        """Articles that are public at other times than follows from their versions and permissions."""
        after = 0
        while True:
            rows = Article.objects.filter(pk__gt=after, editions__isnull=False)
            if self.only:
                rows = rows.filter(addresses__slug__in=self.only)
            batch = list(rows.order_by("pk").values_list("pk", flat=True).distinct()[:BATCH])
            if not batch:
                return
            for suspect in list(deriving.differing(batch)):
                again = deriving.differing([suspect.article_id])
                yield from (now.finding for now in again if now == suspect)
            after = batch[-1]

    def _feeds(self) -> Iterator[Finding]:
        live = self._asked(Window.objects.live(at=self.now()))
        begun = self._asked(Window.objects.begun(at=self.now()))
        for read, paths in enumerate(feeds.addresses(live, begun), start=1):
            found = self._feeds_of(paths)
            again = self._feeds_of(paths) if found else []
            yield from (finding for finding in found if finding in again)
            if read % BATCH == 0:
                self.say(f"{self.walked:,} articles, the feeds of {read:,} lists")

    def _feeds_of(self, paths: feeds.Feeds) -> list[Finding]:
        return list(feeds.of_list(paths, self.site, at=self.now(), masthead=_masthead()))

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


def _has_changed(subject: Subject, *, since: datetime) -> bool:
    """Whether the article appeared or ended after that."""
    window = subject.window
    return window.live_from > since or since < window.live_until <= subject.at


def _is_of_sitemap(finding: Finding) -> bool:
    return finding.where.startswith("/sitemap")


def _files(files: Defaults, sitemap: Sitemap) -> Iterator[Finding]:
    """What is said of training for the whole site, against the one setting."""
    allows_training = _masthead().allows_training
    for where, allows in files.by_file.items():
        if allows and not allows_training:
            yield Finding(where, "lets machines be trained, which the publication does not")
    if files.usage is None:
        words = "does not say whether machines may be trained (Content-Usage)"
        yield Finding(reading_crawlers.FRONT, words)
    elif files.tdm is not None and files.usage != files.tdm:
        words = "does not agree with tdmrep.json on training"
        yield Finding(reading_crawlers.FRONT, words)
    for words in sitemap.broken:
        yield Finding(reading_crawlers.SITEMAP, words)
