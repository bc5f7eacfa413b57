"""Loads a folder of seeds into an empty publication, through the same doors as an editor would use.

Dates in the seeds count in days from the day of loading. Loading again changes nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import curation, intake, moderation
from articles.importing import read_document, read_pasted
from articles.library import add_image
from articles.models import (
    Article,
    Contributor,
    CreditPermission,
    DeskEvent,
    Image,
    Masthead,
    MenuItem,
    Permission,
    ReprintCredit,
    Section,
    Source,
    StandingPage,
    Tag,
    TagAlias,
    Topic,
)
from articles.publishing import release, workflow
from articles.rights import evidence, permissions

Table = dict[str, Any]
Say = Callable[[str], None]

STANDARD_HOUR = 9  # of the publication's day: when the demo's pieces appear
SEED_LANGUAGE = "en"  # of the columns in the seeds; `in` holds the others
MASTHEAD = (
    *("name", "aliases", "tagline", "mark", "accent"),
    *("contact_email", "is_commercial", "licence"),
)
LOADED = "load_seeds"  # the event that says that all of it is there


def load(folder: Path, *, actor: User, say: Say, now: datetime | None = None) -> None:
    """Loads `publication.toml`, `pictures.toml`, `pieces.toml` and `articles/*.md` of a folder.

    Once it is all there it is never loaded again: what editors change or delete stays so.
    An interrupted load goes on where it stopped.
    """
    if DeskEvent.objects.filter(verb=LOADED).exists():
        return
    now = now or timezone.now()
    publication = _read(folder / "publication.toml")
    pieces = _read(folder / "pieces.toml")
    say("people, sources, tags and pages")
    with transaction.atomic():
        _found(publication)
    pictures = {}
    for row, count in _counted(_read(folder / "pictures.toml")["picture"]):
        say(f"picture {count}: {row['file']}")
        pictures[row["file"]] = _picture(folder / "pictures" / row["file"], row, actor=actor)
    with transaction.atomic():
        known = _permissions(pieces["permission"], actor=actor, now=now)
    for row, count in _counted(pieces["piece"]):
        say(f"article {count}: {row['file']}")
        _piece(folder / "articles" / row["file"], row, known, pictures, actor=actor, now=now)
    with transaction.atomic():
        _arrange(publication, actor=actor)
        DeskEvent.objects.log(LOADED, actor=actor, at=now)


def _counted(rows: list[Table]) -> Iterator[tuple[Table, str]]:
    return ((row, f"{number} of {len(rows)}") for number, row in enumerate(rows, start=1))


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _moment(now: datetime, days: int, hour: int = STANDARD_HOUR) -> datetime:
    """That hour of the publication's day, so many days from the day of loading."""
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


# --- the publication itself -------------------------------------------------------------------


def _columns(row: Table, *names: str) -> Table:
    """The named columns that a row has, in the publication's first language where the row knows it,
    with the other languages packed as the models want them.
    """
    said: dict[str, Table] = row.get("in", {})
    translated = {name for texts in said.values() for name in texts}
    said = {SEED_LANGUAGE: {name: row[name] for name in names if name in translated}, **said}
    first = said.get(settings.LANGUAGE_CODE, {})
    others = {
        language: dict(texts)
        for language, texts in said.items()
        if texts and language in dict(settings.LANGUAGES) and language != settings.LANGUAGE_CODE
    }
    return {name: row[name] for name in names if name in row} | first | {"translations": others}


def _found(publication: Table) -> None:
    for row in publication["contributor"]:
        Contributor.objects.get_or_create(
            slug=row["slug"], defaults=_columns(row, "name", "about", "url")
        )
    for row in publication["source"]:
        Source.objects.get_or_create(
            slug=row["slug"],
            defaults=_columns(row, "name", "kind", "about", "url", "public_contact")
            | row.get("terms", {}),
        )
    for row in publication["tag"]:
        _tag(row)
    for row in publication["page"]:
        StandingPage.objects.get_or_create(slug=row["slug"], defaults=_page(row))
    for row in publication["topic"]:
        topic, made = Topic.objects.get_or_create(
            slug=row["slug"], defaults=_columns(row, "name", "description")
        )
        if made:
            topic.tags.set(Tag.objects.resolve(row["tags"]).values())
    masthead = Masthead.objects.get()
    if not masthead.name:
        for column, value in _columns(publication["masthead"], *MASTHEAD).items():
            setattr(masthead, column, value)
        masthead.save()
        MenuItem.objects.bulk_create(_menu(masthead, publication["menu"]))


def _tag(row: Table) -> None:
    """A tag is found by its other names and by its names in every language."""
    if Tag.objects.resolve([row["name"]]):
        return
    tag = Tag.objects.create(**_columns(row, "name", "description"))
    said = [texts.get("name", "") for texts in row.get("in", {}).values()]
    TagAlias.objects.keep({tag: [row["name"], *row.get("aliases", []), *said]})


def _page(row: Table) -> Table:
    columns = _columns(row, "title", "body")
    for texts in (columns, *columns["translations"].values()):
        texts["body"] = _html(texts["title"], texts["body"])
    return columns


