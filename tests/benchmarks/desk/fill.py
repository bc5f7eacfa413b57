"""Fills the demo with the material and prints where each task begins, as JSON.

Run by `tests.benchmarks.desk.servers` with a DATA_DIR of its own, after `manage.py demo --no-serve`.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from articles.models import Article  # noqa: E402
from articles.publishing.release import publish  # noqa: E402
from tests import makers, personas  # noqa: E402
from tests.benchmarks.desk import material  # noqa: E402


def article(title: str, sections: int, tags: tuple[str, ...] = ("essays",)) -> Article:
    parts = material.bodies(sections)
    row = makers.make_article(
        title=title,
        deck=material.DECK,
        author=material.AUTHOR,
        tags=list(tags),
        bodies=tuple(body for _heading, body in parts),
        created_by=personas.writer(),
    )
    for section, (heading, _body) in zip(row.sections.all(), parts, strict=True):
        section.heading = heading
        section.save()
    return row


def live(row: Article, *, days: int = 90) -> Article:
    moment = ago(days)
    publish(row, actor=personas.editor(), at=moment, now=moment)
    return row


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def changed(row: Article) -> Article:
    """As somebody left it after publishing: one section rewritten."""
    section = row.sections.all()[2]
    section.body = f"<p>{material.CHANGED}</p>"
    section.save()
    return row


def reprints() -> None:
    """One that ran last month, and others of the same magazine that ran before."""
    source = makers.make_source(material.MAGAZINE)
    permission = makers.make_permission(source=source, at=ago(400), valid_from=ago(400))
    older = [material.OLDER_REPRINT.format(number=n) for n in range(material.OLDER_REPRINTS)]
    for days, title in [
        (30, material.REPRINT),
        *((100 + 30 * n, title) for n, title in enumerate(older)),
    ]:
        row = article(title, 2)
        makers.credit(row, permission, source=source)
        live(row, days=days)


def begins() -> dict[str, list[str]]:
    rounds = range(1, material.ROUNDS + 1)
    places: dict[str, list[str]] = {}
    for task in (*material.DRAFTS, *material.LIVE):
        rows = [article(material.title(task, n), material.SECTIONS) for n in rounds]
        if task in material.LIVE:
            rows = [live(row) for row in rows]
        if task == "compare":
            rows = [changed(row) for row in rows]
        places[task] = [page(row) for row in rows]
    places["import"] = ["/admin/articles/article/"] * material.ROUNDS
    places["reprint"] = ["/admin/"] * material.ROUNDS
    for many in material.MANY:
        rows = [article(f"Of {many} sections, {n}", many) for n in range(material.LOADS)]
        places[f"page of {many}"] = [page(row) for row in rows]
    return places


def page(row: Article) -> str:
    return f"/admin/articles/article/{row.pk}/change/"


def main() -> None:
    for number in range(material.OTHERS):
        live(article(f"An article about number {number}", 2), days=40 + number)
    live(article(material.TARGET, 2))
    article("Where the tags are", 1, material.TAGS)
    reprints()
    print(json.dumps(begins()))


if __name__ == "__main__":
    main()
