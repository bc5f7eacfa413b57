"""The pictures of machines: a chip, its memory, a hall of servers, a rendering farm."""

import math
import random

from plates.sheet import (
    CREAM,
    GREEN,
    INK,
    MOSS,
    NAVY,
    NIGHT,
    OCHRE,
    PAPER,
    PINE,
    RED,
    ROSE,
    RUSSET,
    SAND,
    SEAL,
    SLATE,
    Point,
    Sheet,
    arc,
    box,
    curve,
    mix,
)


def chips() -> Sheet:
    """A red package in the middle of fanned traces; its die is planned like a small town."""
    rng, sheet = random.Random(2), Sheet(INK)
    for turn in (0, 90, 180, 270):
        with sheet.placed(800, 450, turn):
            _traces(sheet, 15, rng)
    for x, y, turn in ((170, 150, 0), (1430, 750, 0), (1440, 160, 90), (150, 740, 90)):
        with sheet.placed(x, y, turn):
            sheet.shape(box(-70, -44, 70, 44), NIGHT)
            for i in range(8):
                for side in (-1, 1):
                    sheet.shape(box(-60 + i * 16, side * 44 - 8, -52 + i * 16, side * 44 + 8), SAND)
            sheet.line([(-50, -20), (50, -20)], 4, SLATE)
            sheet.line([(-50, -2), (20, -2)], 4, SLATE)
            sheet.disc(-54, 26, 7, OCHRE)
    with sheet.overprinted():
        sheet.shape(box(622, 276, 1006, 660), SLATE)
    sheet.shape(box(606, 256, 994, 644), RED)
    sheet.shape([(606, 256), (650, 256), (606, 300)], SEAL)
    for i in range(10):
        sheet.line([(616 + i * 4, 634 - i * 4), (984 - i * 4, 634 - i * 4)], 1.6, SEAL)
    sheet.shape(box(670, 320, 930, 580), PAPER)
    _floorplan(sheet, (680, 330, 920, 570), 4, rng)
    return sheet


def _traces(sheet: Sheet, count: int, rng: random.Random) -> None:
    """The traces that leave one side of the package, to the right of the origin."""
    middle = count // 2
    for i in range(-middle, middle + 1):
        y, fan = i * 24, abs(i) * 21 if abs(i) > 1 else 0
        bend = 240 + (middle - abs(i)) * 26
        stop = rng.uniform(620, 900) if i % 3 and abs(i) < 5 else 1000
        end = (max(stop, bend + fan + 60), y + math.copysign(fan, i))
        ink = OCHRE if i in (-3, 4) else RED if i == 0 else mix(INK, PAPER, 0.72)
        wide = 7 if ink != mix(INK, PAPER, 0.72) else 4
        sheet.line([(180, y), (bend, y), (bend + fan, end[1]), end], wide, ink)
        sheet.shape(box(186, y - 7, 214, y + 7), SAND)
        sheet.disc(*end, 10, ink)
        sheet.disc(*end, 4.5, INK)


def _floorplan(sheet: Sheet, plot: tuple[float, ...], depth: int, rng: random.Random) -> None:
    """Divide a plot again and again, and fill each lot with its own ruling."""
    left, top, right, bottom = plot
    if depth:
        share = rng.uniform(0.36, 0.64)
        if right - left > bottom - top:
            cut = left + (right - left) * share
            halves = ((left, top, cut - 3, bottom), (cut + 3, top, right, bottom))
        else:
            cut = top + (bottom - top) * share
            halves = ((left, top, right, cut - 3), (left, cut + 3, right, bottom))
        for half in halves:
            _floorplan(sheet, half, depth - 1, rng)
        return
    ink = rng.choice((NAVY, NAVY, SLATE, OCHRE, SAND))
    lot = box(left, top, right, bottom)
    sheet.shape(lot, ink)
    gap = rng.choice((7, 9, 12))
    with sheet.within(lot):
        for i in range(int((right - left) / gap) + 1):
            x = left + i * gap
            sheet.line([(x, top + 3), (x, bottom - 3)], 1.6, mix(ink, CREAM, 0.45))


