"""The pictures of a town from above: a crossing at dusk and a night market."""

import itertools
import math
import random
from collections.abc import Sequence

from plates.sheet import (
    CREAM,
    GREEN,
    INK,
    MOSS,
    NAVY,
    NIGHT,
    OCHRE,
    PAPER,
    RED,
    ROSE,
    RUSSET,
    SAND,
    SEAL,
    SLATE,
    Colour,
    Point,
    Sheet,
    arc,
    box,
    curve,
    headings,
    mix,
)


def crossing() -> Sheet:
    """A street crossing from straight above, at the hour of long shadows."""
    rng, sheet = random.Random(8), Sheet(INK)
    with sheet.placed(800, 450, -13):
        for i in range(-30, 30):
            sheet.line([(-1100, i * 28), (1100, i * 28)], 1.4, mix(INK, SLATE, 0.3))
        for sx in (-1, 1):
            for sy in (-1, 1):
                with sheet.placed(sx * 250, sy * 190, flip=sx < 0):
                    _corner(sheet, sy, rng)
        for reach, across, turns in ((190, 240, (90, 270)), (250, 186, (0, 180))):
            for turn in turns:
                with sheet.placed(0, 0, turn):
                    for i in range(-4, 5):
                        y = i * across / 4.6
                        sheet.shape(box(reach + 8, y - 13, reach + 110, y + 13), CREAM)
                    sheet.shape(box(reach + 128, 8 - across, reach + 138, -4), CREAM)
                    for k in range(7):
                        sheet.shape(box(reach + 150 + k * 84, -4, reach + 200 + k * 84, 4), OCHRE)
        cars = (
            (490, -100, 180, RED),
            (-560, 92, 0, PAPER),
            (-124, -440, 90, OCHRE),
            (122, 420, 270, SLATE),
        )
        for x, y, turn, paint in cars:
            _car(sheet, x, y, turn, paint)
        with sheet.placed(-30, 84):
            _bus(sheet)
        walkers = [(-300 + rng.uniform(-34, 34), -150 + i * 44) for i in range(7)]
        walkers += [(310 + rng.uniform(-34, 34), -110 + i * 56) for i in range(4)]
        walkers += [(-190 + i * 66, -246 + rng.uniform(-30, 30)) for i in range(6)]
        for i, (x, y) in enumerate(walkers):
            _walker(sheet, x, y, rng, umbrella=i % 3 == 0)
        for x, y, lit in ((-284, -224, 0), (284, -224, 2), (284, 224, 0), (-284, 224, 2)):
            ink = RED if lit == 0 else MOSS
            for k in range(24):
                turn = math.radians(k * 15)
                ray = [(x + math.cos(turn) * r, y + math.sin(turn) * r) for r in (34, 58)]
                sheet.brush(ray, (4, 0.8), ink)
            sheet.shape(box(x - 30, y - 13, x + 30, y + 13), NIGHT)
            for k, lamp in enumerate((RED, OCHRE, MOSS)):
                sheet.disc(x - 19 + k * 19, y, 8, lamp if k == lit else mix(NIGHT, lamp, 0.3))
    return sheet


def _corner(sheet: Sheet, sy: int, rng: random.Random) -> None:
    """One pavement with its slabs, a roof and some trees, growing to the lower or upper right."""
    paving = [(60, 0), (1100, 0), (1100, sy * 900), (0, sy * 900), (0, sy * 60)]
    corner = [(60 - 60 * math.sin(a / 10), sy * (60 - 60 * math.cos(a / 10))) for a in range(16)]
    kerb = [*reversed(corner), *paving[1:4]]
    sheet.shape(kerb, SAND)
    with sheet.within(kerb):
        for i in range(1, 30):
            sheet.line([(i * 38, 0), (i * 38, sy * 900)], 1.2, mix(SAND, RUSSET, 0.3))
            sheet.line([(0, sy * i * 38), (1100, sy * i * 38)], 1.2, mix(SAND, RUSSET, 0.3))
    sheet.line([(0, sy * 900), *reversed(corner), (1100, 0)], 8, PAPER)
    roof = box(168, sy * 150, 1100, sy * 900)
    sheet.shape([(x + 34, y + 26) for x, y in roof], mix(SAND, NAVY, 0.55))
    sheet.shape(roof, RUSSET if sy > 0 else SEAL)
    for i in range(36):
        x = 176 + i * 26
        sheet.line([(x, sy * 156), (x, sy * 900)], 3, mix(SEAL, NIGHT, 0.35))
    sheet.line([(168, sy * 150), (1100, sy * 150)], 7, PAPER)
    sheet.line([(168, sy * 150), (168, sy * 900)], 7, PAPER)
    for x, y in ((88, 92), (250, 80), (400, 84), (548, 78), (84, 236), (80, 380)):
        r = rng.uniform(34, 44)
        sheet.disc(x + 22, sy * y + 20, r, mix(SAND, NAVY, 0.55))
        sheet.disc(x, sy * y, r, GREEN)
        for k in range(16):
            turn = math.radians(k * 22.5 + rng.uniform(-8, 8))
            leaf = [(x + math.cos(turn) * q, sy * y + math.sin(turn) * q) for q in (8, r - 5)]
            sheet.brush(leaf, (1, 5), MOSS)


