"""One article: its page, its data, its kit and its terms, live or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from operator import attrgetter

from articles.auditing import judging, reading_data, reading_pages
from articles.auditing.allowed import Subject
from articles.auditing.fetching import Answer, Site
from articles.auditing.judging import Finding
from articles.auditing.reading_crawlers import Defaults, Sitemap
from articles.auditing.said import Says, robots
from articles.auditing.telling import told

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS})

KIT = "/republish/"  # where it may be handed on, and nowhere else
# What stands under the address of an article, and who reads it.
BESIDE: dict[str, Callable[[Answer], Says]] = {
    ".json": reading_data.ninjs,
    ".md": reading_data.markdown,
    KIT: reading_pages.kit,
    "/rights/": reading_pages.terms,
}


# The kit's files: nothing where it has no page.
FILES = tuple(f"{KIT}article.{ending}" for ending in ("html", "md", "txt"))
EDITIONS = "/editions/"
# What is of the article without its text: how it is cited, and what is said under it.
ABOUT = ("/cite.bib", "/cite.ris", "/comments.atom")


def article(subject: Subject, site: Site, sitemap: Sitemap, files: Defaults) -> Iterator[Finding]:
    """What does not agree about one article. Fetches twelve addresses."""
    page = site.get(subject.path)
    beside = {ending: site.get(subject.path[:-1] + ending) for ending in BESIDE}
    kit = [site.get(subject.path[:-1] + ending) for ending in FILES]
    more = [site.get(subject.path[:-1] + ending) for ending in (EDITIONS, *ABOUT)]
    for answer in (page, *beside.values(), *kit, *more) if subject.private else ():
        yield from judging.private(subject, answer.path, told(answer))
    if subject.is_live:
        yield from _live(subject, site, page, beside, sitemap, files)
        yield from _kit_files(subject, kit, has_kit=beside[KIT].is_there)
        for answer in more:
            if not answer.is_there:
                yield Finding(answer.path, f"answers {answer.status}, though the article is public")
        for answer in more[1:]:
            yield from judging.trained(subject, answer)
    else:
        yield from _gone(subject, page, beside, sitemap, [*kit, *more])


def _live(
    subject: Subject,
    site: Site,
    page: Answer,
    beside: dict[str, Answer],
    sitemap: Sitemap,
    files: Defaults,
) -> Iterator[Finding]:
    if not page.is_there:
        yield Finding(page.path, f"answers {page.status}, though the article is public")
        return
    said = list(reading_pages.page(page, site))
    for ending, answer in beside.items():
        if answer.is_there:
            said.append(BESIDE[ending](answer))
        elif answer.status != HTTPStatus.NOT_FOUND or ending != KIT:
            yield Finding(answer.path, f"answers {answer.status}, though the article is public")
    if (changed := sitemap.changed(subject.path)) is not None:
        said.append(Says(f"{sitemap.part(subject.path)} ({subject.path})", changed=changed))
    yield from judging.judge(subject, said)
    yield from judging.listing(subject, said[:2], sitemap)
    yield from judging.untold(subject, *said[:2])
    yield from judging.training(subject, said[1], files)
    for answer in filter(attrgetter("is_there"), (page, *beside.values())):
        yield from judging.cached(subject, answer)
        yield from judging.trained(subject, answer) if answer is not page else ()


def _kit_files(subject: Subject, answers: list[Answer], *, has_kit: bool) -> Iterator[Finding]:
    for answer in answers:
        if answer.is_there and not has_kit:
            yield Finding(answer.path, "answers 200, though the article has no kit")
        elif answer.is_there:
            yield from judging.judge(subject, [reading_pages.kit_file(answer)])
            yield from judging.cached(subject, answer)
            yield from judging.trained(subject, answer)
        elif has_kit:
            yield Finding(answer.path, f"answers {answer.status}, though the article has a kit")


def _gone(
    subject: Subject,
    page: Answer,
    beside: dict[str, Answer],
    sitemap: Sitemap,
    more: list[Answer],
) -> Iterator[Finding]:
    """Nothing of the text anywhere, and nothing that describes it to machines."""
    is_summary = page.is_there and subject.allowed.may_leave_summary
    for answer in (page, *beside.values(), *more):
        if answer.status not in GONE and not (answer is page and is_summary):
            yield Finding(answer.path, f"answers {answer.status}, though the article is gone")
        if subject.is_told_in(told(answer)):
            yield Finding(answer.path, "shows text of an article that is gone")
    for words in [] if is_summary else reading_pages.tells_of_itself(page):
        yield Finding(page.path, f"describes to machines what is gone: {words[:60]!r}")
    rules = robots(page.headers.get("x-robots-tag", ""))
    if rules["is_listed"] and reading_pages.asks_to_be_listed(page):
        yield Finding(page.path, "is gone and does not ask to be left out by search engines")
    data = beside[".json"]
    if data.status in GONE and not data.is_html and not reading_data.is_called_off(data):
        yield Finding(data.path, "does not call off what is gone (pubStatus)")
    if subject.path in (sitemap.articles or {}):
        yield Finding(sitemap.part(subject.path), f"lists {subject.path}, which is gone")
