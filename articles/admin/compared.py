"""A comparison in the desk's words and markup: a template only writes it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.comparing import Comparison
from articles.comparing.bodies import Block, BlockChange
from articles.comparing.pieces import FactChange, FigureChange, SectionChange
from articles.comparing.texts import Marks, Run
from articles.models.figures import FigureWidth

NAMES: dict[str, str | Promise] = {
    "kicker": gettext_lazy("Topic line"),
    "title": gettext_lazy("Title"),
    "deck": gettext_lazy("Deck"),
    "language": gettext_lazy("Language"),
    "slug": gettext_lazy("Address"),
    "heading": gettext_lazy("Heading"),
    "alt": gettext_lazy("Alternative text"),
    "caption": gettext_lazy("Caption"),
    "credit": gettext_lazy("Credit line"),
    "origin": gettext_lazy("What stood there"),
}
WIDTHS = dict(FigureWidth.choices)
CREDIT_NAMES: dict[str, str | Promise] = {
    "relation": gettext_lazy("Which use"),
    "source": gettext_lazy("Source"),
    "title": gettext_lazy("Original title"),
    "url": gettext_lazy("Address of the original"),
    "language": gettext_lazy("Language of the original"),
    "authors": gettext_lazy("Authors of the original"),
    "first_published_on": gettext_lazy("First published"),
    "issue": gettext_lazy("Issue"),
    "copyright_holder": gettext_lazy("Copyright holder"),
    "copyright_year": gettext_lazy("Copyright year"),
    "copyright_notice": gettext_lazy("Copyright notice"),
    "is_machine_translated": gettext_lazy("A machine translated it"),
    "changes": gettext_lazy("What we changed"),
    "required_credit": gettext_lazy("Prescribed words of credit"),
}
STYLES: dict[str, str | Promise] = {
    "strong": gettext_lazy("bold"),
    "em": gettext_lazy("italic"),
    "s": gettext_lazy("struck through"),
    "sub": gettext_lazy("subscript"),
    "sup": gettext_lazy("superscript"),
    "code": gettext_lazy("code"),
    "rt": gettext_lazy("reading"),
    "smallcaps": gettext_lazy("small capitals"),
    "language": gettext_lazy("language"),
    "link": gettext_lazy("link"),
    "note": gettext_lazy("footnote"),
}
BLOCKS: dict[str, str | Promise] = {
    "p": gettext_lazy("paragraph"),
    "h3": gettext_lazy("heading"),
    "h4": gettext_lazy("small heading"),
    "pre": gettext_lazy("code"),
    "hr": gettext_lazy("rule"),
    "tr": gettext_lazy("row of a table"),
    "ul": gettext_lazy("list"),
    "ol": gettext_lazy("numbered list"),
    "blockquote": gettext_lazy("quotation"),
    "aside": gettext_lazy("pull quote"),
}
TAGS = frozenset({"strong", "em", "s", "sub", "sup", "code"})
DIRECTIONS = frozenset({"ltr", "rtl"})


@dataclass(frozen=True)
class Paragraph:
    """One block as the page shows it; `remark` says what it was where that is no longer the same."""

    html: SafeString
    classes: str
    kind: str
    remark: str = ""


@dataclass(frozen=True)
class Stretch:
    """Neighbouring paragraphs; those that stayed are folded under `summary`."""

    paragraphs: list[Paragraph]
    summary: str = ""


@dataclass(frozen=True)
class Line:
    """A named text with its changes."""

    name: str | Promise
    html: SafeString


@dataclass(frozen=True)
class Picture:
    """A figure that changed: the thumbnails of what was and is there, and its texts."""

    kind: str
    remark: str
    before: SafeString
    after: SafeString
    lines: list[Line]


@dataclass(frozen=True)
class Section:
    """A section as the page shows it; `remarks` are words such as “moved from place 3 to 1”."""

    kind: str
    heading: SafeString
    is_renamed: bool
    remarks: list[str]
    language: str
    lines: list[Line] = field(default_factory=list)
    picture: Picture | None = None
    stretches: list[Stretch] = field(default_factory=list)


def written(runs: Iterable[Run]) -> SafeString:
    """Runs as HTML: what went in `<del>`, what came in `<ins>`, said aloud as well as drawn."""
    return mark_safe("".join(map(_run, runs)))


def summary(comparison: Comparison) -> list[str]:
    """The comparison in short phrases, only those that say something."""
    changed = comparison.sections_of("changed")
    added, removed = comparison.sections_of("added"), comparison.sections_of("removed")
    came, went = comparison.words_of("added"), comparison.words_of("removed")
    said = [
        (changed, ngettext("%d section changed", "%d sections changed", changed)),
        (comparison.moved, ngettext("%d moved", "%d moved", comparison.moved)),
        (added, ngettext("%d section added", "%d sections added", added)),
        (removed, ngettext("%d section removed", "%d sections removed", removed)),
        (came, ngettext("%d word added", "%d words added", came)),
        (went, ngettext("%d word removed", "%d words removed", went)),
    ]
    return [text % number for number, text in said if number]


def facts(changes: Iterable[FactChange], *, of_original: bool = False) -> list[Line]:
    """Those of the named texts that changed."""
    names = CREDIT_NAMES if of_original else NAMES
    return [Line(names[fact.name], written(fact.runs)) for fact in changes if fact.is_changed]


def picture(change: FigureChange, thumbnails: Mapping[str, SafeString]) -> Picture | None:
    """The picture of one place, if anything about it changed; thumbnails go by the image's digest."""
    if change.kind == "same":
        return None
    before, after = change.before, change.after
    remarks = {
        "added": _("picture added"),
        "removed": _("picture removed"),
        "changed": _("picture replaced") if change.is_replaced else _("words of the picture"),
    }
    has_picture = any(side and (side.image or side.is_placeholder) for side in (before, after))
    lines = facts(change.facts)
    if before and after and before.is_decorative != after.is_decorative:
        now = _("now decorative") if after.is_decorative else _("no longer decorative")
        lines.append(Line("", conditional_escape(now)))
    if after and change.is_resized:
        lines.append(Line(_("Width"), conditional_escape(WIDTHS[after.width or None])))
    return Picture(
        kind=change.kind,
        remark=remarks[change.kind if has_picture else "changed"],
        before=thumbnails.get(before.image, SafeString()) if before else SafeString(),
        after=thumbnails.get(after.image, SafeString()) if after else SafeString(),
        lines=lines,
    )


