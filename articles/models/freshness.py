"""Whether what the public sees is still what it was: one value, another one after every change."""

from __future__ import annotations

from django.db import models


class Freshness(models.Model):
    """Row 1 names what readers see at the moment; the name was never used before.

    Triggers rename it in the transaction that changes something (see `articles.watched`). On PostgreSQL a
    change on its way is a row of its own, which is gone when the transaction is committed.
    """

    id = models.BigIntegerField(primary_key=True)
    generation = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.generation)
