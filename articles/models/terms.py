"""The terms on which somebody lets us run a text: what a permission says, and what a source usually says.

A permission is judged by what it comes to (`channels`, `onward_now`, `may`), not by its columns alone: a
public licence settles what nobody had to be asked for.
"""

from __future__ import annotations

import re
import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.term_choices import (
    CHANNELS,
    FREE,
    RIGHT_FOR,
    AIPolicy,
    Basis,
    CreditKind,
    Ending,
    IndexPolicy,
    Licence,
    LicensorRole,
    MayEdit,
    Onward,
)
from articles.piece import is_web_address

MOST_DAYS = 3650
NO_PLACES = frozenset({"localtime", "Factory", "posixrules"})  # they depend on the machine
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def check_time_zone(name: str) -> None:
    is_a_place = name in zoneinfo.available_timezones() and name not in NO_PLACES
    if name and not is_a_place:
        raise ValidationError(_("Write a time zone like Asia/Shanghai or Europe/Berlin."))


def is_address(text: str) -> bool:
    """Whether readers can be sent there: an address of mail or web."""
    if is_web_address(text):
        return True
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


class Terms(models.Model):
    """On which terms a text may be run. Abstract: a permission has its own, a source its usual ones."""

    of_terms: ClassVar[tuple[str, ...]] = (
        *("basis", "licence", "licensor", "licensor_role"),
        *("may_translate", "may_abridge", "may_adapt", "may_edit"),
        *("allows_web", "allows_feed", "allows_api", "allows_kit", "territory"),
        *("credit_kind", "required_credit"),
        *("onward", "onward_contact", "is_forwarded", "may_sublicense"),
        *("index_policy", "ai_policy", "ending", "archive_clause"),
        *("time_zone", "notice_days", "copy_within_days"),
    )

    basis = models.CharField(
        _("why may we run it?"),
        max_length=16,
        choices=Basis,
        default=Basis.UNKNOWN,
        help_text=_("What gives us the right to print it."),
    )
    licence = models.CharField(
        _("public licence"),
        max_length=20,
        choices=Licence,
        blank=True,
        help_text=_("Only where a public licence, or the public domain, is what allows us."),
    )
    licensor = models.CharField(
        _("who allowed it"),
        max_length=200,
        blank=True,
        help_text=_("The name of the person or house that said yes."),
    )
    licensor_role = models.CharField(
        _("as what"),
        max_length=12,
        choices=LicensorRole,
        blank=True,
        help_text=_("In which role they could allow it."),
    )
    may_translate = models.BooleanField(_("we may translate"), default=False)
    may_abridge = models.BooleanField(_("we may shorten"), default=False)
    may_adapt = models.BooleanField(_("we may adapt or retell"), default=False)
    may_edit = models.CharField(
        _("may we edit?"), max_length=8, choices=MayEdit, default=MayEdit.STYLE
    )
    allows_web = models.BooleanField(_("on our pages"), default=True)
    allows_feed = models.BooleanField(
        _("in full in feeds"),
        default=False,
        help_text=_("Otherwise feeds carry the summary alone."),
    )
    allows_api = models.BooleanField(
        _("in full as data"),
        default=False,
        help_text=_("In the Markdown and JSON that programs read."),
    )
    allows_kit = models.BooleanField(
        _("handed on to those who reprint from us"),
        default=False,
        help_text=_("Only if they said so, and if others may reprint it at all."),
    )
    territory = models.CharField(
        _("territory"),
        max_length=200,
        blank=True,
        help_text=_("A note, if it is not for the whole world. It blocks nobody."),
    )
    credit_kind = models.CharField(
        _("words of credit"), max_length=8, choices=CreditKind, blank=True, default=""
    )
    required_credit = models.TextField(
        _("the words"),
        blank=True,
        help_text=_("If they prescribed them: printed exactly as written here."),
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
    may_sublicense = models.BooleanField(
        _("we may grant it to partners"),
        default=False,
        help_text=_("Within what we hold ourselves, and no longer than that."),
    )
    index_policy = models.CharField(
        _("search engines"),
        max_length=12,
        choices=IndexPolicy,
        default=IndexPolicy.AUTO,
        help_text=_("Whether they may list our copy."),
    )
    ai_policy = models.CharField(
        _("may machines be trained on it?"),
        max_length=8,
        choices=AIPolicy,
        default=AIPolicy.RESERVED,
        help_text=_("“Yes” needs evidence that says so."),
    )
    ending = models.CharField(
        _("when it ends"), max_length=6, choices=Ending, default=Ending.REMOVE
    )
    archive_clause = models.TextField(
        _("archive clause"),
        blank=True,
        help_text=_("Where the contract lets it stay in the archive: its own words."),
    )
    time_zone = models.CharField(
        _("their time zone"),
        max_length=40,
        blank=True,
        validators=[check_time_zone],
        help_text=_("In which “until 31 May” ends, like Asia/Shanghai. Empty: ours."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice"),
        null=True,
        blank=True,
        help_text=_("How long before they may end it early."),
    )
    copy_within_days = models.PositiveSmallIntegerField(
        _("a copy for them, within days"),
        null=True,
        blank=True,
        help_text=_("Counted from publication. Empty: no copy was agreed."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_prescribed_credit_has_words",
                condition=~Q(credit_kind="verbatim") | ~Q(required_credit=""),
            ),
            models.CheckConstraint(
                name="%(class)s_kept_by_a_clause",
                condition=~Q(ending="keep") | ~Q(archive_clause=""),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.credit_kind == CreditKind.VERBATIM and not self.required_credit.strip():
            raise ValidationError({"required_credit": _("Write the words that they prescribed.")})
        if self.ending == Ending.KEEP and not self.archive_clause.strip():
            raise ValidationError(
                {"archive_clause": _("It may stay only if the contract says so. Quote the clause.")}
            )
        for name in ("notice_days", "copy_within_days"):
            if (getattr(self, name) or 0) > MOST_DAYS:
                message = _("Write at most %(most)d days.") % {"most": MOST_DAYS}
                raise ValidationError({name: message})
        if self.onward_contact and not is_address(self.onward_contact):
            raise ValidationError(
                {
                    "onward_contact": _(
                        "Write an e-mail address or a web address: readers are sent there."
                    )
                }
            )
        if self.allows_kit and self.onward == Onward.FORBIDDEN:
            raise ValidationError(
                {"allows_kit": _("Others may not reprint it, so it cannot be handed on to them.")}
            )

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """In which its days begin and end."""
        return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)

    @property
    def channels(self) -> frozenset[str]:
        """Where it may appear: a set of `CHANNELS`. What is free may go everywhere but into the hands
        of others, which is for `onward_now` to say; what the law allows appears on our pages alone.
        """
        if self.basis in FREE:
            return frozenset(CHANNELS)
        if self.basis == Basis.EXCEPTION:
            return frozenset({"web"})
        return frozenset(name for name in CHANNELS if getattr(self, f"allows_{name}"))

    @property
    def onward_now(self) -> str:
        """May others reprint, as far as the basis leaves it open: a public licence says yes to all."""
        if self.basis in {Basis.OPEN_LICENCE, Basis.PUBLIC_DOMAIN} and self.licence:
            return Onward.PUBLIC_LICENCE
        if self.basis == Basis.EXCEPTION:
            return Onward.FORBIDDEN
        return self.onward

    def may(self, relation: str) -> bool:
        """Whether the text may be put to that use (a value of `Relation`)."""
        if self.basis in {Basis.OWN, Basis.PUBLIC_DOMAIN}:
            return True
        if self.basis == Basis.OPEN_LICENCE:
            is_whole = relation == "verbatim"
            return is_whole or not (self.licence and Licence(self.licence).forbids_changes)
        if self.basis == Basis.EXCEPTION:
            return relation == "excerpt"
        if relation == "edited":
            return self.may_edit != MayEdit.NO
        return relation == "verbatim" or bool(getattr(self, RIGHT_FOR[relation]))

    def take_terms(self, other: Terms) -> None:
        """Starts from what the other says; nothing is saved."""
        for name in self.of_terms:
            setattr(self, name, getattr(other, name))


def fill_in(template: str, **known: str) -> str:
    """Words of credit with `{title}`, `{authors}`, `{source}` and `{date}` put in; others stay."""
    return _PLACEHOLDER.sub(lambda found: known.get(found[1]) or found[0], template)
