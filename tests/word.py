"""Word documents for tests, made part by part, so that each says what it is about."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
STYLE_NAMES = {
    **{"Title": "Title", "Subtitle": "Subtitle", "Heading1": "heading 1"},
    **{"Heading2": "heading 2", "Heading3": "heading 3", "Quote": "Quote", "Caption": "caption"},
}
CONTENT_TYPES = f"""{HEAD}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/>
<Default Extension="jpg" ContentType="image/jpeg"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""  # noqa: E501
ROOT = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
NUMBERING = (
    f'{HEAD}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def run(text: str, *marks: str) -> str:
    """A run of text; marks are tags of its properties: b, i, strike."""
    properties = "".join(f"<w:{mark}/>" for mark in marks)
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", numbered: bool = False) -> str:
    """Runs of text, or texts that become one; `numbered` puts it in the list."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
    inside = "".join(part if part.startswith("<") else run(part) for part in runs)
    return f"<w:p><w:pPr>{named}{listed}</w:pPr>{inside}</w:p>"


def link(relation: str, text: str) -> str:
    return f'<w:hyperlink r:id="{relation}">{run(text)}</w:hyperlink>'


def footnote(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{cells}</w:tbl>"


def drawing(relation: str, alt: str = "", *, is_linked: bool = False) -> str:
    kind = "link" if is_linked else "embed"
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture" descr="{alt}"/><a:graphic>'
        f'<a:graphicData><pic:pic><pic:blipFill><a:blip r:{kind}="{relation}"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def document(
    *body: str,
    footnotes: tuple[str, ...] = (),
    links: dict[str, str] | None = None,
    pictures: dict[str, bytes] | None = None,
    linked: dict[str, str] | None = None,
    parts: dict[str, str | bytes] | None = None,
) -> bytes:
    """A .docx of these blocks. `links`, `pictures` and `linked` (pictures elsewhere) are by relation;
    a picture's relation is its file name without the ending. `parts` add or replace parts.
    """
    pictures = pictures or {}
    relations = [
        ("styles", "styles", "styles.xml", ""),
        ("numbering", "numbering", "numbering.xml", ""),
        ("footnotes", "footnotes", "footnotes.xml", ""),
        *((key, "hyperlink", to, "External") for key, to in (links or {}).items()),
        *((name.split(".")[0], "image", f"media/{name}", "") for name in pictures),
        *((key, "image", to, "External") for key, to in (linked or {}).items()),
    ]
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT,
        "word/document.xml": f"{HEAD}<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(relations),
        "word/styles.xml": _styles(),
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": _footnotes(footnotes),
        **{f"word/media/{name}": content for name, content in pictures.items()},
        **(parts or {}),
    }
    return packed(made)


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _relations(relations: list[tuple[str, str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{escape(target)}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for key, kind, target, mode in relations
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _styles() -> str:
    rows = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in STYLE_NAMES.items()
    )
    return f'{HEAD}<w:styles xmlns:w="{W}">{rows}</w:styles>'


def _footnotes(texts: tuple[str, ...]) -> str:
    rows = "".join(
        f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
        for number, text in enumerate(texts, start=1)
    )
    return f'{HEAD}<w:footnotes xmlns:w="{W}">{rows}</w:footnotes>'
