"""The desk in the publication's languages: every page says where it stands in the others."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import makers
from tests.desk.pages import desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["/admin/login/", "/zh-hans/admin/login/"])
def test_the_door_has_a_switch(client: Client, place: str) -> None:
    page = client.get(place).content.decode()
    there, tag = ("/admin/login/", "en") if "zh" in place else ("/zh-hans/admin/login/", "zh-Hans")
    assert f'<a class="other-language" href="{there}" lang="{tag}" hreflang="{tag}">' in page


def test_the_switch_keeps_the_page_and_its_filters(editor: Client) -> None:
    article = makers.make_article()
    page = editor.get(desk("articles_article_change", article.pk)).content.decode()
    assert f'href="/zh-hans/admin/articles/article/{article.pk}/change/" lang="zh-Hans"' in page
    page = editor.get("/zh-hans/admin/articles/article/?where=draft&q=a").content.decode()
    assert 'href="/admin/articles/article/?where=draft&amp;q=a" lang="en"' in page
