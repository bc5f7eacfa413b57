"""Which two names may be meant for one: they look alike, or one is the other in Latin letters."""

from __future__ import annotations

from typing import NamedTuple

from articles.language import chinese, words

LONGEST = 100


class Keys(NamedTuple):
    """What a name is compared by: how it looks, and how it sounds if it is in Chinese characters."""

    likeness: str
    sound: str

    def fits(self, other: Keys) -> bool:
        return self.likeness in {other.likeness, other.sound} or self.sound == other.likeness


def keys(name: str) -> Keys:
    """Both cut to a hundred characters. Only a name without anything in it has no likeness."""
    likeness = words.likeness(name) or words.fold(name)  # of signs alone nothing would be left
    return Keys(likeness[:LONGEST], sound(name)[:LONGEST])


def sound(name: str) -> str:
    """The name in pinyin without tones, as `words.likeness` has names in Latin letters: 深圳 is shenzhen.
    Empty without Chinese characters.

    The tables behind it are loaded by the first name that needs them: half a second and 55 MB, which
    processes that only serve pages do without.
    """
    if not chinese.count_han(name):
        return ""
    from pypinyin import lazy_pinyin

    plain = chinese.simplify(words.fold(name))
    return words.likeness(" ".join(lazy_pinyin(plain, v_to_u=True)))
