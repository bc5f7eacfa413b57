"""What proves a permission: files and notes in private storage, and who looked at them.

Append-only, by trigger. No public address reaches a file: `articles.rights.evidence` alone adds, checks
and opens one.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.rights import Permission


class EvidenceKind(models.TextChoices):
    AGREEMENT = "agreement", _("Signed agreement")
    MAIL = "mail", _("E-mail or letter")
    CHAT = "chat", _("Screenshot of a chat")
    WHITELIST = "whitelist", _("Screenshot of the platform's list")
    LICENCE_PAGE = "licence_page", _("Page with the licence")
    OPINION = "opinion", _("Legal opinion")
    ELSEWHERE = "elsewhere", _("Kept elsewhere: a note of where")


def _private() -> Storage:
    return storages["private"]


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def with_checks(self) -> EvidenceQuerySet:
        """With whether somebody looked at each (`is_checked`)."""
        checks = EvidenceCheck.objects.filter(evidence=OuterRef("pk"))
        return self.annotate(is_checked=Exists(checks))

    def checked(self) -> EvidenceQuerySet:
        """What somebody looked at and found to say so."""
        return self.filter(checks__isnull=False).distinct()


class Evidence(models.Model):
    """One proof of a permission. Without a file it is a note that says where the proof is kept."""

    permission = models.ForeignKey(
        Permission,
        on_delete=models.PROTECT,
        related_name="evidence",
        verbose_name=_("permission"),
    )
    kind = models.CharField(_("what it is"), max_length=12, choices=EvidenceKind)
    file = models.FileField(_("file"), storage=_private, upload_to="evidence", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True, editable=False)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("bytes"), default=0, editable=False)
    mime = models.CharField(max_length=100, blank=True, editable=False)
    from_whom = models.CharField(
        _("from whom"), max_length=200, help_text=_("Who wrote or sent it.")
    )
    received_on = models.DateField(_("received on"), null=True, blank=True)
    words = models.TextField(
        _("what it says"),
        blank=True,
        help_text=_("The sentence that allows it, or where it is kept: “folder 12”."),
    )
    covers_ai = models.BooleanField(_("it says that machines may be trained on it"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    added_at = models.DateTimeField(_("added"), editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_file_or_words", condition=~Q(file="") | ~Q(words="")
            ),
            models.CheckConstraint(
                name="evidence_file_has_its_digest", condition=Q(file="") | ~Q(digest="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.from_whom}"

    def clean(self) -> None:
        super().clean()
        if not self.file and not self.words.strip():
            raise ValidationError({"words": _("Add a file, or say where the proof is kept.")})


class EvidenceCheck(models.Model):
    """Somebody looked at a piece of evidence and found that it says what the permission says."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="checks")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(_("looked at"))

    class Meta:
        verbose_name = _("check of evidence")
        verbose_name_plural = _("checks of evidence")
        ordering = ["checked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.checked_at:%Y-%m-%d}"
