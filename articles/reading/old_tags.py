"""What stands where a tag stood before: the way to it, or that it is gone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.models import Tag, TagAddress, TagAlias
from articles.reading import errors

View = Callable[..., HttpResponse]


class Retired(Exception):
    """At one of these addresses stood a tag that editors took away."""


def leading_on(slugs: Collection[str]) -> dict[str, Tag]:
    """The tags that once stood at these addresses or are called so too, by address. Raises `Retired`, but for
    a name that another tag was given since. Two queries.
    """
    found: dict[str, Tag] = {}
    aliases = TagAlias.objects.filter(slug__in=slugs).select_related("tag")
    for alias in aliases.order_by("-pk"):
        found[alias.slug] = alias.tag
    for former in TagAddress.objects.filter(slug__in=slugs).select_related("tag"):
        if former.tag:
            found[former.slug] = former.tag
        elif former.slug not in found:
            raise Retired
    return found


def gone_if_retired(view: View) -> View:
    """Answers 410 where the view comes upon a tag that is no more."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except Retired:
            return errors.page(request, 410)

    return answer
