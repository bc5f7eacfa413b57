"""What those whom we reprint from allowed us. Permissions are private; credits are public.

What a permission says counts from `valid_from` up to, not including, `valid_until`, and never after
`stopped_at`. Its state is changed by the verbs of `articles.rights` alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from articles.models.sources import Source
from articles.models.term_choices import Basis, Ending, Onward
from articles.models.terms import Terms

if TYPE_CHECKING:
    from articles.models.editions import Edition

FAR_FUTURE = datetime(9000, 1, 1, tzinfo=UTC)  # 9999-12-31 overflows east of Greenwich
FAR_PAST = datetime(1, 1, 2, tzinfo=UTC)
ENDS_SOON = timedelta(days=90)


class Span(NamedTuple):
    """A half-open stretch of time `[from_, until)`, aware, UTC."""

    from_: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return self.from_ <= at < self.until


class PermissionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Renewed by another")


# What was granted once counts up to where it stopped.
COUNTED = frozenset(
    {
        PermissionState.GRANTED,
        PermissionState.SUPERSEDED,
        PermissionState.SUSPENDED,
        PermissionState.REVOKED,
    }
)


class PermissionQuerySet(models.QuerySet["Permission"]):
    def chains(self, permission_ids: list[int]) -> PermissionQuerySet:
        """These permissions and every renewal in their chains; one query."""
        firsts = Permission.objects.filter(pk__in=permission_ids).values_list("first_id", "pk")
        chain = {first or pk for first, pk in firsts}
        return self.filter(Q(pk__in=chain) | Q(first__in=chain))

    def needed_by(self, edition: Edition | int) -> PermissionQuerySet:
        """What an edition needs, with every renewal in the chains; one query."""
        needed = self.model._base_manager.filter(edition_needs__edition=edition)
        chain = needed.annotate(chain=Coalesce("first", "pk")).values("chain")
        return self.filter(Q(pk__in=chain) | Q(first__in=chain))

    def ending(self, span: Span) -> PermissionQuerySet:
        """Permissions in force, and not renewed, whose term ends in that span; the soonest first."""
        granted = self.filter(state=PermissionState.GRANTED)
        counted = granted.exclude(counts_when_paid=True, paid_at=None)
        return counted.filter(valid_until__gte=span.from_, valid_until__lt=span.until).order_by(
            "valid_until", "pk"
        )

    def owing(self, *, by: date) -> PermissionQuerySet:
        """Permissions whose fee is due on that day or before, and was not paid; the oldest first."""
        unpaid = self.filter(state=PermissionState.GRANTED, paid_at=None, fee_amount__gt=0)
        return unpaid.filter(fee_due_on__lte=by).order_by("fee_due_on", "pk")

    def suspended(self) -> PermissionQuerySet:
        return self.filter(state=PermissionState.SUSPENDED)

    def standing_as(self, standing: str, *, at: datetime) -> PermissionQuerySet:
        """Those that stand so at that instant, by the rule of `clearance.standing` (a value of its
        `Standing`; none for any other word).
        """
        if standing in {"renewed", PermissionState.SUPERSEDED}:
            return self._superseded(counts=standing == "renewed", at=at)
        if standing in PermissionState.values and standing != PermissionState.GRANTED:
            return self.filter(state=standing)
        paid = Q(counts_when_paid=False) | Q(paid_at__isnull=False)
        granted = self._with_spans().filter(state=PermissionState.GRANTED)
        runs = paid & Q(begins__lte=at, ends__gt=at)
        soon = Q(ends__lte=at + ENDS_SOON)
        how = {
            "unpaid": ~paid,
            "scheduled": paid & Q(begins__lt=F("ends"), begins__gt=at),
            "in_force": runs & ~soon,
            "expiring": runs & soon,
            "expired": paid & (Q(begins__gte=F("ends")) | Q(ends__lte=at)),
        }
        return granted.filter(how[standing]) if standing in how else self.none()

    def _superseded(self, *, counts: bool, at: datetime) -> PermissionQuerySet:
        """What was renewed, and still counts or does so no longer: its own term is over, or the chain was
        stopped.
        """
        chain = Coalesce(OuterRef("first"), OuterRef("pk"))
        stopped = Permission.objects.filter(
            Q(pk=chain) | Q(first=chain),
            state__in=[PermissionState.SUSPENDED, PermissionState.REVOKED],
            stopped_at__lte=at,
        )
        paid = Q(counts_when_paid=False) | Q(paid_at__isnull=False)
        runs = paid & Q(begins__lte=at, ends__gt=at) & ~Exists(stopped)
        rows = self._with_spans().filter(state=PermissionState.SUPERSEDED)
        return rows.filter(runs) if counts else rows.filter(~runs)

    def _with_spans(self) -> PermissionQuerySet:
        """For filters by `begins` and `ends`: those of `Permission.span`, of what was granted and paid."""
        past, future = (Value(end, DateTimeField()) for end in (FAR_PAST, FAR_FUTURE))
        is_paid_for = When(counts_when_paid=True, then=Coalesce("paid_at", future))
        return self.alias(
            begins=Greatest(Coalesce("valid_from", past), Case(is_paid_for, default=past)),
            ends=Least(Coalesce("valid_until", future), Coalesce("stopped_at", future)),
        )


class Permission(Terms):
    """What a holder allowed us (private). One permission may cover many articles.

    A renewal is a new row that supersedes; all renewals point to the `first` of their chain.
    """

    reference = models.CharField(
        _("short name"),
        max_length=120,
        help_text=_("How the desk calls it: “City & Method, 2026”."),
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="permissions",
        verbose_name=_("source"),
    )
    counts_when_paid = models.BooleanField(
        _("counts only once it is paid"),
        default=False,
        help_text=_("Until the fee is paid, nothing may be published on it."),
    )
    fee_amount = models.DecimalField(
        _("fee"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    fee_currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("EUR, USD, CNY …")
    )
    fee_due_on = models.DateField(_("fee due on"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True, editable=False)
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

    class Meta(Terms.Meta):
        abstract = False
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")
        ordering = ["-created_at", "-pk"]
        permissions = [("decide_permission", _("Can grant, suspend and revoke permissions"))]
        indexes = [
            models.Index(name=f"permission_{column}", fields=[column])
            for column in ("valid_from", "valid_until", "stopped_at", "paid_at")
        ]
        constraints = [
            *Terms.Meta.constraints,
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
            models.CheckConstraint(
                name="permission_fee_has_a_currency",
                condition=Q(fee_amount=None) | ~Q(fee_currency=""),
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
        if self.state not in COUNTED or (self.counts_when_paid and not self.paid_at):
            return None
        from_ = self.valid_from or FAR_PAST
        if self.counts_when_paid and self.paid_at:
            from_ = max(from_, self.paid_at)
        until = min(self.valid_until or FAR_FUTURE, self.stopped_at or FAR_FUTURE)
        return Span(from_, until) if from_ < until else None

    @property
    def stay(self) -> Span | None:
        """How long what ran under it may stay: its span, and beyond where a clause keeps the archive."""
        span = self.span
        if span is None or self.ending != Ending.KEEP or span.until == self.stopped_at:
            return span
        return Span(span.from_, self.stopped_at or FAR_FUTURE)

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
        if self.onward == Onward.PUBLIC_LICENCE and not self.licence:
            raise ValidationError({"licence": _("Choose the licence that others rely on.")})
        if self.fee_amount is not None and self.fee_amount < 0:
            raise ValidationError({"fee_amount": _("A fee is not less than nothing.")})
        if self.fee_amount is not None and not self.fee_currency:
            raise ValidationError({"fee_currency": _("Say in which currency.")})
        if self.counts_when_paid and not self.fee_amount:
            raise ValidationError({"fee_amount": _("Say how much is to be paid.")})
