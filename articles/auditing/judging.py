"""What does not agree: of one article its outputs with one another, and each with what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.http import parse_http_date_safe

from articles.auditing.allowed import Subject
from articles.auditing.fetching import Answer
from articles.auditing.reading_crawlers import Defaults, Sitemap
from articles.auditing.said import DATA, FEED, KIT, PAGE, Says, usage, written
from articles.auditing.telling import letters

CHANNELS = {PAGE: "on our pages", FEED: "in feeds", DATA: "as data", KIT: "in the kit"}

# How long a copy may be shown, fresh or stale (RFC 9111, section 5.2.2; RFC 5861).
_MAX_AGE = re.compile(
    r"(?:^|[\s,])(?:(?:s-)?max-?age|stale-(?:while-revalidate|if-error))\s*=\s*\"?(\d+)",
    re.IGNORECASE,
)


class Finding(NamedTuple):
    """An address, and what it says that it must not."""

    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


def judge(subject: Subject, said: list[Says]) -> Iterator[Finding]:
    """Everything that is true of a live article wherever it is said. No query."""
    for says in said:
        yield from _licences(subject, says)
        yield from _text(subject, says)
        yield from _credit(subject, says)
        yield from _end(subject, says)
        yield from _facts(subject, says)
        yield from _original(subject, says)
    yield from _alike(said)


def _licences(subject: Subject, says: Says) -> Iterator[Finding]:
    for deed in sorted((says.licences or frozenset()) - subject.allowed.licences):
        yield Finding(
            says.where, f"names the licence {deed}, which no permission gives to everyone"
        )


def _text(subject: Subject, says: Says) -> Iterator[Finding]:
    if says.channel not in subject.allowed.channels and subject.is_told_in(letters(says.text)):
        where = CHANNELS[says.channel]
        yield Finding(says.where, f"carries the whole text, which is not allowed {where}")


def _credit(subject: Subject, says: Says) -> Iterator[Finding]:
    """To the letter, but for the ends of lines, which parsers of HTML and XML make one."""
    texts = [_lines(text) for text in says.texts] if says.must_credit else []
    for credit in map(_lines, subject.allowed.credits if says.must_credit else ()):
        if not any(credit in text for text in texts):
            words = f"does not print the prescribed credit to the letter: {credit!r}"
            yield Finding(says.where, words)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _end(subject: Subject, says: Says) -> Iterator[Finding]:
    ends = _ends(subject)
    if says.end and says.end != ends:
        told = f"it does {ends}" if ends else "nothing ends"
        yield Finding(says.where, f"says that it ends {says.end}, but {told}")


def _ends(subject: Subject) -> str:
    """When the permission or the page ends, whichever comes first; empty if neither does."""
    ends = [subject.allowed.ends_at, subject.edition.article.planned_takedown_at]
    return min((written(at) for at in ends if at), default="")


def _facts(subject: Subject, says: Says) -> Iterator[Finding]:
    window = subject.window
    number, changed = str(subject.edition.number), window.updated_at or window.published_at
    if says.version is not None and says.version != number:
        yield Finding(says.where, f"says version {says.version}, but version {number} is public")
    if says.changed is not None and says.changed != written(changed):
        yield Finding(
            says.where, f"says that it changed {says.changed}, but it did {written(changed)}"
        )
    if says.original == "broken":
        yield Finding(says.where, "cannot be read")


def _original(subject: Subject, says: Says) -> Iterator[Finding]:
    """Only structured data says how a work relates to its original."""
    if says.relation is None or says.original == "broken":
        return
    is_translation = subject.edition.relation == "translation"
    if is_translation and says.relation != "translationOfWork":
        yield Finding(says.where, "does not say that it is a translation (translationOfWork)")
    if not is_translation and says.relation == "translationOfWork":
        yield Finding(says.where, "says that it is a translation, and it is none")
    is_work = isinstance(says.original, dict) and bool(says.original.get("@type"))
    if says.relation and not is_work:
        yield Finding(says.where, f"names its original ({says.relation}) as a text, not as a work")
    if says.relation and not subject.edition.relation:
        yield Finding(says.where, "names an original, though it is our own work")


def _alike(said: list[Says]) -> Iterator[Finding]:
    """Where one place says more than another of the same article."""
    of_licences = [says for says in said if says.licences is not None]
    for says in of_licences[1:]:
        if says.licences != of_licences[0].licences:
            theirs, ours = _named(says.licences), _named(of_licences[0].licences)
            words = f"names {theirs}, but {of_licences[0].where} names {ours}"
            yield Finding(says.where, words)
    ends = [says for says in said if says.end is not None]
    for says in ends[1:]:
        if says.end != ends[0].end:
            first = f"{ends[0].where} says {ends[0].end or 'none'}"
            yield Finding(says.where, f"says the end {says.end or 'none'}, but {first}")


def _named(deeds: frozenset[str] | None) -> str:
    return ", ".join(sorted(deeds or ())) or "no licence"


def listing(subject: Subject, said: list[Says], sitemap: Sitemap) -> Iterator[Finding]:
    """What the head of a page and, after it, its headers say against the sitemap.

    Not to be listed, not in the sitemap and no canonical address are one thing; a canonical address
    elsewhere is another, which keeps it out of the sitemap, too.
    """
    page = said[0]
    is_in = sitemap.articles is None or subject.path in sitemap.articles
    original = subject.edition.piece.original
    stands_elsewhere = bool(original and original.url and page.canonical == original.url)
    is_listed = bool(page.is_listed) and not stands_elsewhere
    for says in said[1:]:
        if says.is_listed is not None and says.is_listed != page.is_listed:
            yield Finding(says.where, f"{_asks(says)}, but {page.where} {_asks(page)}")
    if is_listed and page.canonical != subject.path:
        yield Finding(page.where, f"names {page.canonical or 'no'} canonical address as its own")
    if not page.is_listed and page.canonical:
        yield Finding(page.where, f"asks not to be listed, and to be listed as {page.canonical}")
    if sitemap.articles is not None and is_listed != is_in:
        where = sitemap.part(subject.path)
        fault = "leaves it out" if is_listed else "lists it"
        yield Finding(where, f"{fault}, but {page.where} {_asks(page)}: {subject.path}")
    if subject.allowed.may_be_listed is False and is_listed:
        yield Finding(page.where, "may be listed, which the permission does not allow")
    if subject.allowed.may_be_listed and not page.is_listed:
        yield Finding(page.where, "asks not to be listed, though nothing forbids it")


def _asks(says: Says) -> str:
    return "asks not to be listed" if says.is_listed is False else "may be listed"


def training(subject: Subject, headers: Says, files: Defaults) -> Iterator[Finding]:
    """What the headers of a page say; for TDMRep also the file of the site where they are silent (section
    6), which AIPREF has no word in. That the strictest of all statements holds is no excuse for one that
    says too much.
    """
    if headers.usage is None:
        yield Finding(headers.where, "does not say whether machines may be trained (Content-Usage)")
    tdm = files.tdm if headers.tdm is None else headers.tdm
    if not subject.allowed.may_train:
        for name, allows in (("Content-Usage", headers.usage), ("tdm-reservation", tdm)):
            if allows:
                words = f"lets machines be trained on it by {name}, which is not allowed"
                yield Finding(headers.where, words)
        if files.signal:
            yield Finding("/robots.txt", f"lets machines be trained on {subject.path}")
    elif None not in (headers.usage, tdm) and headers.usage != tdm:
        words = "Content-Usage and tdm-reservation do not agree on training"
        yield Finding(headers.where, words)


def trained(subject: Subject, answer: Answer) -> Iterator[Finding]:
    """What else carries the article says no more than the article does."""
    if usage(answer.headers) and not subject.allowed.may_train:
        words = "lets machines be trained on it by Content-Usage, which is not allowed"
        yield Finding(answer.path, words)


def private(subject: Subject, where: str, told: str) -> Iterator[Finding]:
    """Nothing of what is the desk's alone; which it is stays untold here, too."""
    if subject.is_given_away_in(told):
        yield Finding(where, "tells something private of a permission or its source")