def _car(sheet: Sheet, x: float, y: float, turn: float, paint: Colour) -> None:
    with sheet.placed(x + 14, y + 16, turn):
        sheet.line([(-36, 0), (36, 0)], 54, NIGHT)
    with sheet.placed(x, y, turn):
        sheet.line([(-38, 0), (38, 0)], 52, paint)
        sheet.shape([(10, -21), (30, -17), (30, 17), (10, 21)], NIGHT)
        sheet.shape([(-40, -17), (-30, -20), (-30, 20), (-40, 17)], NIGHT)
        for side in (-1, 1):
            sheet.disc(60, side * 17, 6, CREAM)
            with sheet.veiled(0.22):
                sheet.shape([(62, side * 17), (190, side * 17 - 42), (190, side * 17 + 42)], OCHRE)


def _bus(sheet: Sheet) -> None:
    """A bus crossing the middle, roof hatches and a stripe."""
    sheet.shape(box(-130, -20, 168, 66), NIGHT)
    sheet.shape(
        [
            (-164, -30),
            (-154, -40),
            (154, -40),
            (164, -30),
            (164, 30),
            (154, 40),
            (-154, 40),
            (-164, 30),
        ],
        RED,
    )
    sheet.shape(box(-164, -6, 164, 6), PAPER)
    sheet.shape([(140, -33), (155, -27), (155, 27), (140, 33)], NIGHT)
    for x in (-110, -10, 90):
        sheet.shape(box(x - 22, -24, x + 22, 24), mix(RED, NIGHT, 0.3))
        for k in range(5):
            sheet.line([(x - 16 + k * 8, -18), (x - 16 + k * 8, 18)], 2, ROSE)


def _walker(sheet: Sheet, x: float, y: float, rng: random.Random, umbrella: bool) -> None:
    sheet.brush([(x, y), (x + 52, y + 44)], (16, 7), NIGHT)
    coat = rng.choice((RED, OCHRE, SLATE, NAVY, GREEN))
    if umbrella:
        for k in range(8):
            wedge = [(x, y), *arc(x, y, 27, k * 45, k * 45 + 45)]
            sheet.shape(wedge, coat if k % 2 else CREAM)
        sheet.ring(x, y, 27, 2, NIGHT)
        sheet.disc(x, y, 3, NIGHT)
    else:
        sheet.disc(x, y, 15, coat, 10)
        sheet.disc(x, y, 7.5, NIGHT)


