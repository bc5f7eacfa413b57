"""What a page says: in its head, in its headers, in its JSON-LD, in its text; and the pages under it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from articles.auditing.fetching import Answer, Site
from articles.auditing.said import KIT, PAGE, Says, bars_news, instant, robots, strings, usage

_LINK = re.compile(r"<([^>]*)>\s*((?:;[^,<]*)*)")
_REL_LICENCE = re.compile(r';\s*rel="?[^";]*\blicense\b', re.IGNORECASE)
_RSL = "application/rsl+xml"
_IS_ARTICLE = re.compile(r"Article$|^BlogPosting$")


def page(answer: Answer, site: Site) -> Iterator[Says]:
    """An article's own page."""
    tree = LexborHTMLParser(answer.text)
    yield _head(answer, tree, site)
    yield headers(answer)
    for data in _articles(tree):
        yield _structured(answer, data)
    deeds = _hrefs(tree, "#credit a[rel~=license]")
    if deeds:
        yield Says(f"{answer.path} (credit)", licences=deeds)


def _head(answer: Answer, tree: LexborHTMLParser, site: Site) -> Says:
    rules = _contents(tree, 'meta[name="robots"]')
    canonical = [site.path_of(href) for href in _hrefs(tree, "head link[rel=canonical]")]
    text = tree.body.text() if tree.body else ""
    return Says(
        f"{answer.path} (page)",
        text=text,
        texts=(text,),
        must_credit=True,
        licences=_hrefs(tree, f'head link[rel=license]:not([type="{_RSL}"])'),
        canonical=canonical[0] if canonical else "",
        is_in_news=not any(
            not robots(rule)["is_listed"] for rule in _contents(tree, 'meta[name="googlebot-news"]')
        ),
        **robots(", ".join(rules)),
    )


def headers(answer: Answer) -> Says:
    """What the header fields say; a field that is not sent says nothing."""
    where = f"{answer.path} (headers)"
    rules = answer.headers.get("x-robots-tag")
    links = _LINK.findall(answer.headers.get("link", ""))
    deeds = {href for href, more in links if _REL_LICENCE.search(more) and _RSL not in more}
    reserved = answer.headers.get("tdm-reservation", "").strip()
    said = robots(rules) if rules is not None else {}
    return Says(
        where,
        licences=frozenset(deeds) if "link" in answer.headers else None,
        usage=usage(answer.headers),
        tdm=reserved == "0" if reserved in {"0", "1"} else None,
        is_in_news=not bars_news(rules or ""),
        **said,
    )


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Everything on the page that schema.org calls an article."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            found = json.loads(script.text())
        except ValueError:
            yield {"@type": "Article", "broken": True}
            continue
        graph = found.get("@graph", [found]) if isinstance(found, dict) else found
        for data in graph:
            kinds = data.get("@type", "") if isinstance(data, dict) else ""
            if any(map(_IS_ARTICLE.search, [kinds] if isinstance(kinds, str) else kinds)):
                yield data


def _structured(answer: Answer, data: dict[str, Any]) -> Says:
    where = f"{answer.path} (JSON-LD)"
    relation = next((name for name in ("translationOfWork", "isBasedOn") if name in data), "")
    deed = data.get("license", "")
    changed = data.get("dateModified") or data.get("datePublished")
    return Says(
        where,
        text=" ".join(strings(data)),
        texts=tuple(strings(data)),
        must_credit=True,
        licences=frozenset(filter(None, [deed if isinstance(deed, str) else deed.get("url", "")])),
        end=instant(data["expires"]) if "expires" in data else None,
        changed=instant(changed) if changed else None,
        version=str(data["version"]) if "version" in data else None,
        original="broken" if "broken" in data else data.get(relation),
        relation=relation,
    )


def terms(answer: Answer) -> Says:
    """The page that tells an article's terms."""
    tree = LexborHTMLParser(answer.text)
    text = tree.body.text() if tree.body else ""
    deeds = _hrefs(tree, "main a[rel~=license]")
    return Says(f"{answer.path} (terms)", PAGE, text=text, licences=deeds or None)


def kit(answer: Answer) -> Says:
    """What is handed to those who may reprint; its text areas hold it in three formats."""
    tree = LexborHTMLParser(answer.text)
    text = tree.body.text() if tree.body else ""
    deeds = _hrefs(tree, "main a[rel~=license]")
    return Says(
        f"{answer.path} (kit)",
        KIT,
        text=text,
        texts=(text,),
        must_credit=True,
        licences=deeds or None,
    )


def kit_file(answer: Answer) -> Says:
    """One format of the kit as a file; only the one in HTML has escapes."""
    text = answer.text
    if answer.is_html:
        tree = LexborHTMLParser(text)
        text = tree.body.text() if tree.body else ""
    return Says(f"{answer.path} (kit)", KIT, text=text, texts=(text,), must_credit=True)


def tells_of_itself(answer: Answer) -> list[str]:
    """The descriptions of a page, in its meta tags and its structured data."""
    tree = LexborHTMLParser(answer.text)
    found = _contents(tree, 'meta[name="description"], meta[property="og:description"]')
    return found + [str(data.get("description", "article")) for data in _articles(tree)]


def asks_to_be_listed(answer: Answer) -> bool:
    """Whether no meta tag of the page keeps search engines away."""
    rules = _contents(LexborHTMLParser(answer.text), 'meta[name="robots"]')
    return bool(robots(", ".join(rules))["is_listed"])


def _hrefs(tree: LexborHTMLParser, selector: str) -> frozenset[str]:
    return frozenset(filter(None, (node.attributes.get("href") for node in tree.css(selector))))


def _contents(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [node.attributes.get("content") or "" for node in tree.css(selector)]
