"""Fills the peer with the material and prints where each task begins, as JSON.

Run with the peer's Python in the project's directory, after `migrate`.
"""

import json
import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.utils import timezone  # noqa: E402
from essays.models import ArticlePage  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from tests.benchmarks.desk import material  # noqa: E402


def people() -> None:
    """Wagtail's own two groups: its editors write, its moderators publish."""
    for username, group in (("writer", "Editors"), ("editor", "Moderators")):
        user = User.objects.create_user(username, f"{username}@example.org", material.PASSWORD)
        user.groups.set([Group.objects.get(name=group)])


def article(
    home: Page, title: str, sections: int, tags: tuple[str, ...] = ("essays",)
) -> ArticlePage:
    page = ArticlePage(
        title=title,
        deck=material.DECK,
        author=material.AUTHOR,
        live=False,
        owner=User.objects.get(username="writer"),
        body=[
            ("section", {"heading": heading, "image": None, "alt": "", "text": text})
            for heading, text in material.bodies(sections)
        ],
    )
    home.add_child(instance=page)
    page.tags.add(*tags)
    page.save_revision(user=page.owner, log_action=True)
    return page


def live(home: Page, title: str, sections: int, *, days: int = 90, credit: str = "") -> ArticlePage:
    page = article(home, title, sections)
    if credit:
        page.body.append(
            ("section", {"heading": "", "image": None, "alt": "", "text": f"<p>{credit}</p>"})
        )
    editor = User.objects.get(username="editor")
    page.save_revision(user=editor, log_action=True).publish(user=editor)
    moment = timezone.now() - timedelta(days=days)
    ArticlePage.objects.filter(pk=page.pk).update(
        first_published_at=moment, last_published_at=moment, latest_revision_created_at=moment
    )
    return page


def changed(page: ArticlePage) -> ArticlePage:
    """As somebody left it after publishing: one section rewritten, one more added."""
    page = ArticlePage.objects.get(pk=page.pk)
    page.body[2].value["text"].source = f"<p>{material.CHANGED}</p>"
    page.save_revision(user=page.owner, log_action=True)
    return page


def main() -> None:
    people()
    home = Page.objects.get(depth=2)
    home.title = home.draft_title = "Articles"
    home.save()
    Site.objects.update(port=80, hostname="127.0.0.1")
    for number in range(material.OTHERS):
        live(home, f"An article about number {number}", 2, days=40 + number)
    live(home, material.TARGET, 2)
    for number in range(material.OLDER_REPRINTS):
        older = material.OLDER_REPRINT.format(number=number)
        live(home, older, 2, days=100 + 30 * number, credit=f"First ran in {material.MAGAZINE}.")
    live(home, material.REPRINT, 2, days=30, credit=f"First ran in {material.MAGAZINE}.")
    article(home, "Where the tags are", 1, tags=material.TAGS)

    begins: dict[str, list[str]] = {}
    rounds = range(1, material.ROUNDS + 1)
    for task in material.DRAFTS:
        pages = [article(home, material.title(task, n), material.SECTIONS) for n in rounds]
        begins[task] = [f"/admin/pages/{page.pk}/edit/" for page in pages]
    for task in material.LIVE:
        pages = [live(home, material.title(task, n), material.SECTIONS) for n in rounds]
        begins[task] = [f"/admin/pages/{page.pk}/edit/" for page in pages]
        if task == "compare":
            for page in pages:
                changed(page)
    begins["import"] = [f"/admin/pages/{home.pk}/"] * material.ROUNDS
    begins["reprint"] = ["/admin/"] * material.ROUNDS
    for many in material.MANY:
        pages = [article(home, f"Of {many} sections, {n}", many) for n in range(material.LOADS)]
        begins[f"page of {many}"] = [f"/admin/pages/{page.pk}/edit/" for page in pages]
    print(json.dumps(begins))


if __name__ == "__main__":
    main()
