"""Words for an archive: six languages with vocabularies that follow Zipf, and a pool of texts made of them.

Imports nothing but the standard library, since peers are filled with the same texts in environments of
their own. The same number always gives the same words.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

# By BCP 47 tag: how much of the archive is in it.
LANGUAGES = {"en": 45, "zh-Hans": 20, "de": 10, "fr": 10, "es": 8, "ja": 7}
POOL = 400  # texts a language
WORDS = 300  # a text
VOCABULARY = 6_000
RARE = 30_000

_ONSETS = {
    "en": "b br c ch cl d dr f fl g gr h j k l m n p pr qu r s sh st t th tr v w",
    "de": "b br d dr f g gl h k kl l m n pf r s sch st t tr v w z zw",
    "fr": "b bl c ch d dr f g gn gr j l m n p pl qu r s t tr v",
    "es": "b br c ch d f g gr j l ll m n p pr qu r s t tr v",
}
_VOWELS = {"en": "a e i o u ea ou ai", "de": "a e i o u ei au ie", "fr": "a e i o u ou eau oi"}
_VOWELS["es"] = "a e i o u ia ue ie"
_CODAS = {"en": " n r t ld nd ck ng s", "de": " n r t ch ng cht lz s", "fr": " n r t s lle nt"}
_CODAS["es"] = " n r s l d"
_COMMON = {
    "en": "the of and to in a was that it with for on as his her by had at not from they which",
    "de": "der die und das in den von zu mit sich des auf für ist im dem nicht ein eine als auch",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au sur se ne ce",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más",
}
_HAN = (
    "山水人天地日月河船城市工厂纸书信钱税法学生老师医院田米茶酒门路桥风雨雪火木石金电机车站时间年春秋"
    "东西南北中上下大小多少新旧高低远近红白黑青黄父母子女朋友心手口目声言字文章问答思想历史国家社会"
    "经济政治语音画歌舞花草树鸟鱼马牛羊海岛岸港货市场商客主仆兵民官吏印刷机器算盘数图形光影梦夜晨"
)
_KANA = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"
)
_HAN_GLUE = ("的", "了", "在", "是", "和", "不", "有", "这", "他们", "我们")
_KANA_GLUE = ("の", "は", "を", "に", "が", "と", "で", "も", "から", "まで")
SPACELESS = frozenset({"zh-Hans", "ja"})


@dataclass(frozen=True)
class Text:
    """Sections as (heading, HTML), in one language."""

    language: str
    parts: tuple[tuple[str, str], ...]


@cache
def vocabulary(language: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The words, the most used first, with the sums of their weights: 1/rank."""
    chance = random.Random(f"words of {language}")
    found = dict.fromkeys(_common(language))
    while len(found) < VOCABULARY:
        found[_word(language, chance)] = None
    words = tuple(found)
    return words, tuple(accumulate(1 / (rank + 3) for rank in range(len(words))))


def _common(language: str) -> tuple[str, ...]:
    glue = {"zh-Hans": _HAN_GLUE, "ja": _KANA_GLUE}
    return glue.get(language) or tuple(_COMMON[language].split())


def _word(language: str, chance: random.Random) -> str:
    if language == "zh-Hans":
        return "".join(chance.choices(_HAN, k=2))
    if language == "ja":
        return "".join(chance.choices(_HAN, k=chance.randint(1, 2))) + chance.choice(_KANA)
    return "".join(
        chance.choice(_ONSETS[language].split())
        + chance.choice(_VOWELS[language].split())
        + chance.choice(_CODAS[language].split(" "))
        for _syllable in range(chance.randint(1, 3))
    )


def _some(language: str, count: int, chance: random.Random) -> list[str]:
    words, sums = vocabulary(language)
    return chance.choices(words, cum_weights=sums, k=count)


def sentence(language: str, count: int, chance: random.Random) -> str:
    words = _some(language, count, chance)
    if language in SPACELESS:
        return "".join(words) + "。"
    return f"{' '.join(words).capitalize()}."


def paragraph(language: str, count: int, chance: random.Random) -> str:
    """So many words as HTML, in sentences of fifteen."""
    sentences = [sentence(language, 15, chance) for _number in range(max(1, count // 15))]
    return f"<p>{('' if language in SPACELESS else ' ').join(sentences)}</p>"


def text(language: str, number: int, *, words: int = WORDS, sections: int = 0) -> Text:
    """About so many words, in one or two sections unless told otherwise."""
    chance = random.Random(f"text {number} in {language}")
    sections = sections or chance.choice((1, 1, 2))
    parts = []
    for place in range(sections):
        size = words // sections
        heading = heading_of(language, chance) if place else ""
        body = "".join(paragraph(language, size // 3, chance) for _one in range(3))
        parts.append((heading, body))
    return Text(language, tuple(parts))


def heading_of(language: str, chance: random.Random) -> str:
    words = _some(language, 4, chance)
    return "".join(words) if language in SPACELESS else " ".join(words).capitalize()


def rare(language: str, number: int) -> str:
    """A word that stands in some thirty titles of a million, and hardly in a text."""
    return _rare(language, number % RARE)


@lru_cache(maxsize=6 * RARE)
def _rare(language: str, number: int) -> str:
    chance = random.Random(number)
    return "".join(_word(language, chance) for _part in range(2))


def title(language: str, number: int, chance: random.Random) -> str:
    """A heading and a rare word; the number makes it unlike all others."""
    gap = "" if language in SPACELESS else " "
    return f"{heading_of(language, chance)}{gap}{rare(language, number)} {number}"


def essay() -> Text:
    """The one that is measured: 2,000 words in ten sections, English."""
    return text("en", 0, words=2_000, sections=10)
