"""Reads plain text: the first line is the title, a blank line or each line parts paragraphs.

Where the title stands again, alone on a line, the page had a picture whose description was the title; its
last return, at the foot with a short line under it, gives the deck. Credits and page furniture at the
foot leave the body; no line is lost: the account says what each became.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext_noop

from articles.importing.building import (
    Draft,
    checked_title,
    invites_comments,
    is_chinese_joint,
    is_furniture,
    placeholder,
)
from articles.language import chinese, html, words
from articles.language.credit_lines import Credits, read_credits
from articles.piece import Manuscript

LONGEST_DECK = 200
LONGEST_HEADING = 60
WRAPPED_AT = range(50, 101)

_BREAK = re.compile(r"\s*(?:(?:[*#~_=·•⁂※☆★◆◇■□-]\s*){3,}|[⁂※#])\s*")
_UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*")
_BYLINE = re.compile(
    r"\s*(?:by|words by|text by|written by)\s+(?P<names>(?-i:[^\W\d_a-z]).{1,120})", re.IGNORECASE
)
_DATE = re.compile(
    r"\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:\d{1,2}(?:st|nd|rd|th)? )?"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?: \d{1,2}(?:st|nd|rd|th)?,?)? (?:19|20)\d\d\s*|\s*(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\s*",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE = ".!?…:;,。！？：；，、”’\"')）》」』—–-"

Numbered = list[tuple[int, str]]


def read(text: str) -> Manuscript:
    """The manuscript of a plain text. Raises `UnreadableDocument` without a title or without text."""
    lines = list(enumerate(text.removesuffix("\n").split("\n"), start=1))
    draft = Draft()
    while lines and not lines[0][1].strip():
        draft.account(lines.pop(0)[0], "blank")
    n, first = lines[0] if lines else (0, "")
    draft.title = checked_title(first, line=n)
    draft.account(n, "title")
    rest = lines[1:]
    if rest and _UNDERLINE.fullmatch(rest[0][1]):
        draft.account(rest[0][0], "title underline")
        rest = rest[1:]
    returns = {n for n, line in rest if words.fold(line) == words.fold(draft.title)}
    said = read_credits([(n, line) for n, line in rest if line.strip() and n not in returns])
    start = _read_head(draft, rest, said, returns)
    end, deck = _foot(rest, said, returns)
    _read_body(draft, rest[start : max(start, end)], said, returns)
    _read_foot(draft, rest[max(start, end) :], said, returns, deck)
    return draft.finish()


def _read_head(draft: Draft, lines: Numbered, said: Credits, returns: set[int]) -> int:
    """Bylines and other credits, dates and blank lines under the title; gives the index where the text
    begins.
    """
    for index, (n, line) in enumerate(lines):
        byline = _BYLINE.fullmatch(line)
        if not line.strip():
            draft.account(n, "blank")
        elif n in returns:
            return index
        elif n in said.whole_lines:
            draft.credit(n, said.of(n), line)
        elif byline and not line.rstrip().endswith((".", "。", "?", "!")):
            draft.byline(byline["names"])
            draft.account(n, "byline")
        elif _DATE.fullmatch(line):
            draft.account(n, "date", line)
            message = gettext_noop("This line is a date and was left out: %(text)s")
            draft.warn(message, n, text=line.strip())
        else:
            return index
    return len(lines)


def _foot(lines: Numbered, said: Credits, returns: set[int]) -> tuple[int, int]:
    """Where the foot begins, and the number of the line in it that is the deck (0 if none is).

    Read from the end: credits, furniture and the title's last return with the short line under it, in
    any order, until a line of the text.
    """
    foot, deck, place = len(lines), 0, len(lines) - 1
    while place >= 0:
        n, line = lines[place]
        above = _above(lines, place)
        if not line.strip() or n in returns or _belongs_to_foot(n, line, said):
            if line.strip():
                foot = place
            place -= 1
        elif (
            not deck and len(line) <= LONGEST_DECK and _is_under_title(lines, place, said, returns)
        ):
            deck, foot, place = n, above, above - 1
        else:
            break
    # A return of the title with no foot line before it opened a last section that holds nothing more.
    return foot, deck


def _belongs_to_foot(n: int, line: str, said: Credits) -> bool:
    return n in said.whole_lines or invites_comments(line) or is_furniture(line)


def _above(lines: Numbered, place: int) -> int:
    """The index of the nearest line above that is not blank; -1 if there is none."""
    place -= 1
    while place >= 0 and not lines[place][1].strip():
        place -= 1
    return place


def _is_under_title(lines: Numbered, place: int, said: Credits, returns: set[int]) -> bool:
    """Whether the title stands right above; with a blank between, only below other foot lines."""
    above = _above(lines, place)
    if above < 0 or lines[above][0] not in returns:
        return False
    before = _above(lines, above)
    is_after_credits = before >= 0 and _belongs_to_foot(*lines[before], said)
    return above == place - 1 or is_after_credits


def _read_foot(draft: Draft, lines: Numbered, said: Credits, returns: set[int], deck: int) -> None:
    for n, line in lines:
        if not line.strip():
            draft.account(n, "blank")
        elif n == deck:
            draft.deck = line.strip()
            draft.account(n, "deck")
        elif n in returns:
            draft.account(n, "title, repeated", line)
        elif n in said.whole_lines:
            draft.credit(n, said.of(n), line)
        elif invites_comments(line):
            draft.comments_invited = True
            draft.account(n, "comment invitation", line)
        else:
            draft.account(n, "furniture", line)


def _read_body(draft: Draft, lines: Numbered, said: Credits, returns: set[int]) -> None:
    is_wrapped = _is_hard_wrapped([line for n, line in lines if n not in returns])
    headings = _headings(lines, said, returns)
    open_lines: Numbered = []

    def close() -> None:
        if open_lines:
            _add(draft, open_lines, said)
            open_lines.clear()

    for place, (n, line) in enumerate(lines):
        if line.strip() and not _is_set_apart(n, line, said, returns, headings):
            if not is_wrapped:
                close()
            open_lines.append((n, line))
            continue
        close()
        if not line.strip():
            draft.account(n, "blank")
        elif n in headings:
            draft.head(n, line.strip())
            draft.account(n, f"{draft.section}: heading")
        elif n in returns:
            _miss_picture(draft, n, line)
        elif n in said.whole_lines:
            draft.credit(n, said.of(n), line)
        elif place and lines[place - 1][0] in headings:
            draft.account(n, "heading underline")
        else:
            draft.part()
            draft.account(n, "section break", line)
    close()


def _is_set_apart(n: int, line: str, said: Credits, returns: set[int], headings: set[int]) -> bool:
    return n in headings or n in returns or n in said.whole_lines or bool(_BREAK.fullmatch(line))


def _miss_picture(draft: Draft, n: int, line: str) -> None:
    """The title alone on a line: a picture stood there, above the text or at the head of a section."""
    figure = placeholder(origin=line)
    if draft.is_bare and draft.lead is None:
        draft.lead = figure
        draft.account(n, "lead picture missing", line)
        draft.warn(gettext_noop("The title stands here again: the lead picture is missing."), n)
        return
    draft.part()
    draft.picture(n, figure)
    draft.account(n, f"{draft.section}: picture missing", line)
    message = gettext_noop(
        "The title stands here again: a picture is missing at the head of section %(number)s."
    )
    draft.warn(message, n, number=str(draft.count))


def _add(draft: Draft, lines: Numbered, said: Credits) -> None:
    """One paragraph, of one line or of several that were wrapped."""
    (n, text), *more = lines
    for _n, line in more:
        gap = "" if is_chinese_joint(text, line) else " "
        text = text.rstrip() + gap + line.lstrip()
    claims = [claim for number, _line in lines for claim in said.of(number)]
    draft.paragraph(n, html.escape_paragraphs([text]), claims)
    for number, _line in more:
        draft.account(number, draft.place)


def _is_hard_wrapped(lines: Sequence[str]) -> bool:
    """Whether line ends inside paragraphs are those of a narrow page.

    So they are if most lines that another line follows are about as long as the longest, that is 50
    to 100 columns (a Chinese character takes two), and no more than half of them end a sentence.
    """
    followed = [line.rstrip() for line, below in pairwise(lines) if line.strip() and below.strip()]
    widths = [len(line) + chinese.count_han(line) for line in followed]
    if len(widths) < 3 or max(widths) not in WRAPPED_AT:
        return False
    full = sum(width * 10 >= max(widths) * 7 for width in widths)
    ended = sum(line[-1] in _ENDS_A_SENTENCE and line[-1] not in ",;，；、" for line in followed)
    return full * 10 >= len(widths) * 8 and ended * 2 <= len(widths)


def _headings(lines: Numbered, said: Credits, returns: set[int]) -> set[int]:
    """Lines that are unmistakably headings: underlined, or short, alone, unpunctuated, before text."""
    found: set[int] = set()
    after = below = ""  # the next line, and the next that is not blank
    for place in range(len(lines) - 1, -1, -1):
        n, line = lines[place]
        bare = line.strip()
        is_alone = not after.strip() and (place == 0 or not lines[place - 1][1].strip())
        is_taken = n in returns or n in said.whole_lines or bool(_BREAK.fullmatch(line))
        if bare and not is_taken and len(bare) <= LONGEST_HEADING and len(bare.split()) <= 10:
            is_underlined = bool(_UNDERLINE.fullmatch(after))
            if is_underlined or (is_alone and _is_unpunctuated(bare) and _is_prose(below)):
                found.add(n)
        after = line
        below = line if bare else below
    return found


def _is_unpunctuated(line: str) -> bool:
    is_item = line[0].islower() or line[0] in "-*•·“\"'‘—"
    return not is_item and line[-1] not in _ENDS_A_SENTENCE


def _is_prose(line: str) -> bool:
    return len(line) > LONGEST_HEADING or line.rstrip()[-1:] in tuple(".!?…。！？”")
