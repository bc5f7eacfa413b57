"""Documents to import, and what the command says of them."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.models import (
    Article,
    ArticleImport,
    Contributor,
    DeskEvent,
    Image,
    Permission,
    ReprintCredit,
    Source,
    Tag,
)
from tests import personas

KEYS = [
    *("file", "article", "slug", "title", "deck", "language", "sections", "claims", "tags"),
    *("lines", "comments_invited", "warnings", "errors"),
]
ESSAY = """# On Bridges

A deck that says it in a line.

## The near bank

Nobody asks a bridge where it is going. It has been there for years.

It stands in the rain.

## The far bank

Harbour Town lies there, and Harbour Town is quiet.
"""


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def imported(*words: str | Path, owner: str = "everyone", status: int = 0) -> str:
    """What the command printed, run as that account unless the words name another."""
    getattr(personas, owner)()
    whose = () if {"--as", "--dry-run"} & {str(word) for word in words} else ("--as", owner)
    out = io.StringIO()
    with pytest.raises(SystemExit) if status else nullcontext() as ended:
        call_command("import_article", *map(str, words), *whose, stdout=out)
    if ended:
        assert ended.value.code == status, out.getvalue()
    return out.getvalue()


def reports(*words: str | Path, owner: str = "everyone", status: int = 0) -> list[dict[str, Any]]:
    printed = imported(*words, "--json", owner=owner, status=status)
    return [json.loads(line) for line in printed.splitlines()]


def rows() -> dict[str, int]:
    kinds = (
        Article,
        ArticleImport,
        Contributor,
        DeskEvent,
        Image,
        Permission,
        ReprintCredit,
        Source,
    )
    return {kind.__name__: kind.objects.count() for kind in (*kinds, Tag)}
