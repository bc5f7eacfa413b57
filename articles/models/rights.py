"""What those whom we reprint from allowed us. Permissions are private; credits are public.

What a permission says counts from `valid_from` up to, not including, `valid_until`, and never after
`stopped_at`. Its state is changed by the verbs of `articles.rights` alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.models.sources import Source

if TYPE_CHECKING:
    from articles.models.editions import Edition

FAR_FUTURE = datetime(9000, 1, 1, tzinfo=UTC)  # 9999-12-31 overflows east of Greenwich
FAR_PAST = datetime(1, 1, 2, tzinfo=UTC)


class Span(NamedTuple):
    """A half-open stretch of time `[from_, until)`, aware, UTC."""

    from_: datetime
    until: datetime


class Basis(models.TextChoices):
    """Why may we run it?"""

    UNKNOWN = "unknown", _("We do not know yet")
    OWN = "own", _("It is our own work")
    PERMISSION = "permission", _("The holder gave permission")
    SYNDICATION = "syndication", _("A syndication agreement covers it")
    WHITELIST = "whitelist", _("The platform put us on its list")
    OPEN_LICENCE = "open_licence", _("A public licence allows it")
    PUBLIC_DOMAIN = "public_domain", _("It is in the public domain")
    EXCEPTION = "exception", _("The law allows it")


class Licence(models.TextChoices):
    """Public licences by SPDX id; `url` is the deed."""

    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"
    CC0 = "CC0-1.0", "CC0 1.0"

    @property
    def url(self) -> str:
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        terms = self.value.removeprefix("CC-").removesuffix("-4.0").lower()
        return f"https://creativecommons.org/licenses/{terms}/4.0/"

    @property
    def forbids_changes(self) -> bool:
        return "-ND" in self.value

    @property
    def forbids_commerce(self) -> bool:
        return "-NC" in self.value


class PermissionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Renewed by another")


class Onward(models.TextChoices):
    """May others reprint?"""

    CONTACT_HOLDER = "contact_holder", _("Ask the original author")
    CONTACT_SOURCE = "contact_source", _("Ask the source")
    CONTACT_US = "contact_us", _("Ask us")
    CREDIT_REQUIRED = "credit_required", _("Yes, with credit")
    PUBLIC_LICENCE = "public_licence", _("Yes, under the public licence")
    FORBIDDEN = "forbidden", _("No")


class IndexPolicy(models.TextChoices):
    AUTO = "auto", _("As usual: verbatim reprints stay out of search engines")
    INDEX = "index", _("Search engines may list it")
    NOINDEX = "noindex", _("Search engines may not list it")


class PermissionQuerySet(models.QuerySet["Permission"]):
    def chains(self, permission_ids: list[int]) -> PermissionQuerySet:
        """These permissions and every renewal in their chains; one query."""
        firsts = Permission.objects.filter(pk__in=permission_ids).values_list("first_id", "pk")
        chain = {first or pk for first, pk in firsts}
        return self.filter(Q(pk__in=chain) | Q(first__in=chain))

    def needed_by(self, edition: Edition) -> PermissionQuerySet:
        """What an edition needs, with every renewal in the chains; one query."""
        needed = self.model._base_manager.filter(edition_needs__edition=edition)
        chain = needed.annotate(chain=Coalesce("first", "pk")).values("chain")
        return self.filter(Q(pk__in=chain) | Q(first__in=chain))

    def ending(self, span: Span) -> PermissionQuerySet:
        """Permissions in force, and not renewed, whose term ends in that span; the soonest first."""
        granted = self.filter(state=PermissionState.GRANTED)
        return granted.filter(valid_until__gte=span.from_, valid_until__lt=span.until).order_by(
            "valid_until", "pk"
        )

    def suspended(self) -> PermissionQuerySet:
        return self.filter(state=PermissionState.SUSPENDED)


class Permission(models.Model):
    """What a holder allowed us (private). One permission may cover many articles.

    A renewal is a new row that supersedes; all renewals point to the `first` of their chain.
    """

    reference = models.CharField(
        _("short name"),
        max_length=120,
        help_text=_("How the desk calls it: “City & Method, 2026”."),
    )
    basis = models.CharField(
        _("why may we run it?"),
        max_length=16,
        choices=Basis,
        default=Basis.UNKNOWN,
        help_text=_("What gives us the right to print it."),
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="permissions",
        verbose_name=_("source"),
    )
    licensor = models.CharField(
        _("who allowed it"), max_length=200, blank=True, help_text=_("A name and in which role.")
    )
    licence = models.CharField(
        _("public licence"),
        max_length=20,
        choices=Licence,
        blank=True,
        help_text=_("Only where a public licence is what allows us."),
    )
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_("What proves it and where it is kept: “letter of 3 May 2026, folder 12”."),
    )
    may_translate = models.BooleanField(_("we may translate"), default=False)
    may_change = models.BooleanField(_("we may shorten or adapt"), default=False)
    required_credit = models.TextField(
        _("words of credit"),
        blank=True,
        help_text=_("If the holder prescribed them: printed exactly as written here."),
    )
    onward = models.CharField(
        _("may others reprint?"),
        max_length=16,
        choices=Onward,
        default=Onward.CONTACT_HOLDER,
        help_text=_("What the page tells those who want to reprint it from us."),
    )
    onward_contact = models.CharField(
        _("whom to ask"),
        max_length=200,
        blank=True,
        help_text=_("An e-mail address or web address that readers may be sent to."),
    )
    is_forwarded = models.BooleanField(
        _("write to us, we forward"),
        default=False,
        help_text=_("Choose this if the holder's contact is not known or not public."),
    )
    index_policy = models.CharField(
        _("search engines"),
        max_length=8,
        choices=IndexPolicy,
        default=IndexPolicy.AUTO,
        help_text=_("Whether they may list our copy."),
    )
    valid_from = models.DateTimeField(_("from"), null=True, blank=True)
    valid_until = models.DateTimeField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first moment at which it no longer counts."),
    )
    is_perpetual = models.BooleanField(_("without end"), default=False)
    state = models.CharField(
        _("state"), max_length=12, choices=PermissionState, default=PermissionState.DRAFT
    )
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True, editable=False)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="superseded_by",
        verbose_name=_("renews"),
    )
    first = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="renewals",
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("For the desk only."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False
    )
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = PermissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")
        ordering = ["-created_at", "-pk"]
        permissions = [("decide_permission", _("Can grant, suspend and revoke permissions"))]
        constraints = [
            models.CheckConstraint(
                name="permission_ends_after_it_begins",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="permission_perpetual_has_no_end",
                condition=Q(is_perpetual=False) | Q(valid_until=None),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def chain_id(self) -> int:
        return self.first_id or self.pk

    @property
    def span(self) -> Span | None:
        """When it counts, by what is recorded alone; None if it never did."""
        if self.state not in {"granted", "superseded", "suspended", "revoked"}:
            return None
        from_ = self.valid_from or FAR_PAST
        until = min(self.valid_until or FAR_FUTURE, self.stopped_at or FAR_FUTURE)
        return Span(from_, until) if from_ < until else None

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValidationError({"valid_until": _("The end must come after the beginning.")})
        if self.is_perpetual and self.valid_until:
            raise ValidationError(
                {"is_perpetual": _("Either it has an end or it is without end, not both.")}
            )
        if self.basis == Basis.OPEN_LICENCE and not self.licence:
            raise ValidationError({"licence": _("Choose the public licence.")})
