"""The picture of a fall, and the jointed figure that falls."""

import itertools
import math
from collections.abc import Sequence

from plates.sheet import (
    NAVY,
    PAPER,
    RED,
    SEAL,
    SLATE,
    Point,
    Sheet,
    arc,
    box,
    curve,
    headings,
    mix,
)


def robot_fall() -> Sheet:
    """A jointed figure, six moments of it, from standing through a roll to one knee."""
    sheet = Sheet(PAPER)
    for x in range(40, 1600, 80):
        sheet.line([(x, 90), (x, 742)], 1.2, mix(PAPER, SLATE, 0.4))
    for y in range(102, 742, 80):
        sheet.line([(0, y), (1600, y)], 1.2, mix(PAPER, SLATE, 0.4))
    sheet.shape(box(0, 742, 1600, 900), NAVY)
    for i in range(14):
        y = 750 + i * 12
        sheet.line([(0, y), (1600, y)], 0.8 + i * 0.22, mix(NAVY, SLATE, 0.7))
    sheet.shape([(560, 742), (1480, 742), (1560, 786), (480, 786)], RED)
    sheet.shape([(480, 786), (1560, 786), (1560, 800), (480, 800)], SEAL)
    poses: list[tuple[float, float, Sequence[float], float]] = [
        (150, 2, (4, -2, -7, -10, 12, 22, -14, 4), 0.2),
        (330, 20, (-6, -20, 28, -4, 58, 92, -40, -10), 0.34),
        (520, 44, (34, -34, 4, -58, 96, 122, 64, 96), 0.48),
        (724, 76, (44, -62, 12, -72, 62, 40, 84, 66), 0.62),
        (1010, 132, (-150, -96, 176, -140, 96, -8, 70, -24), 0.8),
        (1380, 14, (88, 0, 6, -86, 46, 84, -34, 20), 1.0),
    ]
    heads = [_figure(sheet, *pose) for pose in poses]
    path = curve(heads, 14)
    for (x, y), turn in headings(path)[::2]:
        with sheet.placed(x, y, turn):
            sheet.brush([(-8, 0), (8, 0)], 4, RED)
    for x, y in heads:
        sheet.disc(x, y, 9, RED)
        sheet.disc(x, y, 3.6, PAPER)
    return sheet


def _figure(sheet: Sheet, x: float, lean: float, bends: Sequence[float], ink: float) -> Point:
    """One moment of the fall; angles are degrees from straight down. Returns the head."""

    def reach(start: Point, turn: float, length: float) -> Point:
        angle = math.radians(turn)
        return start[0] + length * math.sin(angle), start[1] + length * math.cos(angle)

    def pair(start: Point, upper: float, lower: float, length: float) -> list[Point]:
        middle = reach(start, upper, length)
        return [start, middle, reach(middle, lower, length * 0.96)]

    shoulder = reach((x, 0), 180 - lean, 138)
    head = reach(shoulder, 180 - lean * (1.36 if lean > 100 else 1.06), 66)
    legs = [pair((x, 0), *bends[0:2], 112), pair((x, 0), *bends[2:4], 112)]
    arms = [pair(shoulder, *bends[4:6], 78), pair(shoulder, *bends[6:8], 78)]
    feet = [
        [leg[2], reach(leg[2], bend + 84, 34)] for leg, bend in zip(legs, bends[1:4:2], strict=True)
    ]
    points = [*legs[0], *legs[1], *arms[0], *arms[1], *feet[0], *feet[1]]
    lowest = max(y for _, y in [*points, (head[0], head[1] + 24)])
    dark, pale = mix(PAPER, NAVY, ink), mix(PAPER, NAVY, ink * 0.72)
    with sheet.placed(0, 724 - lowest):
        for limb, size, shade in (
            *((arms[1], 22, pale), (feet[1], 24, pale), (legs[1], 34, pale)),
            *((feet[0], 24, dark), (legs[0], 36, dark)),
            *(([(x, 0), shoulder], 62, dark), (arms[0], 24, dark)),
        ):
            for start, end in itertools.pairwise(limb):
                sheet.limb([start, end], size, size * 0.72, shade)
        sheet.limb([shoulder, head], 20, 20, dark)
        with sheet.placed(*head, turn=lean):
            sheet.shape([*arc(0, -4, 34, 180, 360), *arc(0, 8, 34, 0, 180, 26)], dark)
            sheet.line([(6, 2), (30, 2)], 9, PAPER)
        for joint in (*legs[0][:2], legs[1][1], *arms[0][:2], arms[1][1]):
            sheet.disc(*joint, 11, PAPER)
            sheet.disc(*joint, 6.5, RED if ink == 1 else dark)
        with sheet.placed((x + shoulder[0]) / 2, shoulder[1] / 2, turn=lean):
            for i in range(4):
                sheet.line(
                    [(-16, -20 + i * 13), (16, -20 + i * 13)], 3, mix(PAPER, NAVY, ink * 0.3)
                )
    return head[0], head[1] + 724 - lowest
