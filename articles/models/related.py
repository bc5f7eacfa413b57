"""What an editor chose to follow an article."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article

ITSELF = _("An article does not lead to itself. Choose another one.")
TRANSLATION = _(
    "It is the same text in another language, and readers find it among the languages of this article. "
    "Choose another one."
)


def unfit(article: Article, other: Article) -> str | Promise:
    """Why that one cannot follow the article; empty if it can. No query."""
    if article.pk == other.pk:
        return ITSELF
    return TRANSLATION if article.root == other.root else ""


class RelatedPick(models.Model):
    """Another article chosen to follow this one, at its place, with a word of reason if one helps.

    Like a topic's picks it is live by identity: readers see it at once, and only while the other is live.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="related_picks", verbose_name=_("article")
    )
    other = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        related_name="picked_beside",
        verbose_name=_("related article"),
    )
    position = models.PositiveIntegerField(_("place"), default=0)
    reason = models.CharField(
        _("why"),
        max_length=100,
        blank=True,
        help_text=_("A few words, in the language of this article. May be empty."),
    )

    class Meta:
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="related_picks_once", fields=["article", "other"]),
            models.CheckConstraint(
                name="related_pick_is_another", condition=~Q(article=F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.other}"

    def clean(self) -> None:
        if self.article_id is not None and self.article_id == self.other_id:
            raise ValidationError({"other": ITSELF})
