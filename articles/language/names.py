"""Names of people taken apart into family name and given name, as catalogues of libraries want them.

It takes names as they are printed: given name first in Western scripts, family name first in Chinese and
Korean. What it cannot tell, a house or a single name among it, stays whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from articles.language.wording import CHARACTERS, primary
from articles.language.words import guess_language

# The compound family names that are borne today; every other Chinese one is a single character.
_COMPOUND = re.compile(
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|尉遲|公孙|公孫|长孙|長孫|慕容|宇文|司徒|令狐|夏侯|"
    "轩辕|軒轅|端木|呼延|南宫|南宮|独孤|獨孤|拓跋|申屠|东郭|東郭|西门|西門|纳兰|納蘭"
)
_GIVEN_AT_MOST = 2  # characters
_BETWEEN = re.compile(r"[·・•‧]")  # between the parts of a foreign name in Chinese characters
_AFTER = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_HOUSE = re.compile(
    r"^the\s|[&/@\d]|\band\b|\b(?:inc|ltd|llc|gmbh|team|staff|editors)\b\.?$", re.IGNORECASE
)


class Name(NamedTuple):
    """A name in its parts. Where it cannot be taken apart, all of it is `family`."""

    family: str
    given: str = ""
    after: str = ""  # Jr., III

    @property
    def is_whole(self) -> bool:
        return not self.given


def split(name: str) -> Name:
    """The parts of a name as printed: 林舟 is 林 and 舟, Ludwig van Beethoven is van Beethoven and Ludwig,
    亨利·梭罗 is 梭罗 and 亨利. A name of a house, and one of a single word, stays whole.
    """
    name = " ".join(name.split())
    language = primary(guess_language(name))
    if language in CHARACTERS:
        return _in_characters(name, language)
    if _HOUSE.search(name):
        return Name(name)
    if "," in name:
        return _inverted(name)
    words = name.split(" ")
    after = words.pop() if len(words) > 2 and _AFTER.fullmatch(words[-1]) else ""
    if len(words) < 2:
        return Name(name)
    particles = (place for place, word in enumerate(words[1:], start=1) if word[0].islower())
    first = next(particles, len(words) - 1)
    return Name(" ".join(words[first:]), " ".join(words[:first]), after)


def _inverted(name: str) -> Name:
    """One printed with a comma: Holder, Bo; or Bo Holder, Jr."""
    head, _comma, rest = (part.strip() for part in name.partition(","))
    if _AFTER.fullmatch(rest):
        return split(head)._replace(after=rest)
    return Name(head, rest) if rest and "," not in rest else Name(name)


def _in_characters(name: str, language: str) -> Name:
    parts = [part for part in _BETWEEN.split(name) if part]
    if len(parts) > 1:
        return Name(parts[-1], "·".join(parts[:-1]))
    length = 2 if _COMPOUND.match(name) else 1
    given = name[length:]
    if language == "ja" or not given or " " in name or len(given) > _GIVEN_AT_MOST:
        return Name(name)
    return Name(name[:length], given)
