"""Which reminders were sent: one row each, so that none is sent twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.rights import Permission


class ReminderKind(models.TextChoices):
    ENDING = "ending", _("A permission ends")
    FEE = "fee", _("A fee is due")
    COPY = "copy", _("A copy is due to the holder")
    UPSTREAM = "upstream", _("An original is to be looked at")


class Reminder(models.Model):
    """One thing that the rights desk was reminded of. `offset` is in days after what it is about."""

    kind = models.CharField(max_length=8, choices=ReminderKind)
    permission = models.ForeignKey(
        Permission, on_delete=models.CASCADE, null=True, related_name="reminders"
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, related_name="reminders"
    )
    about = models.CharField(max_length=60)  # the ids of what it is about, since some may be null
    due_at = models.DateTimeField()  # the end, the due day…: a changed date reminds anew
    offset = models.SmallIntegerField()
    reminded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reminded_once",
                fields=["kind", "about", "due_at", "offset"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d} {self.offset:+d}"
