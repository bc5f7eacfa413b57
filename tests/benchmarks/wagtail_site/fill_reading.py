"""Fills the peer with articles to read, and the essay that is measured among them; prints their addresses.

Run with the peer's Python in the project's directory, after `migrate`: `fill_reading.py COUNT`.
"""

import json
import os
import random
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.core.files.images import ImageFile  # noqa: E402
from django.utils import timezone  # noqa: E402
from essays.models import ArticlePage  # noqa: E402
from wagtail.images.models import Image  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from tests.benchmarks.archive import words  # noqa: E402
from tests.benchmarks.reading import essay  # noqa: E402


def pictures() -> list[Image]:
    made = []
    for name in essay.PICTURES:
        found = Image.objects.filter(title=name).first()
        if found is None:
            with open(essay.SEEDS / name, "rb") as file:
                found = Image.objects.create(title=name, file=ImageFile(file, name=name))
        made.append(found)
    return made


def section(heading: str, text: str, image: Image | None = None) -> tuple[str, dict[str, object]]:
    alt = essay.ALT if image else ""
    return ("section", {"heading": heading, "image": image, "alt": alt, "text": text})


def the_essay(home: Page, slug: str) -> ArticlePage:
    """As a draft, with its pictures at the head of the first sections."""
    parts = essay.parts()
    shown = [*pictures(), *[None] * len(parts)]
    body = [section(*part, image=image) for part, image in zip(parts, shown, strict=False)]
    page = ArticlePage(
        title=essay.TITLE, slug=slug, deck=essay.DECK, author=essay.AUTHOR, live=False, body=body
    )
    home.add_child(instance=page)
    page.tags.add(*essay.TAGS)
    return page


def one(home: Page, number: int) -> None:
    chance = random.Random(number)
    parts = words.text("en", number).parts
    page = ArticlePage(
        title=words.title("en", number, chance),
        slug=f"article-{number}",
        deck=words.sentence("en", 15, chance),
        author=essay.AUTHOR,
        body=[section(heading, text) for heading, text in parts],
    )
    home.add_child(instance=page)
    page.tags.add("essays")
    page.save_revision().publish()
    moment = timezone.now() - timedelta(hours=number)
    ArticlePage.objects.filter(pk=page.pk).update(first_published_at=moment)


def main() -> None:
    home = Page.objects.get(depth=2)
    Site.objects.update(port=80, hostname="127.0.0.1")
    for number in range(int(sys.argv[1]), 0, -1):
        one(home, number)
    page = the_essay(home, essay.SLUG)
    page.save_revision().publish()
    article = ArticlePage.objects.get(pk=page.pk)
    print(json.dumps({"article": article.url, "tag": "/tags/essays/", "front": "/front/"}))


if __name__ == "__main__":
    main()
