"""An article as ninjs 3.1, the news item in JSON of the IPTC.

Only names that its schema knows: a licence or a term is said in `usageTerms`, in words. `expires` is not
used: it is about interest, not about rights.
"""

from __future__ import annotations

from typing import Any

from articles.language import html
from articles.models import Article, Edition
from articles.outputs import fulltext, saying
from articles.outputs.entries import Entry, Gathered, identity
from articles.outputs.signals import instant

TYPE = "application/json"
STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
RELATIONS = {"translation": "translationOf"}


def item(entry: Entry, gathered: Gathered) -> dict[str, Any]:
    """The article as a news item: whole where its text may be passed on as data, else in part. No query."""
    edition, piece, said = entry.edition, entry.edition.piece, entry.statement
    is_whole = "api" in said.channels
    year = entry.published_at.year
    terms = [saying.rights(said, piece, gathered.masthead, year=year)]
    terms += [f"{said.licence_name}: {said.licence_url}"] if said.licence_url else []
    terms += [] if is_whole else [saying.kept_back(gathered.address(entry))]
    return _told(
        uri=gathered.identity(entry),
        standard=STANDARD,
        type="text",
        representationType="full" if is_whole else "partial",
        pubStatus="usable",
        version=str(edition.number),
        firstCreated=instant(entry.published_at),
        versionCreated=instant(max(edition.at, entry.published_at)),
        language=edition.language,
        title=edition.title,
        slugline=edition.slug,
        by=saying.byline(piece),
        headlines=_texts(main=edition.title, kicker=edition.kicker),
        descriptions=_texts(summary=edition.deck),
        bodies=_bodies(entry, gathered) if is_whole else [],
        people=[_told(name=byline.name, rel=byline.role) for byline in piece.bylines],
        subjects=[
            {"name": str(tag), "uri": gathered.around.absolute(tag.get_absolute_url())}
            for tag in entry.tags
        ],
        copyrightHolder=_holder(entry, gathered),
        copyrightNotice=saying.copyright_notice(said, gathered.masthead, year=year),
        usageTerms="\n".join(filter(None, terms)),
        altIds=_alternative_ids(entry, gathered),
        rightsInfo={"linkedRights": gathered.rights_page(entry)},
        **_original(entry),
    )


def canceled(edition: Edition, article: Article, origin: str, *, is_paused: bool) -> dict[str, Any]:
    """What is left of an article that is gone, or for the moment withheld: its name and that it is so."""
    return {
        "uri": identity(article, origin),
        "standard": STANDARD,
        "type": "text",
        "pubStatus": "withheld" if is_paused else "canceled",
        "version": str(edition.number),
        "title": edition.title,
        "headlines": _texts(main=edition.title),
    }


def _texts(**by_role: str) -> list[dict[str, str]]:
    return [{"role": role, "value": text} for role, text in by_role.items() if text]


def _bodies(entry: Entry, gathered: Gathered) -> list[dict[str, Any]]:
    """The text twice: with markup, and plain with its footnotes in brackets."""
    parts = entry.edition.piece.parts
    plain = "\n\n".join(
        filter(
            None, (text for part in parts for text in (part.heading, html.plain_text(part.body)))
        )
    )
    return [
        {
            "role": "main",
            "contentType": "text/html",
            "wordCount": entry.edition.word_count,
            "value": fulltext.whole(entry.edition, gathered.around),
        },
        {
            "role": "main",
            "contentType": "text/plain",
            "wordCount": entry.edition.word_count,
            "charCount": len(plain),
            "value": plain,
        },
    ]


def _holder(entry: Entry, gathered: Gathered) -> str:
    original = entry.statement.original
    if original is None:
        return gathered.masthead.said("name").text
    return original.copyright_holder or ", ".join(original.authors)


def _alternative_ids(entry: Entry, gathered: Gathered) -> list[dict[str, str]]:
    original = entry.statement.original
    ids = [{"role": "web", "value": gathered.address(entry)}]
    if original and original.url:
        ids.append({"role": "source-url", "value": original.url})
    return ids


def _original(entry: Entry) -> dict[str, Any]:
    """The work that it comes from, and whose publication that was."""
    original = entry.statement.original
    if original is None:
        return {}
    sources = [{"name": original.source, "role": "originalPublisher"}] if original.source else []
    if not original.url.startswith(("https://", "http://")):
        return _told(infoSources=sources)
    association = {
        "name": original.title or original.source or original.url,
        "uri": original.url,
        "rel": RELATIONS.get(original.relation, "reprintOf"),
    }
    return _told(
        infoSources=sources, associations=[_told(**association, language=original.language)]
    )


def _told(**values: Any) -> dict[str, Any]:
    """Only what there is to say."""
    return {key: value for key, value in values.items() if value not in ("", [], {})}
