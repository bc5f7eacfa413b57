"""Topics: subject pages that editors curate by hand, and what they chose for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.models.common import Translated
from articles.models.images import Image
from articles.models.taxonomy import Tag

if TYPE_CHECKING:
    from articles.models.articles import Article


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self) -> TopicQuerySet:
        """Subject pages that readers may see; front pages are not among them."""
        return self.filter(is_public=True, front_of=None)

    def with_article(self, article: Article | int, tags: models.QuerySet[Tag]) -> TopicQuerySet:
        """Topics that chose the article or are fed by one of its tags, each once."""
        chosen = self.filter(picks__article=article)
        fed = self.filter(tags__in=tags)
        return self.filter(models.Q(pk__in=chosen.values("pk")) | models.Q(pk__in=fed.values("pk")))


class Topic(Translated):
    """A subject page: chosen articles first, then what its tags bring. A front page is one, too."""

    translated = ("name", "description")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        help_text=_(
            "The last part of its page's address, in letters and hyphens: machines-that-learn."
        ),
    )
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(
        _("description"), blank=True, help_text=_("A sentence or two at the head of its page.")
    )
    image = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("picture"),
        help_text=_("Beside its name in the list of topics."),
    )
    tags = models.ManyToManyField(
        Tag,
        blank=True,
        related_name="topics",
        verbose_name=_("tags"),
        help_text=_("Articles with one of these tags follow below the chosen ones."),
    )
    is_public = models.BooleanField(_("readers see it"), default=True)
    front_of = models.CharField(
        _("front page of"),
        max_length=10,
        null=True,
        blank=True,
        unique=True,
        editable=False,
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return addresses.to("topic", self.slug)


class TopicPick(models.Model):
    """An article chosen for a topic, at its place, with a blurb if its deck will not do."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="picks")
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="picks",
        verbose_name=_("article"),
    )
    position = models.PositiveIntegerField(_("place"), default=0)
    blurb = models.CharField(
        _("blurb"), max_length=300, blank=True, help_text=_("In place of the deck, if you like.")
    )

    class Meta:
        verbose_name = _("chosen article")
        verbose_name_plural = _("chosen articles")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="topic_picks_once", fields=["topic", "article"])
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.article}"
