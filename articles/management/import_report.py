"""What `import_article` says of one file: a JSON object on a line, or a few lines for people."""

from __future__ import annotations

from typing import Any

import msgspec

from articles import intake
from articles.language import html
from articles.piece import Manuscript, Piece

FAILED, REFUSED = 1, 2
Report = dict[str, Any]

KEYS = (
    *("file", "article", "slug", "title", "deck", "language", "sections", "claims", "tags"),
    *("lines", "comments_invited", "warnings", "errors"),
)


def blank(name: str) -> Report:
    """The report of a file of which nothing is known yet; `status` is the exit status it asks for."""
    report: Report = {"file": name, "article": None, "slug": None, "status": 0}
    report |= {"title": "", "deck": "", "language": "", "comments_invited": False}
    return report | {name: [] for name in KEYS if name not in report}


def describe(manuscript: Manuscript) -> Report:
    """What the document is and what was found in it. Three queries."""
    piece, found = manuscript.piece, intake.report(manuscript)
    return {
        "title": piece.title,
        "deck": piece.deck,
        "language": piece.language,
        "sections": sections(piece),
        "claims": [msgspec.structs.asdict(claim) for claim in manuscript.claims],
        "tags": found["tags"],
        "lines": found["lines"],
        "comments_invited": manuscript.comments_invited,
        "warnings": warnings(manuscript),
    }


def warnings(manuscript: Manuscript) -> list[str]:
    return [
        f"line {warning.line}: {warning.text}" if warning.line else warning.text
        for warning in manuscript.warnings
    ]


def sections(piece: Piece) -> list[dict[str, Any]]:
    """Each section's heading, number of paragraphs, and picture; one without `image` is missing."""
    return [
        {
            "heading": part.heading,
            "paragraphs": len(html.paragraphs(part.body)),
            "figure": msgspec.structs.asdict(part.figure) if part.figure else None,
        }
        for part in piece.parts
    ]


def as_json(report: Report) -> str:
    return msgspec.json.encode({name: report[name] for name in KEYS}).decode()


def as_text(report: Report) -> str:
    lines = [f"{report['file']}: {report['title'] or 'not read'}"]
    if report["slug"]:
        lines.append(f"  address    {report['slug']} (article {report['article']})")
    if report.get("published"):
        lines.append(f"  published  {report['published']}")
    for number, section in enumerate(report["sections"], start=1):
        heading = section["heading"] or "untitled"
        lines.append(
            f"  section {number}  {heading}: {_count(section['paragraphs'])}{_picture(section)}"
        )
    lines += [f"  found      {claim['kind']}: {claim['value']}" for claim in report["claims"]]
    if report["tags"]:
        names = ", ".join(f"{tag['name']} ({tag['count']})" for tag in report["tags"])
        lines.append(f"  tags?      {names}")
    lines += [f"  note       {warning}" for warning in report["warnings"]]
    lines += [f"  error      {error}" for error in report["errors"]]
    return "\n".join(lines)


def _count(paragraphs: int) -> str:
    return f"{paragraphs} paragraph{'' if paragraphs == 1 else 's'}"


def _picture(section: dict[str, Any]) -> str:
    if section["figure"] is None:
        return ""
    return ", with a picture" if section["figure"]["image"] else ", picture missing"
