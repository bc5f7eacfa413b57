"""The desk's log: who did what, when. Append-only, by trigger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.rights import Permission


class DeskEventQuerySet(models.QuerySet["DeskEvent"]):
    def log(
        self,
        verb: str,
        *,
        actor: AbstractBaseUser,
        at: datetime,
        article: Article | None = None,
        permission: Permission | None = None,
        said: str = "",
        **facts: Any,
    ) -> DeskEvent:
        """Adds one event; `facts` are JSON-ready. One query."""
        return self.create(
            verb=verb,
            actor_id=actor.pk,
            at=at,
            article=article,
            permission=permission,
            said=said,
            facts=facts,
        )


class DeskEvent(models.Model):
    """One thing done at the desk. An article that is deleted leaves its events, without the link."""

    verb = models.CharField(_("what"), max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    article = models.ForeignKey(
        Article,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="events",
        verbose_name=_("article"),
    )
    permission = models.ForeignKey(
        Permission,
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
        verbose_name=_("permission"),
    )
    said = models.TextField(_("what was said"), blank=True)
    facts = models.JSONField(default=dict)

    objects = DeskEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk event")
        verbose_name_plural = _("desk log")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="desk_newest", fields=["-at", "-id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
