"""What crawlers are told of the whole site: the sitemap, robots.txt, tdmrep.json, the front page's header."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from articles.auditing.fetching import Site
from articles.auditing.said import instant, usage

SITEMAP, ROBOTS, TDMREP = "/sitemap.xml", "/robots.txt", "/.well-known/tdmrep.json"
FRONT = "/"

_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_ROWS = {f"{_MAP}sitemap", f"{_MAP}url"}
_SIGNAL = re.compile(r"^Content-Signal:.*\bai-train\s*=\s*(yes|no)", re.IGNORECASE | re.MULTILINE)
_ARTICLE = re.compile(r"(?:/[\w-]+)?/articles/(?!\d+/)[^/]+/")


@dataclass
class Sitemap:
    """Addresses of articles, as paths, each with the part that lists it and its date;
    None if there is no sitemap.
    """

    articles: dict[str, tuple[str, str]] | None = None
    broken: list[str] = field(default_factory=list)

    def part(self, path: str) -> str:
        return (self.articles or {}).get(path, (SITEMAP, ""))[0]

    def changed(self, path: str) -> str | None:
        """When it says that the article last changed; None where it says nothing."""
        changed = (self.articles or {}).get(path, ("", ""))[1]
        return instant(changed) if changed else None


def sitemap(site: Site) -> Sitemap:
    """Every article that the parts list. Holds about 300 bytes for each."""
    index = site.get(SITEMAP)
    if not index.is_there:
        return Sitemap()
    found = Sitemap(articles={})
    for path in [site.path_of(loc) for loc, _changed in _locations(found, SITEMAP, index.body)]:
        part = site.get(path)
        if not part.is_there:
            found.broken.append(f"{path} answers {part.status}, though the sitemap names it")
        for loc, changed in _locations(found, path, part.body) if part.is_there else ():
            address = site.path_of(loc)
            if found.articles is not None and _ARTICLE.fullmatch(address):
                found.articles[address] = (path, changed)
    return found


def _locations(found: Sitemap, path: str, body: bytes) -> Iterator[tuple[str, str]]:
    """Address by address: a part holds as many as 50,000, and is never a tree of all of them."""
    try:
        for _event, row in ElementTree.iterparse(io.BytesIO(body)):
            if row.tag in _ROWS:
                yield row.findtext(f"{_MAP}loc", ""), row.findtext(f"{_MAP}lastmod", "")
                row.clear()
    except ElementTree.ParseError as error:
        found.broken.append(f"{path} is no XML: {error}")


@dataclass(frozen=True)
class Defaults:
    """Whether machines may be trained on what stands here, as it is said of the whole site: in the words of
    AIPREF (by the header of the front page), of TDMRep and of content signals. None where nothing is said.
    """

    usage: bool | None = None
    tdm: bool | None = None
    signal: bool | None = None

    @property
    def by_file(self) -> dict[str, bool]:
        said = {
            f"{FRONT} (Content-Usage)": self.usage,
            f"{ROBOTS} (Content-Signal)": self.signal,
            TDMREP: self.tdm,
        }
        return {where: allows for where, allows in said.items() if allows is not None}


def defaults(site: Site) -> Defaults:
    """What robots.txt, tdmrep.json and the front page say, as far as they are there."""
    robots = site.get(ROBOTS)
    text = robots.text if robots.is_there else ""
    signal = _SIGNAL.search(text)
    tdm = site.get(TDMREP)
    return Defaults(
        usage=usage(site.get(FRONT).headers),
        signal=signal[1].lower() == "yes" if signal else None,
        tdm=_of_the_whole(tdm.text) if tdm.is_there else None,
    )


def _of_the_whole(text: str) -> bool | None:
    """What the first row for every address says (TDMRep, section 6.1); only 0 and 1 say something."""
    try:
        rows = [row for row in json.loads(text) if row.get("location") == "/"]
    except (ValueError, TypeError, AttributeError):
        return None
    reserved = str(rows[0].get("tdm-reservation", "")) if rows else ""
    return reserved == "0" if reserved in {"0", "1"} else None
