"""Draws every picture of the demo publication into `pictures/`, or only those named on the
command line. This module owns the list of them; the drawing itself is in `plates/`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from plates import machines, river, robot, shops, stage, things, town
from plates.sheet import Sheet

PICTURES: dict[str, Callable[[], Sheet]] = {
    "ferry": river.ferry,
    "chips": machines.chips,
    "memory": machines.memory,
    "monkey": stage.monkey,
    "fur": things.fur,
    "robot-fall": robot.robot_fall,
    "river-dragons": river.river_dragons,
    "crossing": town.crossing,
    "grass": things.grass,
    "market": town.market,
    "abacus": things.abacus,
    "seeds-of-money": things.seeds_of_money,
    "letterpress": shops.letterpress,
    "server": machines.server,
    "workshop": shops.workshop,
    "farm": machines.farm,
}


def main() -> None:
    folder = Path(__file__).parent / "pictures"
    folder.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        PICTURES[name]().save(folder / f"{name}.jpg")


if __name__ == "__main__":
    main()
