"""The pictures of two shops: a forme with its proof and the letters cut for it, and a shopfront."""

import math
import random

from plates.sheet import (
    CREAM,
    GREEN,
    MOSS,
    NAVY,
    NIGHT,
    OCHRE,
    PINE,
    RED,
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
    mix,
    swell,
)

LETTER_R_EYE: list[Point] = [(2.8, 2.4), (5.6, 2.4), (6.2, 4.2), (5.6, 5.8), (2.8, 5.8)]
_STEM: list[Point] = [(0, 0), (2.8, 0), (2.8, 14), (0, 14)]
_ARMS: list[list[Point]] = [
    [(2, 0), (9.4, 0), (9.4, 4.4), (8.2, 2.4), (2, 2.4)],
    [(2, 5.8), (6, 5.8), (7.2, 4.6), (7.2, 9.4), (6, 8.2), (2, 8.2)],
]
_R: list[list[Point]] = [
    [(0, 0), (7, 0), (9.2, 2), (9.2, 6), (7, 8.2), (0, 8.2)],
    LETTER_R_EYE,
    [(3.6, 8), (6.8, 8), (10.4, 14), (7, 14)],
    _STEM,
]
LETTERS: dict[str, list[list[Point]]] = {
    "F": [_STEM, *_ARMS],
    "E": [_STEM, *_ARMS, [(2, 14), (9.4, 14), (9.4, 9.6), (8.2, 11.6), (2, 11.6)]],
    "R": _R,
    "Y": [
        [(-0.6, 0), (2.8, 0), (6.4, 7.6), (3.6, 8.6)],
        [(7, 0), (10.4, 0), (6.4, 8.6), (4.2, 6.4)],
        [(3.6, 7), (6.4, 7), (6.4, 14), (3.6, 14)],
    ],
}
# The character 渡, "to ferry across", stroke by stroke in a square of 100.
FERRY_STROKES: list[list[Point]] = [
    [(10, 12), (17, 17), (24, 25)],
    [(3, 38), (10, 42), (18, 50)],
    [(5, 92), (15, 80), (26, 60)],
    [(60, 2), (65, 7), (68, 14)],
    [(33, 18), (60, 17), (97, 17)],
    [(38, 18), (37, 52), (25, 96)],
    [(43, 34), (70, 33), (95, 33)],
    [(56, 23), (56, 38), (57, 51)],
    [(79, 23), (79, 38), (78, 51)],
    [(56, 51), (68, 50), (79, 50)],
    [(46, 62), (66, 61), (86, 61)],
    [(86, 61), (68, 84), (37, 97)],
    [(50, 67), (68, 85), (98, 97)],
]


def letterpress() -> Sheet:
    """A locked forme, reversed, and the sheet just lifted from it, which reads aright."""
    sheet = Sheet(RUSSET)
    for i in range(120):
        y = i * 8
        sway = [(x, y + 4 * math.sin(x / 240 + i * 0.35)) for x in range(0, 1640, 40)]
        sheet.line(sway, 1.2, mix(RUSSET, NIGHT, 0.3))
    sheet.shape(box(66, 66, 810, 864), NIGHT)
    sheet.shape(box(50, 46, 790, 840), SLATE)
    sheet.shape(box(82, 78, 758, 808), NIGHT)
    for i in range(9):
        sheet.shape(box(96 + i * 72, 86, 160 + i * 72, 112), mix(NIGHT, RUSSET, 0.5 + i % 2 * 0.2))
        sheet.shape(box(96 + i * 72, 774, 160 + i * 72, 800), mix(NIGHT, RUSSET, 0.7 - i % 2 * 0.2))
    for x in (180, 420, 660):
        sheet.shape([(x - 40, 778), (x + 40, 782), (x + 40, 798), (x - 40, 798)], OCHRE)
    with sheet.placed(740, 130, flip=True):
        _page(sheet, SAND, SAND, mix(NIGHT, SLATE, 0.55))
    with sheet.placed(1200, 444, 4):
        with sheet.overprinted():
            sheet.shape(box(-326, -386, 380, 440), mix(SLATE, SAND, 0.4))
        sheet.shape([(-350, -410), (350, -410), (350, 340), (276, 410), (-350, 410)], CREAM)
        sheet.shape(curve([(350, 340), (296, 346), (276, 410)], 8), SAND)
        with sheet.placed(-318, -330):
            _page(sheet, NAVY, RED, None)
    return sheet


