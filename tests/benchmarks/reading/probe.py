"""Asks the application from within, in the archive that the environment names, and prints JSON.

Run by `tests.benchmarks.reading.archives`: `python -m tests.benchmarks.reading.probe WHAT [OF] [--in-turn]`.
Told `--in-turn`, it says before each request that it waits, until it reads a line.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.http import urlencode  # noqa: E402

from articles import watched  # noqa: E402
from articles.library import add_image  # noqa: E402
from articles.models import (  # noqa: E402
    Article,
    ArticleByline,
    EditionTag,
    Freshness,
    Section,
    Window,
)
from articles.publishing.release import publish  # noqa: E402
from articles.search import index  # noqa: E402
from tests import makers, personas  # noqa: E402
from tests.benchmarks.archive import cast, words  # noqa: E402
from tests.benchmarks.reading import archives, essay, merging  # noqa: E402
from tests.wsgi import ask  # noqa: E402

Spent = dict[str, list[float]]  # milliseconds of each request, by what they went into

TIMES = 40
PUBLISHED = 12
COUNTED = 3
RARE = (
    144  # an article in English that readers see in every archive; no source is called by its word
)


def main() -> None:
    what, *more = [told for told in sys.argv[1:] if told != archives.IN_TURN]
    asked: dict[str, Callable[..., Any]] = {
        "addresses": addresses,
        "paths": paths,
        "changed": changed,
        "tag": tag,
        "swept": swept,
        "search": search,
        "publish": publishing,
        "merge": merging.merge,
    }
    print(json.dumps(asked[what](*more)))


def _await_turn() -> None:
    if archives.IN_TURN in sys.argv:
        print(archives.TURN, flush=True)
        if not sys.stdin.readline():
            sys.exit("Nobody is there any more to give turns.")


def addresses() -> dict[str, str]:
    """The measured pages; the essay is published where it is not yet."""
    row = Article.objects.filter(slug=essay.SLUG).first()
    if row is None:
        row = written(slug=essay.SLUG)
        publish(row, actor=personas.everyone())
    return {"article": f"/articles/{essay.SLUG}/", "tag": f"/tags/{cast.EVERYWHERE}/", "front": "/"}


def paths(count: str) -> list[str]:
    """Of so many articles that are public."""
    rows = (
        Window.objects.live(at=timezone.now()).select_related("edition").defer("edition__content")
    )
    return [row.get_absolute_url() for row in rows.order_by("pk")[: int(count)]]


def changed() -> dict[str, Spent]:
    """Milliseconds of the measured pages, each asked for right after the public was shown something new."""
    return {page: _timed(path, "", before=_change) for page, path in addresses().items()}


def _change() -> None:
    """Nothing that was made of what the public saw before is used again."""
    Freshness.objects.update(generation=watched.name())


def tag() -> dict[str, Spent]:
    """Milliseconds of a whole request and of its queries: the tag's first page and its last, and the first
    page of the tag of which the newest lapsed; and the first pages right after a change.
    """
    rows = EditionTag.objects.filter(tag__name=cast.EVERYWHERE).live(at=timezone.now())
    last = list(rows.newest().reverse()[20:21])
    after = _after(last[0]) if last else ""
    places = {
        "first": (f"/tags/{cast.EVERYWHERE}/", ""),
        "last": (f"/tags/{cast.EVERYWHERE}/", after),
        "lapsed": (f"/tags/{cast.LAPSED}/", ""),
    }
    found = {name: _timed(*place) for name, place in places.items()}
    for name, page in (("changed", "first"), ("changed_lapsed", "lapsed")):
        found[name] = _timed(*places[page], before=_change)
    return found


def _after(row: EditionTag) -> str:
    since = row.published_at - datetime(1970, 1, 1, tzinfo=UTC)
    return f"after={round(since.total_seconds() * 1_000_000)}.{row.article_id}"


def swept() -> int:
    """Takes what is over out of search, as tidying does; how many documents."""
    now = timezone.now()
    return sum(iter(lambda: index.sweep(at=now), 0))


def search() -> dict[str, Spent]:
    common = words.vocabulary("en")[0][60]
    chinese = words.vocabulary("zh-Hans")[0][40]
    asked = {"common": common, "rare": words.rare("en", RARE), "Chinese": chinese}
    return {name: _timed("/search/", urlencode({"q": text})) for name, text in asked.items()}


def _timed(path: str, query: str, *, before: Callable[[], None] = lambda: None) -> Spent:
    """After three requests that only warm."""
    in_queries = [0.0]

    def timing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            in_queries[0] += time.perf_counter() - began

    spent: Spent = {"request": [], "queries alone": [], "cpu": []}
    for number in range(TIMES + 3):
        _await_turn()
        before()
        in_queries[0] = 0.0
        began, worked = time.perf_counter(), time.thread_time()
        with connection.execute_wrapper(timing):
            answer = ask("GET", path, query)
        if answer.status != 200:
            sys.exit(f"{path}?{query} answers {answer.status}")
        if number >= 3:
            spent["request"].append((time.perf_counter() - began) * 1000)
            spent["cpu"].append((time.thread_time() - worked) * 1000)
            spent["queries alone"].append(in_queries[0] * 1000)
    return spent


def publishing() -> dict[str, Any]:
    """Milliseconds of the verb each time, and how many queries some of them ask, for the essay with its
    figures rendered. One publication in so many tidies in passing, when it is done.
    """
    actor, spent, counts = personas.everyone(), [], []
    for _number in range(PUBLISHED):
        row = Article.objects.get(pk=written().pk)
        _await_turn()
        began = time.perf_counter()
        publish(row, actor=actor)
        spent.append((time.perf_counter() - began) * 1000)
    for _number in range(COUNTED):
        row = Article.objects.get(pk=written().pk)
        actor = type(actor).objects.get(pk=actor.pk)
        with CaptureQueriesContext(connection) as captured:
            publish(row, actor=actor)
        counts.append(len(captured))
    return {"ms": spent[2:], "queries": counts}


def written(**columns: Any) -> Article:
    """The essay as a draft."""
    actor = personas.everyone()
    pictures = [
        add_image((essay.SEEDS / name).read_bytes(), actor=actor, file_name=name, alt=essay.ALT)
        for name in essay.PICTURES
    ]
    row = makers.make_article(
        title=essay.TITLE,
        deck=essay.DECK,
        tags=list(essay.TAGS),
        author=essay.AUTHOR,
        bodies=(),
        image=pictures[0],
        caption=essay.CAPTION,
        **{"slug": f"{essay.SLUG}-{time.time_ns()}", **columns},
    )
    for place, (heading, body) in enumerate(essay.parts()):
        figure = {"image": pictures[place], "caption": essay.CAPTION} if place in (1, 2) else {}
        Section.objects.create(article=row, position=place, heading=heading, body=body, **figure)
    assert ArticleByline.objects.filter(article=row).exists()
    return row


if __name__ == "__main__":
    main()
