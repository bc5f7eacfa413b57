"""The benchmarks can be trusted: what they fill is what the verbs write, and what they look for they find."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Edition, SearchDocument, Window
from articles.search import finding, tables
from articles.search.queries import parse
from tests import makers
from tests.benchmarks.archive import batches, beside, checking, filling, pieces
from tests.benchmarks.reading.table import Row, table
from tests.benchmarks.rehearsal import acts
from tests.benchmarks.rehearsal.watch import Watch
from tests.makers import NOON

pytestmark = [pytest.mark.once]
FEW = {"people": 5, "tags": 12, "sources": 2, "pictures": 1}


def test_an_archive_is_as_the_verbs_would_have_written_it(transactional_db: None) -> None:
    filling.fill(30, lapsed=4, batch=20, hands=0, **FEW)
    assert Article.objects.count() == 30
    assert Edition.objects.exclude(relation="").exists()
    checking.check(list(Article.objects.all()))
    checking.check_whole()
    checking.check_counts(checking.some_lists())
    with pytest.raises(filling.NotEmpty):
        filling.fill(30)
    Window.objects.filter(article=Article.objects.first()).delete()
    with pytest.raises(checking.NotAsPublished, match="writes"):
        checking.check(list(Article.objects.all()))


def test_the_pieces_of_an_index_lie_as_in_one_that_grew(transactional_db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite's has pieces")
    finding.find(parse("owls"), (), at=NOON)  # the connection knows the index as it was
    filling.fill(40, batch=5, hands=0, **FEW)
    levels = pieces.levels(beside.FTS)
    low, high = levels[: pieces.LOWER], levels[pieces.LOWER :]
    assert (any(low), {len(level) for level in high[:-1]}) == (False, {3})
    assert sum(map(len, high)) >= 8
    oldest_first = [number for level in reversed(levels) for number, *_pages in level]
    assert oldest_first[-8:] == sorted(oldest_first)[-8:]
    assert tables.vendor().is_whole(tables.PUBLISHED)
    checking.check(list(Article.objects.all()))
    with connection.cursor() as cursor:  # whose second row counts what is in all pieces
        cursor.execute(f"SELECT block FROM {beside.FTS}_data WHERE id = {pieces.AVERAGES}")
        assert cursor.fetchone()[0][0] == SearchDocument.objects.count()
    SearchDocument.objects.earliest("pk").delete()
    for number in range(40):  # more than sixteen, which are merged at once
        makers.make_live(title="Owls", slug=f"owls-{number}", at=NOON)
    assert pieces.levels(beside.FTS)[pieces.LOWER :] == high
    assert tables.vendor().is_whole(tables.PUBLISHED)
    assert finding.find(parse("owls"), (), at=NOON).count == 40


def test_several_processes_fill_as_one_does(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "note_less", lambda: None)  # others have the tests' database open
    filling.fill(30, lapsed=4, batch=10, hands=2, **FEW)
    assert Article.objects.count() == 30
    checking.check(list(Article.objects.all()))
    checking.check_whole()
    checking.check_counts(checking.some_lists())


def test_the_table_says_what_was_missed_and_what_did_not_run() -> None:
    rows = [
        Row("pages", "90 /s", "10 /s", 9.0, 5.0),
        Row("queries", "30", factor=30, target=25, is_most=True),
        Row("redis", note="no Redis answers"),
    ]
    said = table(rows).splitlines()
    assert [row.is_missed for row in rows] == [False, True, False]
    assert said[2] == "| pages | 90 /s | 10 /s | 9 | ≥ 5 | reached |  |"
    assert "| ≤ 25 | missed |" in said[3]
    assert "| did not run | no Redis answers |" in said[4]


def test_a_rehearsal_finds_nothing_wrong_with_the_site(live_server: LiveServer) -> None:
    acts.prepare()
    watch = Watch(live_server.url)
    for act in (acts.corrects, acts.merges_tags, acts.is_found):
        act(watch)
    assert watch.wrong == []


def test_a_rehearsal_notices_a_proxy_that_keeps_pages_too_long(live_server: LiveServer) -> None:
    acts.prepare()
    with keeping_proxy(live_server.url) as base:
        watch = Watch(base)
        acts.corrects(watch)
        acts.withdraws(watch)
    assert any("after a correction" in wrong for wrong in watch.wrong)
    assert any("after a withdrawal" in wrong and "not 410" in wrong for wrong in watch.wrong)


@contextmanager
def keeping_proxy(site: str) -> Iterator[str]:
    """Asks for a page once and hands the same one out ever after."""
    kept: dict[str, bytes] = {}

    class Keeping(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in kept:
                with urlopen(f"{site}{self.path}") as answer:
                    kept[self.path] = answer.read()
            self.send_response(200)
            self.send_header("Content-Length", str(len(kept[self.path])))
            self.end_headers()
            self.wfile.write(kept[self.path])

        def log_message(self, *_told: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Keeping) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