def section(
    change: SectionChange, thumbnails: Mapping[str, SafeString], *, is_whole: bool
) -> Section:
    """One section; with `is_whole` nothing of it is folded."""
    part = change.after or change.before
    assert part is not None, "one side has it"
    return Section(
        kind=change.kind,
        heading=written(change.heading.runs) or conditional_escape(_("Section without a heading")),
        is_renamed=change.heading.is_changed,
        remarks=_remarks(change),
        language=part.language,
        lines=facts([change.language]),
        picture=picture(change.figure, thumbnails),
        stretches=[Stretch([_paragraph(block) for block in change.blocks])]
        if is_whole
        else stretches(change.blocks),
    )


def _remarks(change: SectionChange) -> list[str]:
    told = {"added": _("section added"), "removed": _("section removed"), "same": _("unchanged")}
    remarks = [told[change.kind]] if change.kind in told else []
    if change.is_moved:
        remarks.append(
            _("moved from place %(before)d to %(after)d")
            % {"before": change.place_before, "after": change.place_after}
        )
    return remarks


def stretches(blocks: list[BlockChange]) -> list[Stretch]:
    """The paragraphs, with those that stayed folded between the others."""
    found = []
    for is_same, group in groupby(blocks, key=lambda block: block.kind == "same"):
        shown = [_paragraph(block) for block in group]
        text = ngettext("%d unchanged paragraph", "%d unchanged paragraphs", len(shown))
        found.append(Stretch(shown, text % len(shown) if is_same else ""))
    return found


def _paragraph(change: BlockChange) -> Paragraph:
    block = change.block
    *around, leaf = block.kind.split()
    classes = " ".join([f"is-{leaf}", *(f"in-{name}" for name in around)])
    html = written(change.runs) if block.text else conditional_escape(f"— {BLOCKS[leaf]} —")
    if not block.text and change.kind in {"added", "removed"}:
        html = written([Run(change.kind, str(html))])
    if language := _spoken(block.language):
        html = format_html("<span{}>{}</span>", language, html)
    return Paragraph(html, classes, change.kind, _what_it_was(change.before, change.after))


def _what_it_was(before: Block | None, after: Block | None) -> str:
    if not before or not after or before[:2] == after[:2]:
        return ""
    if before.kind == after.kind:
        return _("language: %(before)s → %(after)s") % {
            "before": before.language or "–",
            "after": after.language or "–",
        }
    return f"{_called(before)} → {_called(after)}"


def _called(block: Block) -> str:
    *around, leaf = block.kind.split()
    return str(BLOCKS[around[-1] if around and leaf == "p" else leaf])


def _run(run: Run) -> str:
    if run.kind == "same":
        return _marked(run.text, run.marks)
    text = _marked(run.text.replace("\n", "↵\n"), run.marks)
    if run.kind == "removed":
        return f"<del>{_aside(_('[removed:'))} {text}{_aside(']')}</del>"
    if run.kind == "added":
        return f"<ins>{_aside(_('[added:'))} {text}{_aside(']')}</ins>"
    told = conditional_escape(_restyling(run.was, run.marks))
    return f'<mark class="restyled">{text}</mark><small class="restyling">[{told}]</small>'


def _aside(text: str) -> str:
    return f'<span class="visually-hidden">{conditional_escape(text)}</span>'


def _restyling(before: Marks, after: Marks) -> str:
    """What changed about the look of the same words: “no longer italic”, “link: a → b”."""
    old, new = dict(before), dict(after)
    told = []
    for name in dict.fromkeys([*old, *new]):
        if name in old and name in new:
            if old[name] != new[name]:
                told.append(f"{STYLES[name]}: {old[name]} → {new[name]}")
        elif name in new:
            told.append(f"{STYLES[name]}: {new[name]}" if new[name] else str(STYLES[name]))
        else:
            told.append(_("no longer %(style)s") % {"style": STYLES[name]})
    return "; ".join(told) or _("formatting")


def _marked(text: str, marks: Marks) -> str:
    html = conditional_escape(text)
    for name, value in reversed(marks):
        if name in TAGS:
            html = format_html(f"<{name}>{{}}</{name}>", html)
        elif name == "language":
            html = format_html("<span{}>{}</span>", _spoken(value), html)
        else:
            html = format_html('<span class="is-{}">{}</span>', name, html)
    return html


def _spoken(value: str) -> SafeString:
    """The attributes of a block's or passage's language and direction (“fr”, “ar rtl”, “rtl”)."""
    said = {("dir" if word in DIRECTIONS else "lang"): word for word in value.split()}
    return mark_safe("".join(format_html(' {}="{}"', name, word) for name, word in said.items()))
