"""What every reader builds on: the manuscript in the making, with its account of every line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.importing.unreadable import UnreadableDocument
from articles.language import chinese, credit_lines, html, words
from articles.piece import (
    Byline,
    Caution,
    Claim,
    Figure,
    FigureWidth,
    Line,
    Manuscript,
    Part,
    Piece,
)

MAX_TITLE = 300
MAX_DECK = 600
MAX_ALT = 400
MAX_CAPTION = 500
MAX_ORIGIN = 500

NOTES_ARE_PLAIN = gettext_noop(
    "Footnotes are plain text: their words were kept, italics and the like in them were not."
)

_INVITATION = re.compile(
    r"(?:leave|post|write|add|submit) (?:a |your )?(?:comment|reply|response)s?"
    r"|(?:no|\d+) comments?(?: yet)?|comments?(?: ?\(\d+\))?"
    r"|join the (?:conversation|discussion)|what do you think\?"
    r"|(?:我要|欢迎|写|发表|撰写|精选|参与|网友)?(?:留言|评论)[区板]?(?: ?\(\d+\))?"
    r"|(?:发表|写下)(?:你的|您的)?(?:留言|评论|看法)",
)
_FURNITURE = re.compile(
    r"(?:share|tweet|like|print|email|save|subscribe|sign up|follow us|advertisement|sponsored|read more)"
    r"(?: this(?: (?:article|post|story|page))?)?(?: (?:on|via|to) [a-z]+)?:?"
    r"|(?:related|more|recommended) (?:articles|posts|stories|reading):?"
    r"|(?:previous|next)(?: (?:post|article))?"
    r"|(?:分享|点赞|在看|收藏|转发|赞赏|订阅|广告|相关阅读|相关文章|上一篇|下一篇|返回顶部)(?::.*)?",
)
_PARTED_NAMES = re.compile(r"\s*(?:,| and |&|、|，|/)\s*")


@dataclass
class _Section:
    heading: str = ""
    blocks: list[str] = field(default_factory=list)
    figure: Figure | None = None
    line: int = 0


class Draft:
    """A manuscript in the making. A section begins with the first thing that is put into it."""

    def __init__(self) -> None:
        self.title = ""
        self.deck = ""
        self.lead: Figure | None = None
        self.bylines: dict[Byline, None] = {}  # each once, in order
        self.claims: list[Claim] = []
        self.cautions: list[Caution] = []
        self.comments_invited = False
        self.accounted: dict[int, str] = {}
        self._sections: list[_Section] = []
        self._is_parted = True
        self._lines: list[Line] = []

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands in it yet but a title."""
        return not self._sections

    @property
    def place(self) -> str:
        """Where the last block went, for the account."""
        return f"section {len(self._sections)}, paragraph {len(self._sections[-1].blocks)}"

    @property
    def count(self) -> int:
        """How many sections there are; so, the number of the one that is open."""
        return len(self._sections)

    @property
    def section(self) -> str:
        return f"section {self.count}"

    def part(self) -> None:
        """What comes next begins a section."""
        self._is_parted = True

    def _open(self, n: int) -> _Section:
        if self._is_parted:
            self._sections.append(_Section(line=n))
            self._is_parted = False
        return self._sections[-1]

    def head(self, n: int, heading: str) -> None:
        self.part()
        self._open(n).heading = heading

    def add(self, n: int, block: str) -> None:
        """Puts a block of HTML at the end of the section."""
        self._open(n).blocks.append(block)

    def picture(self, n: int, figure: Figure) -> None:
        """Opens a section with a picture; joins the one just opened if it holds no text yet."""
        if not self._is_parted and (self._sections[-1].blocks or self._sections[-1].figure):
            self.part()
        self._open(n).figure = figure

    def account(self, n: int, became: str, text: str = "") -> None:
        """Says what line `n` became; `text` is kept where the line is in neither piece nor claims."""
        self._lines.append(Line(n=n, became=became, text=text.strip()))
        self.accounted[n] = became

    def warn(self, template: str, line: int = 0, **values: str) -> None:
        self.cautions.append(caution(template, line, **values))

    def credit(self, n: int, claims: Sequence[Claim], text: str) -> None:
        """Takes a line that is a credit throughout; names in it become bylines."""
        self.claims += claims
        for claim in claims:
            if claim.kind in ("author", "translator"):
                self.byline(claim.value, claim.kind)
        if claims:
            kinds = dict.fromkeys(claim.kind for claim in claims)
            self.account(n, f"claim: {', '.join(kinds)}")
        else:
            self.account(n, "credit without a claim", text)

    def paragraph(self, n: int, block: str, claims: Sequence[Claim] = ()) -> None:
        """Takes a line of text that stays in the body, whatever it claims beside."""
        self.add(n, block)
        self.claims += claims
        kinds = dict.fromkeys(claim.kind for claim in claims)
        self.account(n, f"{self.place}; claim: {', '.join(kinds)}" if claims else self.place)

    def byline(self, names: str, role: str = "author") -> None:
        """One byline a name; a part that says so (“translated by …”) gives the role from there on."""
        for name in filter(None, _PARTED_NAMES.split(names)):
            for claim in credit_lines.find_claims([(0, name)]):
                if claim.kind == "translator":
                    name, role = claim.value, claim.kind
            byline = Byline(name=name[:150], role=role)  # type: ignore[arg-type]
            self.bylines[byline] = None

    def finish(self, piece: Piece | None = None) -> Manuscript:
        """The manuscript; `piece` brings what front matter said. Refuses a document without text."""
        piece = piece or Piece()
        parts = tuple(
            Part(
                heading=section.heading,
                body=cleaned("".join(section.blocks), line=section.line),
                figure=section.figure,
            )
            for section in self._sections
        )
        text = "\n".join(html.plain_text(part.body) for part in parts)
        if not text.strip():
            raise UnreadableDocument(_("There is no text in this document, only a title."))
        return Manuscript(
            piece=Piece(
                title=self.title,
                deck=self.deck or piece.deck,
                language=piece.language or words.guess_language(text),
                kicker=piece.kicker,
                slug=piece.slug,
                lead=piece.lead or self.lead,
                parts=parts,
                bylines=piece.bylines or tuple(self.bylines),
                original=piece.original,
                tags=piece.tags,
            ),
            claims=tuple(self.claims),
            warnings=tuple(self.cautions),
            lines=tuple(sorted(self._lines, key=lambda line: line.n)),
            comments_invited=self.comments_invited,
        )


