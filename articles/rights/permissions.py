"""The verbs on permissions. Each changes one state by the table, and derives the windows it touches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import windows
from articles.models import DeskEvent, Permission, Source
from articles.models.rights import FAR_FUTURE, FAR_PAST, PermissionState
from articles.refusals import IncompletePermission, WrongInstant, WrongStage
from articles.rights import evidence, requirements
from articles.verbs import locked, require

S = PermissionState
TRANSITIONS: dict[str, tuple[frozenset[str], PermissionState]] = {
    "request": (frozenset({S.DRAFT, S.REFUSED}), S.REQUESTED),
    "refuse": (frozenset({S.DRAFT, S.REQUESTED}), S.REFUSED),
    "grant": (frozenset({S.DRAFT, S.REQUESTED}), S.GRANTED),
    "suspend": (frozenset({S.GRANTED}), S.SUSPENDED),
    "resume": (frozenset({S.SUSPENDED}), S.GRANTED),
    "revoke": (frozenset({S.GRANTED, S.SUSPENDED}), S.REVOKED),
    "renew": (frozenset({S.GRANTED}), S.SUPERSEDED),
    "pay": (frozenset({S.GRANTED}), S.GRANTED),
}


# What a renewal takes over besides the terms; a fee is agreed anew.
RENEWED = ("reference", "source", "notes")
# Not part of what was allowed: these may be mended at any time.
MENDABLE = frozenset({"reference", "notes", "onward_contact", "is_forwarded", "index_policy"})


def record(*, actor: AbstractBaseUser, at: datetime | None = None, **facts: Any) -> Permission:
    """A new permission as a draft: nothing follows from it until it is granted.

    Raises `IncompletePermission`, naming the field, where its facts contradict each other.
    """
    require(actor, "add_permission")
    return start(actor=actor, at=at, **facts)


def start(*, actor: AbstractBaseUser, at: datetime | None = None, **facts: Any) -> Permission:
    """A draft that a document's own claim gives rise to, whoever takes the document in."""
    at = at or timezone.now()
    with transaction.atomic():
        permission = Permission(**facts | {"state": S.DRAFT}, created_by_id=actor.pk)
        _check_facts(permission)
        permission.save()
        DeskEvent.objects.log("record", actor=actor, at=at, permission=permission)
    return permission


def proposed_name(*, source: Source | None, licensor: str) -> str:
    """A short name for a permission that was given none; empty if nothing is known."""
    known = [str(source) if source else "", licensor.strip()]
    longest = Permission._meta.get_field("reference").max_length
    return ": ".join(part for part in known if part)[:longest]


def mend(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, **facts: Any
) -> Permission:
    """Writes what these facts change. What was granted is renewed, not rewritten: of that only what
    is `MENDABLE` changes.

    Raises `WrongStage` for anything else of it, and `IncompletePermission`, naming the field, where the
    facts contradict each other. Nothing is logged where nothing changes.
    """
    require(actor, "change_permission")
    with transaction.atomic():
        row = locked(permission)
        changed = sorted(name for name, value in facts.items() if getattr(row, name) != value)
        if row.state not in requirements.OPEN and not MENDABLE.issuperset(changed):
            raise WrongStage(_("What was granted is not rewritten: renew it, or revoke it."))
        if not changed:
            return row
        for name in changed:
            setattr(row, name, facts[name])
        _check_facts(row)
        row.save(update_fields=changed)
        DeskEvent.objects.log(
            "mend_permission",
            actor=actor,
            at=at or timezone.now(),
            permission=row,
            fields=changed,
        )
    return row


