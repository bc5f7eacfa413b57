"""The first page of the desk: what waits for whom, and in an empty publication what to do first.

A panel is there for those who may enter its room; one without rows says so in a line, or is left out
where nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin import home_post, home_rights, log
from articles.admin.article_status import REVIEW
from articles.admin.panels import SHORT, Panel, Row, Text
from articles.models import (
    Article,
    Comment,
    DeskEvent,
    EditingSession,
    Edition,
    Masthead,
)
from articles.models.articles import Stage


@dataclass(frozen=True)
class Step:
    """Something to do first, where it is done, and whether it is done."""

    text: Text
    address: str
    is_done: bool


@dataclass(frozen=True)
class Home:
    steps: list[Step] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)


def home(request: HttpRequest) -> Home:
    """At most 22 queries, however much there is."""
    user: Any = request.user
    steps = [] if Article.objects.exists() else list(_steps(user))
    now = timezone.now()
    panels = [
        panel
        for permission, make in PANELS
        if user.has_perm(f"articles.{permission}")
        for panel in [make(user, now)]
        if panel.rows or (panel.nothing and not steps)
    ]
    return Home(steps, panels)


def _steps(user: Any) -> Iterator[Step]:
    if user.has_perm("articles.change_masthead"):
        is_named = Masthead.objects.exclude(contact_email="").exclude(name="").exists()
        address = reverse("admin:articles_masthead_change", args=[1])
        yield Step(_("Set the publication: its names, contact and rules"), address, is_named)
    if user.is_superuser:
        invited = User.objects.exclude(pk=user.pk).exists()
        yield Step(_("Invite the people you work with"), reverse("admin:auth_user_add"), invited)
    if user.has_perm("articles.import_article"):
        address = reverse("admin:articles_article_import")
        yield Step(_("Import a document: Word, Markdown, HTML or plain text"), address, False)
    if user.has_perm("articles.add_article"):
        yield Step(_("Or write the first article"), reverse("admin:articles_article_add"), False)


def _article(pk: Any) -> str:
    return reverse("admin:articles_article_change", args=[pk])


def _list(**chosen: Any) -> str:
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    return f"{reverse('admin:articles_article_changelist')}?{query}"


def _rows(articles: Any, remark: Callable[[DeskEvent], Text]) -> list[Row]:
    """With a remark on the last thing that was said or done in the review of each. Two queries."""
    shown = list(articles.only("title", "language", "changed_at")[:SHORT])
    events = DeskEvent.objects.filter(article__in=[row.pk for row in shown], verb__in=REVIEW)
    last = {event.article_id: event for event in events.order_by("at", "pk")}
    return [
        Row(
            str(row),
            _article(row.pk),
            row.changed_at,
            remark(last[row.pk]) if row.pk in last else "",
            row.language,
        )
        for row in shown
    ]


def _said(event: DeskEvent) -> str:
    return Truncator(event.said).chars(80) if event.verb == "submit" else ""


def _asked(event: DeskEvent) -> Text:
    return _("Changes asked for") if event.verb == "request_changes" else ""


def _unsaved(user: Any, now: datetime) -> Panel:
    sessions = EditingSession.objects.unsaved_of(user).defer("kept")[:SHORT]
    rows = [
        Row(
            str(session.article or _("A new article")),
            _article(session.article_id)
            if session.article_id
            else reverse("admin:articles_article_add"),
            session.kept_at,
        )
        for session in sessions
    ]
    return Panel("unsaved", _("Typed and not saved"), rows)


def _drafts(user: Any, now: datetime) -> Panel:
    mine = Article.objects.filter(
        created_by=user, stage=Stage.DRAFT, withdrawn_at=None, editions=None
    )
    return Panel(
        "drafts",
        _("My drafts"),
        _rows(mine, _asked),
        _list(where="draft"),
        _("You have no draft. Write one, or import a document."),
    )


def _in_review(user: Any, now: datetime) -> Panel:
    waiting = Article.objects.filter(stage=Stage.IN_REVIEW, withdrawn_at=None)
    return Panel(
        "review",
        _("Waiting for review"),
        _rows(waiting.order_by("changed_at", "pk"), _said),
        _list(where="in_review"),
        _("Nothing waits for you."),
    )


def _going_out(user: Any, now: datetime) -> Panel:
    """What is scheduled, the next first; what goes out today is marked."""
    coming = Edition.objects.filter(at__gt=now, article__withdrawn_at=None).order_by("at", "pk")
    today = timezone.localdate(now)
    rows = [
        Row(
            title,
            _article(pk),
            at,
            _("today") if timezone.localdate(at) == today else "",
            language,
        )
        for title, pk, at, language in coming.values_list("title", "article_id", "at", "language")[
            :SHORT
        ]
    ]
    return Panel("coming", _("Going out"), rows, _list(where="coming"), _("Nothing is scheduled."))


def _comments(user: Any, now: datetime) -> Panel:
    """The oldest first, and how many there are in all. One query."""
    held = Comment.objects.held().select_related("article").annotate(total=Window(Count("pk")))
    found = list(held[:SHORT])
    rows = [
        Row(
            row.text[:80],
            reverse("admin:articles_comment_change", args=[row.pk]),
            row.written_at,
            f"{row.name}, {row.article}",
        )
        for row in found
    ]
    title = _("Comments held")
    return Panel(
        "comments",
        format_lazy("{}: {}", title, found[0].total) if found else title,
        rows,
        reverse("admin:comment_queue"),
        _("No comment waits."),
    )


def _events(user: Any, now: datetime) -> Panel:
    events = log.named(DeskEvent.objects.exclude(verb="add_image"))
    rows = [
        Row(
            log.about(event),
            log.address_of(event),
            event.at,
            f"{event.actor.get_short_name() or event.actor} · {log.WHAT.get(event.verb, event.verb)}",
            undo=event.undo,
        )
        for event in log.with_undo(events[:SHORT], user, at=now)
    ]
    return Panel("events", _("At the desk"), rows, reverse("admin:articles_deskevent_changelist"))


# What a panel asks for, and what makes it.
PANELS: tuple[tuple[str, Any], ...] = (
    ("change_article", _unsaved),
    ("publish_article", _in_review),
    ("add_article", _drafts),
    ("view_edition", _going_out),
    ("view_permission", home_rights.panel),
    ("moderate_comment", _comments),
    *home_post.PANELS,
    ("view_deskevent", _events),
)
