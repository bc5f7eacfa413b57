"""Readers' comments: plain text, held until someone lets them through."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.editions import Edition


class CommentState(models.TextChoices):
    HELD = "held", _("Held")
    PUBLIC = "public", _("Public")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")


class CommentQuerySet(models.QuerySet["Comment"]):
    def public(self) -> CommentQuerySet:
        return self.filter(state=CommentState.PUBLIC)


class Comment(models.Model):
    """A reader's comment on an article, with the edition it was written under."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="comments", verbose_name=_("article")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", verbose_name=_("published version")
    )
    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("comment"), max_length=5000)
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

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        permissions = [("moderate_comment", _("Can let comments through and remove them"))]
        indexes = [models.Index(name="comment_shown", fields=["article", "state", "written_at"])]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"
