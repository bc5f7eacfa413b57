"""What became of a line of a document, in the words of the desk.

The account is stored in fixed English terms, the same for every program that reads it.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.language import wording

TERMS: dict[str, str | Promise] = {
    "title": gettext_lazy("title"),
    "title, repeated": gettext_lazy("the title again"),
    "title underline": gettext_lazy("a line under the title"),
    "deck": gettext_lazy("deck"),
    "byline": gettext_lazy("byline"),
    "date": gettext_lazy("a date, left out"),
    "blank": gettext_lazy("blank"),
    "front matter": gettext_lazy("front matter"),
    "heading": gettext_lazy("heading"),
    "heading underline": gettext_lazy("a line under a heading"),
    "picture": gettext_lazy("picture"),
    "picture missing": gettext_lazy("a picture is missing here"),
    "lead picture": gettext_lazy("lead picture"),
    "lead picture missing": gettext_lazy("the lead picture is missing here"),
    "section break": gettext_lazy("a new section begins"),
    "comment invitation": gettext_lazy("an invitation to comment"),
    "credit without a claim": gettext_lazy("a credit line that claims nothing"),
    "furniture": gettext_lazy("part of the page, not of the article"),
    "link definition": gettext_lazy("the address of a link"),
    "footnote": gettext_lazy("footnote"),
    "footnote without a mark": gettext_lazy("a footnote that nothing refers to, left out"),
    "claim": gettext_lazy("found in the text"),
}
_PLACE = re.compile(r"section (\d+)(?:, paragraph (\d+))?")


def account(report: dict[str, Any]) -> list[tuple[int, str]]:
    """Each line's number and what became of it."""
    return [(line["n"], in_words(line["became"])) for line in report.get("lines", [])]


def cautions(report: dict[str, Any]) -> list[tuple[int, str]]:
    """What to look at: the line (0 for the whole document) and the sentence, in the reader's language."""
    return [(noted.get("line", 0), wording.caution(noted)) for noted in report.get("warnings", [])]


def in_words(became: str) -> str:
    """`section 2, paragraph 3; claim: onward` as a person says it. A term not known stays as it is."""
    return "; ".join(_term(term) for term in became.split("; "))


def _term(term: str) -> str:
    head, _colon, detail = term.partition(": ")
    if place := _PLACE.fullmatch(head):
        section, paragraph = place.groups()
        said = _("section %(section)s") % {"section": section}
        if paragraph:
            numbers = {"section": section, "paragraph": paragraph}
            said = _("section %(section)s, paragraph %(paragraph)s") % numbers
        return f"{said} · {TERMS.get(detail, detail)}" if detail else said
    return str(TERMS.get(head, term))
