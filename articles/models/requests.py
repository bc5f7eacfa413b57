"""Those who ask to reprint from us: what they asked, what was said back and forth, and what we granted.

Changed by the verbs of `articles.reprinting` alone. Names and addresses of people are private, and can
be erased.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.articles import Article
from articles.models.common import WebAddressField, language_field


class RequestState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Not confirmed yet")
    NEW = "new", pgettext_lazy("request", "New")
    NEEDS_INFO = "needs_info", _("Waiting for their answer")
    FORWARDED = "forwarded", _("Passed on to the holder")
    REFERRED = "referred", _("Told whom to ask")
    QUOTED = "quoted", _("Terms offered")
    APPROVED = "approved", _("Granted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn by them")
    CLOSED = "closed", _("Closed")


class Use(models.TextChoices):
    WEB = "web", _("On the web")
    PRINT = "print", _("In print")
    TRANSLATION = "translation", _("As a translation")
    AUDIO = "audio", _("Read aloud, as audio")
    COURSE = "course", _("In a course")
    AI = "ai", _("To train machines")
    OTHER = "other", _("Something else")


class Portion(models.TextChoices):
    FULL = "full", _("All of it")
    EXCERPT = "excerpt", _("An excerpt")


def new_token() -> str:
    return secrets.token_urlsafe(24)


class ReprintRequestQuerySet(models.QuerySet["ReprintRequest"]):
    def open(self) -> ReprintRequestQuerySet:
        """What somebody at the desk still has to see to, the oldest first."""
        waiting = [RequestState.NEW, RequestState.NEEDS_INFO, RequestState.QUOTED]
        return self.filter(state__in=waiting).order_by("asked_at", "pk")


class ReprintRequest(models.Model):
    """A stranger's wish to reprint an article. `token` opens the page on which they follow it."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="requests", verbose_name=_("article")
    )
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=RequestState,
        default=RequestState.UNCONFIRMED,
        editable=False,
    )
    name = models.CharField(_("your name"), max_length=120)
    email = models.EmailField(_("your e-mail address"))
    organisation = models.CharField(_("for whom"), max_length=200, blank=True)
    publication = models.CharField(
        _("where it is to appear"),
        max_length=200,
        help_text=_("The name of the publication, book, course or site."),
    )
    publication_url = WebAddressField(_("its web address"), max_length=500, blank=True)
    use = models.CharField(_("which use"), max_length=12, choices=Use, default=Use.WEB)
    into_language = language_field(verbose_name=_("in which language"), blank=True, default="")
    portion = models.CharField(
        _("how much of it"), max_length=8, choices=Portion, default=Portion.FULL
    )
    excerpt_words = models.PositiveIntegerField(
        _("words of the excerpt"), null=True, blank=True, help_text=_("About how many.")
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Empty: without end.")
    )
    is_commercial = models.BooleanField(_("it is sold, or carries advertising"), default=False)
    will_edit = models.BooleanField(_("we want to change or shorten it"), default=False)
    message = models.TextField(_("anything else"), max_length=4000, blank=True)
    language = models.CharField(max_length=16, editable=False)  # of the interface, for the answers
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who sees to it"),
    )
    asked_at = models.DateTimeField(_("asked"), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    objects = ReprintRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to reprint")
        verbose_name_plural = _("requests to reprint")
        ordering = ["-asked_at", "-pk"]
        permissions = [("answer_reprintrequest", _("Can answer requests to reprint"))]
        indexes = [models.Index(name="request_waiting", fields=["state", "asked_at"])]
        constraints = [
            models.CheckConstraint(
                name="request_ends_after_it_begins",
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication}: {self.article}"


class RequestNoteKind(models.TextChoices):
    FROM_THEM = "from_them", _("From them")
    TO_THEM = "to_them", _("To them")
    TO_HOLDER = "to_holder", _("To the holder")
    INTERNAL = "internal", _("For the desk only")


class RequestNote(models.Model):
    """One message of the thread, or a note of the desk. Never changed; erased with the request."""

    request = models.ForeignKey(ReprintRequest, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=RequestNoteKind)
    text = models.TextField(_("text"), max_length=8000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class OutboundGrant(models.Model):
    """What we allowed a partner: never more than we hold, and over when ours is."""

    request = models.OneToOneField(
        ReprintRequest, on_delete=models.PROTECT, related_name="grant", verbose_name=_("request")
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="grants")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    grantee = models.CharField(_("to whom"), max_length=300)
    use = models.CharField(_("which use"), max_length=12, choices=Use)
    into_language = language_field(verbose_name=_("in which language"), blank=True, default="")
    portion = models.CharField(_("how much of it"), max_length=8, choices=Portion)
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    may_edit = models.BooleanField(_("they may change or shorten it"), default=False)
    is_commercial = models.BooleanField(_("for commercial use"), default=False)
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)
    credit = models.TextField(_("words of credit"))
    conditions = models.TextField(_("conditions"), blank=True)
    language = models.CharField(max_length=16)  # of the letter
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        verbose_name = _("grant to a partner")
        verbose_name_plural = _("grants to partners")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="outbound_grant_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.grantee}: {self.article}"


class SentCopy(models.Model):
    """The agreed copy (the tearsheet) of an article as it ran, sent to whoever allowed it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="sent_copies")
    edition = models.ForeignKey(
        "articles.Edition", on_delete=models.PROTECT, related_name="sent_copies"
    )
    permission = models.ForeignKey(
        "articles.Permission", on_delete=models.PROTECT, related_name="sent_copies"
    )
    to = models.CharField(_("to whom"), max_length=200)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("copy sent")
        verbose_name_plural = _("copies sent")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.article}: {self.to}"
