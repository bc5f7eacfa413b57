"""The press: a supersampled sheet with flat inks, tapered strokes and overprinting, and the
house palette. It knows nothing of what is drawn on it.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
Width = float | tuple[float, float] | Callable[[float], float]

SUPERSAMPLING = 3

PAPER: Colour = (233, 220, 195)
CREAM: Colour = (250, 247, 240)
SAND: Colour = (216, 198, 162)
NAVY: Colour = (29, 43, 54)
NIGHT: Colour = (18, 27, 36)
INK: Colour = (34, 49, 59)
SLATE: Colour = (88, 112, 122)
RED: Colour = (181, 48, 28)
SEAL: Colour = (140, 34, 20)
ROSE: Colour = (217, 143, 112)
OCHRE: Colour = (208, 150, 58)
RUSSET: Colour = (148, 82, 38)
GREEN: Colour = (31, 70, 58)
PINE: Colour = (20, 48, 42)
MOSS: Colour = (112, 138, 92)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour that lies `share` of the way from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def arc(x: float, y: float, r: float, start: float, end: float, ry: float = 0) -> list[Point]:
    """Points of an arc in degrees, clockwise from three o'clock; `ry` makes it elliptical."""
    steps = max(8, round(abs(end - start) * math.sqrt(r) / 30))
    turns = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + r * math.cos(turn), y + (ry or r) * math.sin(turn)) for turn in turns]


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def curve(knots: Sequence[Point], steps: int = 16) -> list[Point]:
    """A smooth line through all the knots (Catmull-Rom)."""
    padded = [knots[0], *knots, knots[-1]]
    points: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2)
                + 0.5 * (3 * q - p - 3 * r + s) * t**3
                for p, q, r, s in zip(a, b, c, d, strict=True)
            )
            points.append((x, y))
    return [*points, knots[-1]]


def headings(points: Sequence[Point]) -> list[tuple[Point, float]]:
    """Every point with the direction, in degrees, in which the line runs there."""
    ends = [*points[1:], points[-1]]
    starts = [*points[:-1], points[-2]]
    turns = (
        math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        for a, b in zip(starts, ends, strict=True)
    )
    return list(zip(points, turns, strict=True))


def swell(width: float) -> Callable[[float], float]:
    """A brush width that rises from nothing and falls back to it."""
    return lambda t: width * math.sin(math.pi * min(max(t, 0.02), 0.98))


