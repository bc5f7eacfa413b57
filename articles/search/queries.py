"""What a reader typed, understood: words, “phrases”, -without, begin*. Nothing that is typed is an error.

Only tokens leave this module, so that no sign of a reader's ever means something to a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from articles.language import words
from articles.search import tokens

MOST_CHARACTERS = 200
MOST_TERMS = 12
MOST_TOKENS = 40  # of one term: a run of as many characters

_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("−－﹣‐‑–—", "-") | {"＊": "*"}
)
_TERM = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))(?P<star>\*?)'
)


@dataclass(frozen=True)
class Term:
    """Tokens that stand one after the other; of the last only the beginning, if `is_prefix`. One of those in
    `also`, tokens of filters, does as well.
    """

    tokens: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False
    also: tuple[str, ...] = ()

    @property
    def needle(self) -> str:
        """The term as it stands in a field, with a space before and behind that."""
        return f" {' '.join(self.tokens)}{'' if self.is_prefix else ' '}"


@dataclass(frozen=True)
class Query:
    """`text` is what was typed, tidied and cut; it is shown, and never given to a database."""

    text: str
    terms: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_excluded)


def parse(text: str, *, is_typing: bool = False) -> Query:
    """The query of a text; the last word of one that is still being typed is the beginning of a word."""
    shown = tidied(text)
    terms = list(_terms(shown))[:MOST_TERMS]
    ends = shown[-1:]
    if is_typing and terms and not terms[-1].is_excluded and ends.isalnum():
        terms[-1] = Term(terms[-1].tokens, is_prefix=True)
    return Query(shown, tuple(terms))


def tidied(text: str) -> str:
    """On one line, without what cannot be seen or stored, and no longer than a query may be."""
    text = words.storable(text[: 4 * MOST_CHARACTERS])
    kept = (" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    return " ".join(words.without_invisible("".join(kept)).split())[:MOST_CHARACTERS]


def _terms(text: str) -> Iterator[Term]:
    for found in _TERM.finditer(text.translate(_QUOTES)):
        said = found["phrase"] if found["phrase"] is not None else found["word"]
        has_star = bool(found["star"]) or said.endswith("*")
        if term := _term(said, has_star=has_star, is_excluded=bool(found["minus"])):
            yield term


def _term(said: str, *, has_star: bool, is_excluded: bool) -> Term | None:
    """A run that the term ends with may go on in the text, so it ends with its last pair; a single
    character is the beginning of one.
    """
    made = tokens.tokens(said)
    if not made:
        return None
    is_prefix = has_star
    if tokens.ends_with_a_run(said):
        if len(made) > 1 and len(made[-2]) == 2 and made[-2][1] == made[-1]:
            made.pop()
        elif len(made[-1]) == 1:
            is_prefix = True
    return Term(tuple(made[:MOST_TOKENS]), is_prefix and len(made) <= MOST_TOKENS, is_excluded)