def _page(sheet: Sheet, ink: Colour, accent: Colour, metal: Colour | None) -> None:
    """The page, 640 by 640: as print, or as type that stands on bodies of metal."""
    rng = random.Random(13)

    def body(left: float, top: float, right: float, bottom: float) -> None:
        if metal:
            sheet.shape(box(left, top, right, bottom), mix(metal, NIGHT, 0.45))
            sheet.shape(box(left + 2, top + 2, right - 5, bottom - 5), metal)

    for i, letter in enumerate("FERRY"):
        body(i * 128, 0, i * 128 + 124, 156)
        for part in LETTERS[letter]:
            points = [(i * 128 + 18 + px * 8.8, 16 + py * 8.8) for px, py in part]
            hole = metal or CREAM
            sheet.shape(points, ink if part is not LETTER_R_EYE else hole)
    body(0, 166, 640, 190)
    sheet.line([(8, 174), (632, 174)], 7, ink)
    sheet.line([(8, 184), (632, 184)], 2, ink)
    body(0, 200, 330, 530)
    sheet.shape(box(10, 210, 318, 518), accent)
    with sheet.placed(30, 226, scale=2.72):
        for stroke in FERRY_STROKES:
            sheet.brush(curve(stroke, 8), (7.6, 5.4), metal or CREAM)
    for row in range(13):
        top = 200 + row * 25.4
        x, end = 344.0, 632 if row not in (5, 12) else 520
        while x < end - 14:
            word = min(rng.uniform(20, 76), end - x)
            body(x - 3, top, x + word + 7, top + 22)
            sheet.line([(x + 5, top + 10), (x + word - 3, top + 10)], 8, ink)
            x += word + 12
    for row in range(4):
        body(0, 540 + row * 26, 640, 562 + row * 26)
        for i in range(32):
            x, y = 12 + i * 20, 550 + row * 26
            if row in (0, 3):
                sheet.shape([(x - 8, y), (x, y - 7), (x + 8, y), (x, y + 7)], ink)
            else:
                sheet.line(arc(x, y + 5, 7, 180, 360), 4, accent)


def workshop() -> Sheet:
    """A shopfront at dusk: a door ajar, a lit window of tools, an empty iron bracket."""
    rng, sheet = random.Random(15), Sheet(GREEN)
    for i in range(90):
        y = 70 + i * 8
        x = rng.uniform(-200, 200)
        while x < 1600:
            run = rng.uniform(60, 260)
            sheet.brush([(x, y), (x + run / 2, y + 1), (x + run, y)], swell(3), PINE)
            x += run + rng.uniform(10, 120)
    sheet.shape(box(0, 0, 1600, 74), NIGHT)
    for i in range(46):
        sheet.shape(arc(i * 36, 66, 18, 0, 180, 26), NIGHT if i % 2 else NAVY)
        sheet.line([(i * 36, 0), (i * 36, 74)], 5, mix(NIGHT, SLATE, 0.5))
    sheet.shape(box(0, 700, 1600, 776), PINE)
    sheet.line([(0, 700), (1600, 700)], 4, mix(PINE, MOSS, 0.6))
    sheet.shape(box(0, 776, 1600, 900), NAVY)
    for row in range(5):
        for i in range(-1, 30):
            x, y = i * 62 + row % 2 * 31, 790 + row * 25
            sheet.line([(x, y), (x + 44, y)], 12 + row, mix(NAVY, SLATE, rng.uniform(0.15, 0.4)))
    with sheet.veiled(0.62):
        sheet.shape([(936, 776), (1108, 776), (1010, 900), (590, 900)], OCHRE)
    with sheet.placed(180, 230):
        _window(sheet)
    with sheet.placed(1020, 776):
        _door(sheet)
    sheet.shape(box(886, 122, 1154, 206), mix(GREEN, MOSS, 0.42))
    for x in (898, 1142):
        for y in (134, 194):
            sheet.disc(x, y, 4.5, NIGHT)
    sheet.line([(1222, 112), (1222, 250)], 10, NIGHT)
    sheet.line([(1222, 132), (1400, 132)], 9, NIGHT)
    sheet.line(curve([(1222, 236), (1262, 216), (1270, 160), (1320, 140)]), 6, NIGHT)
    sheet.line(arc(1404, 146, 14, -90, 190), 6, NIGHT)
    for x in (1290, 1372):
        for k in range(3):
            sheet.line(arc(x, 148 + k * 17, 5 + k % 2 * 2, 0, 360, 9), 3, OCHRE)
    with sheet.placed(1370, 776):
        _bicycle(sheet)
    return sheet


