"""Small words for the public templates: texts with their language, dates, bylines. No queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import addresses, freshness
from articles.addresses import language_tag
from articles.language import typed, wording
from articles.language.once import once_a_language
from articles.models.common import Said, Translated
from articles.piece import Byline

if TYPE_CHECKING:
    from articles.reading.keyset import Page

register = template.Library()

# No line of Chinese ends with a word that leads to the next, or begins with one that leans on the last.
_KEPT_TOGETHER = re.compile(
    r"[不没最很更与和及或在从把被让向对将]+[\u4e00-\u9fff]?[的了着过们地得里中上下吗呢吧者]*"
    r"|[\u4e00-\u9fff][的了着过们地得里中上下吗呢吧者]+"
)


class Remembered(template.Node):
    """What stands within, as long as the public sees the same; the keys say what else it differs by."""

    def __init__(self, within: NodeList, keys: list[FilterExpression]) -> None:
        self.within, self.keys = within, keys

    def render(self, context: template.Context) -> SafeString:
        keys = [key.resolve(context) for key in self.keys]
        if None in keys:
            return self.within.render(context)
        key = (Remembered, get_language(), *keys)
        return freshness.remembered(key, lambda: self.within.render(context))


@register.tag
def remembered(parser: Parser, token: Token) -> Remembered:
    """`{% remembered "foot" chrome.key %}…{% endremembered %}`: the name, and what it differs by besides the
    language and the root of addresses; None is not remembered. Nothing within may depend on anything else.
    """
    keys = [parser.compile_filter(key) for key in token.split_contents()[1:]]
    within = parser.parse(("endremembered",))
    parser.delete_first_token()
    return Remembered(within, keys)


@register.simple_tag
def said(row: Translated, field: str = "name") -> SafeString:
    """The row's text in the reader's language; one that falls back is marked with its language."""
    text, language = row.said(field)
    return wording.in_its_language(text, language_tag(language)) if text else SafeString()


@register.simple_tag
def all_said(rows: Iterable[Translated]) -> SafeString:
    """What the rows are called, as a list in words."""
    return wording.join_names(said(row) for row in rows)


@register.filter
def has_said(row: Translated, field: str) -> bool:
    return bool(row.said(field).text)


@register.simple_tag
def lang(tag: str) -> SafeString:
    """The `lang` attribute (with the space before it) of a part that is not in the page's language, and
    its `dir`.
    """
    return _lang(tag)


@once_a_language(100)
def _lang(tag: str) -> SafeString:
    if not tag or tag.lower() == (get_language() or "").lower():
        return SafeString()
    return wording.marked(tag)


@register.simple_tag
def in_language(tag: str, *, within: str) -> SafeString:
    """The `lang` attribute (with the space before it) of a part whose surroundings are in another
    language, and its `dir` where one of the two runs from right to left.
    """
    if wording.is_from_right(within) and not wording.is_from_right(tag):
        return format_html(' lang="{}" dir="ltr"', tag)
    return wording.marked(tag)


@register.filter
def is_foreign(tag: str) -> bool:
    return wording.is_foreign(tag)


@register.filter
def is_slanted(tag: str) -> bool:
    """Whether what stands out in this language is set in italics."""
    return wording.primary(tag) not in wording.CHARACTERS and not wording.is_from_right(tag)


@register.filter
def endonym(tag: str) -> str:
    return wording.endonym(tag)


@register.filter
def as_tag(code: str) -> str:
    """An interface language as the `lang` attribute writes it."""
    return language_tag(code)


@register.simple_tag
def day(value: datetime, css_class: str = "") -> SafeString:
    """An instant as the day that it is in the publication's time zone."""
    return time_of(timezone.localdate(value), css_class)


@once_a_language(1_000)
def time_of(value: date, css_class: str = "") -> SafeString:
    return format_html(
        '<time{} datetime="{}">{}</time>',
        format_html(' class="{}"', css_class) if css_class else "",
        value.isoformat(),
        wording.day(value),
    )


@register.filter
def paragraphs(text: str) -> SafeString:
    return typed.paragraphs(text)


@register.filter
def month(value: Any) -> str:
    return wording.month(value)


@register.filter
def month_name(value: Any) -> str:
    return wording.month_name(value)


@register.simple_tag
def page_title(name: Any, page: Page) -> str:
    """What a page of a list is called in its title: the later ones by where they begin."""
    if page.after is None:
        return str(name)
    return _("%(name)s, up to %(day)s") % {"name": name, "day": wording.day(page.after.at)}


@register.simple_tag
def language_names(tags: Iterable[str]) -> SafeString:
    names = (wording.language_name(tag) or wording.endonym(tag) for tag in tags)
    return wording.join_names(dict.fromkeys(names))


@register.filter
def said_elsewhere(row: Translated, field: str = "name") -> list[Said]:
    """What the row is called in the other interface languages."""
    return row.elsewhere(field)


@register.filter
def sentences(values: Iterable[SafeString]) -> SafeString:
    return wording.join_sentences(values)


@register.simple_tag
def phrased(text: str, language: str) -> SafeString:
    """A large line of text, in Chinese with the characters marked between which it must not break:
    browsers know no words there, and neither do we, but we know which ones cannot stand at an end.
    """
    escaped = conditional_escape(text)
    if wording.primary(language) != "zh":
        return escaped
    return mark_safe(_KEPT_TOGETHER.sub(r'<span class="kept">\g<0></span>', escaped))


@register.simple_tag
def mark(text: str) -> SafeString:
    """The publication's mark in its seal."""
    marked = wording.in_its_language(text)
    return format_html('<span class="seal" aria-hidden="true">{}</span>', marked)


def _groups(bylines: Iterable[Byline]) -> dict[str, list[Byline]]:
    groups: dict[str, list[Byline]] = {}
    for byline in bylines:
        groups.setdefault(byline.role, []).append(byline)
    return groups


@register.simple_tag
def bylines(rows: Iterable[Byline], *, is_linked: bool = True) -> SafeString:
    """One `<span>` a role, each name linked to its contributor's page and marked with its language."""
    spans = []
    for role, group in _groups(rows).items():
        names = [_name(byline, is_linked=is_linked) for byline in group]
        spans.append(
            format_html("<span>{}</span>", wording.led_in(role, wording.join_names(names)))
        )
    return mark_safe("".join(spans))


def _name(byline: Byline, *, is_linked: bool) -> SafeString:
    name = format_html("<strong>{}</strong>", wording.in_its_language(byline.name))
    if not (byline.contributor and is_linked):
        return name
    address = addresses.to("contributor", byline.contributor)
    rel = mark_safe(' rel="author"') if byline.role == "author" else ""
    return format_html('<a href="{}"{}>{}</a>', address, rel, name)


@register.simple_tag
def role_of(role: str, count: int) -> str:
    """What someone is of how many articles: translator of 3."""
    texts = {
        "author": _("author of %(count)d"),
        "translator": _("translator of %(count)d"),
        "editor": _("editor of %(count)d"),
        "illustrator": _("illustrator of %(count)d"),
        "photographer": _("photographer of %(count)d"),
    }
    return texts[role] % {"count": count}


@register.filter
def web_name(address: str) -> str:
    """An address as people say it: without the scheme, and without a slash at its end."""
    return address.partition("://")[2].removesuffix("/") or address