def caution(template: str, line: int = 0, **values: str) -> Caution:
    """A caution of an untranslated sentence (marked by `gettext_noop`) with its values put in."""
    return Caution(text=template % values, line=line, template=template, values=values)


def cleaned(body: str, *, line: int = 0) -> str:
    """Clean HTML; what is too much of it is refused with its line."""
    try:
        return html.clean(body)
    except html.TooMuchHTML as error:
        raise UnreadableDocument(str(error), line=line) from error


def checked_title(title: str, *, line: int = 0) -> str:
    """A title in one line. Refuses none and one of more than 300 characters."""
    title = " ".join(title.split())
    if not title:
        raise UnreadableDocument(_("The document has no title."), line=line)
    if len(title) > MAX_TITLE:
        raise UnreadableDocument(
            _("The first line is no title: it has %(found)d characters, a title at most %(most)d.")
            % {"found": len(title), "most": MAX_TITLE},
            line=line,
        )
    return title


def placeholder(
    *,
    origin: str,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    width: FigureWidth = "",
) -> Figure:
    """A picture that is not here: `origin` says what stood there."""
    if origin.startswith("data:"):
        origin = origin.partition(",")[0]
    return Figure(
        origin=_cut(origin, MAX_ORIGIN),
        alt=_cut(alt, MAX_ALT),
        caption=_cut(caption, MAX_CAPTION),
        credit=_cut(credit, 200),
        is_missing=not origin,
        width=width,
    )


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def is_chinese_joint(before: str, after: str) -> bool:
    """Whether two lines join without a space: Chinese ends the one and begins the other."""
    ends = before.rstrip()[-1:] + after.lstrip()[:1]
    return all(chinese.count_han(sign) or sign in "，。、；：！？“”《》（）—…" for sign in ends)


def invites_comments(line: str) -> bool:
    return bool(_INVITATION.fullmatch(_folded(line).rstrip(" .!:。»>")))


def is_furniture(line: str) -> bool:
    """Whether a whole line belongs to a page and not to its text: share, print, related reading."""
    return bool(_FURNITURE.fullmatch(_folded(line).rstrip(" .!»>")))


def _folded(line: str) -> str:
    return chinese.simplify(words.fold(line))
