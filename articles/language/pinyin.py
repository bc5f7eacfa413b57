"""How Chinese names sound, in Latin letters without tones: 深圳 and Shenzhen may be meant for one."""

from __future__ import annotations

from articles.language import chinese, words


def sound(name: str) -> str:
    """The name in pinyin, as `words.likeness` has names in Latin letters; empty without Chinese characters.

    The tables behind it are loaded by the first name that needs them: half a second and 55 MB, which
    processes that only serve pages do without.
    """
    if not chinese.count_han(name):
        return ""
    from pypinyin import lazy_pinyin

    plain = chinese.simplify(words.fold(name))
    return words.likeness(" ".join(lazy_pinyin(plain, v_to_u=True)))
