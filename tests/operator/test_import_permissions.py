"""Importing permissions from a file: each line is told, all are stored as drafts or none."""

from __future__ import annotations

import io
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Permission
from tests import makers, personas
from tests.operator.imports import written

pytestmark = pytest.mark.django_db

GOOD = (
    "reference,source,basis,valid_until,time_zone\n"
    "Ferry 2026,The Ferry Post,permission,2027-05-31,Asia/Shanghai\n"
    "Harbour 2026,,,,\n"
)
BAD = GOOD + "Third,Nobody,,31.5.2027,\nFourth,,because,soon,\n"


@pytest.fixture(autouse=True)
def _ferry() -> None:
    makers.make_source("The Ferry Post")


def run(path: Path, *words: str, who: str = "rights_desk", status: int = 0) -> list[str]:
    account = getattr(personas, who)()
    out = io.StringIO()
    with pytest.raises(SystemExit) if status else nullcontext() as ended:
        call_command("import_permissions", str(path), *words, "--as", account.username, stdout=out)
    if ended:
        assert ended.value.code == status
    return out.getvalue().replace(f"{path}:", "").splitlines()


def test_each_line_becomes_a_draft_of_whoever_imports(tmp_path: Path) -> None:
    path = written(tmp_path / "permissions.csv", GOOD)
    assert run(path) == [
        "2: recorded: Ferry 2026 (The Ferry Post)",
        "3: recorded: Harbour 2026",
        "2 recorded as drafts, 0 here already, 0 refused.",
    ]
    assert set(Permission.objects.values_list("state", "created_by__username")) == {
        ("draft", "rights")
    }


def test_a_dry_run_tells_the_same_and_stores_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "permissions.csv", GOOD)
    assert run(path, "--dry-run") == [
        "2: would be recorded: Ferry 2026 (The Ferry Post)",
        "3: would be recorded: Harbour 2026",
        "2 to be recorded, 0 here already, 0 refused. Nothing was stored.",
    ]
    assert not Permission.objects.exists()


def test_the_second_time_all_of_it_is_here(tmp_path: Path) -> None:
    path = written(tmp_path / "permissions.csv", GOOD)
    run(path)
    assert run(path) == [
        "2: here already: Ferry 2026 (The Ferry Post)",
        "3: here already: Harbour 2026",
        "0 recorded as drafts, 2 here already, 0 refused.",
    ]
    assert Permission.objects.count() == 2


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_one_line_that_is_refused_keeps_all_of_them_out(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = written(tmp_path / "permissions.csv", BAD)
    printed = run(path, *words, status=1)
    assert printed[0] == "2: would be recorded: Ferry 2026 (The Ferry Post)"
    assert printed[2].startswith("4: refused: source: No source is called so.")
    assert [line.split(": ")[:3] for line in printed[3:6]] == [
        ["4", "refused", "valid_until"],
        ["5", "refused", "basis"],
        ["5", "refused", "valid_until"],
    ]
    assert printed[-1] == "2 to be recorded, 0 here already, 2 refused. Nothing was stored."
    assert not Permission.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"reference\n" + b"x" * 2**23, "larger than 5 MB"),
        (b"name,price\n", "first line names no column"),
        (b"reference,licences\n", "“licence” is one"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(written(tmp_path / "permissions.csv", data))


def test_a_file_that_is_not_there_and_a_role_that_may_not(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.csv")
    path = written(tmp_path / "permissions.csv", GOOD)
    with pytest.raises(CommandError, match="Your role does not allow this"):
        run(path, who="writer")
    with pytest.raises(CommandError, match="no account"):
        call_command("import_permissions", str(path), "--as", "nobody")
