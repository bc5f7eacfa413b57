"""Where a name stands in an alphabetical index: under which letter, and in which order there.

Chinese stands by its pinyin among the Latin letters, as in a Chinese dictionary; Japanese by the rows of
its kana, Korean by the first consonant; every other script by its own letters. What begins with no letter
stands together at the end.
"""

from __future__ import annotations

import re
import unicodedata

from articles.language import chinese, words

OTHERS = "0"  # digits and signs
SORT_LENGTH = 200

_HAN = re.compile(f"[{chinese.HAN}]")
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_KANA_ROWS = "あかさたなはまやらわ"
_CONSONANTS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"  # double ones with the single
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゐゑを", "あいうえおつやゆよわいえお")


def place(name: str) -> tuple[str, str]:
    """The letter that a name stands under, and what it is sorted by under it."""
    folded = words.fold(name)
    sort = _sorted_by(folded)
    first = next((sign for sign in sort if sign.isalnum()), "")
    return _letter(first), sort[:SORT_LENGTH]


def order(letter: str) -> tuple[int, str]:
    """The key by which letters are put in order: Latin, the other scripts, what is no letter."""
    return (2 if letter == OTHERS else 0 if letter.isascii() else 1), letter


def _sorted_by(folded: str) -> str:
    if _HAN.search(folded) and not words.has_kana(folded):
        # A table of 40,000 characters, for whoever names a tag: no page needs it.
        from pypinyin import lazy_pinyin

        folded = " ".join(lazy_pinyin(folded)).casefold()
    plain = unicodedata.normalize("NFKD", folded.translate(_KATAKANA))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_SMALL)


def _letter(first: str) -> str:
    if "\u3041" <= first <= "\u3096":
        return max((row for row in _KANA_ROWS if row <= first), default="あ")
    if "\u1100" <= first <= "\u1112":  # as NFKD parts a syllable
        return _CONSONANTS[ord(first) - 0x1100]
    return first.upper()[:1] if first.isalpha() else OTHERS
