"""The pictures on water: the ferry, and the river of six bends."""

import math
import random

from plates.sheet import (
    CREAM,
    GREEN,
    MOSS,
    NAVY,
    OCHRE,
    PAPER,
    PINE,
    RED,
    ROSE,
    RUSSET,
    SAND,
    SEAL,
    SLATE,
    Colour,
    Sheet,
    arc,
    box,
    curve,
    headings,
    mix,
    swell,
)


def ferry() -> Sheet:
    """A batten-sailed ferry between a ridge and a foundry, under a large sun."""
    rng, sheet = random.Random(1), Sheet(PAPER, height=800)
    for i in range(26):
        y = 14 + i * 17
        sheet.line([(0, y), (1600, y)], 0.7 + i * 0.09, mix(PAPER, ROSE, 0.12 + i * 0.018))
    sheet.disc(1110, 300, 216, RED)
    with sheet.within(arc(1110, 300, 216, 0, 360)):
        for i in range(9):
            y = 330 + i * 17
            sheet.line([(850, y), (1350, y)], 1 + i * 0.7, mix(RED, PAPER, 0.55))
    far = [
        (-20, 470),
        (130, 372),
        (240, 330),
        (430, 380),
        (600, 262),
        (730, 340),
        (800, 316),
        (960, 470),
    ]
    sheet.shape(far, mix(PAPER, SLATE, 0.62))
    near = [(-20, 470), (-20, 360), (110, 296), (210, 372), (350, 196), (500, 384), (590, 346)]
    near += [(760, 470)]
    sheet.shape(near, NAVY)
    for peak, foot, slope in (((350, 196), 470, 0.66), ((110, 296), 470, 0.95)):
        with sheet.within(near):
            for i in range(1, 13):
                reach, depth = i * 10.5, (foot - peak[1]) * (0.55 + 0.45 * rng.random())
                start = (peak[0] + reach * 0.92 + 6, peak[1] + reach / slope * 0.86 + 4)
                end = (start[0] - 10, min(start[1] + depth * 0.5, foot))
                sheet.brush([start, end], (3.4, 0.4), mix(NAVY, PAPER, 0.5))
    _foundry(sheet)
    for i in range(30):
        y = 472 + 1.15 * i**1.67
        sway = [
            (x, y + 3.2 * math.sin(x / 70 + i * 2.1) * min(1, i / 14)) for x in range(0, 1620, 20)
        ]
        sheet.line(sway, 1.2 + i * 0.09, mix(PAPER, NAVY, 0.5 + i * 0.008))
    for i in range(14):
        y, half = 482 + 1.6 * i**1.9, (190 - i * 9) * rng.uniform(0.65, 1)
        x = 1110 + rng.uniform(-24, 24)
        sheet.brush([(x - half, y), (x, y + 1), (x + half, y)], swell(5 + i * 0.55), RED)
    with sheet.placed(640, 640):
        _boat(sheet)
    for x, y, size in ((820, 150, 26), (874, 186, 19), (760, 204, 15)):
        sheet.brush(curve([(x - size, y - 4), (x - size / 2, y - 9), (x, y)]), (1, 4), NAVY)
        sheet.brush(curve([(x, y), (x + size / 2, y - 11), (x + size, y - 7)]), (4, 1), NAVY)
    return sheet


def _foundry(sheet: Sheet) -> None:
    """Sheds and chimneys on the far right shore, with smoke drawn out by the wind."""
    dark = mix(NAVY, SEAL, 0.25)
    sheet.shape([(1270, 470), (1330, 452), (1640, 446), (1640, 474)], dark)
    for x in range(1352, 1600, 62):
        sheet.shape(
            [(x, 456), (x, 414), (x + 40, 392), (x + 40, 414), (x + 62, 414), (x + 62, 456)], dark
        )
    for x, top in ((1410, 300), (1478, 258), (1546, 318)):
        sheet.shape([(x - 9, 420), (x - 6, top), (x + 6, top), (x + 9, 420)], dark)
        sheet.shape(box(x - 8, top + 12, x + 8, top + 20), RED)
        for i in range(4):
            knots = [(x, top - 4), (x + 24, top - 34 - i * 10), (x + 92, top - 40 - i * 17)]
            knots += [(x + 230, top - 78 - i * 26)]
            sheet.brush(curve(knots), (2, 7), mix(PAPER, SLATE, 0.75 - i * 0.1))
    for x in range(1366, 1600, 31):
        sheet.shape(box(x, 428, x + 9, 440), OCHRE)


