"""The list of every page is whole, and each of them answers as it says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone, translation

from articles.reading import urls as reading
from articles.reprinting import urls as reprinting
from tests.reader.asked import only_watched
from tests.reader.every_page import NO_PAGES, pages
from tests.reader.furnished import furnish

pytestmark = pytest.mark.django_db


def test_no_kind_of_page_is_left_out(client: Client) -> None:
    furnish(at=timezone.now())
    met = set()
    for shown in pages():
        path = shown.address.partition("?")[0]
        with only_watched(path):
            assert client.get(shown.address).status_code == shown.status, shown.name
        with translation.override("zh-hans" if shown.is_chinese else "en"):
            met.add(resolve(path).url_name)
    named = {pattern.name for pattern in [*reading.urlpatterns, *reprinting.urlpatterns]}
    assert named - met == NO_PAGES
