"""People with a byline, and the roles they have in an article."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.language import words
from articles.models.common import Translated, WebAddressField
from articles.models.images import Image


class Role(models.TextChoices):
    AUTHOR = "author", _("Author")
    TRANSLATOR = "translator", _("Translator")
    EDITOR = "editor", _("Editor")
    ILLUSTRATOR = "illustrator", _("Illustrator")
    PHOTOGRAPHER = "photographer", _("Photographer")


class Contributor(Translated):
    """A person with a byline. The slug is the identity that published versions refer to: it stays from
    the first of them on.
    """

    translated = ("name", "about")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_(
            "Made from the name if left empty. It stays once something of theirs is published."
        ),
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("As it is printed."))
    about = models.TextField(
        _("about"), blank=True, help_text=_("A sentence or two for the contributor's page.")
    )
    url = WebAddressField(_("website"), blank=True, help_text=_("Linked from their page here."))
    image = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("portrait"),
        help_text=_("Beside their name on their page here."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributor",
        verbose_name=_("account"),
        help_text=_("If they work at this desk: the account that they sign in with."),
    )

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or _free_slug(self.name)
        super().save(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        """Whether any version names them, a scheduled one included. One query."""
        return self.edition_bylines.exists()

    def get_absolute_url(self) -> str:
        return addresses.to("contributor", self.slug)


def _free_slug(name: str) -> str:
    slug = words.slugify(name)[:70].rstrip("-")  # room for a number
    taken = set(Contributor.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 2
    free = slug
    while free in taken:
        free = f"{slug}-{number}"
        number += 1
    return free
