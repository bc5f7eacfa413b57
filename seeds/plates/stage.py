"""The picture on stage: the monkey king."""

import math
import random

from plates.sheet import (
    CREAM,
    NAVY,
    NIGHT,
    OCHRE,
    PAPER,
    RED,
    ROSE,
    RUSSET,
    SEAL,
    SLATE,
    Sheet,
    arc,
    curve,
    headings,
    mix,
    swell,
)


def monkey() -> Sheet:
    """The monkey king on one leg before a paper moon, seen over the heads of the stalls."""
    rng, sheet = random.Random(4), Sheet(NIGHT)
    for i in range(34):
        radius = 300 + i * 17
        sheet.ring(800, 400, radius, 3.4 - i * 0.07, mix(NIGHT, SLATE, 0.55 - i * 0.012))
    sheet.disc(800, 400, 296, OCHRE)
    sheet.disc(800, 400, 278, PAPER)
    with sheet.within(arc(800, 400, 278, 0, 360)):
        for i in range(24):
            y = 678 - i * 12
            sheet.line([(500, y), (1100, y)], 4.6 - i * 0.18, mix(PAPER, OCHRE, 0.75))
    boards = [(210, 690), (1390, 690), (1640, 900), (-40, 900)]
    sheet.shape(boards, RUSSET)
    for i in range(-16, 17):
        sheet.brush([(800 + i * 42, 690), (800 + i * 78, 900)], (2, 5), mix(RUSSET, NIGHT, 0.5))
    sheet.disc(800, 716, 240, OCHRE, 22)
    for x, y, r in ((640, 706, 40), (716, 690, 52), (800, 680, 60), (884, 692, 50), (958, 708, 36)):
        sheet.disc(x, y, r + 4, NAVY)
        sheet.disc(x, y, r, CREAM)
        for k in range(1, 4):
            sheet.line(arc(x, y, r - k * 11, 176, 364), 4, RED if k == 1 else SLATE)
    with sheet.placed(800, 655, scale=0.9):
        _wukong(sheet)
    for flip in (False, True):
        with sheet.placed(1600 if flip else 0, 0, flip=flip):
            _curtain(sheet)
    for i in range(8):
        x = i * 228.6
        drop = 72 if i % 2 else 92
        swag = arc(x, -10, 150, 0, 180, drop)
        sheet.shape(swag, SEAL if i % 2 else RED)
        for k in range(1, 6):
            fold = arc(x, -10, 150 - k * 4, 18, 162, drop - k * 15)
            sheet.brush(fold, swell(5), mix(SEAL, NIGHT, 0.45))
        sheet.line(arc(x, -10, 150, 8, 172, drop), 5, OCHRE)
    for row, (y, size, ink) in enumerate(((826, 32, mix(NIGHT, SEAL, 0.3)), (874, 44, NIGHT))):
        for i in range(-1, 15):
            x = i * (118 + row * 22) + row * 50 + rng.uniform(-16, 16)
            lift = rng.uniform(-12, 10)
            sheet.shape(arc(x, y + 84 + lift, size * 1.65, 180, 360, size * 1.5), ink)
            sheet.disc(x, y + lift, size * 0.78, ink, size * 0.92)
            if rng.random() < 0.3:
                sheet.disc(x + 6, y + lift - size, size * 0.36, ink)
    return sheet


def _curtain(sheet: Sheet) -> None:
    """The left curtain, gathered by a cord two thirds of the way down."""
    inner = curve([(400, -10), (372, 190), (300, 400), (204, 560)])
    skirt = curve([(204, 590), (236, 740), (262, 910)])
    sheet.shape([(-10, -10), *inner, *skirt, (-10, 910)], RED)
    for i in range(13):
        t = i / 12
        upper = [(t * 400, -10), (t * 366, 200), (t * 292, 400), (70 + t * 130, 570)]
        lower = [(70 + t * 130, 580), (20 + t * 210, 740), (-10 + t * 270, 910)]
        deep = mix(SEAL, NIGHT, 0.55 if i % 2 else 0.1)
        sheet.brush(curve(upper), lambda s, t=t: (20 - 9 * t) * (1.1 - s * 0.8), deep)
        sheet.brush(curve(lower), (5, 20), deep)
    sheet.line(inner, 4, OCHRE)
    sheet.line(skirt, 4, OCHRE)
    sheet.brush(curve([(-10, 548), (90, 590), (212, 566)]), 20, OCHRE)
    sheet.disc(200, 572, 17, OCHRE)
    for i in range(7):
        sheet.brush([(200, 580), (182 + i * 6, 660)], (6, 3), OCHRE if i % 2 else RUSSET)


