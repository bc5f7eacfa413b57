"""Pictures as pages show them: the renditions of each image as one `<picture>`, with its focal point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from articles.language import wording
from articles.models import Image, Rendition
from articles.models.compiled import Question
from articles.models.images import renditions_of
from articles.piece import Figure, FigureWidth

WEBP = "image/webp"
# As public.css lays them out: the measure of the text, the whole grid, the window.
SIZES: dict[FigureWidth, str] = {
    "": "(min-width: 46rem) 42rem, 100vw",
    "wide": "(min-width: 80rem) 76rem, 100vw",
    "full": "100vw",
}


@dataclass(frozen=True)
class Picture:
    """What `<picture>` needs: source sets by format, the fallback, and the size that it reserves."""

    image: Image
    webp: str
    jpeg: str
    src: str
    width: int
    height: int
    focal: str


@dataclass(frozen=True)
class ShownFigure:
    """A figure of the piece with the picture that stands for it."""

    picture: Picture
    alt: str
    caption: str
    credit: str
    language: str
    width: FigureWidth = ""

    @property
    def credit_language(self) -> str:
        """Words kept with the picture are often in another language than the text that it stands in."""
        return wording.likely_language(self.credit, self.language)

    @property
    def sizes(self) -> str:
        """How wide a section's picture stands, for the browser's choice among its renditions."""
        return SIZES[self.width]


def pictures(digests: Iterable[str]) -> dict[str, Picture]:
    """The pictures of these images by the image's digest; none without renditions. One query or none."""
    wanted = set(filter(None, digests))
    if not wanted:
        return {}
    found: dict[str, list[Rendition]] = defaultdict(list)
    for rendition in renditions_of(wanted):
        found[rendition.image.digest].append(rendition)
    return {digest: _picture(renditions) for digest, renditions in found.items()}


def asking(digests: Iterable[str]) -> list[Question]:
    """What `pictures` would ask. No query."""
    wanted = set(filter(None, digests))
    return [renditions_of.asking(wanted)] if wanted else []


def shown(figure: Figure | None, known: dict[str, Picture], language: str) -> ShownFigure | None:
    """The figure as it is shown; None for a placeholder or a picture without renditions."""
    picture = known.get(figure.image) if figure else None
    if figure is None or picture is None:
        return None
    alt = "" if figure.is_decorative else figure.alt
    return ShownFigure(picture, alt, figure.caption, figure.credit, language, figure.width)


def focal_classes(image: Image) -> str:
    """The focal point as two classes, in steps of ten percent."""
    return f"fx-{round(image.focal_x, -1)} fy-{round(image.focal_y, -1)}"


def _picture(renditions: list[Rendition]) -> Picture:
    """Renditions come narrow to wide; the widest in the older format is the fallback."""
    fallbacks = [rendition for rendition in renditions if rendition.mime != WEBP] or renditions
    largest = fallbacks[-1]
    return Picture(
        image=largest.image,
        webp=_source_set(rendition for rendition in renditions if rendition.mime == WEBP),
        jpeg=_source_set(fallbacks),
        src=largest.get_absolute_url(),
        width=largest.width,
        height=largest.height,
        focal=focal_classes(largest.image),
    )


def _source_set(renditions: Iterable[Rendition]) -> str:
    return ", ".join(
        f"{rendition.get_absolute_url()} {rendition.width}w" for rendition in renditions
    )
