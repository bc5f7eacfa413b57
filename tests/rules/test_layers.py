"""The house's order, proved from the syntax tree: each line imports only from lines above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR) / "articles"

# From the ground up. A module may import from its own line and from the lines above it.
LINES = [
    {"piece"},
    {"refusals", "portions"},
    {"language"},
    {"addresses"},
    {"importing", "comparing"},
    {"pictures"},
    {"models"},
    {"search"},
    {"watched", "tallying"},
    {"listing", "relisting"},
    {"install"},
    {"freshness"},
    {"verbs"},
    {"post"},
    {"clearance"},
    {"windows"},
    {"rights"},
    {"tidying"},
    {"curation", "moderation", "library", "working_copy"},
    {"bridges"},
    {"intake", "editing"},
    {"publishing"},
    {"outputs"},
    {"reading", "templatetags"},
    {"reprinting"},
    {"auditing"},
    {"founding", "demo"},
    {"admin", "management"},
]
LINE_OF = {name: number for number, names in enumerate(LINES) for name in names}
# `apps` connects the one signal receiver; migrations are history.
OUTSIDE = {"apps", "migrations", "__init__"}
LONGEST = 300


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def sources() -> list[Path]:
    return [path for path in sorted(HOUSE.rglob("*.py")) if room(path) not in OUTSIDE]


def imports(source: str) -> Iterator[tuple[str, str, int]]:
    """Every import of our own as (module, name, line); those under TYPE_CHECKING are for readers."""
    tree = ast.parse(source)
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "articles":
            for alias in node.names:
                yield node.module or "", alias.name, node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "articles":
                    yield alias.name, "", node.lineno


def rooms_of(module: str, name: str) -> str:
    parts = [*module.split("."), name]
    return parts[1]


def breaches(source: str, own_room: str) -> list[str]:
    """What in a source of that room goes against the order."""
    found = []
    for module, name, line in imports(source):
        other = rooms_of(module, name)
        if other not in LINE_OF:
            found.append(f"line {line}: {other} has no line in the house")
        elif LINE_OF[other] > LINE_OF[own_room]:
            found.append(f"line {line}: {own_room} imports {other}, which stands below it")
        elif LINE_OF[other] == LINE_OF[own_room] and other != own_room:
            found.append(f"line {line}: {own_room} and {other} stand side by side")
        if name.startswith("_"):
            found.append(f"line {line}: {name} is private to {module}")
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_it_imports_only_from_the_lines_above(path: Path) -> None:
    assert breaches(path.read_text(encoding="utf-8"), room(path)) == []


def test_it_notices_a_breach() -> None:
    assert breaches("from articles.publishing import release", "windows")
    assert breaches("import articles.admin.site", "reading")
    assert breaches("from articles.windows import _spans", "publishing")
    assert not breaches("from articles.models import Article", "windows")


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_it_keeps_files_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("side", ["outputs", "reading", "templatetags", "reprinting"])
def test_the_public_side_knows_editions_only(side: str) -> None:
    for path in (HOUSE / side).rglob("*.py"):
        for module, name, line in imports(path.read_text(encoding="utf-8")):
            where = f"{path.name}:{line}"
            assert "publishing" not in (module, name), where
            assert not module.startswith("articles.publishing"), where
            assert name != "Section", f"{where}: readers never see the working copy"
