"""How dates, names, titles and languages are written in the reader's language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils import dateformat, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from articles.language import words
from articles.language.once import once_a_language

# Written from right to left; in Latin or Cyrillic script none of them has a tag of two letters alone.
FROM_RIGHT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
FROM_RIGHT_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa"})
CHARACTERS = frozenset({"zh", "ja", "ko"})
QUOTATION_MARKS = {"zh": "《》", "ja": "『』"}


def day(value: datetime | date) -> str:
    """A day as the reader writes it; an instant counts by the publication's time zone."""
    return _day(timezone.localdate(value) if isinstance(value, datetime) else value)


@once_a_language(1_000)
def _day(value: date) -> str:
    # Translators: a date format of Django's, for a day
    return dateformat.format(value, pgettext("date format", "j F Y"))


def month(value: datetime | date) -> str:
    # Translators: a date format of Django's, for a month
    return dateformat.format(value, pgettext("date format", "F Y"))


def month_name(value: date) -> str:
    # Translators: a date format of Django's, for a month whose year stands beside it
    return dateformat.format(value, pgettext("date format", "F"))


def partial_date(text: str) -> str:
    """2026, 2026-05 or 2026-05-03 as the reader writes it; anything else as it stands."""
    for form, write in (("%Y-%m-%d", day), ("%Y-%m", month)):
        try:
            return write(datetime.strptime(text, form).date())
        except ValueError:
            continue
    return text


def primary(tag: str) -> str:
    """The language of a tag without script and region: zh-Hans is zh."""
    return tag.lower().split("-")[0]


@once_a_language(100)
def is_foreign(tag: str) -> bool:
    """Whether a reader of the active language would say that this is another language or script."""
    here = (get_language() or "").lower().split("-")
    there = tag.lower().split("-")
    both_name_scripts = all(len(parts) > 1 and len(parts[1]) == 4 for parts in (here, there))
    return bool(tag) and (here[0] != there[0] or (both_name_scripts and here[1] != there[1]))


def language_name(tag: str) -> str:
    """The name of a language in the active language (Chinese); empty if it is not known."""
    if primary(tag) == "zh":
        return _("Chinese")
    try:
        return str(get_language_info(primary(tag))["name_translated"])
    except KeyError:
        return ""


def written_language(tag: str) -> str:
    """As `language_name`, with the script or the region where that says more (Traditional Chinese); the
    tag itself if it is not known.
    """
    parts = tag.lower().split("-")
    for length in range(len(parts), 1, -1):
        known = LANG_INFO.get("-".join(parts[:length]), {})
        if "name" in known:
            return str(_(known["name"]))
    return language_name(tag) or tag


def endonym(tag: str) -> str:
    """What a language calls itself (中文); the tag itself if that is not known."""
    if primary(tag) == "zh":
        return "中文"
    try:
        return str(get_language_info(primary(tag))["name_local"])
    except KeyError:
        return tag


@once_a_language(2_000)
def in_its_language(text: str, tag: str = "") -> SafeString:
    """The text, marked with its language where that is not the page's.

    Without a tag the script decides: Chinese, Japanese and Korean are told by their characters. Of what
    runs from right to left we only know that it does, so it keeps its order to itself.
    """
    if not tag:
        guessed = words.guess_language(text)
        tag = "" if guessed == "en" else guessed
        if not tag and any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text):
            return format_html("<bdi>{}</bdi>", text)
    if tag and tag.lower() != (get_language() or "").lower():
        return format_html("<span{}>{}</span>", marked(tag), text)
    return conditional_escape(text)


@lru_cache(100, typed=True)
def marked(tag: str) -> SafeString:
    """The attributes (with the space before them) of a part in that language: its `lang`, and its `dir`
    where that script runs from right to left.
    """
    runs = mark_safe(' dir="rtl"') if is_from_right(tag) else ""
    return format_html(' lang="{}"{}', tag, runs)


def is_from_right(tag: str) -> bool:
    return primary(tag) in FROM_RIGHT or not FROM_RIGHT_SCRIPTS.isdisjoint(tag.split("-")[1:])


def likely_language(text: str, tag: str) -> str:
    """The language of words whose writer works in `tag`: that one, unless their script is another."""
    guessed = words.guess_language(text)
    has_its_script = (guessed != "en") == (primary(tag) in CHARACTERS)
    return tag if tag and has_its_script else guessed


def quoted(title: str, tag: str) -> str:
    """A title in the quotation marks of its own language; one that has them keeps them."""
    marks = QUOTATION_MARKS.get(primary(tag), "“”")
    return title if title.startswith(tuple("《『“「")) else f"{marks[0]}{title}{marks[1]}"


def caution(noted: Mapping[str, Any]) -> str:
    """A caution of an import (as its report keeps it) in the active language; one of an older report as
    it was written.
    """
    template, values = noted.get("template", ""), dict(noted.get("values", {}))
    if not template:
        return str(noted.get("text", ""))
    if reason := values.get("reason"):
        values["reason"] = _(reason)
    return _(template) % values


def join_sentences(sentences: Iterable[SafeString]) -> SafeString:
    """Sentences one after the other: with a space, or as the script has it."""
    return mark_safe(between_sentences().join(sentences))


def between_sentences() -> str:
    """What stands between two sentences in the reader's script."""
    return "" if primary(get_language() or "") == "zh" else " "


def join_names(names: Iterable[str]) -> SafeString:
    """Names as a list in words: A, B and C."""
    texts = [conditional_escape(name) for name in names]
    head = mark_safe(pgettext("between names", ", ").join(texts[:-1]))
    if not head:
        return mark_safe("".join(texts))
    return head + conditional_escape(pgettext("before the last name", " and ")) + texts[-1]


def led_in(role: str, names: SafeString) -> SafeString:
    """Names with what they did: By Ada Example; Translated by Cy Translator."""
    texts = {
        "author": _("By %(names)s"),
        "translator": _("Translated by %(names)s"),
        "editor": _("Edited by %(names)s"),
        "illustrator": _("Pictures by %(names)s"),
        "photographer": _("Photographs by %(names)s"),
    }
    return filled(texts[role], names=names)


def filled(text: str, **parts: SafeString) -> SafeString:
    """A text with its places (`%(name)s`) filled by HTML."""
    return mark_safe(conditional_escape(text) % parts)
