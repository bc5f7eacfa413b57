"""The one tokenizer, for what is stored and for what is asked. Pure: no database, no clock.

A word is one token, folded: case, accents, full width, traditional characters. A run of Chinese, Japanese
or Korean is its overlapping pairs of characters and its last character, so that any part of it is found
as a phrase. Whoever changes what a text becomes here raises `VERSION`, and the index is rebuilt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from articles.language import chinese, words
from articles.language.exchange import Exchange

VERSION = 1
LONGEST = 60  # characters of a token; what is longer is cut

# What stands on letters or joins them and is no letter to Python: accents, vowel signs, selectors.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u102b-\u103e\u1056-\u109d\u17b4-\u17d3\u3099\u309a\ufe00-\ufe0f"
)
_RUN = (
    f"[{chinese.HAN}\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
    "\u1100-\u11ff\uac00-\ud7a3]"
)
_PIECE = re.compile(
    rf"(?P<run>{_RUN}(?:{_RUN}|[\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef])*)"
    rf"|(?<![^\W_])[A-Za-z]{{1,2}}(?:\+\+|[#♯])(?![^\W_])"  # C++, C#
    rf"|(?:(?!{_RUN})[^\W_](?:[{_MARKS}])*)+"
)
_UNSAID = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\ufe00-\ufe0f]"
)
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PLAIN = Exchange(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "♯": "#",
    }
)
_APART = {code: " " for code in range(128) if not chr(code).isalnum()}
# Characters that simplified text has too, in another sense; to look for one is to look for both.
_ALSO = Exchange(
    dict(zip("乾著藉瞭徵麽祇隻甦閒於後裏裡纔", "干着借了征么只只苏闲于后里里才", strict=True))
)


def fold(text: str) -> str:
    """The form in which a word is looked for: no case, no accents, no full width, simplified characters."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", words.without_invisible(text)).casefold()
    bare = _UNSAID.sub("", unicodedata.normalize("NFKD", _PLAIN(plain)))
    return _ALSO(chinese.simplify(_ALSO(unicodedata.normalize("NFC", bare))))


def pieces(text: str) -> Iterator[re.Match[str]]:
    """The words and runs of a text, where they stand in it."""
    return _PIECE.finditer(text)


def is_run(piece: re.Match[str]) -> bool:
    """Whether it is a run of Chinese, Japanese or Korean."""
    return piece["run"] is not None


def fold_run(text: str) -> str:
    return fold(text if text.isascii() else _SELECTORS.sub("", text))


def of_piece(piece: re.Match[str]) -> list[str]:
    if is_run(piece):
        run = fold_run(piece[0])
        return [run[place : place + 2] for place in range(len(run))]
    return list(_of_word(piece[0]))


@lru_cache(maxsize=2**15)
def _of_word(word: str) -> tuple[str, ...]:
    parts = re.findall(r"[^\s/.,'⁄]+", fold(word))  # ½ is 1⁄2
    return tuple(part[:LONGEST] for part in parts)


def tokens(text: str) -> list[str]:
    """All tokens of a text, in their order. They hold neither spaces nor signs, but for C++ and C#."""
    text = words.without_invisible(text)
    if _is_plain(text):
        return _of_plain(text)
    found: list[str] = []
    for part in text.split():
        if _is_plain(part):
            found += _of_plain(part)
        else:
            found += [token for piece in pieces(part) for token in of_piece(piece) if token]
    return found


def _is_plain(text: str) -> bool:
    """Whether its words are what stands between its signs, without a look at each."""
    return text.isascii() and "+" not in text and "#" not in text


def _of_plain(text: str) -> list[str]:
    return [word[:LONGEST] for word in text.translate(_APART).lower().split()]


def joined(*texts: str) -> str:
    """The tokens of texts as they are stored: parted by single spaces."""
    return " ".join(chain.from_iterable(map(tokens, texts)))


def ends_with_a_run(text: str) -> bool:
    found = list(pieces(words.without_invisible(text)))
    return bool(found) and is_run(found[-1])
