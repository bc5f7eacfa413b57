"""What was done to tags, kept so that it can be taken apart again; and which of those that look alike are
two.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from articles.models.desk import DeskEvent


class TagVerb(StrEnum):
    """As the desk log calls them."""

    RENAME = "rename_tag"
    MERGE = "merge_tags"
    SPLIT = "split_tag"
    RETIRE = "retire_tag"


class TagChange(models.Model):
    """One verb on tags. `tags` are the numbers of those that it was about, `facts` the few rows that it
    took away or changed, and `last_edition` the newest version then; what it did to articles, versions and
    topics is a row each.
    """

    verb = models.CharField(max_length=30)
    event = models.OneToOneField(DeskEvent, on_delete=models.PROTECT, related_name="tag_change")
    tags = models.JSONField(default=list)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    last_edition = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verb}: {self.facts.get('name', '')}"

    @property
    def is_partly_done(self) -> bool:
        """Of a merge with much to move: some of it is moved."""
        return self.verb == TagVerb.MERGE and not self.facts.get("merged")

    @property
    def is_partly_undone(self) -> bool:
        """Of a merge with much to put back: some of it is put back."""
        return "put_back" in self.facts and self.undone_at is None


class Deed(StrEnum):
    MOVED = "moved"
    DROPPED = "dropped"
    MADE = "made"


class TagChangeRow(models.Model):
    """A row of `table` that a change moved from `tag`, took away from it, or made for it. `owner` is its
    article, version or topic.
    """

    change = models.ForeignKey(TagChange, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=8)
    deed = models.CharField(max_length=8)
    row = models.BigIntegerField()
    owner = models.BigIntegerField()
    tag = models.BigIntegerField()

    class Meta:
        # Of one article at a time: a database cannot know how long the record is that was just written.
        indexes = [models.Index(name="tag_change_of_owner", fields=["change", "owner"])]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.deed}"


class KeptApart(models.Model):
    """Tags that look alike and are not: so many of that `key`. One more, and they are shown again."""

    key = models.CharField(max_length=100, unique=True)
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.key
