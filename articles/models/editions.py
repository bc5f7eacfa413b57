"""What readers see: editions, the immutable copies of an article.

A database trigger refuses every UPDATE of an edition (see `articles.install`) except one that a
`Redaction` row announces.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Min, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import addresses, piece
from articles.language import html, words
from articles.models.articles import Article
from articles.models.common import language_field
from articles.models.credits import Covers, Relation
from articles.models.images import Image
from articles.models.people import Contributor, Role
from articles.models.rights import Permission
from articles.models.sources import Source
from articles.piece import Piece
from articles.refusals import Refused


class EditionKind(models.TextChoices):
    FIRST = "first", _("First version")
    MINOR = "minor", _("Small repair")
    UPDATE = "update", _("Update")
    CORRECTION = "correction", _("Correction")


def pictured_in(content: piece.Piece) -> models.QuerySet[Image]:
    """The pictures of a piece, without order."""
    return Image.objects.filter(digest__in=[figure.image for figure in content.figures])


def listing(content: piece.Piece) -> dict[str, Any]:
    """The columns that repeat what lists show, and the content that they are copied from."""
    text = " ".join(html.plain_text(part.body) for part in content.parts)
    word_count, reading_minutes = words.measured(text)
    return {
        "content": piece.encode(content),
        "digest": content.digest,
        "slug": content.slug,
        "title": content.title,
        "kicker": content.kicker,
        "deck": content.deck,
        "language": content.language,
        "bylines": [msgspec.to_builtins(byline) for byline in content.bylines],
        "lead_alt": content.lead.alt if content.lead else "",
        "word_count": word_count,
        "reading_minutes": reading_minutes,
        "relation": content.original.relation if content.original else "",
    }


class EditionQuerySet(models.QuerySet["Edition"]):
    def ran(self, *, at: datetime) -> EditionQuerySet:
        """Editions that readers see or saw, each with when it first did (`ran_from`), latest first."""
        return (
            self.filter(windows__live_from__lte=at)
            .annotate(ran_from=Min("windows__live_from"))
            .defer("content")
            .order_by("-number")
        )

    def corrections(self, *, at: datetime) -> models.QuerySet[Any, tuple[str, datetime]]:
        """The notes of the corrections that ran, each with when it first did, latest first."""
        ran = self.filter(kind=EditionKind.CORRECTION, windows__live_from__lte=at)
        began = ran.annotate(ran_from=Min("windows__live_from")).order_by("-number")
        return began.values_list("note", "ran_from")

    def live(self, *, at: datetime) -> EditionQuerySet:
        """Editions that readers see at that instant: at most one of an article."""
        return self.filter(windows__live_from__lte=at, windows__live_until__gt=at)

    def unsaved(
        self,
        article: Article,
        content: piece.Piece,
        *,
        at: datetime,
        images: Iterable[Image] | None = None,
        source: Source | None = None,
    ) -> Edition:
        """A piece as the edition that it would be, for previews and for whoever numbers and saves it.
        One query, none if the pictures are given.
        """
        lead = content.lead.image if content.lead else ""
        known = pictured_in(content) if images is None else images
        return Edition(
            article=article,
            source=source,
            at=at,
            number=0,
            lead_image=next((image for image in known if image.digest == lead), None),
            **listing(content),
        )

    def update(self, **kwargs: Any) -> int:
        raise Refused(_("A published version does not change. Publish a new one."))


class Edition(models.Model):
    """The immutable copy cut each time an article is published; `at` is the moment its turn begins.

    `content` is the Piece as JSON with its schema number; the listing columns repeat what lists show.
    `cut_from` is the version of the working copy that it was made of, where that was noted.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=EditionKind)
    note = models.TextField(_("note for readers"), blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("from"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    created_at = models.DateTimeField(_("made"))
    cut_from = models.PositiveIntegerField(null=True, editable=False)

    slug = models.SlugField(max_length=100, allow_unicode=True)
    title = models.CharField(_("title"), max_length=300)
    kicker = models.CharField(max_length=100, blank=True)
    deck = models.TextField(blank=True)
    language = language_field()
    bylines = models.JSONField(default=list)
    lead_image = models.ForeignKey(Image, on_delete=models.PROTECT, null=True, related_name="+")
    lead_alt = models.CharField(max_length=400, blank=True)
    word_count = models.PositiveIntegerField(_("words"))
    reading_minutes = models.PositiveIntegerField(_("minutes"))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="editions")
    relation = models.CharField(max_length=12, choices=Relation, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["article", "-number"]
        permissions = [("redact_edition", _("Can redact published versions"))]
        indexes = [models.Index(name="edition_turns", fields=["at"])]
        constraints = [
            models.UniqueConstraint(name="edition_number_in_article", fields=["article", "number"]),
            models.CheckConstraint(name="edition_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="edition_first_is_number_one",
                condition=Q(number=1, kind="first") | (Q(number__gt=1) & ~Q(kind="first")),
            ),
            models.CheckConstraint(
                name="edition_of_substance_has_a_note",
                condition=~Q(kind__in=["update", "correction"]) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refused(_("A published version does not change. Publish a new one."))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return addresses.article(self.slug, self.language)

    @property
    def reprinted_from(self) -> Source | None:
        """The source as it is kept today: the one that it was cut with may have been merged into another.
        Two queries, unless they come with it.
        """
        return self.source and self.source.kept

    @cached_property
    def piece(self) -> piece.Piece:
        """The frozen piece; decoded once, no query."""
        return piece.decode(self.content)

    def as_filed(self) -> Piece:
        """The frozen piece with the tags that it is filed under today, by their names. One query."""
        names = self.filings.order_by("tag__name").values_list("tag__name", flat=True)
        return msgspec.structs.replace(self.piece, tags=tuple(names))


class EditionByline(models.Model):
    """Who stands over an edition: the index of contributor pages. Names are frozen in the piece."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="byline_rows")
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="edition_bylines"
    )
    role = models.CharField(max_length=12, choices=Role)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.contributor} ({self.role})"


class EditionImage(models.Model):
    """Which pictures an edition shows; they cannot be deleted while it does."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="image_rows")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="edition_images")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="edition_image_once", fields=["edition", "image"])
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.image}"


class EditionPermissionQuerySet(models.QuerySet["EditionPermission"]):
    def standing(self, *, at: datetime) -> EditionPermissionQuerySet:
        """Those that decide what readers see at that instant or later: of versions that are online or
        coming, and of each article's last version. What is withdrawn waits for no permission.
        """
        last = Edition.objects.filter(article=OuterRef("edition__article")).order_by("-number")
        shown = Edition.objects.filter(windows__live_until__gt=at)
        known = self.filter(edition__article__withdrawn_at=None)
        return known.filter(Q(edition__in=shown) | Q(edition=Subquery(last.values("pk")[:1])))


class EditionPermission(models.Model):
    """Which permissions an edition needs (with their renewals): copied from the credit when it is cut."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="needs")
    permission = models.ForeignKey(
        Permission, on_delete=models.PROTECT, related_name="edition_needs"
    )
    covers = models.CharField(max_length=12, choices=Covers)

    objects = EditionPermissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="edition_needs_once", fields=["edition", "permission", "covers"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.permission}"


class Redaction(models.Model):
    """The one audited way past the trigger: names the edition, its digest before and after, and why."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="redactions")
    old_digest = models.CharField(max_length=64)
    new_digest = models.CharField(max_length=64)
    reason = models.TextField(_("reason"))
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    redacted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")

    def __str__(self) -> str:
        return f"{self.edition}: {self.redacted_at:%Y-%m-%d}"
