"""The pictures of things that grow or count: fur, a meadow, an abacus, sown coins."""

import math
import random

from plates.sheet import (
    CREAM,
    GREEN,
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
    Colour,
    Point,
    Sheet,
    box,
    curve,
    mix,
    swell,
)


def fur() -> Sheet:
    """A hillside of single hairs, combed by the wind, under a pale disc."""
    rng, sheet = random.Random(5), Sheet(PAPER)
    sheet.disc(1180, 236, 150, OCHRE)
    for i in range(22):
        y = 60 + i * 15
        sheet.line([(0, y), (1600, y)], 1 + i * 0.12, mix(PAPER, ROSE, 0.25 + i * 0.012))

    def crest(x: float) -> float:
        return 330 - 120 * math.exp(-(((x - 560) / 330) ** 2)) + 40 * math.sin(x / 300 + 1)

    coat = (NIGHT, SEAL, RUSSET, RED, OCHRE, mix(OCHRE, CREAM, 0.5), RUSSET, SEAL, NIGHT)
    sheet.shape([(x, crest(x) + 16) for x in range(0, 1601, 10)] + [(1600, 900), (0, 900)], SEAL)
    for row in range(52):
        depth = (row / 51) ** 1.3
        size = 16 + 82 * depth
        for _ in range(round(300 - 200 * depth)):
            x = rng.uniform(-40, 1640)
            base = (crest(x) + 20) * (1 - depth) + 1010 * depth + rng.uniform(-7, 7)
            wind = math.sin(x / 250 + base / 130) + 0.6 * math.sin(x / 110 - base / 210)
            lean = math.radians(18 + 34 * wind + rng.gauss(0, 7))
            band = 4.3 + 3.6 * math.sin(x / 270 + base / 118 + 0.9) + rng.gauss(0, 0.62)
            ink = coat[min(8, max(0, round(band)))]
            tall = size * rng.uniform(0.7, 1.35)
            bow = (x + tall * 0.5 * math.sin(lean * 0.5), base - tall * 0.52)
            tip = (x + tall * math.sin(lean) * 1.15, base - tall * math.cos(lean))
            hair = curve([(x, base), bow, tip], 5)
            sheet.brush(hair, (4 + 9 * depth, 0.6), ink)
    return sheet


