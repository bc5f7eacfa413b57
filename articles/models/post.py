"""Mail: messages wait here until a mail server takes them, and stay as a record of what was sent."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.requests import ReprintRequest


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    BY_HAND = "by_hand", _("Sent in another way")
    GIVEN_UP = "given_up", _("Given up")


# It has not reached anybody.
UNSENT = frozenset({MessageState.WAITING, MessageState.GIVEN_UP})


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, *, at: datetime) -> MessageQuerySet:
        """What may be tried at that instant, the oldest first."""
        waiting = self.filter(state=MessageState.WAITING, next_try_at__lte=at)
        return waiting.order_by("next_try_at", "pk")

    def unsent(self) -> MessageQuerySet:
        """What waits, or was given up."""
        return self.filter(state__in=UNSENT)


class Message(models.Model):
    """One mail. Its address and its words are private. `articles.post` writes and sends it."""

    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    language = models.CharField(max_length=16)
    state = models.CharField(
        _("state"), max_length=8, choices=MessageState, default=MessageState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    written_at = models.DateTimeField(_("written"))
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent"), null=True)
    request = models.ForeignKey(
        ReprintRequest,
        on_delete=models.SET_NULL,
        null=True,
        related_name="messages",
        verbose_name=_("request to reprint"),
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(name="message_due", fields=["state", "next_try_at"])]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_unsent(self) -> bool:
        return self.state in UNSENT
