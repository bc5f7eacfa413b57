"""What the checklist says of a public licence: whether it lets this publication run what was made of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.models import Masthead, Permission, ReprintCredit
from articles.models.credits import Relation
from articles.models.term_choices import Basis, Licence
from articles.publishing.findings import Finding, about_permission, block

PERMISSIONS = "credit_record-permissions"


def licence_of(permission: Permission) -> Licence | None:
    """The public licence by which we run it; none where a holder's own word allows more than that."""
    is_by_licence = permission.basis in {Basis.OPEN_LICENCE, Basis.PUBLIC_DOMAIN}
    return Licence(permission.licence) if is_by_licence and permission.licence else None


def commerce(permission: Permission, masthead: Masthead) -> Iterator[Finding]:
    licence = licence_of(permission)
    if licence and licence.forbids_commerce and masthead.is_commercial:
        message = _("The licence forbids commercial use, and this publication is commercial.")
        yield about_permission(permission, "licence_forbids_commerce", message, "licence")


def share_alike(
    credit: ReprintCredit, permission: Permission, made: list[Permission], masthead: Masthead
) -> Iterator[Finding]:
    """Share-alike: a changed text goes out under the same terms. What it goes out under is the licence
    of whoever changed it: of the translation, if somebody else made it (`made`), else ours.
    """
    licence = licence_of(permission)
    if not licence or not licence.asks_for_the_same or credit.relation == Relation.VERBATIM:
        return
    outgoing = [row.licence for row in made] or [masthead.licence]
    is_left_open = not made and not masthead.licence
    if not is_left_open and not all(licence.goes_out_under(one) for one in outgoing):
        message = _(
            "The licence asks that a changed text goes out under %(licence)s, and this one would not."
        )
        yield block("licence_asks_for_the_same", message % {"licence": licence.label}, PERMISSIONS)
