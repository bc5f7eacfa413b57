"""What the desk keeps beside an article while people work on it: who is there and what they typed but
did not save, and the links by which someone without an account may read one saved version.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from articles import addresses, piece
from articles.models.articles import Article

LINK_SALT = "articles.preview-link"
HERE_FOR = timedelta(seconds=45)  # a page says every 20 seconds that it is open


class EditingSessionQuerySet(models.QuerySet["EditingSession"]):
    def unsaved_of(self, user: Any) -> EditingSessionQuerySet:
        """Where this person typed something that is not saved, newest first, with the article."""
        mine = self.filter(user=user, kept__isnull=False)
        return mine.select_related("article").order_by("-kept_at", "-pk")

    def unsaved_by_others(self, article: Article, user: Any) -> list[str]:
        """The names of those who typed something here that is not saved, and can still save it."""
        theirs = self.filter(article=article, kept__isnull=False, user__is_active=True)
        rows = theirs.exclude(user=user).select_related("user").order_by("user__username")
        return [row.user.get_full_name() or row.user.get_username() for row in rows.defer("kept")]

    def here(self, article: Article, *, at: datetime) -> EditingSessionQuerySet:
        """Who has the article open at that instant, with their accounts, by name."""
        there = self.filter(article=article, seen_at__gt=at - HERE_FOR)
        return there.select_related("user").order_by("user__username")


class EditingSession(models.Model):
    """One person at one article, or at one that is not saved yet (`article` is None).

    `kept` is what they typed and did not save, None if there is nothing: for each opened page, by its
    random name, `{"at": ISO instant, "version": …, "form": {field: [values]}}`. `base_version` is the
    version that the latest of them was made from. It is never part of the article's history.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, related_name="editing_sessions"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    base_version = models.PositiveIntegerField(default=0)
    kept = models.JSONField(null=True)
    kept_at = models.DateTimeField(null=True)

    objects = EditingSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="editing_session_once", fields=["article", "user"]),
            models.UniqueConstraint(
                name="editing_session_once_unsaved", fields=["user"], condition=Q(article=None)
            ),
            models.CheckConstraint(
                name="editing_session_kept_at_an_instant",
                condition=Q(kept__isnull=True, kept_at__isnull=True)
                | Q(kept__isnull=False, kept_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.article or _('a new article')}"


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self, *, at: datetime) -> PreviewLinkQuerySet:
        """Links that still lead somewhere at that instant."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def by_token(self, token: str) -> PreviewLink | None:
        """The link that this address was made for, open or not; None for an address that nobody made."""
        try:
            pk = signing.Signer(salt=LINK_SALT).unsign_object(token)
        except signing.BadSignature:
            return None
        return self.filter(pk=pk).first()


class PreviewLink(models.Model):
    """Shows one saved version to whoever has the signed link, until it expires or is revoked.

    `content` is the Piece as JSON with its schema number, as an edition has it.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="preview_links")
    content = models.JSONField()
    version = models.PositiveIntegerField(_("saved version"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="preview_link_expires_after_it_is_made",
                condition=Q(expires_at__gt=models.F("created_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.version}"

    def get_absolute_url(self) -> str:
        """Its signed address, with the prefix of the text's own language."""
        token = signing.Signer(salt=LINK_SALT).sign_object(self.pk)
        with translation.override(addresses.interface_language(self.piece.language)):
            return reverse("preview_link", args=[token])

    @property
    def piece(self) -> piece.Piece:
        return piece.decode(self.content)

    def is_open(self, *, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
