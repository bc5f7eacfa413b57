"""Importing documents: what the report says, what is stored, and what may be published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import (
    Article,
    ArticleImport,
    DeskEvent,
    Edition,
    Masthead,
    Permission,
    ReprintCredit,
    Tag,
    TagAlias,
)
from tests.operator import Done
from tests.operator.imports import ESSAY, KEYS, imported, reports, rows, written

pytestmark = pytest.mark.django_db
Manage = Callable[..., Done]


def test_it_stores_a_draft_and_says_what_became_of_every_line(essay: Path) -> None:
    [report] = reports(essay)
    assert list(report) == KEYS
    article = Article.objects.get()
    assert (report["article"], report["slug"]) == (article.key, "on-bridges")
    assert report["file"] == str(essay)
    assert (report["title"], report["language"]) == ("On Bridges", "en")
    assert [section["heading"] for section in report["sections"]][-2:] == [
        "The near bank",
        "The far bank",
    ]
    assert report["sections"][-2] == {"heading": "The near bank", "paragraphs": 2, "figure": None}
    assert [line["n"] for line in report["lines"]] == list(range(1, 14))
    assert all(line.keys() == {"n", "became"} for line in report["lines"])
    assert {"name": "Harbour Town", "count": 2, "known": False} in report["tags"]
    assert report["claims"] == report["warnings"] == report["errors"] == []
    assert article.stage == "draft"
    assert not article.tags.exists()
    assert not Edition.objects.exists()


def test_it_prints_a_report_for_people(essay: Path) -> None:
    printed = imported(essay)
    assert f"{essay}: On Bridges" in printed
    assert "The near bank: 2 paragraphs" in printed
    assert "Harbour Town (2)" in printed


def test_it_adds_the_tags_that_it_is_told(essay: Path) -> None:
    rain = Tag.objects.create(name="weather")
    TagAlias.objects.create(tag=rain, name="rain")
    imported(essay, "--tag", "bridges", "--tag", "Rain", "--tag", "BRIDGES")
    assert sorted(tag.name for tag in Article.objects.get().tags.all()) == ["bridges", "weather"]


def test_it_finds_tags_by_their_chinese_names(tmp_path: Path) -> None:
    Tag.objects.create(name="chips", translations={"zh-hans": {"name": "芯片"}})
    path = written(tmp_path / "a.md", "# 小芯片\n\n芯片很小，可是芯片里什么都有。\n")
    [report] = reports(path, "--dry-run")
    assert report["tags"][0] == {"name": "chips", "count": 3, "known": True}


def test_it_stores_nothing_in_a_dry_run(essay: Path) -> None:
    before = rows()
    [report] = reports(essay, "--dry-run", "--tag", "bridges")
    assert (report["article"], report["slug"]) == (None, None)
    assert report["title"] == "On Bridges"
    assert list(report) == KEYS
    assert rows() == before


def test_it_needs_no_account_for_a_dry_run(manage: Manage, publication: Path, essay: Path) -> None:
    done = manage(publication, "import_article", "--dry-run", "--json", str(essay))
    assert done.status == 0
    assert json.loads(done.printed)["title"] == "On Bridges"


def test_it_says_that_there_is_no_publication_yet(
    manage: Manage, tmp_path: Path, essay: Path
) -> None:
    for words in ((), ("--dry-run",)):
        done = manage(tmp_path / "nothing", "import_article", *words, str(essay))
        assert done.status == 1
        assert "There is no publication in" in done.complaint
        assert "manage.py start" in done.complaint
    assert not (tmp_path / "nothing").exists()


def test_it_imports_for_the_owner_where_no_account_is_named(
    manage: Manage, publication: Path, essay: Path
) -> None:
    done = manage(publication, "import_article", str(essay))
    assert (done.status, "address    on-bridges" in done.printed) == (0, True)


def test_the_same_document_again_adds_nothing(essay: Path) -> None:
    [first] = reports(essay)
    before = rows()
    [again] = reports(essay, "--tag", "new")
    assert again["warnings"] == ["already here: On Bridges"]
    assert (again["article"], again["slug"]) == (first["article"], first["slug"])
    assert again["errors"] == []
    assert rows() == before
    copy = written(essay.with_name("copy.md"), essay.read_bytes())
    [dry] = reports(copy, "--dry-run")
    assert dry["warnings"] == ["already here: On Bridges"]
    assert dry["article"] is None


def test_two_of_the_same_in_one_go_are_one(essay: Path) -> None:
    copy = written(essay.with_name("copy.md"), essay.read_bytes())
    first, second = reports(essay, copy)
    assert first["article"] == second["article"]
    assert Article.objects.count() == 1


def test_it_takes_a_file_name_of_any_bytes(tmp_path: Path) -> None:
    path = Path(str(tmp_path) + "/caf\udce9.md")
    written(path, ESSAY)
    [report] = reports(path)
    assert report["file"].endswith("caf\ufffd.md")
    assert ArticleImport.objects.get().file_name == "caf\ufffd.md"


def test_it_reads_other_encodings(tmp_path: Path) -> None:
    text = "渡口\n\n没有人问桥要到哪里去，它在那里站了许多年，下雨的时候也站着。\n"
    files = [
        written(tmp_path / f"{name}.txt", text.encode(name) + b"\n" * number)
        for number, name in enumerate(("utf-8", "utf-8-sig", "utf-16", "gb18030"))
    ]
    assert {report["title"] for report in reports(*files)} == {"渡口"}


def test_it_lets_the_encoding_be_overruled(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "Café\n\nUn thé, s’il vous plaît.\n".encode("cp1252"))
    [report] = reports(path, "--dry-run", "--encoding", "cp1252")
    assert report["title"] == "Café"
    [wrong] = reports(path, "--dry-run", "--encoding", "utf-8", status=1)
    assert f"{path}:1: " in wrong["errors"][0]
    [unknown] = reports(path, "--dry-run", "--encoding", "klingon", status=1)
    assert "klingon" in unknown["errors"][0]


def test_it_publishes_through_the_checklist(essay: Path) -> None:
    [report] = reports(essay, "--publish", "--as", "everyone")
    assert report["errors"] == []
    assert Edition.objects.live(at=DeskEvent.objects.latest("at").at).get().slug == report["slug"]


def test_it_exits_with_two_and_the_blockers_when_publishing_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", ESSAY.replace("Nobody", "![A bridge](none.png)\n\nNobody"))
    [report] = reports(path, "--publish", "--as", "everyone", status=2)
    assert len(report["errors"]) == 1
    assert "picture missing. Choose one or remove it." in report["errors"][0]
    assert Article.objects.count() == 1
    assert not Edition.objects.exists()


def test_a_writer_may_import_and_not_publish(essay: Path) -> None:
    [report] = reports(essay, "--publish", "--as", "writer", owner="writer", status=2)
    assert report["errors"] == [
        "Your role does not allow this. Ask an administrator of the publication."
    ]
    assert Article.objects.count() == 1


def test_a_file_that_fails_weighs_more_than_one_that_is_refused(
    tmp_path: Path, essay: Path
) -> None:
    reports(essay, tmp_path / "none.txt", "--publish", "--as", "writer", owner="writer", status=1)


def test_somebody_must_answer_for_publishing(essay: Path) -> None:
    with pytest.raises(CommandError, match="--publish needs --as"):
        call_command("import_article", str(essay), "--publish")
    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        call_command("import_article", str(essay), "--as", "nobody")
    with pytest.raises(CommandError, match="There is no account yet"):
        call_command("import_article", str(essay))
    assert not Article.objects.exists()


def test_a_claim_starts_a_credit_and_never_a_grant(tmp_path: Path) -> None:
    theirs = written(
        tmp_path / "theirs.txt",
        "A Title\n\nA paragraph of the text.\n\nOther House is authorized to reprint this.\n",
    )
    [report] = reports(theirs)
    kinds = [(claim["kind"], claim["value"]) for claim in report["claims"]]
    assert ("licensee", "Other House") in kinds
    assert all(list(claim) == ["kind", "value", "text", "line"] for claim in report["claims"])
    assert ReprintCredit.objects.get().needs.count() == 0
    assert not Permission.objects.exists()


def test_a_claim_that_names_us_starts_a_draft_permission(tmp_path: Path) -> None:
    Masthead.objects.update(name="Example House", aliases=["EH Review"])
    ours = written(
        tmp_path / "ours.txt",
        "A Title\n\nA paragraph of the text.\n\nEH Review is authorized to reprint this.\n",
    )
    reports(ours, "--publish", "--as", "everyone", status=2)
    permission = Permission.objects.get()
    assert permission.state == "draft"
    assert "EH Review is authorized" in permission.notes
    assert ReprintCredit.objects.get().needs.get().permission == permission
    assert ArticleImport.objects.get().report["names_us"] is True
