"""What stands where a tag stood before: the way to it, or that it is gone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404

from articles.models import Tag, TagAddress, TagAlias
from articles.reading import errors, lookup


def answer(request: HttpRequest, slug: str, address: Callable[[Tag], str]) -> HttpResponse:
    """301 to the `address` of the tag that once stood here or is called so too, 410 where it was retired;
    else 404. At most two queries before the page.
    """
    former = TagAddress.objects.select_related("tag").filter(slug=slug).first()
    if former is None:
        alias, *_others = get_list_or_404(
            TagAlias.objects.select_related("tag").order_by("pk"), slug=slug
        )
        return lookup.moved(address(alias.tag))
    return lookup.moved(address(former.tag)) if former.tag else errors.page(request, 410)