def _wukong(sheet: Sheet) -> None:
    """The figure alone, its standing foot at the origin, about 430 high without the plumes."""
    sheet.line([(-196, 30), (-104, -520)], 15, RED)
    for t in (0.02, 0.06, 0.94, 0.98):
        x, y = -196 + 92 * t, 30 - 550 * t
        sheet.line([(x - 9, y - 1), (x + 9, y + 1)], 12, OCHRE)
    tail = [(-10, -196), (-70, -110), (-30, -40), (60, -34), (150, -84), (226, -74), (236, -140)]
    sheet.brush(curve([*tail, (190, -162), (164, -130), (184, -108)]), (20, 9), NAVY)
    for side, lift in ((0, 0), (26, 34)):
        plume = [(22, -424), (60 + side, -520 + lift), (170 + side, -560 + lift)]
        sheet.brush(curve([*plume, (280 + side, -470 + lift * 2)]), (9, 2), RED)
        for (x, y), turn in headings(curve(plume, 14))[6::2]:
            with sheet.placed(x, y, turn):
                sheet.brush([(0, 0), (-16, 15)], (3, 1), RED)
                sheet.brush([(0, 0), (-16, -15)], (3, 1), RED)
    scarf = [(-20, -318), (-90, -350), (-170, -330), (-250, -380), (-318, -352)]
    sheet.brush(curve(scarf), lambda t: 14 + 20 * math.sin(t * 7) ** 2, RED)
    sheet.limb(curve([(-6, -190), (30, -112), (-2, -20)]), 62, 30, NAVY)
    sheet.shape(curve([(-26, -24), (-24, 6), (10, 8), (64, 6), (44, -16), (16, -26)]), NAVY)
    sheet.limb(curve([(6, -196), (104, -232), (128, -210)]), 62, 38, NAVY)
    sheet.limb(curve([(126, -216), (106, -150), (84, -104)]), 38, 26, NAVY)
    sheet.shape(
        curve([(72, -116), (66, -88), (98, -70), (142, -66), (132, -88), (100, -112)]), NAVY
    )
    skirt = [(-46, -232), (48, -236), (104, -172), (60, -140), (22, -158), (-14, -122), (-64, -150)]
    sheet.shape(skirt, OCHRE)
    with sheet.within(skirt):
        for i in range(9):
            knots = [(-70 + i * 20, -240), (-62 + i * 20, -190), (-76 + i * 22, -120)]
            sheet.brush(curve(knots), swell(9), NAVY)
    torso = [(-42, -226), (-58, -290), (-50, -340), (10, -352), (58, -332), (56, -280), (46, -228)]
    sheet.shape(curve([*torso, torso[0]]), NAVY)
    sheet.line([(-46, -234), (48, -236)], 12, RED)
    for i in range(3):
        sheet.line(curve([(-44, -318 + i * 26), (4, -296 + i * 24), (52, -318 + i * 26)]), 3, OCHRE)
    sheet.limb(curve([(-42, -322), (-104, -290), (-134, -340)]), 40, 24, NAVY)
    sheet.disc(-136, -334, 20, NAVY)
    sheet.limb(curve([(48, -322), (122, -340), (84, -404)]), 38, 20, NAVY)
    sheet.shape(
        curve([(92, -402), (70, -424), (30, -428), (34, -416), (64, -398), (88, -390)]), NAVY
    )
    for x in (-34, 54):
        sheet.disc(x, -392, 16, NAVY, 19)
        sheet.disc(x, -392, 8, ROSE, 10)
    sheet.disc(10, -392, 45, NAVY, 48)
    face = [(10, -404), (26, -414), (42, -400), (38, -376), (30, -354), (10, -346), (-8, -354)]
    sheet.shape(curve([*face, (-18, -376), (-22, -400), (-6, -414), (10, -404)]), ROSE)
    for x in (-4, 24):
        sheet.disc(x, -392, 6, NAVY)
        sheet.disc(x + 2, -393, 2.2, OCHRE)
    sheet.line(curve([(-4, -364), (10, -358), (24, -364)]), 2.6, NAVY)
    sheet.line(curve([(-36, -416), (10, -434), (54, -416)]), 9, OCHRE)
    sheet.shape([(10, -462), (26, -432), (-6, -432)], OCHRE)
