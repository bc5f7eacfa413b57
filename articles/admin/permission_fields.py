"""How the form of a permission is laid out: seven questions, what proves the answers, and the rest folded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Permission
from articles.models.term_choices import Basis

# Fields of the form that are no columns: instants in place of days, and a proof to be added.
EXACT = ("exact_from", "exact_until")
PROOF = (
    *("proof_kind", "proof_file", "proof_from_whom", "proof_received_on", "proof_words"),
    *("proof_covers_ai", "proof_is_checked"),
)
TERM = ("valid_from", "valid_until", "is_perpetual")
# Parts of the form that a basis leaves nothing to say in; desk/terms.js folds them away while they are
# as they were, and what they hold is sent all the same.
NOT_ASKED: dict[str, tuple[str, ...]] = {
    Basis.OWN: ("licence", "use", "channels", "credit", "proof"),
    Basis.PERMISSION: ("licence",),
    Basis.SYNDICATION: ("licence",),
    Basis.WHITELIST: ("licence",),
    Basis.OPEN_LICENCE: ("use", "channels", "onward"),
    Basis.PUBLIC_DOMAIN: ("use", "channels", "onward", "proof"),
    Basis.EXCEPTION: ("licence", "use", "channels", "onward"),
}

# What stands, where it is read, in place of the questions that nobody had to be asked: by part.
_LICENSED = {
    "use": ("uses",),
    "channels": (),
    "credit": ("credit_asked",),
    "onward": ("onward_now",),
}
READ: dict[str, dict[str, tuple[str, ...]]] = {
    Basis.OWN: {"use": (), "channels": (), "credit": ()},
    Basis.OPEN_LICENCE: _LICENSED,
    Basis.PUBLIC_DOMAIN: _LICENSED,
    Basis.EXCEPTION: {"use": ("uses",), "channels": (), "onward": ("onward_now",)},
}

Fieldset = tuple[Any, dict[str, Any]]


def fieldsets(
    *, is_new: bool, is_written: bool, takes_proof: bool, read: Permission | None = None
) -> tuple[Fieldset, ...]:
    """All parts in order. Where it is not written but `read`, its term stands in words, and what means
    nothing on its basis is left out.
    """
    usual = ("usual_terms",) if is_new else ()
    term = TERM if is_written else ("term",)
    exact = EXACT if is_written else ()
    proof = _part(_("What proves it?"), "proof", _rows(PROOF)) if takes_proof else ()
    parts = (
        _part(_("Who allowed it?"), "who", (("source", *usual), ("licensor", "licensor_role"))),
        _part(_("Why may we run it?"), "basis", ("basis", "licence")),
        _part(
            pgettext_lazy("permission", "Which use?"),
            "use",
            (("may_translate", "may_abridge", "may_adapt"), "may_edit"),
        ),
        _part(_("From and until?"), "term", (term, "outcome")),
        _part(
            _("Where may it appear?"),
            "channels",
            (("allows_web", "allows_feed", "allows_api", "allows_kit"),),
        ),
        _part(_("Which words of credit?"), "credit", ("credit_kind", "required_credit")),
        _part(
            _("May others reprint?"),
            "onward",
            ("onward", ("onward_contact", "is_forwarded"), "may_sublicense"),
        ),
        proof,
        _part(_("What do we call it?"), "name", ("reference",)),
        _more(exact),
    )
    return tuple(
        _read(part, read) if read else part for part in parts if part and _stays(part, read)
    )


def _in_place(part: Fieldset, row: Permission | None) -> tuple[str, ...] | None:
    """What stands in place of its fields where it is read; None where they do."""
    name = part[1]["classes"][-1].removeprefix("asks-")
    is_answered = row is not None and name == "credit" and row.credit_kind
    return READ.get(row.basis, {}).get(name) if row and not is_answered else None


def _stays(part: Fieldset, row: Permission | None) -> bool:
    return _in_place(part, row) != ()


def _read(part: Fieldset, row: Permission) -> Fieldset:
    title, told = part
    fields = _in_place(part, row) or told["fields"]
    if not row.licence and told["classes"][-1] == "asks-basis":
        fields = ("basis",)
    return (title, {**told, "fields": fields})


def _part(title: Any, name: str, fields: tuple[Any, ...]) -> Fieldset:
    return (title, {"fields": fields, "classes": ("asks", f"asks-{name}")})


def _rows(names: tuple[str, ...]) -> tuple[Any, ...]:
    kind, file, from_whom, received_on, words, covers_ai, is_checked = names
    return ((kind, file), (from_whom, received_on), words, (is_checked, covers_ai))


def _more(exact: tuple[str, ...]) -> Fieldset:
    rows = (
        ("ending", "archive_clause"),
        ("time_zone", "notice_days"),
        *((exact,) if exact else ()),
        ("index_policy", "ai_policy"),
        ("fee_amount", "fee_currency"),
        ("fee_due_on", "counts_when_paid"),
        ("territory", "copy_within_days"),
        "notes",
    )
    return (_("More terms"), {"fields": rows, "classes": ("collapse", "asks-more")})


def names(parts: tuple[Fieldset, ...]) -> list[str]:
    """Every field of these parts."""
    rows = [row for _title, part in parts for row in part["fields"]]
    return [name for row in rows for name in (row if isinstance(row, tuple) else (row,))]
