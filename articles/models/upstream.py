"""What became of an original since we reprinted it: looked at now and then, and told to readers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.common import WebAddressField


class UpstreamState(models.TextChoices):
    UNCHANGED = "unchanged", _("Unchanged")
    CORRECTED = "corrected", _("Corrected")
    RETRACTED = "retracted", _("Retracted")
    GONE = "gone", _("No longer there")


class Upstream(models.Model):
    """How the original of a reprint was found when somebody last looked."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="upstream")
    state = models.CharField(
        _("the original is"), max_length=10, choices=UpstreamState, default=UpstreamState.UNCHANGED
    )
    note = models.TextField(
        _("note for readers"),
        blank=True,
        help_text=_("What the source corrected or retracted, in a sentence."),
    )
    url = WebAddressField(
        _("address of their notice"), max_length=500, blank=True, help_text=_("If they have one.")
    )
    is_shown = models.BooleanField(_("tell readers"), default=False)
    looked_at = models.DateTimeField(_("looked at"))
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of the original")
        verbose_name_plural = _("states of the originals")
        indexes = [models.Index(name="upstream_looked_at", fields=["looked_at"])]
        constraints = [
            models.CheckConstraint(
                name="upstream_shown_with_a_note", condition=Q(is_shown=False) | ~Q(note="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_state_display()}"
