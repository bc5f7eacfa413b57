"""How a permission stands, in the words of the desk: its state, or a term over or to come. Reads only."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Permission
from articles.models.rights import PermissionState


def standing(permission: Permission, *, at: datetime) -> str:
    """What a granted permission comes to at an instant; any other is called by its state. No query."""
    span = permission.span
    if permission.state == PermissionState.GRANTED and span:
        if span.until <= at:
            return _("Ended")
        if at < span.from_:
            return _("Not yet in force")
    return permission.get_state_display()
