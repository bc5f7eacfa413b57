"""What a reader's browser has to fetch for a page: few bytes, whatever stands on it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests import makers

pytestmark = pytest.mark.django_db

HOUSE = Path(settings.BASE_DIR) / "articles" / "static" / "articles"
MOST_SCRIPT = 6_000
MOST = 30_000
_ASKED_FOR = re.compile(r'(?:src|href)="/static/articles/([^".]+)(?:\.\w{12})?\.(js|css)"')


def packed(text: bytes) -> int:
    return len(gzip.compress(text, 9))


def test_an_article_is_light(client: Client) -> None:
    note = '<span class="footnote" data-footnote="A note, as translators write them."></span>'
    bodies = tuple(f"<p>{number} {'Words and words. ' * 90}{note}</p>" for number in range(12))
    html = client.get(makers.make_live(bodies=bodies).get_absolute_url()).content
    files = {f"{name}.{kind}" for name, kind in _ASKED_FOR.findall(html.decode())}
    assert {"public.css", "reading/theme.js", "reading/piece.js"} <= files
    weights = {name: packed((HOUSE / name).read_bytes()) for name in files}
    assert sum(size for name, size in weights.items() if name.endswith(".js")) < MOST_SCRIPT
    assert sum(weights.values()) + packed(html) < MOST, weights
