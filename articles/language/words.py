"""Counting, folding and addressing words, in scripts with spaces and in scripts without."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from articles.language import chinese

WORDS_A_MINUTE = 230
CHARACTERS_A_MINUTE = 400
SLUG_LENGTH = 80

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CJK = re.compile(f"[{chinese.HAN}\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ.,\-‐‑:/@][^\W_]+)*")
_SIGNS = (
    r"!-/:-@\[-`{-~\u00a1-\u00bf\u2010-\u205e\u3000-\u303f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_LETTERS = rf"[^\s{_SIGNS}{_CJK.pattern[1:-1]}]+"
_SELECTORS = "[\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
_TOKEN = re.compile(rf"({_CJK.pattern}{_SELECTORS}|{_LETTERS}(?:['’]{_LETTERS})*|\S)(\s*)")
# Commas and semicolons of every script that has its own, the ends of lines, and what parts cells of a table.
SEPARATORS = ",;，；、､﹐﹑﹔،؛߸፣፤᠂᠈⹁꓾꘍꛵\t\n\r"
_SEPARATORS = re.compile(f"[{SEPARATORS}]")
_BETWEEN_WORDS = re.compile(r"[\s'’‘ʼ.·・•_/\-\u2010-\u2015\u2212]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ACRONYMS = re.compile(r"(?<![^\W_])([A-Z]{2,})['’]?s(?![^\W_])")
_LATIN_WORD = re.compile("[a-z]{4,}")
_PLURALS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", ""))


def without_invisible(text: str) -> str:
    """The text without zero-width characters, soft hyphens and marks of direction."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def storable(text: str) -> str:
    """The text without what PostgreSQL refuses: NUL, and halves of characters."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def fold(text: str) -> str:
    """The form in which two names are the same name: NFKC, case folded, one space, nothing invisible."""
    text = unicodedata.normalize("NFKC", without_invisible(text))
    text = unicodedata.normalize("NFKC", text.casefold())
    return " ".join(without_invisible(text).split())


@lru_cache(maxsize=2**15)  # the desk compares with every tag there is, at every key
def likeness(name: str) -> str:
    """The form in which two names are probably meant for one, though they may be two; for warnings.

    Beyond `fold`: simplified characters, no accents, no spaces or hyphens between the words, `&` as
    and, and English plurals as singulars. Signs that tell names apart (C++, C#) stay.
    """
    name = _ACRONYMS.sub(r"\1", unicodedata.normalize("NFKC", name))
    plain = unicodedata.normalize("NFKD", chinese.simplify(fold(name))).replace("&", " and ")
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    singular = _LATIN_WORD.sub(lambda word: _singular(word[0]), plain)
    return _BETWEEN_WORDS.sub("", singular)


def _singular(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in _PLURALS:
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word


def split_tags(text: str) -> list[str]:
    """The names in a text, parted by commas or semicolons of any script, or by ends of lines."""
    return [name.strip() for name in _SEPARATORS.split(text) if name.strip()]


def slugify(text: str) -> str:
    """The text as a part of an address: letters of every script, lower case, hyphens, at most 80.

    Signs that tell names apart are spelled (C++ is c-plus-plus, C# is c-sharp); a text of signs alone
    is spelled out by their Unicode names; digits alone get the prefix n-. Blank text gives "".
    """
    if not text.strip():
        return ""
    plain = unicodedata.normalize("NFKC", without_invisible(text)).lower()
    plain = re.sub(r"(?<=[^\W_])[#♯]", "-sharp-", plain)
    plain = re.sub(r"(?<=[^\W_])\++", lambda signs: "-plus" * len(signs[0]) + "-", plain)
    plain = plain.replace("&", "-and-")
    slug = _hyphenate(plain) or _hyphenate(_spell(text))
    slug = _cut(slug)
    return f"n-{slug}"[:SLUG_LENGTH] if slug.isnumeric() else slug


def _hyphenate(text: str) -> str:
    # Combining marks go: Django's slugs know letters and digits only.
    text = "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if not unicodedata.category(character).startswith("M") and character not in "'’‘ʼ"
    )
    return re.sub(r"[\W_]+", "-", text).strip("-")


def _spell(text: str) -> str:
    named = (unicodedata.name(sign, f"u-{ord(sign):x}") for sign in text.strip()[:SLUG_LENGTH])
    return " ".join(named).lower()


def _cut(slug: str) -> str:
    """At most 80 characters, cut between words unless that would lose more than half."""
    if len(slug) <= SLUG_LENGTH:
        return slug
    head = slug[: SLUG_LENGTH + 1].rpartition("-")[0]
    return head if len(head) > SLUG_LENGTH // 2 else slug[:SLUG_LENGTH].strip("-")


def count_words(text: str) -> int:
    """How many words: every Chinese or Japanese character is one, other scripts count by word."""
    return measured(text)[0]


def reading_minutes(text: str) -> int:
    """Whole minutes to read it, at least one: 230 words or 400 Chinese characters a minute."""
    return measured(text)[1]


def measured(text: str) -> tuple[int, int]:
    """How many words, and how many minutes, counted at once."""
    characters, rest = _count_both(text)
    minutes = round(rest / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE)
    return characters + rest, max(1, minutes)


def _count_both(text: str) -> tuple[int, int]:
    if text.isascii():
        return 0, len(_WORD.findall(text))
    text = without_invisible(text)
    rest, characters = _CJK.subn(" ", text)
    # Accents and vowel signs stand on a letter: they part no word.
    marks = {ord(sign): None for sign in set(rest) if unicodedata.category(sign).startswith("M")}
    return characters, len(_WORD.findall(rest.translate(marks)))


def tokens(text: str) -> list[tuple[str, str]]:
    """The smallest parts that a change is told by, each with the space after it: words, single signs,
    single characters of Chinese and Japanese. Together they are the text; a space that it begins with
    follows an empty token.
    """
    lead = text[: len(text) - len(text.lstrip())]
    return ([("", lead)] if lead else []) + _TOKEN.findall(text)


def is_chinese(text: str) -> bool:
    """Whether the text is written in Chinese, though it may name things in Latin letters."""
    return guess_language(text).startswith("zh")


def has_kana(text: str) -> bool:
    return bool(_KANA.search(text))


def guess_language(text: str) -> str:
    """A language tag by script alone: zh-Hans, zh-Hant, ja, ko, or else en.

    A text is Chinese when its Chinese characters outnumber the words of other scripts.
    """
    characters, rest = _count_both(text)
    if len(_HANGUL.findall(text)) > characters + rest:
        return "ko"
    if characters <= rest:
        return "en"
    if len(_KANA.findall(text)) * 4 > characters:
        return "ja"
    return "zh-Hant" if chinese.is_traditional(text) else "zh-Hans"
