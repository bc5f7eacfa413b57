"""The tags that reference managers read: Highwire's, and Dublin Core's where those lack a word.

Zotero takes every name in Highwire's tags for an author or an editor, and where there are any it looks for
no others. So that it finds the translator, the names of a translation stand in the tags of Dublin Core and
of Zotero's own vocabulary alone (its translators “Embedded Metadata” and “RDF”).
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from articles.models import Edition, Masthead
from articles.outputs import describing, saying
from articles.piece import RightsStatement
from articles.rights import credit_words

Tags = list[tuple[str, str]]


def of_article(
    edition: Edition,
    statement: RightsStatement,
    masthead: Masthead,
    *,
    published_at: datetime,
    address: str,
) -> Tags:
    """Names and contents, those that are empty left out. No query."""
    piece = edition.piece
    tags = [
        ("citation_title", piece.title),
        ("citation_publication_date", f"{timezone.localdate(published_at):%Y/%m/%d}"),
        ("citation_journal_title", masthead.said("name").text),
        ("citation_language", piece.language),
        ("citation_fulltext_html_url", address),
        ("citation_public_url", address),
        ("citation_abstract", describing.piece(piece)),
        *_people(edition),
        *_original(edition, statement),
    ]
    return [(name, content) for name, content in tags if content]


def _people(edition: Edition) -> Tags:
    piece = edition.piece
    translators = saying.translators(piece)
    names = {
        "dc.creator" if translators else "citation_author": saying.authors(piece),
        "z.translators": translators,
        "bib.editors" if translators else "citation_editor": saying.names(piece, "editor"),
    }
    return [(tag, byline.name) for tag, bylines in names.items() for byline in bylines]


def _original(edition: Edition, statement: RightsStatement) -> Tags:
    """Where a reprint comes from: Zotero keeps the credit as the rights of the item."""
    original = statement.original
    if original is None:
        return []
    where = original.url if original.is_on_the_web else original.source
    return [("dc.rights", credit_words.plain(statement, edition.piece)), ("dc.source", where)]