class Sheet:
    """A sheet of paper measured in final pixels and printed three times as fine."""

    def __init__(self, ground: Colour, width: int = 1600, height: int = 900) -> None:
        self.width, self.height = width, height
        size = (width * SUPERSAMPLING, height * SUPERSAMPLING)
        self._show(Image.new("RGB", size, ground))
        # A linear map and a shift: x' = a·x + b·y + e, y' = c·x + d·y + f.
        self._map = (SUPERSAMPLING, 0.0, 0.0, SUPERSAMPLING, 0.0, 0.0)

    def _show(self, image: Image.Image) -> None:
        self._image, self._pen = image, ImageDraw.Draw(image)

    def _place(self, points: Sequence[Point]) -> list[Point]:
        a, b, c, d, e, f = self._map
        return [(a * x + b * y + e, c * x + d * y + f) for x, y in points]

    @contextmanager
    def placed(
        self, x: float, y: float, turn: float = 0, scale: float = 1, flip: bool = False
    ) -> Iterator[None]:
        """Draw around (x, y), turned by degrees, scaled, and mirrored left to right."""
        outer = self._map
        a, b, c, d, e, f = outer
        cos, sin = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
        side = -1 if flip else 1
        self._map = (
            *(side * (a * cos + b * sin), b * cos - a * sin),
            *(side * (c * cos + d * sin), d * cos - c * sin),
            *(a * x + b * y + e, c * x + d * y + f),
        )
        yield
        self._map = outer

    @contextmanager
    def within(self, *shapes: Sequence[Point]) -> Iterator[None]:
        """Keep what is drawn inside the given outlines."""
        below, mask = self._image.copy(), Image.new("L", self._image.size)
        pen = ImageDraw.Draw(mask)
        for shape in shapes:
            pen.polygon(self._place(shape), fill=255)
        yield
        self._show(Image.composite(self._image, below, mask))

    @contextmanager
    def veiled(self, opacity: float) -> Iterator[None]:
        """Lay what is drawn thinly over what is there."""
        below = self._image.copy()
        yield
        self._show(Image.blend(below, self._image, opacity))

    @contextmanager
    def overprinted(self) -> Iterator[None]:
        """Print as a transparent ink: where two inks meet, both are seen."""
        below = self._image
        self._show(Image.new("RGB", below.size, "white"))
        yield
        self._show(ImageChops.multiply(below, self._image))

    def shape(self, points: Sequence[Point], ink: Colour) -> None:
        self._pen.polygon(self._place(points), fill=ink)

    def disc(self, x: float, y: float, r: float, ink: Colour, ry: float = 0) -> None:
        self.shape(arc(x, y, r, 0, 360, ry), ink)

    def line(self, points: Sequence[Point], width: float, ink: Colour) -> None:
        """A line of even width with round corners and ends."""
        placed = self._place(points)
        a, b, c, d, *_ = self._map
        weight = width * math.sqrt(abs(a * d - b * c))
        self._pen.line(placed, fill=ink, width=max(1, round(weight)), joint="curve")
        half = weight / 2
        joints = placed if weight > 40 else placed[:: len(placed) - 1] if weight > 4 else []
        for x, y in joints:
            self._pen.ellipse((x - half, y - half, x + half, y + half), fill=ink)

    def ring(self, x: float, y: float, r: float, width: float, ink: Colour) -> None:
        self.line(arc(x, y, r, 0, 360), width, ink)

    def brush(self, points: Sequence[Point], width: Width, ink: Colour) -> None:
        """A stroke whose width changes: from one to another, or as told for each share of it."""
        sides: tuple[list[Point], list[Point]] = ([], [])
        for i, ((x, y), turn) in enumerate(headings(points)):
            t = i / (len(points) - 1)
            if callable(width):
                half = width(t) / 2
            elif isinstance(width, tuple):
                half = (width[0] + (width[1] - width[0]) * t) / 2
            else:
                half = width / 2
            dx, dy = -math.sin(math.radians(turn)) * half, math.cos(math.radians(turn)) * half
            sides[0].append((x + dx, y + dy))
            sides[1].append((x - dx, y - dy))
        self.shape([*sides[0], *reversed(sides[1])], ink)

    def limb(self, points: Sequence[Point], start: float, end: float, ink: Colour) -> None:
        """A brush stroke with round ends."""
        self.brush(points, (start, end), ink)
        self.disc(*points[0], start / 2, ink)
        self.disc(*points[-1], end / 2, ink)

    def save(self, path: Path, grain: float = 0.022) -> None:
        """Trim to size, give the inks the faint mottle of paper, and write a JPEG,
        as fine as a reasonable size allows.
        """
        size = (self.width, self.height)
        print_ = self._image.resize(size, Image.Resampling.LANCZOS)
        speckle = random.Random(path.name).randbytes(self.width * self.height // 4)
        mottle = Image.frombytes("L", (self.width // 2, self.height // 2), speckle)
        mottle = mottle.resize(size, Image.Resampling.BICUBIC)
        mottle = mottle.point([round(128 + (value - 128) * grain) for value in range(256)])
        print_ = ImageChops.soft_light(print_, Image.merge("RGB", [mottle] * 3))
        for quality in (85, 80, 75, 70):
            print_.save(path, quality=quality, progressive=True, optimize=True)
            if path.stat().st_size < 150_000:
                break
