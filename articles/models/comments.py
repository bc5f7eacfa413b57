"""Readers' comments: plain text, held until someone lets them through; and who has sent how many of late."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.editions import Edition, EditionKind


class CommentState(models.TextChoices):
    HELD = "held", _("Held")
    PUBLIC = "public", _("Public")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")


class CommentQuerySet(models.QuerySet["Comment"]):
    def public(self) -> CommentQuerySet:
        return self.filter(state=CommentState.PUBLIC)

    def held(self) -> CommentQuerySet:
        """What waits for somebody, the oldest first."""
        return self.filter(state=CommentState.HELD).order_by("written_at", "pk")

    def by_the_same(self, name: str, email: str) -> CommentQuerySet:
        """Of one writer: the same name with the same mail address, or without one."""
        return self.filter(name=name, email=email)

    def for_the_desk(self) -> CommentQuerySet:
        """With the article, the version, and how many others from the same mail address were approved and
        refused (`approved_others`, `refused_others`): a name alone tells nobody apart. One query.
        """
        same = Comment.objects.filter(email__iexact=OuterRef("email")).exclude(email="")
        others = same.exclude(pk=OuterRef("pk")).order_by()
        refused = others.filter(state__in=[CommentState.SPAM, CommentState.REMOVED])
        return (
            self.select_related("article", "edition", "answers", "decided_by")
            .defer("edition__content")
            .annotate(
                approved_others=Coalesce(Subquery(_counted(others.public())), 0),
                refused_others=Coalesce(Subquery(_counted(refused)), 0),
            )
        )

    def under(self, article: int, number: int) -> CommentQuerySet:
        """What stands under an article in its version of this number, thread by thread, the oldest first; a
        thread without its first comment keeps that place.

        Each comes with `thread_at` and `root`, the place of its thread; `version`, the number of the version
        that it was written under; `has_changed`, whether the text is another since; `answered`, the name
        that it answers within the thread; and `total`, how many public ones there are. One query.
        """
        replies = Comment.objects.public().filter(thread=OuterRef("pk"))
        changes = Edition.objects.filter(
            article=article,
            number__gt=OuterRef("edition__number"),
            number__lte=number,
            kind__in=[EditionKind.UPDATE, EditionKind.CORRECTION],
        )
        is_public = Q(state=CommentState.PUBLIC)
        return (
            self.filter(article=article)
            .filter(is_public | Exists(replies))
            .annotate(
                thread_at=Coalesce("thread__written_at", "written_at"),
                root=Coalesce("thread", "pk"),
                version=F("edition__number"),
                has_changed=Exists(changes),
                answered=Case(
                    When(answers=F("thread"), then=Value("")),
                    When(answers__state=CommentState.PUBLIC, then=F("answers__name")),
                    default=Value(""),
                ),
                total=Window(Count("pk", filter=is_public)),
            )
            .order_by("thread_at", "root", F("thread").asc(nulls_first=True), "written_at", "pk")
        )


def _counted(rows: CommentQuerySet) -> models.QuerySet[Any, Any]:
    """How many there are, for a subquery."""
    together = rows.annotate(all_of_them=Value(1)).values("all_of_them")
    return together.annotate(count=Count("pk")).values("count")


class Comment(models.Model):
    """A reader's comment on an article, with the edition it was written under.

    A reply stands in the `thread` of a first comment, whichever comment of it it `answers`. What a writer
    had erased keeps its place, and none of its words. `decided_by` is nobody where it appeared by itself.
    """

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="comments", verbose_name=_("article")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", verbose_name=_("published version")
    )
    thread = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replies"
    )
    answers = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="answered_by",
        verbose_name=_("answers"),
    )
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("mail address"), blank=True)
    text = models.TextField(_("comment"), max_length=5000)
    is_ours = models.BooleanField(_("by the publication"), default=False, editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=CommentState, default=CommentState.HELD, editable=False
    )
    written_at = models.DateTimeField(_("written"), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        permissions = [("moderate_comment", _("Can let comments through and remove them"))]
        indexes = [
            models.Index(name="comment_shown", fields=["article", "state", "written_at"]),
            models.Index(name="comment_waiting", fields=["state", "written_at"]),
            models.Index(name="comment_decided", fields=["-decided_at"]),
            models.Index(name="comment_by_writer", fields=["name", "email", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="comment_answers_within_a_thread",
                condition=Q(thread=None, answers=None)
                | Q(thread__isnull=False, answers__isnull=False),
            ),
            models.CheckConstraint(
                name="comment_erased_says_nothing",
                condition=Q(erased_at=None)
                | Q(name="", email="", text="", state=CommentState.REMOVED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}" if self.erased_at is None else str(_("Erased"))


class Visitor(models.Model):
    """How many forms of one kind came from one network of late. `key` is a keyed hash of both."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(db_index=True)
    forms = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.forms}"