def market() -> Sheet:
    """A night market laid out like a map: roofs, lanes, stalls and strings of lanterns."""
    rng, sheet = random.Random(10), Sheet(NIGHT)
    lanes = [
        curve([(-60, 770), (260, 620), (560, 640), (820, 470), (1120, 430), (1680, 190)]),
        curve([(330, -60), (450, 210), (560, 640), (470, 960)]),
        curve([(960, -60), (930, 190), (820, 470), (960, 700), (1010, 960)]),
        curve([(1190, -60), (1120, 430), (1290, 690), (1680, 800)]),
        curve([(-60, 300), (180, 330), (450, 210), (930, 190)]),
    ]
    spots = [spot for lane in lanes for spot in lane]

    def clearance(x: float, y: float, ways: Sequence[Point]) -> float:
        return min(math.hypot(x - px, y - py) for px, py in ways)

    for gx in range(-20, 1640, 72):
        for gy in range(-20, 940, 62):
            x, y = gx + rng.uniform(-8, 8), gy + rng.uniform(-7, 7)
            if clearance(x, y, spots) > 98:
                _roof(sheet, x, y, rng)
    for width, ink in ((152, mix(NIGHT, SLATE, 0.75)), (146, mix(NIGHT, RUSSET, 0.42))):
        for lane in lanes:
            sheet.line(lane, width, ink)
    with sheet.veiled(0.3):
        for lane in lanes:
            sheet.line(lane, 56, OCHRE)
    paint = ((RED, CREAM), (OCHRE, NAVY), (SLATE, PAPER), (SEAL, OCHRE), (MOSS, CREAM))
    for number, lane in enumerate(lanes):
        others = [spot for i, other in enumerate(lanes) if i != number for spot in other]
        for (x, y), turn in headings(_paced(lane, 54)):
            for side in (-1, 1):
                angle = math.radians(turn)
                sx, sy = x - side * 50 * math.sin(angle), y + side * 50 * math.cos(angle)
                if clearance(sx, sy, others) > 98:
                    with sheet.placed(sx, sy, turn):
                        _stall(sheet, rng.choice(paint))
    for x, y in rng.choices(spots, k=150):
        px, py = x + rng.uniform(-24, 24), y + rng.uniform(-24, 24)
        sheet.disc(px, py, 5.4, NIGHT)
        sheet.disc(px, py - 1, 2.6, rng.choice((PAPER, ROSE, CREAM)))
    lamps = [spot for lane in lanes for spot in _paced(lane, 66)]
    with sheet.veiled(0.4):
        for x, y in lamps:
            sheet.disc(x, y, 26, OCHRE)
    for lane in lanes:
        sheet.line(lane, 1.6, NIGHT)
    for x, y in lamps:
        _lantern(sheet, x, y, 12)
    for x, drop, size in ((1310, 120, 66), (1474, 196, 92)):
        sheet.line([(x, -10), (x, drop)], 4, OCHRE)
        _lantern(sheet, x, drop + size, size)
    return sheet


def _paced(line: Sequence[Point], step: float) -> list[Point]:
    """Points at even distances along a line."""
    kept, gone = [line[0]], 0.0
    for start, end in itertools.pairwise(line):
        gone += math.dist(start, end)
        if gone >= step:
            kept.append(end)
            gone = 0
    return kept


def _roof(sheet: Sheet, x: float, y: float, rng: random.Random) -> None:
    wide, deep = rng.uniform(26, 33), rng.uniform(21, 27)
    with sheet.placed(x, y, rng.choice((0, 0, 90)) + rng.uniform(-3, 3)):
        sheet.shape(box(-wide, -deep, wide, 0), mix(NIGHT, SLATE, rng.uniform(0.22, 0.42)))
        sheet.shape(box(-wide, 0, wide, deep), mix(NIGHT, SLATE, rng.uniform(0.08, 0.2)))
        for i in range(4):
            tile = -wide + 6 + i * wide / 1.9
            sheet.line([(tile, -deep), (tile, deep)], 1.1, mix(NIGHT, SLATE, 0.5))
        sheet.line([(-wide, 0), (wide, 0)], 2.4, SLATE)
        if rng.random() < 0.16:
            sheet.shape(box(-5, deep - 9, 5, deep - 2), OCHRE)


def _stall(sheet: Sheet, paint: tuple[Colour, Colour]) -> None:
    sheet.shape(box(-23, -15, 27, 20), NIGHT)
    for i in range(6):
        sheet.shape(box(-24 + i * 8, -17, -16 + i * 8, 17), paint[i % 2])
    sheet.shape(box(-24, 13, 24, 17), mix(paint[0], NIGHT, 0.5))


def _lantern(sheet: Sheet, x: float, y: float, r: float) -> None:
    """A ribbed red lantern, gold at both ends, with a tassel."""
    sheet.disc(x, y, r * 1.06, RED, r * 0.9)
    sheet.disc(x, y, r * 0.8, mix(RED, OCHRE, 0.3), r * 0.88)
    sheet.disc(x, y, r * 0.36, mix(RED, OCHRE, 0.75), r * 0.86)
    if r > 40:
        for share in (0.22, 0.52, 0.82, 1.04):
            sheet.line(arc(x, y, r * share, 0, 360, r * 0.9), 2.6, SEAL)
        for i in range(9):
            tip = x + (i - 4) * r * 0.07
            sheet.brush([(x + (i - 4) * r * 0.04, y + r), (tip, y + r * 1.7)], (4, 1.5), OCHRE)
    for end in (-1, 1):
        top = y + end * r * 0.9
        sheet.shape(box(x - r * 0.4, top - r * 0.1, x + r * 0.4, top + r * 0.1), OCHRE)
