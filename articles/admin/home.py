"""The first page of the desk: what waits for whom, and in an empty publication what to do first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Comment, Edition, Masthead
from articles.models.articles import Stage
from articles.models.comments import CommentState

SHORT = 6  # rows a panel


@dataclass(frozen=True)
class Panel:
    """A short list: its heading, rows of (text, address, remark), and where the whole list is."""

    title: str | Promise
    rows: list[tuple[str, str, Any]]
    more: str = ""


@dataclass(frozen=True)
class Step:
    """Something to do first, where it is done, and whether it is done."""

    text: str | Promise
    address: str
    is_done: bool


@dataclass(frozen=True)
class Home:
    steps: list[Step] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)


def home(request: HttpRequest) -> Home:
    """At most 6 queries."""
    user: Any = request.user
    if not Article.objects.exists():
        return Home(steps=_steps(user))
    panels = [
        _articles(_("Waiting for review"), user, "publish_article", stage=Stage.IN_REVIEW),
        _articles(_("My drafts"), user, "change_article", stage=Stage.DRAFT, created_by=user),
        _scheduled(user),
        _comments(user),
    ]
    return Home(panels=[panel for panel in panels if panel.rows])


def _steps(user: Any) -> list[Step]:
    steps = []
    if user.has_perm("articles.change_masthead"):
        is_named = Masthead.objects.exclude(contact_email="").exclude(name="").exists()
        address = reverse("admin:articles_masthead_change", args=[1])
        steps.append(
            Step(_("Set the publication: its names, contact and rules"), address, is_named)
        )
    if user.is_superuser:
        invited = User.objects.exclude(pk=user.pk).exists()
        steps.append(
            Step(_("Invite the people you work with"), reverse("admin:auth_user_add"), invited)
        )
    if user.has_perm("articles.add_article"):
        address = reverse("admin:articles_article_add")
        steps.append(Step(_("Write the first article"), address, False))
    return steps


def _articles(title: str | Promise, user: Any, permission: str, **wanted: Any) -> Panel:
    if not user.has_perm(f"articles.{permission}"):
        return Panel(title, [])
    rows = Article.objects.filter(withdrawn_at=None, **wanted)
    if wanted["stage"] == Stage.DRAFT:
        rows = rows.filter(editions=None)
    return Panel(
        title,
        [
            (str(row), reverse("admin:articles_article_change", args=[row.pk]), row.changed_at)
            for row in rows.only("title", "changed_at")[:SHORT]
        ],
        f"{reverse('admin:articles_article_changelist')}?stage__exact={wanted['stage']}",
    )


def _scheduled(user: Any) -> Panel:
    title = _("Scheduled")
    if not user.has_perm("articles.view_article"):
        return Panel(title, [])
    rows = Edition.objects.filter(at__gt=timezone.now(), article__withdrawn_at=None).order_by("at")
    shown = rows.values_list("title", "article_id", "at")[:SHORT]
    return Panel(
        title,
        [(name, reverse("admin:articles_article_change", args=[pk]), at) for name, pk, at in shown],
        f"{reverse('admin:articles_article_changelist')}?where=coming",
    )


def _comments(user: Any) -> Panel:
    title = _("Comments to decide")
    if not user.has_perm("articles.moderate_comment"):
        return Panel(title, [])
    held = Comment.objects.filter(state=CommentState.HELD)[:SHORT]
    return Panel(
        title,
        [
            (str(row), reverse("admin:articles_comment_change", args=[row.pk]), row.written_at)
            for row in held
        ],
        f"{reverse('admin:articles_comment_changelist')}?state__exact={CommentState.HELD}",
    )