def memory() -> Sheet:
    """A tilted field of small wells, most of them dim; one is lit, and its two wires with it."""
    rng, sheet = random.Random(3), Sheet(PINE)

    r = 0.37

    def at(column: float, row: float) -> Point:
        return 800 + (column - row) * 82, 500 + (column + row) * 41

    for line in ([at(0, -20), at(0, 20)], [at(-20, 0), at(20, 0)]):
        sheet.line(line, 46, mix(PINE, OCHRE, 0.24))
        sheet.line(line, 5, OCHRE)
    for row in range(-12, 13):
        for column in range(-12, 13):
            lit = (column, row) == (0, 0)
            x, y = at(column, row)
            if not (-90 < x < 1690 and -60 < y < 960):
                continue
            west, north = at(column - r, row + r), at(column - r, row - r)
            east, south = at(column + r, row - r), at(column + r, row + r)
            on_wire = column == 0 or row == 0
            held = rng.random() < 0.4
            floor = mix(GREEN, MOSS, 0.85) if held else mix(PINE, NIGHT, 0.55)
            if on_wire:
                floor = mix(OCHRE, RUSSET, 0.35) if held else mix(PINE, RUSSET, 0.5)
            sheet.shape([west, north, east, south], RED if lit else floor)
            deep = SEAL if lit else mix(floor, NIGHT, 0.55)
            sheet.shape([west, north, (north[0], north[1] + 19), (west[0] + 32, west[1] + 3)], deep)
            shade = mix(deep, NIGHT, 0.35)
            sheet.shape(
                [north, east, (east[0] - 32, east[1] + 3), (north[0], north[1] + 19)], shade
            )
            sheet.line([west, south, east], 3, mix(PINE, MOSS, 0.6))
            if held and not lit:
                for i in range(1, 5):
                    ends = [at(r * 0.9 - i * 0.12, r * 0.9), at(r * 0.9, r * 0.9 - i * 0.12)]
                    sheet.line(ends, 2, mix(floor, CREAM, 0.3))
    x, y = at(0, 0)
    for spread, ink in ((250, RED), (130, OCHRE)):
        with sheet.veiled(0.4):
            sheet.shape([(x - spread, -10), (x + spread, -10), at(r, -r), at(-r, r)], ink)
    for reach, ink in ((0.62, NIGHT), (0.56, OCHRE), (0.5, NIGHT), (0.44, RED), (0.17, CREAM)):
        sheet.shape([at(*corner) for corner in _diamond(reach)], ink)
    return sheet


def _diamond(r: float) -> list[Point]:
    return [(-r, -r), (r, -r), (r, r), (-r, r), (-r, -r)]


def server() -> Sheet:
    """A hall of racks drawn to one vanishing point, and somebody at the far lit door."""
    rng, sheet = random.Random(14), Sheet(NIGHT)

    def at(x: float, y: float, z: float) -> Point:
        return 800 + 420 * x / z, 400 + 420 * y / z

    sheet.shape([at(-9, 1.5, 0.7), at(-2, 1.5, 30), at(2, 1.5, 30), at(9, 1.5, 0.7)], NAVY)
    for i in range(-14, 15):
        sheet.brush([at(i * 0.5, 1.5, 24), at(i * 0.5, 1.5, 0.8)], (0.6, 4), mix(NAVY, SLATE, 0.4))
    for i in range(26):
        z = 0.9 * 1.14**i
        sheet.line([at(-8, 1.5, z), at(8, 1.5, z)], max(0.8, 3.4 / z), mix(NAVY, SLATE, 0.4))
    sheet.shape([at(-0.62, 1.5, 13), at(0.62, 1.5, 13), (1010, 910), (590, 910)], RUSSET)
    for i in range(18):
        z = 13 / 1.17**i
        sheet.line([at(-0.55, 1.5, z), at(0.55, 1.5, z)], 5 / z + 0.8, mix(RUSSET, OCHRE, 0.6))
    for i in range(30, 0, -1):
        z = 0.55 * 1.13**i
        left, right = at(-1.5, -1.62, z), at(1.5, -1.62, z)
        sheet.line([left, right], max(1, 16 / z), mix(NAVY, SLATE, 0.28))
    for x in (-0.8, 0.8):
        for i in range(12):
            near, far = 0.62 + i * 1.05, 1.2 + i * 1.05
            lamp = [at(x - 0.1, -1.6, near), at(x + 0.1, -1.6, near), at(x + 0.1, -1.6, far)]
            sheet.shape([*lamp, at(x - 0.1, -1.6, far)], OCHRE if i % 3 else CREAM)
    sheet.shape([at(-1.5, -1.7, 13), at(1.5, -1.7, 13), at(1.5, 1.5, 13), at(-1.5, 1.5, 13)], SEAL)
    sheet.disc(800, 402, 40, OCHRE)
    for r in range(44, 62, 5):
        sheet.ring(800, 402, r, 1.6, OCHRE)
    for side in (-1, 1):
        for rack in range(11, -1, -1):
            near, far = 0.72 + rack * 1.02, 1.58 + rack * 1.02
            front = [
                at(side * 1.5, y, z)
                for y, z in ((-1.5, near), (-1.5, far), (1.5, far), (1.5, near))
            ]
            haze = mix(NIGHT, SLATE, 0.12 + 0.06 * rack)
            sheet.shape(
                [
                    at(side * 1.5, -1.5, near),
                    front[3],
                    at(side * 2.4, 1.5, near),
                    at(side * 2.4, -1.5, near),
                ],
                mix(haze, NIGHT, 0.6),
            )
            sheet.shape(front, haze)
            for shelf in range(17):
                y = -1.42 + shelf * 0.172
                ends = [at(side * 1.5, y, near + 0.05), at(side * 1.5, y, far - 0.05)]
                sheet.line(ends, max(0.7, 2.6 / near), mix(haze, NIGHT, 0.55))
                for light in range(7):
                    if rng.random() < 0.42:
                        ink = rng.choice((PAPER, OCHRE, OCHRE, RED, ROSE, MOSS))
                        z = near + 0.1 + light * 0.1
                        spot = [
                            (y + 0.05, z),
                            (y + 0.05, z + 0.05),
                            (y + 0.1, z + 0.05),
                            (y + 0.1, z),
                        ]
                        sheet.shape([at(side * 1.5, py, pz) for py, pz in spot], ink)
            sheet.line([front[0], front[3]], max(1, 6 / near), mix(haze, PAPER, 0.3))
    sheet.disc(800, 396, 6, NIGHT, 7)
    sheet.shape(curve([(792, 448), (790, 416), (800, 404), (810, 416), (808, 448)]), NIGHT)
    sheet.brush([(800, 446), (804, 640)], (15, 46), mix(RUSSET, NIGHT, 0.7))
    return sheet


