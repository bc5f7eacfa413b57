"""What we grant to partners: never more than we hold, and over when ours is.

A grant is what was said in the letter. How it stands is computed from our own permissions each time it is
asked: nothing has to run for it to end with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clearance
from articles.language import wording
from articles.models import DeskEvent, Edition, OutboundGrant, Permission
from articles.models.requests import Portion, Use
from articles.models.rights import FAR_FUTURE, FAR_PAST, Span
from articles.models.term_choices import FREE, AIPolicy, Basis, Licence, MayEdit, Onward
from articles.refusals import Refused, WrongStage
from articles.verbs import locked, require

# What a holder lets us do on the web is all that we can let others do.
ON_THE_WEB = frozenset({Use.WEB, Use.TRANSLATION})
PASSED_ON = frozenset({Onward.CREDIT_REQUIRED, Onward.PUBLIC_LICENCE})


NOT_OURS_TO_GRANT = _("Our permission does not let us grant it to others: ask the holder.")


class BeyondOurs(Refused):
    """It would be more than we hold ourselves; `field` is what is too much, `others` is what else is."""

    message = _("Our own permission does not reach so far.")
    others: tuple[BeyondOurs, ...] = ()


class GrantStanding(models.TextChoices):
    COMING = "coming", _("Not yet in force")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")
    REVOKED = "revoked", _("Revoked")
    OURS_STOPPED = "ours_stopped", _("Not in force, since our own permission is not")


class Effect(NamedTuple):
    """How a grant stands at an instant. `until` is when it ends in effect (exclusive), None without end;
    `ends_with_ours` where that is earlier than the letter says.
    """

    standing: GrantStanding
    until: datetime | None
    ends_with_ours: bool

    @property
    def last_moment(self) -> datetime | None:
        """The last moment in it, for a day that includes it."""
        return self.until - timedelta(seconds=1) if self.until else None


class Holding(NamedTuple):
    """What we hold of a text: the permissions in force, when all that is needed is, and when that lets
    us grant what is asked.
    """

    rows: list[Permission]
    spans: list[Span]
    fitting: list[Span]


def holding(edition: Edition, *, at: datetime, grant: OutboundGrant | None = None) -> Holding:
    """Our own work needs nobody's word: no permission, and no end, unless it is withdrawn. One query for
    a reprint, else none.
    """
    withdrawn_at = edition.article.withdrawn_at
    shown = [Span(FAR_PAST, withdrawn_at)] if withdrawn_at else clearance.ALWAYS
    if edition.piece.original is None:
        return Holding([], shown, shown)
    needs, known = clearance.of_edition(edition)

    def fits(row: Permission) -> bool:
        return clearance.is_for_pages(row) and not (grant and any(_excess(grant, [row])))

    spans = clearance.intersection(clearance.cleared(needs, known), shown)
    fitting = clearance.intersection(clearance.cleared(needs, known, fits=fits), shown)
    return Holding(clearance.in_force(needs, known, at), spans, fitting)


def check(grant: OutboundGrant, held: Holding) -> None:
    """Raises `BeyondOurs`, naming each field in which the grant is more than we hold."""
    found = [*_out_of_reach(grant, held), *_beyond(grant, held)]
    if found:
        first, *others = found
        first.others = tuple(others)
        raise first


def obstacle(edition: Edition, *, at: datetime) -> str:
    """Why nothing of it can be granted to anybody; empty where something can. One query for a reprint."""
    held = holding(edition, at=at)
    if not clearance.lies_in(held.spans, at):
        return str(_("Our own permission is not in force, so nothing can be granted."))
    return str(NOT_OURS_TO_GRANT) if not all(map(_may_grant, held.rows)) else ""


def _beyond(grant: OutboundGrant, held: Holding) -> Iterator[BeyondOurs]:
    for field, message in dict.fromkeys(_excess(grant, held.rows)):
        yield BeyondOurs(message, field=field)


def _out_of_reach(grant: OutboundGrant, held: Holding) -> Iterator[BeyondOurs]:
    """What is wrong with its days."""
    if grant.valid_until and grant.valid_until <= grant.valid_from:
        yield BeyondOurs(_("The end must come after the beginning."), field="until_on")
        return
    if grant.valid_until and grant.valid_until <= grant.granted_at:
        yield BeyondOurs(_("That is over already. Choose an end to come."), field="until_on")
        return
    reach = next((s for s in held.spans if s.holds(grant.valid_from)), None)
    if reach is None:
        yield BeyondOurs(
            _("Our own permission is not in force then. Choose another beginning."), field="from_on"
        )
        return
    reach = next((s for s in held.fitting if s.holds(grant.valid_from)), reach)
    if (grant.valid_until or FAR_FUTURE) > reach.until:
        last = reach.until - timedelta(seconds=1)
        yield BeyondOurs(
            _("Our own permission ends: %(day)s is the last day that can be granted.")
            % {"day": wording.day(last)},
            field="until_on",
        )


def _excess(grant: OutboundGrant, rows: Iterable[Permission]) -> Iterator[tuple[str, str]]:
    """What goes beyond one of our permissions, by the field of the grant."""
    for row in rows:
        licence = Licence(row.licence) if row.licence else None
        if not _may_grant(row):
            yield "", str(NOT_OURS_TO_GRANT)
        if row.basis not in FREE and grant.use not in {*ON_THE_WEB, Use.AI}:
            yield "use", str(_("Our permission is for the web alone."))
        if grant.use == Use.AI and row.basis != Basis.OWN and row.ai_policy != AIPolicy.ALLOWED:
            yield "use", str(_("Our permission does not let machines be trained on it."))
        is_translation = grant.use == Use.TRANSLATION or bool(grant.into_language)
        if is_translation and not row.may("translation"):
            yield "into_language", str(_("Our permission does not cover translations."))
        if grant.portion == Portion.EXCERPT and not row.may("excerpt"):
            yield "portion", str(_("Our permission does not cover excerpts."))
        if grant.may_edit and not _may_edit(row):
            yield "may_edit", str(_("We may not let others change it."))
        if grant.is_commercial and licence and licence.forbids_commerce:
            yield "is_commercial", str(_("The licence forbids commercial use."))


def _may_grant(row: Permission) -> bool:
    if row.basis in FREE or row.may_sublicense:
        return True
    return row.basis != Basis.EXCEPTION and row.allows_kit and row.onward_now in PASSED_ON


def _may_edit(row: Permission) -> bool:
    if row.basis in {Basis.OWN, Basis.PUBLIC_DOMAIN}:
        return True
    if row.basis == Basis.OPEN_LICENCE:
        return not (row.licence and Licence(row.licence).forbids_changes)
    return row.may_edit == MayEdit.YES


def effect(grant: OutboundGrant, *, at: datetime) -> Effect:
    """How it stands, by the letter and by our own permissions. At most 2 queries."""
    edition = edition_of(grant)
    end = min(grant.valid_until or FAR_FUTURE, grant.revoked_at or FAR_FUTURE)
    ours = holding(edition, at=at, grant=grant) if edition else Holding([], [], [])
    own = [Span(grant.valid_from, end)] if grant.valid_from < end else []
    spans = clearance.intersection(own, ours.fitting)
    current = next((span for span in spans if span.holds(at)), None)
    if current:
        until = current.until if current.until < FAR_FUTURE else None
        return Effect(GrantStanding.IN_FORCE, until, current.until < end)
    last = spans[-1].until if spans else grant.valid_from
    if grant.revoked_at and grant.revoked_at <= at:
        return Effect(GrantStanding.REVOKED, min(last, grant.revoked_at), last < end)
    if at < grant.valid_from:
        until = last if spans and last < FAR_FUTURE else None
        return Effect(GrantStanding.COMING, until, bool(spans) and last < end)
    if at >= end and last >= end:
        return Effect(GrantStanding.ENDED, end, False)
    return Effect(GrantStanding.OURS_STOPPED, last, True)


def edition_of(grant: OutboundGrant) -> Edition | None:
    """The version that readers saw when it was granted. One query."""
    windows = grant.article.windows.begun(at=grant.granted_at).order_by("-live_from")
    window = windows.select_related("edition__article", "edition__source__merged_into").first()
    return window.edition if window else None


def reference(grant: OutboundGrant) -> str:
    """What a letter is called by, in ours and in theirs."""
    return f"{timezone.localdate(grant.granted_at).year}-{grant.pk:04d}"


def revoke(
    grant: OutboundGrant, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> OutboundGrant:
    """Ends it for good, from `at` on."""
    require(actor, "answer_reprintrequest")
    at = at or timezone.now()
    with transaction.atomic():
        row = locked(grant)
        if row.revoked_at:
            raise WrongStage(_("It was revoked already."))
        row.revoked_at = at
        row.save()
        DeskEvent.objects.log(
            "revoke_grant",
            actor=actor,
            at=at,
            article=row.article,
            said=said,
            request=row.request_id,
        )
    return row
