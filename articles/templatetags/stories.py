"""An article's entry in a list: who wrote it, where it first ran, when, and how long it takes; and the ways
to narrow a list down. No queries.

Lists hold dozens of them, so what they say is put together here, not in a template.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.language import wording
from articles.language.once import in_one_language, once_a_language
from articles.models import Contributor
from articles.templatetags.reading import day, lang, said, time_of

if TYPE_CHECKING:
    from articles.reading.facets import Facet
    from articles.reading.searching import Result
    from articles.reading.stories import Story

register = template.Library()

Stored = list[dict[str, str]]  # bylines as an edition's row holds them
DERIVED = frozenset({"adapted", "compiled"})


@register.simple_tag
def rows(stories: Iterable[Story], contributor: Contributor | None = None) -> SafeString:
    """A list of one line after the other, by day; in a person's list with what they did."""
    told = (
        (story, roles_of(story.edition.bylines, contributor.slug) if contributor else "")
        for story in stories
    )
    with in_one_language():
        return mark_safe("".join(_row(story, role=role) for story, role in told))


@register.simple_tag
def results(found: Iterable[Result]) -> SafeString:
    """The same of a search, with its words marked and where they stand in the text."""
    with in_one_language():
        told = (
            _row(one.story, title=one.title, deck=one.deck, passage=one.passage) for one in found
        )
        return mark_safe("".join(told))


@register.simple_tag
def choices(facet: Facet, is_more: bool) -> SafeString:
    """The ways to narrow a search down by one thing, each with how many hits it leaves, or `is_more`."""
    more = "+" if is_more else ""
    return mark_safe(
        "".join(
            f'<li><a href="{_escaped(one.url)}" rel="nofollow"{lang(one.language)}>'
            f'{_escaped(one.name)}</a> <span class="label">{one.hits}{more}</span></li>\n'
            for one in facet.choices
        )
    )


def _escaped(text: str) -> str:
    """Like Django's, which takes most of its time to see that a text is none that is translated later."""
    return text if isinstance(text, SafeString) else escape(text)


def _row(
    story: Story,
    *,
    title: str = "",
    deck: str = "",
    passage: SafeString | None = None,
    role: str = "",
) -> str:
    marked, edition = lang(story.edition.language), story.edition
    deck = _escaped(deck or edition.deck)
    return (
        f'<li>{day(story.published_at, "label")}<div class="card">\n'
        f"<h2{marked}>{_link(story, title=title)}</h2>\n"
        + (f"<p{marked}>{deck}</p>\n" if deck else "")
        + (f'<p class="passage"{marked}>{passage}</p>\n' if passage else "")
        + f"{facts(story, role=role)}\n</div></li>\n"
    )


@register.simple_tag
def short(story: Story) -> SafeString:
    """In a list of titles with their days."""
    marked, at = lang(story.edition.language), day(story.published_at, "label")
    return mark_safe(f"<li>{_link(story, marked)} {at}</li>")


def _link(story: Story, marked: str = "", *, title: str = "") -> str:
    address, title = map(_escaped, (story.address, title or story.edition.title))
    return f'<a href="{address}"{marked}>{title}</a>'


@register.simple_tag
def facts(story: Story, *, with_date: bool = False, role: str = "") -> SafeString:
    """The line under a title. `role` is what the person whose list it is did."""
    edition, updated_at = story.edition, story.updated_at
    source = edition.reprinted_from
    return _facts(
        edition.language,
        tuple((row.get("role", "author"), row["name"]) for row in edition.bylines),
        role,
        said(source) if source else None,
        edition.relation in DERIVED,
        timezone.localdate(story.published_at) if with_date else None,
        edition.reading_minutes,
        timezone.localdate(updated_at) if updated_at else None,
        story.is_correction,
    )


@once_a_language(1_000)
def _facts(
    language: str,
    bylines: tuple[tuple[str, str], ...],
    role: str,
    source: SafeString | None,
    is_derived: bool,
    day: date | None,
    minutes: int,
    updated: date | None,
    is_correction: bool,
) -> SafeString:
    parts = [_byline_line(bylines), role, *(_origin(source, is_derived) if source else ())]
    told = [format_html("<span>{}</span>", part) for part in parts if part]
    if wording.is_foreign(language):
        own = format_html(
            '<span class="lang"{}>{}</span>', lang(language), wording.endonym(language)
        )
        told.insert(0, own)
    words = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    in_one = [time_of(day)] if day else []
    told += [format_html('<span class="in-one">{}</span>', part) for part in (*in_one, words)]
    if updated:
        words = _("Corrected %(updated)s") if is_correction else _("Updated %(updated)s")
        told.append(format_html("<span>{}</span>", wording.filled(words, updated=time_of(updated))))
    return format_html('<p class="label facts">{}</p>', mark_safe("\n".join(told)))


def _origin(source: SafeString, is_derived: bool) -> tuple[SafeString | str, ...]:
    if is_derived:
        return (wording.filled(_("Adapted from %(source)s"), source=source),)
    return pgettext("in a list", "Reprint"), source


def _byline_line(rows: tuple[tuple[str, str], ...]) -> SafeString:
    """Authors and translators: Lin Zhou, translated by Mara Lindqvist."""
    groups: dict[str, list[str]] = {}
    for role, name in rows:
        groups.setdefault(role, []).append(name)
    # Where a translator follows, some languages have to say who wrote it, too.
    author = (
        pgettext("author, before a translator", "%(names)s")
        if "translator" in groups
        else "%(names)s"
    )
    found = []
    for role in ("author", "translator"):
        if role in groups:
            names = wording.join_names(wording.in_its_language(name) for name in groups[role])
            led_in = _("translated by %(names)s") if role == "translator" else author
            found.append(wording.filled(led_in, names=names))
    return mark_safe(_(", ").join(found))


def roles_of(stored: Stored, contributor: str) -> str:
    """In which roles someone stands over an article, where it is not as the author."""
    labels = {
        "translator": _("as translator"),
        "editor": _("as editor"),
        "illustrator": _("as illustrator"),
        "photographer": _("as photographer"),
    }
    roles = [row.get("role", "") for row in stored if row.get("contributor") == contributor]
    named = [labels[role] for role in dict.fromkeys(roles) if role in labels]
    return str(wording.join_names(named))
