"""What people do to a site while others read it, by the verbs or by a form; each is looked for afterwards.

An act takes the watch and does one thing to an article of its own, so any number may go on at once. What
is committed must be on every page that is asked for from then on, and what lapsed on none.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from articles import moderation
from articles.models import Article, Comment, Tag
from articles.publishing.release import publish, reinstate, withdraw
from articles.tidying import merging, renaming
from tests import makers, personas
from tests.benchmarks.rehearsal.watch import Watch

Act = Callable[[Watch], None]
TAG = "rehearsals"
RUNS_OUT = timedelta(seconds=3)
TYPING = 3.2  # seconds: a form that comes back sooner was filled by a machine
_FIELD = re.compile(r'name="(began|csrfmiddlewaretoken)"[^>]*value="([^"]*)"')


def prepare() -> None:
    """The people and rows that every act shares: two at once would both make them."""
    for person in (personas.everyone, personas.writer, personas.editor, personas.rights_desk):
        person()
    makers.make_article(slug="rehearsed-before", tags=[TAG])
    makers.make_source()


def publishes(watch: Watch) -> None:
    """A new article; it is looked for at its address, under its tag and in the archive."""
    row, mark = _published()
    watch.expect("publishing", _page(row), holds=mark)
    watch.expect("publishing", f"/tags/{TAG}/", holds=row.slug, times=2)
    watch.expect("publishing", "/articles/", holds=row.slug, times=2)


def corrects(watch: Watch) -> None:
    """An article that was read already gets another text."""
    row, mark = _published()
    watch.expect("publishing", _page(row), holds=mark)
    after = _mark()
    section = row.sections.get()
    section.body = f"<p>{after}</p>"
    section.save()
    publish(row, actor=personas.everyone(), kind="correction", note=f"It said {mark[:4]}.")
    watch.expect("a correction", _page(row), holds=after, lacks=mark)


def withdraws(watch: Watch) -> None:
    row, mark = _published()
    watch.expect("publishing", _page(row), holds=mark, times=1)
    withdraw(row, actor=personas.everyone(), reason="error")
    watch.expect("a withdrawal", _page(row), status=410, lacks=mark)
    watch.expect("a withdrawal", f"/tags/{TAG}/", lacks=f"/{row.slug}/", times=2)
    reinstate(row, actor=personas.everyone())
    watch.expect("its return", _page(row), holds=mark)


def lapses(watch: Watch) -> None:
    """A reprint whose permission ends in three seconds. Nobody does anything when it does."""
    until = timezone.now() + RUNS_OUT
    slug, mark = _mark(), _mark()
    row = makers.make_article(slug=slug, tags=[TAG], bodies=(f"<p>{mark}</p>",))
    makers.credit(row, makers.make_permission(reference=slug, valid_until=until))
    publish(row, actor=personas.everyone())
    if timezone.now() < until - timedelta(seconds=1):
        watch.expect("publishing", _page(row), holds=mark, times=1)
    time.sleep(max(0.0, (until - timezone.now()).total_seconds()))
    watch.expect("its lapse", _page(row), status=410, lacks=mark)
    watch.expect("its lapse", f"/tags/{TAG}/", lacks=f"/{row.slug}/", times=2)


def comments(watch: Watch) -> None:
    """By the form, as a reader does; then a moderator lets it through."""
    row, _mark_of_it = _published()
    text = _mark()
    address = f"{_page(row)}comment/"
    form = watch.ask("comment form", address)
    fields = dict(_FIELD.findall(form.body))
    cookie = "; ".join(one.partition(";")[0] for one in form.cookies)
    time.sleep(TYPING)
    sent = urlencode({**fields, "name": "Noor", "text": text, "email": "", "website": ""})
    told = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    told["X-Forwarded-For"] = f"2001:db8:{text[4:8]}:{text[8:12]}::1"
    answer = watch.ask("comment sent", address, body=sent.encode(), headers=told)
    if answer.status != 302:
        watch.note(f"comment sent: {address} answers {answer.status}")
        return
    left = Comment.objects.filter(text=text).first()
    if left is None:
        watch.note(f"a comment on {row.slug} was thanked for and is lost")
        return
    watch.expect("a comment that waits", _page(row), lacks=text, times=2)
    moderation.let_through(left, actor=personas.everyone())
    watch.expect("approving a comment", _page(row), holds=text)


def renames_a_tag(watch: Watch) -> None:
    name, other = _mark(), _mark()
    row, _mark_of_it = _published(name)
    watch.expect("publishing", f"/tags/{name}/", holds=row.slug, times=1)
    tag = Tag.objects.get(name=name)
    renaming.rename_tag(tag, actor=personas.everyone(), name=other)
    watch.expect("renaming a tag", f"/tags/{name}/", status=301)
    watch.expect("renaming a tag", f"/tags/{other}/", holds=row.slug)
    watch.expect("renaming a tag", _page(row), holds=other, lacks=name)


def merges_tags(watch: Watch) -> None:
    """Two tags with an article each become one, with both."""
    old, kept = _mark(), _mark()
    row, _mark_of_it = _published(old)
    other, _mark_of_other = _published(kept)
    watch.expect("publishing", f"/tags/{old}/", holds=row.slug, times=1)
    watch.expect("publishing", f"/tags/{kept}/", lacks=row.slug, times=1)
    tags = {tag.name: tag for tag in Tag.objects.filter(name__in=(old, kept))}
    merging.merge_tags([tags[old]], into=tags[kept], actor=personas.everyone())
    watch.expect("merging tags", f"/tags/{old}/", status=301)
    watch.expect("merging tags", f"/tags/{kept}/", holds=row.slug)
    watch.expect("merging tags", f"/tags/{kept}/", holds=other.slug, times=1)


def is_found(watch: Watch) -> None:
    """What was published is found by a word of it, and no longer once it is withdrawn."""
    row, mark = _published()
    watch.expect("publishing", f"/search/?q={mark}", holds=row.slug, times=2)
    withdraw(row, actor=personas.everyone(), reason="error")
    watch.expect("a withdrawal", f"/search/?q={mark}", lacks=row.slug, times=2)


ACTS: tuple[Act, ...] = (
    publishes,
    corrects,
    withdraws,
    lapses,
    comments,
    renames_a_tag,
    merges_tags,
    is_found,
)


def _published(*tags: str) -> tuple[Article, str]:
    """And the one word of its text, which no address and no title holds."""
    slug, mark = _mark(), _mark()
    body = f"<p>{mark}</p>"
    row = makers.make_article(title=f"Of {slug}", slug=slug, tags=[TAG, *tags], bodies=(body,))
    publish(row, actor=personas.everyone())
    return Article.objects.get(pk=row.pk), mark


def _mark() -> str:
    """A word that stands nowhere else."""
    return f"mark{uuid.uuid4().hex[:16]}"


def _page(row: Article) -> str:
    return f"/articles/{row.slug}/"