def _html(title: str, markdown: str) -> str:
    manuscript = read_pasted(f"# {title}\n\n{markdown}", kind="markdown")
    return "".join(
        (f"<h3>{escape(part.heading)}</h3>" if part.heading else "") + part.body
        for part in manuscript.piece.parts
    )


def _menu(masthead: Masthead, rows: list[Table]) -> Iterator[MenuItem]:
    for position, row in enumerate(rows, start=1):
        topic = Topic.objects.get(slug=row["topic"]) if "topic" in row else None
        page = StandingPage.objects.get(slug=row["page"]) if "page" in row else None
        yield MenuItem(
            masthead=masthead,
            position=position,
            topic=topic,
            page=page,
            place=row.get("place", ""),
        )


def _arrange(publication: Table, *, actor: User) -> None:
    """Sets the chosen articles of topics and front pages that have none yet."""
    by_slug = {article.slug: article for article in Article.objects.all()}
    rows = {row["slug"]: row["picks"] for row in publication["topic"]}
    rows |= {f"front-{language}": picks for language, picks in publication["front"].items()}
    for slug, picks in rows.items():
        topic = Topic.objects.filter(slug=slug, picks=None).first()
        chosen = [
            (by_slug[pick["article"]], pick.get("blurb", ""))
            for pick in picks
            if pick["article"] in by_slug
        ]
        if topic and chosen:
            curation.arrange_topic(topic, actor=actor, picks=chosen)


# --- pictures, permissions, pieces ------------------------------------------------------------


def _picture(path: Path, row: Table, *, actor: User) -> Image:
    return add_image(
        path.read_bytes(),
        actor=actor,
        file_name=path.name,
        **_columns({"alt": row["alt"], "in": {"zh-hans": {"alt": row["alt_zh"]}}}, "alt"),
        focal_x=row["focal"][0],
        focal_y=row["focal"][1],
        creator=row["creator"],
        credit=row["credit"],
        copyright_notice=row["copyright"],
        licence=row["licence"],
        may_be_reprinted=row["may_reprint"],
    )


def _permissions(rows: list[Table], *, actor: User, now: datetime) -> dict[str, Permission]:
    known = {}
    for row in rows:
        facts = {name: value for name, value in row.items() if name not in _PERMISSION_DATES}
        known[row["id"]] = Permission.objects.filter(reference=row["reference"]).first() or (
            _permission(facts, row, actor=actor, now=now)
        )
    return known


_PERMISSION_DATES = frozenset({"id", "source", "from_days", "until_days"})


def _permission(facts: Table, row: Table, *, actor: User, now: datetime) -> Permission:
    at = _moment(now, row["from_days"])
    if "source" in row:
        facts["source"] = Source.objects.get(slug=row["source"])
    if "until_days" in row:
        facts["valid_until"] = _moment(now, row["until_days"], hour=0)
    proofs = [evidence.Proof(**proof) for proof in facts.pop("proof", [])]
    permission = permissions.record(
        actor=actor, at=at, **facts, valid_from=_moment(now, row["from_days"], hour=0)
    )
    evidence.add_all(permission, proofs, actor=actor, at=at)
    return permissions.grant(permission, actor=actor, at=at)


def _piece(
    path: Path,
    row: Table,
    known: dict[str, Permission],
    pictures: dict[str, Image],
    *,
    actor: User,
    now: datetime,
) -> None:
    """Takes one piece in and lets its fate befall it, all or nothing; once."""
    document = path.read_bytes()
    if intake.find_earlier(document):
        return
    at = _moment(now, row["published"]) if "published" in row else now
    manuscript = intake.with_pictures(read_document(document, filename=path.name), pictures)
    with transaction.atomic():
        article = intake.take_in(
            manuscript, actor=actor, document=document, file_name=path.name, at=min(at, now)
        )
        if "permission" in row:
            credit = ReprintCredit.objects.get(article=article)
            CreditPermission.objects.create(credit=credit, permission=known[row["permission"]])
        if "published" not in row:
            workflow.submit(article, actor=actor, at=now, said=row.get("said", ""))
            return
        release.publish(article, actor=actor, at=at, now=min(at, now))
        _fate(article, row, actor=actor, now=now)


def _fate(article: Article, row: Table, *, actor: User, now: datetime) -> None:
    if correction := row.get("correction"):
        for section in Section.objects.filter(article=article, body__contains=correction["find"]):
            section.body = section.body.replace(correction["find"], correction["replace"])
            section.save()
        at = _moment(now, correction["days"])
        release.publish(
            article, actor=actor, at=at, now=at, kind="correction", note=correction["note"]
        )
    for comment in row.get("comment", []):
        at = _moment(now, comment["days"], hour=18)
        edition = article.editions.order_by("number")[0]
        left = moderation.leave(edition, name=comment["name"], text=comment["text"], at=at)
        if comment.get("public"):
            moderation.let_through(left, actor=actor, at=at + timedelta(hours=1))
        if "answer" in comment:
            moderation.answer(left, actor=actor, text=comment["answer"], at=at + timedelta(hours=3))
    if withdrawal := row.get("withdrawal"):
        release.withdraw(
            article,
            actor=actor,
            reason=withdrawal["reason"],
            notice=withdrawal["notice"],
            at=_moment(now, withdrawal["days"]),
        )
