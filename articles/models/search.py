"""What can be searched for: tokens of published versions and of working copies, the words that there are,
and what was looked for in vain. Derived rows; `articles.search` alone writes them.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.editions import Edition

LONGEST_QUERY = 60


class Tokens(models.Model):
    """The tokens of a text by field, parted by spaces; `meta` holds what filters ask for. The database
    keeps an index over them by triggers (see `articles.search`), so rows are changed in any way.
    """

    id = models.BigAutoField(primary_key=True)
    title = models.TextField()
    deck = models.TextField()
    headings = models.TextField()
    people = models.TextField()
    tags = models.TextField()
    often = models.TextField()
    meta = models.TextField()
    body = models.TextField()

    class Meta:
        abstract = True


class SearchDocument(Tokens):
    """A published version with a current or coming window. Its id grows with the time of publication, so
    that the newest hits are the last ones of the index. `stamp` tells whether it is what it should be.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="search_document"
    )
    stamp = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.edition}"


class SearchWaiting(models.Model):
    """A document, by its id, that goes by names that changed since and will be made anew, if it is still
    there. The latest is the first. In a table of their own, because many are marked at once; one may be
    marked twice, so that none who marks waits for another.
    """

    document = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.document}"


class SearchWaitingTag(models.Model):
    """A tag, all of whose documents will be marked so. `done_to` is the last row under it that was looked at,
    of working copies or, when they are done, of versions. Who changes it again adds a row.
    """

    tag = models.BigIntegerField()
    done_to = models.BigIntegerField(default=0)
    is_past_copies = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.tag}"


class SearchLag(models.Model):
    """Documents of what stands under `tag` may still say that it stands under `said`, which may be no tag any
    more; where both are the same, that tag is called otherwise. For as long as documents wait. The same may
    be said twice: who marks documents while another finds that none wait says it anew, and that stays.
    """

    tag = models.BigIntegerField()
    said = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.tag}: {self.said}"


class DraftDocument(Tokens):
    """A working copy as it was at `changed_at`; its id is the article's."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, related_name="search_document"
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article}"


class SearchWord(models.Model):
    """A word of a title, a name or of what a text is about: what a mistyped one may be meant for."""

    word = models.CharField(max_length=60, primary_key=True)

    def __str__(self) -> str:
        return self.word


class SearchState(models.Model):
    """One row: by which version of the tokenizer the index was made, and how far a rebuild has come, and by
    which version.
    """

    tokenizer = models.PositiveIntegerField(default=0)
    done_to = models.PositiveBigIntegerField(default=0)
    done_by = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.tokenizer}"


class FailedSearchQuerySet(models.QuerySet["FailedSearch"]):
    def most_wanted(self) -> FailedSearchQuerySet:
        """What was looked for in vain most often, the latest first among equals."""
        return self.order_by("-count", "-last_on", "query")

    def since(self, day: date) -> FailedSearchQuerySet:
        return self.filter(last_on__gte=day)


class FailedSearch(models.Model):
    """What readers looked for and did not find, how often and when last; never who. `query` is folded."""

    query = models.CharField(_("looked for"), max_length=LONGEST_QUERY, unique=True)
    count = models.PositiveIntegerField(_("how often"), default=0)
    last_on = models.DateField(_("last"))

    objects = FailedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        indexes = [models.Index(name="failed_search_last", fields=["last_on"])]

    def __str__(self) -> str:
        return self.query
