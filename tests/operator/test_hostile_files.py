"""Documents that were made to do harm: each is refused or read as the text that it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import release
from tests import makers, personas
from tests.operator.imports import reports, written

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEXT = "\n+++\n\nSome text.\n"


def front(matter: str) -> bytes:
    return f'+++\ntitle = "A title"\n{matter}{TEXT}'.encode()


def test_a_number_without_end_is_a_bad_file_among_others(tmp_path: Path) -> None:
    bad = written(tmp_path / "bad.md", front("rating = " + "9" * 5000))
    good = written(tmp_path / "good.md", front("rating = 9"))
    first, second = reports(bad, good, status=1)
    assert first["errors"][0].startswith(f"{bad}:")
    assert (second["errors"], second["slug"]) == ([], "a-title")


@pytest.mark.parametrize("address", ["a/b c?<script>", "/", "..", "é/"])
def test_a_contributor_has_an_address_that_can_be_one(tmp_path: Path, address: str) -> None:
    path = written(tmp_path / "a.md", front(f'[[byline]]\nname = "Eve"\ncontributor = "{address}"'))
    [report] = reports(path, status=1)
    assert report["errors"][0].startswith(f"{path}:5: ")
    assert not Article.objects.exists()


def test_a_contributor_s_address_may_be_in_any_script(tmp_path: Path, client: Client) -> None:
    path = written(tmp_path / "a.md", front('[[byline]]\nname = "周"\ncontributor = "周_2"'))
    reports(path, status=0)
    article = Article.objects.get()
    makers.tag_article(article, ["essays"], actor=personas.editor())
    release.publish(article, actor=personas.editor())
    assert client.get("/contributors/周_2/").status_code == 200


def test_no_escape_brings_in_what_a_database_cannot_hold(tmp_path: Path) -> None:
    matter = '+++\ntitle = "A\\u0000 ti\\u0001tle"\ntags = ["\\u0000", "es\\u0000says"]'
    [report] = reports(written(tmp_path / "a.md", (matter + TEXT).encode()), status=0)
    assert report["title"] == "A title"
    assert [tag.name for tag in Article.objects.get().tags.all()] == ["essays"]


def test_quotes_without_end_stay_as_they_are(tmp_path: Path) -> None:
    few = written(tmp_path / "few.md", "# Few\n\n" + "'\"" * 10_000)
    many = written(tmp_path / "many.md", "# Many\n\n" + "'\"" * 10_000 + "'")
    reports(few, many, status=0)
    bodies = {a.title: a.sections.get().body for a in Article.objects.all()}
    assert "“" in bodies["Few"] or "”" in bodies["Few"]
    assert bodies["Many"].startswith("<p>'\"'")


def test_a_key_of_endless_parts_is_refused_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", front("a." * 20_000 + "b = 1"))
    [report] = reports(path, status=1)
    assert report["errors"] == [f"{path}:3: This key has too many parts."]


def test_more_lines_than_anyone_writes_are_refused_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "A title\n" + "\n" * 200_000)
    [report] = reports(path, status=1)
    assert "more than 100000 lines" in report["errors"][0]


def test_a_list_of_facts_is_no_endless_key(tmp_path: Path) -> None:
    facts = "facts = [" + '{ claim = "1.5 per cent. " }, ' * 30 + "]"
    [report] = reports(written(tmp_path / "a.md", front(f"[extra]\n{facts}")), status=0)
    assert report["warnings"] == []