def untold(subject: Subject, page: Says, headers: Says) -> Iterator[Finding]:
    """What a page and its headers leave unsaid, which crawlers must be told."""
    ends = _ends(subject)
    for says in (page, headers):
        if ends and not says.end:
            yield Finding(says.where, f"does not say when it ends: {ends}")
        if not subject.allowed.may_be_news and page.is_listed and says.is_in_news:
            yield Finding(says.where, "does not ask to be left out of searches for news")
    if page.licences and headers.licences is None:
        yield Finding(headers.where, f"names no licence, but {page.where} does")
    if page.is_listed is False and headers.is_listed is None:
        yield Finding(headers.where, f"does not say that it {_asks(page)}")


def cached(subject: Subject, answer: Answer) -> Iterator[Finding]:
    """No copy outlives the permission. A longer `max-age` beats `Expires` (RFC 9111, section 5.3), but
    an old cache knows only the other.
    """
    ends_at = subject.allowed.ends_at
    if ends_at is None:
        return
    for seconds in map(int, _MAX_AGE.findall(answer.headers.get("cache-control", ""))):
        if seconds > (ends_at - subject.at).total_seconds():
            words = f"may be kept for {seconds} seconds, beyond the end of our permission"
            yield Finding(answer.path, words)
    expires = answer.headers.get("expires", "")
    if (until := parse_http_date_safe(expires)) and until > ends_at.timestamp():
        yield Finding(answer.path, f"may be kept until {expires}, beyond the end of our permission")
