"""The named errors of the verbs: why something was refused, in words that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from articles.publishing.findings import Finding


class Refused(Exception):
    """A verb's no. `message` is for people; `field` names the form field it is about, if one is."""

    message: str | Promise = _("That cannot be done.")

    def __init__(self, message: str | Promise = "", *, field: str = "") -> None:
        self.message = message or self.message
        self.field = field
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    message = _("Your role does not allow this. Ask an administrator of the publication.")


class WrongStage(Refused):
    message = _("The article is not at a stage where this can be done.")


class StaleArticle(Refused):
    message = _(
        "Someone else saved this article in the meantime. Reload it, then make your change again."
    )


class Blocked(Refused):
    """The checklist has blockers; `findings` are all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(str(finding.message) for finding in findings))


class NothingChanged(Refused):
    message = _("Nothing has changed since the last published version.")


class NoteMissing(Refused):
    message = _("Say in a sentence what changed: readers see it beside the version.")


class AlreadyScheduled(Refused):
    message = _("A version is already scheduled. Take it off the schedule first.")


class NothingLive(Refused):
    message = _("Nothing of this article is published or scheduled.")


class WrongInstant(Refused):
    message = _("That moment does not fit.")


class AddressTaken(Refused):
    message = _("This address belongs to another article. Choose a different one.")


class ApprovalMissing(Refused):
    message = _("This publication asks for approval first. Send the article to review.")


class IncompletePermission(Refused):
    """`lacks` are all the fields that still have to say something, each with what is asked for."""

    message = _("The permission is not complete yet.")

    def __init__(
        self,
        message: str | Promise = "",
        *,
        field: str = "",
        lacks: Sequence[tuple[str, str | Promise]] = (),
    ) -> None:
        self.lacks = tuple(lacks) or ((field, message),)
        super().__init__(message or " ".join(str(said) for _field, said in lacks), field=field)


class TooMany(Refused):
    message = _("That is a lot at once. Please try again later, or write to us.")
