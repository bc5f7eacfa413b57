"""The sentence that says what will happen when a permission ends, for the page and for desk/terms.js."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Permission
from articles.models.term_choices import FREE
from articles.rights import coming_end


def outcome(
    permission: Permission, *, at: datetime, chain: Iterable[Permission] = ()
) -> SafeString:
    """The sentence of a permission as it is stored or was sent, with those that typing may make of it."""
    sentences = {
        **{kind: str(said) for kind, said in coming_end.AT_ITS_END.items()},
        "without_end": str(coming_end.WITHOUT_END),
        "unsaid": str(coming_end.UNSAID),
        "past": str(coming_end.PAST),
        "reversed": _("The end must come after the beginning."),
        "no_zone": _("There is no such time zone, so it cannot be said when its days end."),
        "moment": _("%(day)s, %(time)s (%(zone)s)"),
    }
    return format_html(
        '<span class="outcome" role="status" data-zone="{}" data-free="{}" data-sentences="{}">{}</span>',
        settings.TIME_ZONE,
        json.dumps(sorted(FREE)),
        json.dumps(sentences),
        coming_end.sentence(permission, at=at, chain=chain),
    )
