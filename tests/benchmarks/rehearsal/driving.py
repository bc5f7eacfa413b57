"""So many seconds of everything at once: readers who wander, and people who change what they read."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections.abc import Callable

from django.db import connections

from tests.benchmarks.rehearsal.acts import Act
from tests.benchmarks.rehearsal.watch import Watch


def drive(
    watch: Watch,
    *,
    seconds: float,
    acts: tuple[Act, ...],
    paths: list[str],
    readers: int,
    editors: int,
) -> dict[str, int]:
    """How often each act was done, by its name. What is wrong the watch notes; an act that fails is."""
    until = time.monotonic() + seconds
    done: dict[str, int] = {act.__name__: 0 for act in acts}

    def read(number: int) -> None:
        chance = random.Random(number)
        while time.monotonic() < until:
            path = chance.choice(paths)
            answer = watch.ask("reading", path)
            if answer.status == 200 and "</html>" not in answer.body[-200:]:
                watch.note(f"reading: {path} is cut off")
            elif answer.status not in {0, 200} and answer.status < 500:
                watch.note(f"reading: {path} answers {answer.status}")

    def edit(number: int) -> None:
        turn = number
        while time.monotonic() < until:
            act = acts[turn % len(acts)]
            turn += 1
            try:
                act(watch)
            except Exception:  # whatever it is, the report says so
                watch.note(f"{act.__name__} failed:\n{traceback.format_exc()}")
            done[act.__name__] += 1
        connections.close_all()

    _at_once([*[read] * readers, *[edit] * editors])
    return done


def _at_once(works: list[Callable[[int], None]]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
