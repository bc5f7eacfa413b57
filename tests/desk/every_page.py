"""Every address of the desk, from the names that it has: a new page is among them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import URLPattern, URLResolver, reverse

from articles.admin.accounts import password_address
from articles.models import (
    Article,
    DeskEvent,
    OutboundGrant,
    Permission,
    PreviewLink,
    TagChange,
)
from articles.publishing import checklist

# What leads away from the desk, or out of it.
LEFT_OUT = {"view_on_site", "logout"}
# So many rows of a kind have their pages looked at: an article in work, and one that is public.
ROWS = {"article": 2, "reprintrequest": 2}


def addresses(*, at: datetime) -> list[str]:
    """Of each page, with what it needs from the rows that there are; in the order of their names."""
    found = [
        address
        for name, parameters, model in _names(admin.site.urls[0])
        for values in _values(parameters, model, at=at)
        if not (name.endswith("_letter") and not _has_letter(values))
        for address in [reverse(f"admin:{name}", kwargs=values)]
    ]
    return sorted(set(found))


def _names(
    patterns: list[Any], model: type[Model] | None = None
) -> Iterator[tuple[str, list[str], type[Model] | None]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            own = [m for m in admin.site._registry if str(pattern.pattern) == _prefix(m)]
            yield from _names(pattern.url_patterns, own[0] if own else None)
        elif isinstance(pattern, URLPattern) and pattern.name and pattern.name not in LEFT_OUT:
            regex: Any = pattern.pattern.regex
            yield pattern.name, list(regex.groupindex), model


def _has_letter(values: dict[str, Any]) -> bool:
    """Only what was granted has one."""
    return OutboundGrant.objects.filter(request=values["object_id"]).exists()


def _prefix(model: type[Model]) -> str:
    return f"{model._meta.app_label}/{model._meta.model_name}/"


def _values(
    parameters: list[str], model: type[Model] | None, *, at: datetime
) -> Iterator[dict[str, Any]]:
    """The values of an address's parts. A part that is new must be told here what it may be."""
    if "object_id" not in parameters:
        yield from _filled(parameters, {}, None, at=at)
        return
    assert model is not None, parameters
    admins = admin.site._registry[model]
    name = str(model._meta.model_name)
    rows = list(model._default_manager.order_by("pk"))
    assert rows, f"the house has no {name}"
    if "verb" in parameters:
        for verb in admins.verbs:  # type: ignore[attr-defined]
            row = next((row for row in rows if verb.fits(row)), rows[0])
            yield {"object_id": row.pk, "verb": verb.name}
        return
    for row in rows[: ROWS.get(name, 1)]:
        yield from _filled(parameters, {"object_id": row.pk}, row, at=at)


def _filled(
    parameters: list[str], known: dict[str, Any], row: Any, *, at: datetime
) -> Iterator[dict[str, Any]]:
    missing = [name for name in parameters if name not in known]
    choices: dict[str, Any] = {
        "app_label": ["articles", "auth"],
        "at": [at],
        "path": ["articles/"],
        "change": TagChange.objects.values_list("pk", flat=True),
        "event_id": DeskEvent.objects.filter(verb="delete").values_list("pk", flat=True),
    }
    if isinstance(row, Permission):
        files = row.evidence.exclude(file="")
        choices["proof"] = files.values_list("pk", flat=True)
    if isinstance(row, Article):
        choices["link"] = PreviewLink.objects.filter(article=row).values_list("pk", flat=True)
        choices["mark"] = [
            warning.mark for warning in checklist.warnings(checklist.findings(row, at=at))
        ]
    if set(missing) == {"uidb64", "token"}:
        uid, token = password_address(User.objects.order_by("pk")[0]).split("/")[-3:-1]
        yield {"uidb64": uid, "token": token}
        return
    if not missing:
        yield known
        return
    [name, *others] = missing
    assert name in choices, f"{name} has no values here yet"
    for value in choices[name]:
        yield from _filled(others, {**known, name: value}, row, at=at)
