"""The working copy that editors change: an article, its sections, bylines, tags and reprint credit.

Readers never see these rows; they see editions. `stage` and withdrawal are set by verbs alone.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from articles import addresses
from articles.language import words
from articles.models.common import BodyField, language_field, new_key
from articles.models.figures import FigureColumns, FigureWidth
from articles.models.people import Contributor, Role
from articles.models.taxonomy import Tag

RESERVED_SLUGS = frozenset({"feed", "feed.atom", "feed.json"})


def check_slug(slug: str) -> None:
    """Refuses what the archive and the feeds need for themselves."""
    if slug.isdigit():
        raise ValidationError(_("An address of digits alone is kept for the archive by year."))
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is kept for the feeds."))


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")


class WithdrawalReason(models.TextChoices):
    HOLDER_REQUEST = "holder_request", _("The rights holder asked for it")
    RIGHTS_ENDED = "rights_ended", _("Our permission ended")
    SOURCE_RETRACTED = "source_retracted", _("The source retracted it")
    ERROR = "error", _("It was published in error")
    LEGAL_DEMAND = "legal_demand", _("A legal demand")


class Article(FigureColumns):  # type: ignore[django-manager-missing]  # taggit has no types
    """The working copy. `key` is its identity for life; the inherited columns are its lead picture."""

    key = models.CharField(max_length=8, unique=True, default=new_key, editable=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    slug = models.SlugField(
        _("address"),
        max_length=100,
        allow_unicode=True,
        blank=True,
        validators=[check_slug],
        help_text=_("Made from the title if left empty. Publishing claims it."),
    )
    kicker = models.CharField(
        _("topic line"), max_length=100, blank=True, help_text=_("Stands above the headline.")
    )
    deck = models.TextField(
        _("deck"),
        max_length=600,
        blank=True,
        help_text=_("One or two sentences under the headline."),
    )
    language = language_field(
        blank=True,
        default="en",
        help_text=_("Its short name: en for English, zh-Hans for Chinese, fr-CA …"),
    )
    tags = TaggableManager(
        _("tags"), through="articles.ArticleTag", blank=True, help_text=_("Separate with commas.")
    )
    stage = models.CharField(
        _("working copy"), max_length=10, choices=Stage, default=Stage.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    translation_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="own_translations",
        verbose_name=_("translation of"),
        help_text=_("Another article here, whoever translated it. Readers find each by the other."),
    )
    takes_comments = models.BooleanField(_("readers may comment"), default=True)
    planned_takedown_at = models.DateTimeField(_("planned take-down"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    withdrawal_reason = models.CharField(
        _("reason"), max_length=16, choices=WithdrawalReason, blank=True, editable=False
    )
    withdrawal_notice = models.TextField(_("notice for readers"), blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-changed_at", "-pk"]
        permissions = [
            ("submit_article", _("Can send articles to review")),
            ("publish_article", _("Can approve, publish, schedule and restore articles")),
            ("withdraw_article", _("Can withdraw articles and put them back online")),
            ("import_article", _("Can import documents")),
        ]
        indexes = [
            models.Index(
                name=f"article_{name}",
                fields=[column],
                condition=Q(**{f"{column}__isnull": False}),
            )
            for name, column in (("takedown", "planned_takedown_at"), ("withdrawn", "withdrawn_at"))
        ]
        constraints = [
            models.CheckConstraint(
                name="article_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
            ),
            models.CheckConstraint(
                name="article_translates_another",
                condition=Q(translation_of=None) | ~Q(translation_of=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        # One spelling an address: no two that differ in case or in how a letter is encoded.
        self.slug = words.slugify(self.slug or self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Where it stands once it is published, by its wanted slug; until then nothing is there."""
        return addresses.article(self.slug or self.key, self.language)

    def clean(self) -> None:
        first = self.translation_of
        if first and first.pk == self.pk:
            message = _("An article is no translation of itself. Choose another one, or none.")
        elif first and (first.translation_of_id or (self.pk and self.own_translations.exists())):
            message = _(
                "All translations name one original, which is none itself. Choose that one."
            )
        else:
            return
        raise ValidationError({"translation_of": message})


class ArticleTag(ItemBase):
    """One tag on one working copy."""

    objects: ClassVar[models.Manager[ArticleTag]] = models.Manager()

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="article_tags")
    content_object = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="article_tags"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="article_tagged_once", fields=["content_object", "tag"])
        ]


class Address(models.Model):
    """Every slug ever published. It belongs to one article for good; old ones answer 301."""

    slug = models.SlugField(
        max_length=100, unique=True, allow_unicode=True, validators=[check_slug]
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="addresses")
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="address_one_current", fields=["article"], condition=Q(is_current=True)
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Section(FigureColumns):
    """One ordered part of an article. Order is by position and id; `key` is its anchor for life."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20, default=new_key, editable=False)
    position = models.PositiveIntegerField(_("place"), default=0)
    heading = models.CharField(
        _("heading"), max_length=300, blank=True, help_text=_("May be left empty.")
    )
    body = BodyField(_("text"), blank=True)
    language = language_field(
        blank=True, default="", help_text=_("Only if it differs from the article's.")
    )
    figure_width = models.CharField(
        _("width of the picture"), max_length=4, choices=FigureWidth, blank=True, default=""
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="section_key_in_article", fields=["article", "key"])
        ]

    def __str__(self) -> str:
        return self.heading or str(_("Untitled section"))


class ArticleByline(models.Model):
    """A name over the article, in a role; `printed_name` where it differs from the contributor's."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey(
        Contributor,
        on_delete=models.PROTECT,
        related_name="article_bylines",
        verbose_name=_("contributor"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.AUTHOR)
    position = models.PositiveIntegerField(_("place"), default=0)
    printed_name = models.CharField(
        _("printed as"), max_length=150, blank=True, help_text=_("Only if it differs.")
    )

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="byline_once_per_role", fields=["article", "contributor", "role"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.printed_name or self.contributor}"