def _boat(sheet: Sheet) -> None:
    """The ferry, at the waterline: hull, mat roof, sails, the ferryman and his oar."""
    for i in range(8):
        wide = 176 - i * 15 + (i % 2) * 16
        sheet.brush([(-wide, 16 + i * 9), (0, 18 + i * 9), (wide, 16 + i * 9)], swell(7), NAVY)
    hull = curve([(-232, -66), (-190, -30), (-130, -14), (70, -12), (190, -34), (246, -84)])
    hull += curve([(206, 4), (150, 22), (-120, 24), (-196, 0), (-232, -66)])
    sheet.shape(hull, NAVY)
    sheet.line(curve([(-214, -40), (-130, 0), (60, 4), (186, -14), (232, -56)]), 4, RED)
    sheet.line([(34, -20), (34, -370)], 8, NAVY)
    sail = [(22, -356), (170, -300), (196, -214), (186, -128), (160, -60), (22, -46)]
    sheet.shape(sail, CREAM)
    with sheet.within(sail):
        for i in range(46):
            sheet.line([(22 + i * 4, -360), (60 + i * 4.4, -40)], 1, mix(CREAM, SAND, 0.9))
        for i in range(7):
            sheet.line([(16, -352 + i * 51), (220, -300 + i * 36)], 3.6, RUSSET)
    jib = [(20, -330), (-118, -92), (20, -58)]
    sheet.shape(jib, SAND)
    for i in range(1, 5):
        sheet.line([(20, -330 + i * 56), (20 - 28 * i, -330 + i * 49)], 3, RUSSET)
    roof = arc(-40, -18, 84, 180, 360, 50)
    sheet.shape(roof, RUSSET)
    for i in range(9):
        sheet.line(arc(-40 + (i - 4) * 13, -18, 12, 180, 270, 50 - abs(i - 4) * 5), 2.4, PAPER)
    sheet.limb([(-172, -38), (-176, -96)], 26, 20, NAVY)
    sheet.limb([(-176, -92), (-206, -66), (-216, -74)], 11, 8, NAVY)
    sheet.disc(-172, -118, 12, NAVY)
    sheet.shape([(-208, -116), (-172, -146), (-136, -116)], RED)
    sheet.line([(-188, -108), (-262, 34)], 5, NAVY)


def river_dragons() -> Sheet:
    """A river of six bends from above, a small dragon asleep in each."""
    sheet = Sheet(GREEN)
    course = curve([(-60 + i * 40, 450 + 205 * math.sin((i * 40 - 87) / 82)) for i in range(44)], 4)
    for i in range(15, 0, -1):
        ink = mix(GREEN, MOSS, 0.5 if i % 2 else 0.1)
        sheet.line(course, 116 + i * 44, mix(ink, PINE, i / 22))
    sheet.line(course, 116, PINE)
    sheet.line(course, 104, PAPER)
    for offset in range(-42, 43, 12):
        lane = [
            (x - math.sin(math.radians(turn)) * offset, y + math.cos(math.radians(turn)) * offset)
            for (x, y), turn in headings(course)
        ]
        for start in range((offset * 7) % 23, len(lane) - 16, 23):
            sheet.brush(lane[start : start + 15], swell(4.4), mix(PAPER, SLATE, 0.85))
    coats = ((RED, OCHRE), (OCHRE, NAVY), (NAVY, ROSE), (CREAM, RED), (RUSSET, CREAM), (RED, CREAM))
    for i, (coat, trim) in enumerate(coats):
        x = 27 + 82 * (math.pi / 2 + i * math.pi)
        low = i % 2 == 0
        with sheet.placed(x + 34, 286 if low else 614, 0 if low else 180, 0.7, flip=not low):
            _dragon(sheet, coat, trim)
    for (x, y), turn in headings(course)[14::22]:
        with sheet.placed(x, y, turn):
            sheet.shape(curve([(-24, 0), (-6, -9), (24, 0), (-6, 9), (-24, 0)], 6), NAVY)
            sheet.shape([(-10, 0), (8, -26), (12, 3)], RED)
    return sheet


def _dragon(sheet: Sheet, coat: Colour, trim: Colour) -> None:
    """A small dragon coiled once and a half, head uppermost."""
    coil = [
        ((16 + 15.5 * t) * math.cos(t), (16 + 13.4 * t) * math.sin(t))
        for t in (i / 9 for i in range(4, 84))
    ]
    for i, ((x, y), turn) in enumerate(headings(coil)[6::3]):
        with sheet.placed(x, y, turn):
            sheet.shape([(-9, -6 - i * 0.7), (-11, -18 - i * 1.1), (11, -6 - i * 0.7)], trim)
    for step, sweep in ((50, 34), (62, -20), (72, 40)):
        (x, y), turn = headings(coil)[step]
        with sheet.placed(x, y, turn + sweep):
            sheet.brush(curve([(0, -12), (-12, -38), (10, -52)]), (15, 8), coat)
            for claw in (-24, 4, 32):
                with sheet.placed(10, -52, claw):
                    sheet.brush([(0, 0), (22, -4)], (6, 1), trim)
    sheet.brush(coil, (4, 50), coat)
    for i, ((x, y), turn) in enumerate(headings(coil)[12::3]):
        with sheet.placed(x, y, turn):
            sheet.line(arc(0, 0, 3 + i * 0.46, -80, 80, 2 + i * 0.82), 3, trim)
    x, y = coil[-1]
    with sheet.placed(x, y, headings(coil)[-1][1] - 14, scale=1.6):
        for side in (-1, 1):
            sheet.brush(curve([(8, side * 10), (-16, side * 26), (-40, side * 26)]), (7, 1), trim)
            sheet.brush(curve([(50, side * 9), (70, side * 24), (62, side * 40)]), (3, 1), trim)
        snout = [(-10, -20), (16, -23), (34, -13), (58, -14), (64, 0), (58, 14), (34, 13), (16, 23)]
        sheet.shape([*snout, (-10, 20)], coat)
        for side in (-1, 1):
            sheet.disc(18, side * 11, 5, trim)
            sheet.disc(56, side * 6, 2.4, trim)
