"""The desk in the publication's languages: every page says where it stands in the others."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests import makers, personas
from tests.desk.pages import desk, said, signed_in

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


def test_djangos_own_sentences_are_said_in_the_words_of_the_house(db: None) -> None:
    client = signed_in(personas.everyone())
    form = client.get(f"/zh-hans{desk('articles_article_add')}").content.decode()
    sections = LexborHTMLParser(form).css_first("#sections-group")
    assert sections is not None
    told = json.loads(str(sections.attributes["data-inline-formset"]))
    assert told["options"]["addText"] == "添加章节"
    makers.make_permission()
    page = client.get(f"/zh-hans{desk('articles_permission_changelist')}").content.decode()
    assert said(page, ".paginator") == "共 1 条"
    assert "添加授权" in said(page, ".object-tools")
    english = client.get(desk("articles_permission_changelist")).content.decode()
    assert said(english, ".paginator") == "1 in all"
