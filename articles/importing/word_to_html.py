"""The process that reads one Word document: bytes in, HTML out, within limits that it sets itself first.

It is run as a program, knows nothing of the rest of the house, and whatever goes wrong ends it.
"""

from __future__ import annotations

import hashlib
import re
import resource
import sys
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import mammoth

MEMORY = 1_000_000_000
CPU_SECONDS = 8
MAX_HTML = 5_000_000
LONGEST_TITLE = 120  # of a first line that may be one

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.deck:fresh
p[style-name='Heading 1'] => h1:fresh
p[style-name='Heading 2'] => h2:fresh
p[style-name='Heading 3'] => h3:fresh
p[style-name='Heading 4'] => h4:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => aside.pullquote > p:fresh
p[style-name='caption'] => figcaption:fresh
strike => s
small-caps => span.smallcaps
"""
_TITLED = re.compile(r'<h1 class="title">(.*?)</h1>', re.DOTALL)
_PARAGRAPH = re.compile(r"<(p|h[1-6])>((?:(?!</?\1[ >]).)*?)</\1>", re.DOTALL)
_IMAGE = re.compile(r"<img [^>]*/>")
_CAPTIONED = re.compile(r"<p>(<img [^>]*/>)</p>(<figcaption>.*?</figcaption>)", re.DOTALL)
_HEADING = re.compile(r"<(/?)h([1-6])>")
_TAG = re.compile(r"<[^>]*>")


def limit() -> None:
    """No more memory, time or files than an honest document needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def convert(data: bytes) -> str:
    """The document as a page: one h1, sections as h2, what is deeper as h3 and h4."""
    names = _picture_names(data)

    def place(image: Any) -> dict[str, str]:
        try:
            with image.open() as source:
                return {"src": names.get(hashlib.sha256(source.read()).digest(), "")}
        except Exception:  # it lies elsewhere, or nowhere
            return {"src": ""}

    made = mammoth.convert_to_html(
        BytesIO(data),
        style_map=STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=mammoth.images.img_element(place),
    )
    return levelled(_apart(made.value))


def _picture_names(data: bytes) -> dict[bytes, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {
            hashlib.sha256(archive.read(name)).digest(): PurePosixPath(name).name
            for name in archive.namelist()
            if name.startswith("word/media/")
        }


def _apart(html: str) -> str:
    """Each picture as a block of its own, behind the paragraph in which it stood, with its caption."""

    def part(found: re.Match[str]) -> str:
        images = _IMAGE.findall(found[2])
        if not images:
            return found[0]
        rest = _IMAGE.sub("", found[2])
        text = f"<{found[1]}>{rest}</{found[1]}>" if _TAG.sub("", rest).strip() else ""
        return text + "".join(f"<p>{image}</p>" for image in images)

    apart = _PARAGRAPH.sub(part, html)
    return _CAPTIONED.sub(r"<figure>\1\2</figure>", apart)


def levelled(html: str) -> str:
    """Headings moved to the levels of a page. The title is what has that style, else a first heading
    of the highest level, else a first line that may be one.
    """
    title, body = _title(html)
    levels = [int(level) for closing, level in _HEADING.findall(body) if not closing]
    down = 2 - min(levels, default=2)
    body = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + down, 4)}>", body)
    return f"<article>{title}{body}</article>"


def _title(html: str) -> tuple[str, str]:
    """The title as a heading, or nothing, and what is left."""
    found = _TITLED.search(html) or _first_line(html)
    if found is None:
        return "", html
    text = _TAG.sub("", found[found.lastindex or 0]).strip()
    rest = html[: found.start()] + html[found.end() :]
    return f"<h1>{text}</h1>", rest.replace('<h1 class="title">', "<h1>")


def _first_line(html: str) -> re.Match[str] | None:
    levels = [int(level) for closing, level in _HEADING.findall(html) if not closing]
    for found in _PARAGRAPH.finditer(html):
        if text := _TAG.sub("", found[2]).strip():
            is_line = found[1] == "p" and len(text) <= LONGEST_TITLE
            return found if is_line or found[1] == f"h{min(levels, default=0)}" else None
    return None


if __name__ == "__main__":
    limit()
    page = convert(sys.stdin.buffer.read()).encode()
    if len(page) > MAX_HTML:
        sys.exit(1)
    sys.stdout.buffer.write(page)
