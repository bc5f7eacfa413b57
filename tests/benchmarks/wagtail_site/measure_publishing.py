"""What publishing the essay costs the peer: milliseconds and queries, as JSON.

Its draft was kept before as a revision; only publishing that is timed. Run after `fill_reading.py`.
"""

import json
import time
from statistics import median

import fill_reading  # sets Django up
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

PUBLISHED = 12


def main() -> None:
    home = Page.objects.get(depth=2)
    spent = []
    for number in range(PUBLISHED + 1):
        page = fill_reading.the_essay(home, f"published-{time.time_ns()}")
        revision = page.save_revision()
        with CaptureQueriesContext(connection) if number == PUBLISHED else _nothing() as captured:
            began = time.perf_counter()
            revision.publish()
            spent.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"ms": median(spent[2:PUBLISHED]), "queries": len(captured)}))


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_told: object) -> None: ...


if __name__ == "__main__":
    main()
