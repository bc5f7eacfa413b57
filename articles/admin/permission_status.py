"""How a permission stands, in the words of the desk. Reads only."""

from __future__ import annotations

from datetime import datetime

from articles import clearance
from articles.models import Permission


def standing(permission: Permission, *, at: datetime) -> str:
    """No query."""
    return str(clearance.standing(permission, at).label)