def _window(sheet: Sheet) -> None:
    """Twelve lit panes with tools hung behind them and somebody bent over the bench."""
    sheet.shape(box(-22, -22, 562, 412), PINE)
    sheet.shape(box(0, 0, 540, 390), OCHRE)
    for i in range(26):
        sheet.line([(3, 8 + i * 15), (537, 8 + i * 15)], 0.6 + i * 0.16, mix(OCHRE, RUSSET, 0.6))
    sheet.shape([(300, 60), (250, 330), (450, 330)], mix(OCHRE, CREAM, 0.55))
    sheet.shape([(270, 76), (330, 76), (316, 46), (284, 46)], RED)
    sheet.line([(300, 0), (300, 46)], 4, NAVY)
    sheet.line([(24, 52), (220, 52)], 6, NAVY)
    for i, length in enumerate((60, 84, 72, 96, 66)):
        x = 44 + i * 40
        sheet.line([(x, 52), (x, 52 + length)], 7, NAVY)
        sheet.shape(box(x - 13, 52 + length, x + 13, 74 + length), NAVY if i % 2 else SEAL)
    for r in (34, 20):
        sheet.ring(452, 92, r, 9, NAVY)
    for k in range(12):
        x, y = arc(452, 92, 42, 0, k * 30)[-1]
        sheet.disc(x, y, 6, NAVY)
    sheet.shape(box(0, 318, 540, 390), NAVY)
    sheet.shape(
        curve([(392, 330), (402, 236), (368, 196), (332, 214), (318, 262), (330, 330)]), NAVY
    )
    sheet.disc(318, 196, 27, NAVY, 30)
    sheet.shape(arc(318, 188, 30, 180, 360, 26), RED)
    sheet.line([(286, 190), (330, 188)], 7, RED)
    sheet.limb(curve([(350, 226), (300, 282), (250, 300)]), 34, 18, NAVY)
    sheet.shape([(180, 318), (196, 282), (250, 282), (262, 318)], SEAL)
    for x in (135, 270, 405):
        sheet.shape(box(x - 5, 0, x + 5, 390), PINE)
    for y in (130, 260):
        sheet.shape(box(0, y - 5, 540, y + 5), PINE)
    sheet.shape(box(-40, 404, 580, 428), mix(PINE, MOSS, 0.45))


def _door(sheet: Sheet) -> None:
    """A red door ajar in a stone frame; the threshold is at the origin."""
    sheet.shape(box(-166, -540, 166, 0), SAND)
    for i in range(1, 9):
        for side in (-1, 1):
            sheet.line([(side * 130, -i * 60), (side * 166, -i * 60)], 3, RUSSET)
    sheet.shape(box(-130, -504, 130, 0), OCHRE)
    for i in range(14):
        sheet.line([(-127, -498 + i * 12), (127, -498 + i * 12)], 4.5 - i * 0.25, RUSSET)
    sheet.shape(box(-130, -110, 90, -98), RUSSET)
    sheet.shape([(-96, -98), (-84, -190), (-40, -190), (-30, -98)], NAVY)
    leaf = [(-36, -478), (130, -504), (130, 0), (-36, 34)]
    sheet.shape(leaf, RED)
    for i in range(1, 8):
        x = -36 + i * 21
        sheet.line([(x, -474 - i * 3.2), (x, 30 - i * 4.3)], 3, SEAL)
    for y in (-380, -60):
        sheet.shape([(-36, y + 10), (130, y - 6), (130, y + 14), (-36, y + 30)], SEAL)
    sheet.ring(-14, -214, 13, 5, OCHRE)
    sheet.shape([(-36, -478), (-50, -472), (-50, 30), (-36, 34)], SEAL)


def _bicycle(sheet: Sheet) -> None:
    for x in (-88, 100):
        sheet.ring(x, -66, 64, 6, NIGHT)
        for k in range(12):
            sheet.line([(x, -66), arc(x, -66, 62, 0, k * 30)[-1]], 1.4, NIGHT)
    frame = [(-88, -66), (-38, -160), (66, -166), (0, -66), (-88, -66)]
    sheet.line(frame, 7, RED)
    sheet.line([(-46, -182), (0, -66)], 7, RED)
    sheet.line([(58, -198), (100, -66)], 7, RED)
    sheet.line(curve([(58, -198), (84, -206), (94, -186)]), 6, NIGHT)
    sheet.brush([(-74, -186), (-22, -184)], (15, 7), NIGHT)
    sheet.disc(0, -66, 14, NIGHT)
