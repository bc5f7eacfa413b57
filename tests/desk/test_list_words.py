"""Words of the lists: days in one style, and names in the language of the desk."""

from __future__ import annotations

import pytest
import time_machine
from django.utils.translation import override

from articles.admin.fields import when
from articles.models import ReprintRequest
from articles.rights import permissions
from tests import makers, personas
from tests.desk.pages import desk, said, signed_in
from tests.makers import DAY, NOON

pytestmark = pytest.mark.django_db


@time_machine.travel(NOON)
def test_a_list_writes_a_day_as_sentences_do() -> None:
    assert ">2 November, 12:00<" in when(NOON)
    assert ">5 January 2028<" in when(NOON + 429 * DAY)


@time_machine.travel(NOON + 400 * DAY)
def test_the_first_page_says_the_year_of_what_is_long_ago() -> None:
    row = makers.make_permission(reference="Stopped", at=NOON)
    permissions.suspend(row, actor=personas.rights_desk(), at=NOON, said="They asked.")
    page = signed_in(personas.rights_desk()).get(desk("index")).content.decode()
    assert "2 November 2026" in said(page, ".panel-rights")


def test_a_request_of_this_minute_came_just_now() -> None:
    makers.make_request(makers.make_live())
    ReprintRequest.objects.update(asked_at=NOON)
    client = signed_in(personas.rights_desk())
    with time_machine.travel(NOON, tick=False):
        page = client.get(desk("articles_reprintrequest_changelist")).content.decode()
    assert said(page, ".field-age") == "just now"


def test_sources_are_listed_by_the_name_that_other_lists_use() -> None:
    source = makers.make_source("City & Method")
    source.translations = {"zh-hans": {"name": "《城市与方法》"}}
    source.save()
    client = signed_in(personas.rights_desk())
    with override("zh-hans"):
        page = client.get(desk("articles_source_changelist")).content.decode()
    assert "《城市与方法》" in said(page, "#result_list")
