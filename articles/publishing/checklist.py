"""What must be right before an article may be published, and what had better be.

A blocker is refused; a warning is the editor's to weigh. Each finding names its field.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.language import html, words
from articles.models import Article, Section, Window
from articles.models.figures import FigureColumns
from articles.models.people import Role
from articles.publishing import rights_findings
from articles.publishing.findings import Draft, Finding, block, warn
from articles.working_copy import WorkingCopy, read

# What may be no hindrance at another moment, without anybody mending it.
OF_THE_MOMENT = frozenset({"dead_link", "permission_lapsed", "permission_not_yet"})
LONG_PARAGRAPH = 400  # words, or characters of Chinese: several screens of a phone


def findings(article: Article, *, at: datetime) -> list[Finding]:
    """What stands against publishing what is saved. At most 10 queries."""
    return findings_in(read(article), at=at)


def findings_in(
    copy: WorkingCopy, *, at: datetime, known: clearance.Chains | None = None
) -> list[Finding]:
    """What stands against publishing what was read. `known` are the permissions that it needs, where the
    caller read them. At most 5 queries, 2 with these.
    """
    known = clearance.chains(copy.needs) if known is None else known
    for need in copy.needs:
        need.permission = next(
            row for row in known[need.permission_id] if row.pk == need.permission_id
        )
    translators = [row.contributor for row in copy.bylines if row.role == Role.TRANSLATOR]
    draft = Draft(
        copy.article,
        sections=copy.sections,
        has_tag=bool(copy.tags),
        has_byline=bool(copy.bylines),
        translators=translators,
        credit=copy.credit,
        needs=copy.needs,
        known=known,
    )
    return findings_of(draft, at=at)


def findings_of(draft: Draft, *, at: datetime) -> list[Finding]:
    """Everything that stands against publishing at that instant, blockers first. At most 5 queries."""
    article, sections = draft.article, draft.sections
    found = [
        *_text(article, sections),
        *_links(article, sections, at),
        *_pictures(article, sections),
        *_filing(draft),
        *rights_findings.of(draft, at=at),
    ]
    return sorted(found, key=lambda finding: finding.level != "blocker")


def blockers(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.level == "blocker"]


def warnings(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.level == "warning"]


def _text(article: Article, sections: list[Section]) -> Iterator[Finding]:
    if not article.title.strip():
        yield block("no_title", _("The article has no title."), "title")
    if not article.language:
        yield block("no_language", _("Say which language the article is in."), "language")
    if not any(html.plain_text(section.body).strip() for section in sections):
        yield block("no_text", _("The article has no text."), "sections-0-body")
    if not article.deck.strip():
        yield warn("no_deck", _("There is no deck: lists will show the title alone."), "deck")
    for number, section in enumerate(sections):
        if paragraph := _long_paragraph(section.body):
            message = _("Section %(number)d has a very long paragraph.")
            yield warn(
                "long_paragraph",
                message % {"number": number + 1},
                f"sections-{number}-body",
                about=f"{section.key} {paragraph}",
            )


def _long_paragraph(body: str) -> str:
    """The first one that is too long. It is looked for only where some block of the text is."""
    if not any(map(_is_long, html.blocks(body))):
        return ""
    found = (part for part in html.paragraphs(body) if _is_long(html.plain_text(part)))
    return next(found, "")


def _is_long(text: str) -> bool:
    # Letters need something that parts words; a character of Chinese is a word.
    fewest = 2 * LONG_PARAGRAPH if text.isascii() else LONG_PARAGRAPH
    return len(text) > fewest and words.count_words(text) > LONG_PARAGRAPH


def _links(article: Article, sections: list[Section], at: datetime) -> Iterator[Finding]:
    """Links to articles of ours that no reader could follow at that instant; itself it will be there."""
    keys = [html.linked_keys([section.body]) - {article.key} for section in sections]
    wanted = set().union(*keys)
    if not wanted:
        return
    is_live = Exists(Window.objects.live(at=at).filter(article=OuterRef("pk")))
    known = {row.key: row for row in Article.objects.filter(key__in=wanted).annotate(live=is_live)}
    for number, linked in enumerate(keys):
        for key in sorted(linked):
            row: Any = known.get(key)
            if row and row.live:
                continue
            message = _("Section %(number)d links to an article that does not exist.")
            if row:
                message = _("Section %(number)d links to “%(title)s”, which is not public.")
            names = {"number": number + 1, "title": str(row)}
            yield block("dead_link", message % names, f"sections-{number}-body")


def _pictures(article: Article, sections: list[Section]) -> Iterator[Finding]:
    yield from _picture(article, article, str(_("Lead picture")), "")
    for number, section in enumerate(sections):
        name = _("Section %(number)d") % {"number": number + 1}
        yield from _picture(section, article, name, f"sections-{number}-")


def _picture(place: FigureColumns, article: Article, name: str, prefix: str) -> Iterator[Finding]:
    if place.is_picture_missing and not place.image_id:
        message = _("%(place)s: picture missing. Choose one or remove it.")
        yield block("picture_missing", message % {"place": name}, f"{prefix}image")
    if not place.image or place.is_decorative:
        return
    alt = place.described(article.language).strip()
    if not alt:
        message = _("%(place)s: describe the picture, or mark it as decorative.")
        yield block("no_alt", message % {"place": name}, f"{prefix}alt")
    elif words.fold(alt) == words.fold(article.title):
        message = _("%(place)s: the picture's description repeats the title. Say what it shows.")
        yield block("alt_repeats_title", message % {"place": name}, f"{prefix}alt")


def _filing(draft: Draft) -> Iterator[Finding]:
    if not draft.has_tag:
        yield warn("no_tag", _("There is no tag: readers will not find it by browsing."), "tags")
    if not draft.has_byline:
        yield warn("no_byline", _("Nobody is named as the author."), "bylines")
