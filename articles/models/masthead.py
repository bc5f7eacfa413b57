"""The publication itself: its names, policy and contact (one row), its menu and its standing pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.language import html
from articles.models.common import BodyField, Translated
from articles.models.compiled import compiled
from articles.models.term_choices import Licence
from articles.models.topics import Topic

MOST_DAYS = 3650  # for comments: ten years


class Accent(models.TextChoices):
    """The one colour; a closed list, since every page is served without inline style."""

    SEAL = "seal", _("Seal red")
    INK = "ink", _("Ink blue")
    PINE = "pine", _("Pine green")
    PLUM = "plum", _("Plum")
    OCHRE = "ochre", _("Ochre")


class Masthead(Translated):
    """Publication settings. There is exactly one row, made by `install()`."""

    translated = ("name", "tagline")

    name = models.CharField(
        _("name"),
        max_length=100,
        blank=True,
        help_text=_("As it stands over every page and in credits."),
    )
    aliases = models.JSONField(
        _("other names"),
        default=list,
        blank=True,
        help_text=_("As credit lines may name us, one a line."),
    )
    tagline = models.CharField(
        _("tagline"), max_length=150, blank=True, help_text=_("A few words beside the name.")
    )
    mark = models.CharField(
        _("mark"), max_length=2, blank=True, help_text=_("One letter or character in the seal.")
    )
    accent = models.CharField(
        _("colour"),
        max_length=8,
        choices=Accent,
        default=Accent.SEAL,
        help_text=_("Of the seal, and of what one can click."),
    )
    contact_email = models.EmailField(
        _("contact"), blank=True, help_text=_("Readers who want to reprint are sent here.")
    )
    is_commercial = models.BooleanField(
        _("commercial"),
        default=False,
        help_text=_(
            "With advertising or for sale: texts under a non-commercial licence are refused."
        ),
    )
    licence = models.CharField(
        _("licence of our own articles"),
        max_length=20,
        choices=Licence,
        blank=True,
        help_text=_(
            "Under which others may reprint what is ours. Empty: all rights reserved, they ask us."
        ),
    )
    allows_training = models.BooleanField(
        _("machines may be trained on it"),
        default=False,
        help_text=_(
            "Said alike in headers, in robots.txt and in tdmrep.json. What we reprint stays reserved "
            "unless its holder allowed it."
        ),
    )
    is_approval_required = models.BooleanField(
        _("approval required"),
        default=False,
        help_text=_("Articles are published only after someone approved them."),
    )
    takes_comments = models.BooleanField(
        _("readers may comment"),
        default=True,
        help_text=_(
            "Untick this to close all articles at once; each can also be closed by itself."
        ),
    )
    comments_open_days = models.PositiveSmallIntegerField(
        _("days for comments"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "So many days after an article first ran its comments close; those that are there stay. "
            "Empty: they never close."
        ),
    )
    trusts_returning = models.BooleanField(
        _("known writers appear at once"),
        default=False,
        help_text=_(
            "A comment appears without waiting if its name and its mail address are those of one that you "
            "approved before. A name alone is not enough: anybody can write it. First comments and comments "
            "with links always wait."
        ),
    )

    class Meta:
        verbose_name = _("publication settings")
        verbose_name_plural = _("publication settings")
        constraints = [
            models.CheckConstraint(name="masthead_is_one_row", condition=Q(pk=1)),
            models.CheckConstraint(
                name="comments_are_open_for_a_day_at_least",
                condition=Q(comments_open_days=None)
                | Q(comments_open_days__gte=1, comments_open_days__lte=MOST_DAYS),
                violation_error_message=_("Between one day and ten years, or nothing."),
            ),
        ]

    def comments_close_at(self, published_at: datetime) -> datetime | None:
        """When comments on an article close that first ran at that instant; None if they never do."""
        if self.comments_open_days is None:
            return None
        return published_at + timedelta(days=self.comments_open_days)

    @property
    def names(self) -> list[str]:
        """Every name that a credit line may use for us."""
        translated = [texts.get("name", "") for texts in self.translations.values()]
        return [name for name in [self.name, *translated, *self.aliases] if name]


class StandingPage(Translated):
    """About, privacy, …: a page at `/<slug>/` that is not an article."""

    translated = ("title", "body")

    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The last part of its address, in letters and hyphens: about, privacy."),
    )
    title = models.CharField(_("title"), max_length=150)
    body = BodyField(_("text"))
    is_public = models.BooleanField(_("readers see it"), default=True)

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
        ordering = ["slug"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        for texts in self.translations.values():
            if "body" in texts:
                texts["body"] = html.clean(texts["body"])
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return addresses.to("standing_page", self.slug)


@compiled
def mastheads() -> models.QuerySet[Masthead]:
    """The one row, for whoever asks for more together with it."""
    return Masthead.objects.order_by("pk")[:1]


class MenuPlace(models.TextChoices):
    ARCHIVE = "archive", _("Newest articles")
    TOPICS = "topics", _("All topics")
    TAGS = "tags", _("All tags")


class MenuItemQuerySet(models.QuerySet["MenuItem"]):
    def with_what_it_leads_to(self) -> MenuItemQuerySet:
        """The menu in order with the topics and the pages. One query for all."""
        return self.select_related("topic", "page")


class MenuItem(models.Model):
    """One entry of the site's menu: a topic, a standing page, or a place of the site."""

    masthead = models.ForeignKey(Masthead, on_delete=models.CASCADE, related_name="menu")
    position = models.PositiveIntegerField(_("place"), default=0)
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("topic")
    )
    page = models.ForeignKey(
        StandingPage, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("page")
    )
    place = models.CharField(
        _("part of the site"),
        max_length=8,
        choices=MenuPlace,
        blank=True,
        help_text=_("An entry leads to one thing: a topic, a page, or one of these."),
    )

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("menu entry")
        verbose_name_plural = _("menu")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="menu_item_leads_to_one_thing",
                condition=(
                    Q(topic__isnull=False, page=None, place="")
                    | Q(topic=None, page__isnull=False, place="")
                    | (Q(topic=None, page=None) & ~Q(place=""))
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.topic or self.page or self.get_place_display())

    def clean(self) -> None:
        super().clean()
        if sum(map(bool, (self.topic_id, self.page_id, self.place))) != 1:
            raise ValidationError(_("Choose one: a topic, a page, or a part of the site."))