def grass() -> Sheet:
    """A meadow that begins in coarse squares on the left and ends in blades on the right."""
    rng, sheet = random.Random(9), Sheet(PAPER)

    def colour(x: float, y: float, fine: bool) -> Colour:
        if math.hypot(x - 1010, y - 250) < 142:
            return RED
        far = 400 + 46 * math.sin(x / 210) + 18 * math.sin(x / 83)
        near = 520 + 40 * math.sin(x / 260 + 2)
        if y < far:
            dusk = mix(PAPER, ROSE, max(0, (y - 40) // 50 * 50 / 560))
            return mix(dusk, PAPER, 0.6) if fine and int(y / 12.5) % 2 else dusk
        if y < near:
            return mix(MOSS, SAND, 0.35 if int((x + y) / 25) % 2 else 0.15)
        return mix(GREEN, MOSS, 0.55) if int((y - near) / 50) % 2 == 0 else mix(GREEN, MOSS, 0.3)

    for left, right, cell in ((0, 400, 50), (400, 800, 25), (800, 1100, 12.5), (1100, 1600, 6.25)):
        for column in range(round((right - left) / cell)):
            for row in range(round(900 / cell)):
                x, y = left + column * cell, row * cell
                ink = colour(x + cell / 2, y + cell / 2, cell < 20)
                if cell > 20 and rng.random() < 0.3:
                    ink = mix(ink, CREAM, rng.uniform(0.05, 0.18))
                sheet.shape(box(x, y, x + cell, y + cell), ink)
        for layer in range(3):
            for column in range(round((right - left) / cell) if cell > 7 else 0):
                x = left + column * cell
                top = 575 + layer * 90 + rng.randrange(-2, 3) * 50
                top -= top % cell
                ink = mix((MOSS, GREEN, PINE)[layer], GREEN, rng.uniform(0, 0.55))
                sheet.shape(box(x, top, x + cell, 900), ink)
                sheet.shape(box(x, top, x + cell, top + cell), mix(ink, MOSS, 0.7 - layer * 0.2))
    for layer in range(3):
        for _ in range(90):
            x, tall, bend = rng.uniform(1090, 1620), rng.uniform(150, 330), rng.gauss(14, 42)
            tall -= layer * 50
            ink = mix((MOSS, GREEN, PINE)[layer], GREEN, rng.uniform(0, 0.55))
            blade = curve([(x, 910), (x + bend * 0.25, 910 - tall * 0.55), (x + bend, 910 - tall)])
            sheet.brush(blade, (17, 0.8), ink)
            sheet.line(blade, 1.2, mix(ink, MOSS, 0.7))
    for x in range(1120, 1600, 37):
        y = rng.uniform(590, 760)
        for k in range(5):
            turn = math.radians(k * 72 + x)
            sheet.disc(x + 9 * math.cos(turn), y + 9 * math.sin(turn), 6.5, CREAM if x % 2 else RED)
        sheet.disc(x, y, 5, OCHRE)
    for left, size in (
        (100, 50),
        (250, 50),
        (500, 25),
        (625, 25),
        (725, 25),
        (875, 12.5),
        (1000, 12.5),
    ):
        y = rng.choice((600, 650, 700))
        for dx, dy in ((0, -1), (-1, 0), (1, 0), (0, 1), (0, 0)):
            ink = OCHRE if (dx, dy) == (0, 0) else RED if left % 100 else CREAM
            corner = (left + dx * size, y + dy * size)
            sheet.shape(box(*corner, corner[0] + size, corner[1] + size), ink)
    return sheet


def abacus() -> Sheet:
    """A great abacus cut off by the edges; its moving beads lie on a rising curve."""
    sheet = Sheet(OCHRE)
    for i in range(64):
        y = i * 15
        sway = [(x, y + 5 * math.sin(x / 190 + i * 0.7)) for x in range(0, 1640, 40)]
        sheet.line(sway, 2, mix(OCHRE, RUSSET, 0.28))
    with sheet.placed(800, 450, -5):
        rods = [(-894 + i * 106, i / 17) for i in range(18)]
        with sheet.overprinted():
            for x, t in rods:
                sheet.line([(x + 16, -330), (x + 16, 340)], 8, SAND)
                for y, _ in _beads(t):
                    sheet.shape([(px + x + 18, py + y + 22) for px, py in _bead(47, 20)], SAND)
        for x, t in rods:
            sheet.line([(x, -340), (x, 340)], 8, RUSSET)
            for y, moving in _beads(t):
                with sheet.placed(x, y):
                    ink = RED if moving else NAVY
                    sheet.shape(_bead(47, 20), ink)
                    sheet.shape([(-47, 0), (47, 0), (31, 20), (-31, 20)], mix(ink, NIGHT, 0.42))
                    sheet.brush(
                        [(-30 + k * 8, -11) for k in range(7)], swell(4.4), mix(ink, CREAM, 0.7)
                    )
        sheet.line([(x, _beads(t)[-1][0]) for x, t in rods], 3, CREAM)
        for x, t in rods:
            sheet.disc(x, _beads(t)[-1][0], 7, CREAM)
        for y, deep in ((-352, 46), (-142, 30), (352, 46)):
            sheet.shape(box(-1000, y - deep / 2, 1000, y + deep / 2), NIGHT)
            sheet.line([(-1000, y - deep * 0.26), (1000, y - deep * 0.26)], 3, SLATE)
            for x, _ in rods:
                sheet.disc(x, y + deep * 0.1, 6, OCHRE)
    return sheet


def _bead(half: float, deep: float) -> list[Point]:
    slope = half * 0.66
    return [(-half, 0), (-slope, -deep), (slope, -deep), (half, 0), (slope, deep), (-slope, deep)]


def _beads(t: float) -> list[tuple[float, bool]]:
    """Where the beads of one rod lie, the moving one last; t runs from 0 to 1 along the frame."""
    height = (math.exp(2.6 * t) - 1) / (math.exp(2.6) - 1)
    above = round(4 * (1 - height))
    upper = [-306, -266] if height < 0.5 else [-306, -180]
    resting = [-104 + 41 * i for i in range(above)] + [306 - 41 * i for i in range(4 - above)]
    return [*((float(y), False) for y in [*upper, *resting]), (306 - 410 * height, True)]


def seeds_of_money() -> Sheet:
    """Five coins sown in a row: the first lies bare, the last has become a tree."""
    rng, sheet = random.Random(12), Sheet(PAPER)
    for i in range(30):
        y = 16 + i * 16
        sheet.line([(0, y), (1600, y)], 0.8 + i * 0.06, mix(PAPER, OCHRE, 0.2 + i * 0.014))
    with sheet.veiled(0.28):
        _coin(sheet, 300, 196, 112, OCHRE)
    soil = [(x, 500 + 9 * math.sin(x / 150) + 5 * math.sin(x / 47)) for x in range(-10, 1620, 10)]
    sheet.shape([*soil, (1620, 910), (-10, 910)], NAVY)
    for i in range(1, 22):
        stratum = [(x, y + i * 19 + 6 * math.sin(x / 120 + i)) for x, y in soil]
        sheet.line(stratum, 1.4, mix(NAVY, SLATE, 0.36))
    sheet.line(soil, 9, RUSSET)
    stages = ((140, 610, 1), (420, 626, 2), (716, 644, 4), (994, 662, 5), (1340, 690, 9))
    for stage, (x, y, rings) in enumerate(stages):
        for i in range(rings, 0, -1):
            radius, wobble = 54 + i * 17, rng.uniform(0, 6)
            bark = [
                (
                    x + (radius + 4 * math.sin(3 * a + wobble) + 3 * math.sin(5 * a)) * math.cos(a),
                    y + (radius + 4 * math.sin(3 * a + wobble)) * math.sin(a) * 0.92,
                )
                for a in (k * math.tau / 90 for k in range(91))
            ]
            with sheet.within([*soil, (1620, 910), (-10, 910)]):
                sheet.line(bark, 4.4 if i % 2 else 2, mix(NAVY, RUSSET if i % 2 else OCHRE, 0.8))
        for k in range(stage * 3):
            angle = math.radians(30 + 120 * (k + 0.5) / (stage * 3))
            length = 80 + stage * 24 + rng.uniform(-20, 30)
            middle = (x + 84 * math.cos(angle) + rng.uniform(-26, 26), y + 84 * math.sin(angle))
            end = (x + length * 1.3 * math.cos(angle), y + length * math.sin(angle))
            sheet.brush(curve([(x, y + 20), middle, end]), (7 + stage, 1), SAND)
        if stage:
            _plant(sheet, x, y, stage, rng)
        _coin(sheet, x, y, 50, OCHRE if stage else RED)
    return sheet


def _coin(sheet: Sheet, x: float, y: float, r: float, ink: Colour) -> None:
    """A round coin with a square hole."""
    hole = mix(ink, NIGHT, 0.82)
    sheet.disc(x + r * 0.06, y + r * 0.08, r, hole)
    sheet.disc(x, y, r, ink)
    sheet.ring(x, y, r * 0.86, r * 0.06, hole)
    sheet.shape(box(x - r * 0.3, y - r * 0.3, x + r * 0.3, y + r * 0.3), hole)
    for turn in (0, 90, 180, 270):
        with sheet.placed(x, y, turn):
            sheet.line([(-r * 0.14, -r * 0.58), (r * 0.14, -r * 0.58)], r * 0.09, hole)


def _plant(sheet: Sheet, x: float, y: float, stage: int, rng: random.Random) -> None:
    """What has come up from the coin: a shoot, a sapling, a young tree, a tree."""
    top = (0, 440, 372, 262, 150)[stage]
    trunk = curve([(x, y - 30), (x - 5, (y + top) / 2), (x + 4, top)])
    sheet.brush(trunk, (6 + stage**2 * 2.2, 3 + stage), RUSSET)
    if stage < 3:
        for i in range(stage * 2):
            with sheet.placed(x + 2, top + i // 2 * 44, (-34, 214)[i % 2]):
                sheet.brush(curve([(0, 0), (34, -10), (72, 4)]), swell(27), GREEN)
                sheet.line([(4, 0), (34, -9), (62, 2)], 2, MOSS)
        return
    radius = (0, 0, 0, 108, 226)[stage]
    crown_y = top + radius * 0.2
    for i in range(5):
        fork = (x + (i - 2) * radius * 0.36, crown_y - radius * (0.4 - 0.12 * abs(i - 2)))
        sheet.brush(
            curve([(x, top + radius * 0.9), (x + (i - 2) * 8, top + 40), fork]), (9, 3), RUSSET
        )
    leaves = []
    for _ in range(radius**2 // 22):
        angle, reach = rng.uniform(0, math.tau), radius * math.sqrt(rng.random())
        leaves.append((crown_y + reach * 0.86 * math.sin(angle), x + reach * math.cos(angle)))
    for leaf_y, leaf_x in sorted(leaves):
        light = (crown_y - leaf_y + x - leaf_x) / radius + rng.uniform(-0.5, 0.5)
        ink = MOSS if light > 0.62 else PINE if light < -0.45 else GREEN
        with sheet.placed(leaf_x, leaf_y, rng.uniform(-70, 70)):
            sheet.brush([(-13, 0), (-5, 0), (5, 0), (13, 0)], swell(11), ink)
    for i in range(stage * 3 - 4):
        angle = i * 2.4
        reach = radius * 0.86 * math.sqrt((i + 0.6) / (stage * 3 - 4))
        fruit = (x + reach * math.cos(angle), crown_y + reach * 0.8 * math.sin(angle))
        _coin(sheet, *fruit, 15 + stage, RED if i % 4 == 0 else OCHRE)
