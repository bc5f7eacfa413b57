"""One line of CommonMark: its marks, and the signs that must be escaped for the text to stay the text.

Emphasis is written so that it can be read back (sections 6.2 and 2.5 of the specification): spaces move
out of it, and a letter beside it that would keep it from opening or closing is written as a character
reference. Marks that touch other marks are left out, but for what they share.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MARKS = {"s": "~~", "strong": "**", "em": "*"}  # from the outside to the inside

_SPACE = re.compile(r"[ \t\n\r\f]+")
_SIGNS = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
_BEGINS_BLOCK = re.compile(r"[#+\-=:]|\d{1,9}[.)]", re.ASCII)
_NOTE = re.compile(r"\[\^\d+\]$")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NEEDS_BRACKETS = re.compile(r"[()\s]")
_TICKS = re.compile(r"`+")


class Run(NamedTuple):
    """A stretch of one line under the same marks (tags in `MARKS`): raw text, or Markdown already."""

    raw: str
    marks: frozenset[str] = frozenset()
    is_text: bool = True


def is_note(run: Run) -> bool:
    """Whether it calls a footnote."""
    return not run.is_text and bool(_NOTE.search(run.raw))


def joined(lines: Iterable[list[Run]]) -> str:
    """A paragraph of lines, parted by hard breaks."""
    return "\\\n".join(filter(None, map(written, lines)))


def written(runs: list[Run]) -> str:
    """One line that begins no list, no heading and no rule, whatever its text is."""
    line = ""
    is_held = False  # whether the next sign must not be a letter, for the last marks to close
    for marks, text in _stretches(runs):
        inside = text.strip() if marks else ""
        head, _inside, tail = text.partition(inside) if inside else (text, "", "")
        line += _referred(head, at_start=True) if is_held and _is_letter(head[:1]) else head
        is_held = is_held and not head
        if inside:
            if _may_be_sign(inside[0]) and _is_letter(line[-1:]):
                line = _referred(line, at_start=False)
            signs = "".join(sign for name, sign in MARKS.items() if name in marks)
            line += f"{signs}{inside}{signs[::-1]}{tail}"
            is_held = not tail and _may_be_sign(inside[-1])
    return _edged(_unlike_a_block(line))


def heading(level: int, line: str) -> str:
    """A heading; a number sign at its end is no ornament."""
    return f"{'#' * level} {line[:-1]}\\#" if line.endswith("#") else f"{'#' * level} {line}"


def code(text: str, *, is_cell: bool = False) -> str:
    """A code span (section 6.1); in a cell a bar is escaped even there."""
    text = _SPACE.sub(" ", text)
    fence = "`" * (max(map(len, _TICKS.findall(text)), default=0) + 1)
    touches = text.startswith("`") or text.endswith("`")
    is_stripped = text.startswith(" ") and text.endswith(" ") and text.strip(" ")
    inside = f" {text} " if touches or is_stripped else text
    return fence + (inside.replace("|", "\\|") if is_cell else inside) + fence


def address(href: str) -> str:
    """The destination of a link (section 6.3)."""
    href = href.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
    href = _ENTITY.sub("&amp;", href)
    return f"<{href}>" if _NEEDS_BRACKETS.search(href) else href


def _stretches(runs: list[Run]) -> Iterator[tuple[frozenset[str], str]]:
    """The line as Markdown without marks, each stretch with those that it gets; marked stretches have
    text or a space between them.
    """
    stretches: list[tuple[frozenset[str], list[Run]]] = []
    for group in _touching(runs):
        shared = frozenset.intersection(*(run.marks for run in group))
        if stretches and stretches[-1][0] == shared:
            stretches[-1][1].extend(group)
        else:
            stretches.append((shared, group))
    for marks, group in stretches:
        yield marks, _glued(group)


def _touching(runs: list[Run]) -> Iterator[list[Run]]:
    """Groups of marked runs without a space between them; runs without marks stand alone."""
    group: list[Run] = []
    for run in runs:
        if not run.raw:
            continue
        if run.is_text and run.raw.isspace():
            run = run._replace(marks=frozenset())
        last = group[-1] if group else run
        is_apart = last.raw[-1].isspace() or run.raw[0].isspace()
        if group and (is_apart or not last.marks or not run.marks):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _glued(runs: list[Run]) -> str:
    """The runs as one text, in which what one run ends with means nothing to the next."""
    line = ""
    text = ""
    for run in [*runs, Run("", is_text=False)]:
        if run.is_text:
            text += run.raw
            continue
        piece = _escaped(text)
        if piece[:1] in {"(", ":"} and _NOTE.search(line):
            piece = f"\\{piece}"
        if piece[-1:] in {"!", "^"} and run.raw.startswith("["):
            piece = f"{piece[:-1]}\\{piece[-1]}"
        line += piece + run.raw
        text = ""
    return line


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", _SPACE.sub(" ", text))


def _unlike_a_block(line: str) -> str:
    """The line without anything at its start that would begin a list, a heading or a rule."""
    line = line.lstrip(" ")
    found = _BEGINS_BLOCK.match(line)
    if not found:
        return line
    return f"{line[: found.end() - 1]}\\{line[found.end() - 1 :]}"


def _edged(line: str) -> str:
    """Spaces of other scripts at the ends as references: a reader strips what it takes for space."""
    line = line.strip(" ")
    inside = line.strip()
    if inside == line:
        return line
    head, _inside, tail = line.partition(inside) if inside else (line, "", "")
    return "".join(map(_reference, head)) + inside + "".join(map(_reference, tail))


def _referred(text: str, *, at_start: bool) -> str:
    """The text with its first or last sign as a reference, which counts as punctuation."""
    return _reference(text[0]) + text[1:] if at_start else text[:-1] + _reference(text[-1])


def _reference(sign: str) -> str:
    return f"&#{ord(sign)};"


def _may_be_sign(sign: str) -> bool:
    """Whether a reader may take it for punctuation; symbols are some to new ones and none to old."""
    return unicodedata.category(sign)[0] in "PS"


def _is_letter(sign: str) -> bool:
    """Whether a reader may take it for neither punctuation nor space."""
    if not sign or sign.isspace():
        return False
    return not (sign.isascii() and _may_be_sign(sign)) and unicodedata.category(sign)[0] != "P"