def farm() -> Sheet:
    """A great barn at night whose lit windows, together, are drawing a sunrise."""
    rng, sheet = random.Random(16), Sheet(NIGHT)
    for i in range(30):
        sheet.line([(0, i * 22), (1600, i * 22)], 0.8 + i * 0.12, mix(NIGHT, SLATE, 0.1 + i * 0.02))
    for _ in range(90):
        sheet.disc(rng.uniform(0, 1600), rng.uniform(0, 330), rng.uniform(0.8, 2.4), PAPER)
    sheet.shape(
        [
            *curve([(-20, 640), (240, 590), (620, 640), (1100, 600), (1620, 640)]),
            (1620, 760),
            (-20, 760),
        ],
        PINE,
    )
    sheet.shape(box(0, 716, 1600, 900), mix(PINE, NIGHT, 0.4))
    for i in range(-40, 41):
        near = (800 + i * 92, 910)
        far = (800 + i * 15, 716)
        sheet.brush([far, near], (1, 22), mix(GREEN, OCHRE, 0.14) if i % 2 else RUSSET)
        for t in (0.25, 0.38, 0.53, 0.7, 0.9) if i % 2 else ():
            x, y = far[0] + (near[0] - far[0]) * t**1.5, far[1] + (near[1] - far[1]) * t**1.5
            for lean in (-7, 0, 7):
                sheet.brush([(x, y), (x + lean * t * 2, y - 24 * t)], (5 * t, 1), MOSS)
    walls = [(330, 730), (330, 372), (446, 216), (800, 116), (1154, 216), (1270, 372), (1270, 730)]
    sheet.shape(walls, NAVY)
    panes = [
        box(x, y, x + 62, y + 50)
        for y in range(220, 690, 60)
        for x in range(366, 1220, 72)
        if abs(x + 31 - 800) < (444 if y > 380 else 300 + (y - 220) * 0.72)
    ]
    with sheet.within(*panes):
        _rendered(sheet)
    for pane in panes:
        left, top = pane[0]
        done = (top - 220) / 60 * 12 + (left - 366) / 72
        if (done > 62 and rng.random() < 0.86) or rng.random() < 0.06:
            sheet.shape(pane, mix(NAVY, SLATE, 0.22))
            for k in range(6):
                sheet.line([(left, top + 4 + k * 9), (left + 62, top + 4 + k * 9)], 1.2, SLATE)
    eaves = [(308, 402), (436, 206), (800, 104), (1164, 206), (1292, 402)]
    sheet.line(eaves, 24, RED)
    sheet.disc(800, 166, 26, NIGHT)
    sheet.disc(800, 166, 18, OCHRE)
    sheet.shape(box(1352, 330, 1462, 730), NAVY)
    sheet.shape(arc(1407, 332, 55, 180, 360, 60), RED)
    for i in range(17):
        y = 352 + i * 22
        sheet.line([(1356, y), (1458, y)], 2, SLATE)
        sheet.disc(1378 + rng.randrange(3) * 28, y + 11, 4, rng.choice((OCHRE, RED, PAPER)))
    sheet.line(curve([(1270, 690), (1310, 720), (1352, 690)]), 5, NIGHT)
    return sheet


def _rendered(sheet: Sheet) -> None:
    """The sunrise that the windows share."""
    sheet.shape(box(330, 200, 1270, 740), PAPER)
    for i in range(30):
        sheet.line([(330, 210 + i * 12), (1270, 210 + i * 12)], 0.5 + i * 0.22, OCHRE)
    sheet.disc(860, 420, 150, RED)
    sheet.shape(
        [
            *curve([(330, 470), (520, 400), (700, 520), (980, 470), (1270, 540)]),
            (1270, 740),
            (330, 740),
        ],
        SLATE,
    )
    sheet.shape(
        [*curve([(330, 610), (600, 500), (900, 600), (1270, 520)]), (1270, 740), (330, 740)], GREEN
    )
    for i in range(40):
        sheet.brush([(330 + i * 26, 740), (520 + i * 15, 520)], (7, 1), MOSS)