def request(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Permission:
    """Notes that the holder was asked."""
    return _move(permission, "request", actor=actor, at=at, said=said)


def refuse(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Permission:
    """Notes that the holder said no."""
    return _move(permission, "refuse", actor=actor, at=at, said=said)


def grant(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Permission:
    """Lets it count. Raises `IncompletePermission` where basis, evidence or term do not add up."""
    return _move(permission, "grant", actor=actor, at=at, said=said)


def suspend(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Permission:
    """Stops it, and what it renewed, for a while, from `at` on."""
    return _move(permission, "suspend", actor=actor, at=at, said=said)


def resume(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Permission:
    """Lets a suspended permission count again."""
    return _move(permission, "resume", actor=actor, at=at, said=said)


def revoke(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Permission:
    """Ends it, and what it renewed, for good, from `at` on."""
    return _move(permission, "revoke", actor=actor, at=at, said=said)


def pay(
    permission: Permission, *, actor: AbstractBaseUser, at: datetime | None = None, said: str = ""
) -> Permission:
    """Notes that the fee was paid: what counts only once it is paid counts from then on."""
    return _move(permission, "pay", actor=actor, at=at, said=said)


def renew(
    permission: Permission,
    *,
    actor: AbstractBaseUser,
    at: datetime | None = None,
    said: str = "",
    proofs: Iterable[evidence.Proof] = (),
    **changes: Any,
) -> Permission:
    """A new granted permission that supersedes this one, with the same facts but for `changes`.

    `proofs` are what proves the renewal, looked at by the actor.

    Its term may touch the old one or leave a gap; where it begins earlier, the old one ends there.
    Raises `WrongInstant` unless it begins after the old one did, and `IncompletePermission`.
    """
    require(actor, "decide_permission")
    at = at or timezone.now()
    with transaction.atomic():
        windows.hold_for(permission)
        old = locked(permission)
        _check_transition(old, "renew")
        facts = {name: getattr(old, name) for name in (*RENEWED, *Permission.of_terms)}
        facts |= {"valid_from": old.valid_until or at} | changes
        new = Permission(
            **{**facts, "state": S.GRANTED},
            supersedes=old,
            first_id=old.chain_id,
            created_by_id=actor.pk,
        )
        if (new.valid_from or FAR_PAST) <= (old.valid_from or FAR_PAST):
            raise WrongInstant(
                _("A renewal begins after the permission that it renews."), field="valid_from"
            )
        _check_facts(new)
        new.save()
        evidence.add_all(new, proofs, actor=actor, at=at)
        check_complete(new)
        old.state = S.SUPERSEDED
        if new.valid_from and new.valid_from < (old.valid_until or FAR_FUTURE):
            old.stopped_at = new.valid_from
        old.save()
        DeskEvent.objects.log(
            "renew", actor=actor, at=at, permission=new, said=said, renewed=old.pk
        )
        windows.derive_for(new)
    return new


def check_complete(permission: Permission) -> None:
    """Raises `IncompletePermission`, naming the field, unless it can be granted as it stands."""
    if lacks := requirements.lacking(permission):
        raise IncompletePermission(field=lacks[0].field, lacks=lacks)
    _check_facts(permission)


def _check_facts(permission: Permission) -> None:
    """What `clean()` says to a form, as a refusal."""
    try:
        permission.clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise IncompletePermission(messages[0], field=field) from error


def _check_transition(permission: Permission, verb: str) -> PermissionState:
    allowed_from, state = TRANSITIONS[verb]
    if permission.state not in allowed_from:
        raise WrongStage(
            _("This permission is “%(state)s”; that cannot be done now.")
            % {"state": permission.get_state_display()}
        )
    return state


def _move(
    permission: Permission, verb: str, *, actor: AbstractBaseUser, at: datetime | None, said: str
) -> Permission:
    is_decision = verb != "request"
    require(actor, "decide_permission" if is_decision else "change_permission")
    at = at or timezone.now()
    with transaction.atomic():
        windows.hold_for(permission)
        row = locked(permission)
        row.state = _check_transition(row, verb)
        if verb == "grant":
            check_complete(row)
        if row.state in {S.SUSPENDED, S.REVOKED}:
            row.stopped_at = min(at, row.stopped_at or at)
        elif verb == "resume":
            row.stopped_at = None
        elif verb == "pay":
            if row.paid_at or not row.fee_amount:
                raise WrongStage(_("There is no fee that waits to be paid."))
            row.paid_at = at
        row.save()
        DeskEvent.objects.log(verb, actor=actor, at=at, permission=row, said=said)
        windows.derive_for(row)
    return row
