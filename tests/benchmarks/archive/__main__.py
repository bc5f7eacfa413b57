"""An archive to measure with: `python -m tests.benchmarks.archive --articles N [--database URL]`.

Fills a database of its own with N articles in six languages as the verbs would have written them, in
bulk. A fill that was interrupted goes on when the same command is given again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

FOLDER = Path("var/archive")
NOTE = "archive.json"  # in the folder: what was filled, for whoever measures with it


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.archive")
    parser.add_argument("--articles", type=int, required=True, metavar="N")
    parser.add_argument(
        "--database", metavar="URL", help="of an empty one; default: SQLite in the folder"
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="the DATA_DIR: key, pictures, SQLite's file"
    )
    parser.add_argument(
        "--lapsed", type=int, default=0, metavar="K", help="of the newest, K went with a permission"
    )
    return parser.parse_args()


def main() -> None:
    options = read_arguments()
    os.environ["DATA_DIR"] = str(options.folder.resolve())
    os.environ["DATABASE_URL"] = options.database or ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from articles import founding
    from tests.benchmarks.archive import filling, loading

    founding.prepare(settings.DATA_DIR)
    make_database()
    if loading.note() is None:  # else it would make the lists of what is there, row by row
        call_command("migrate", verbosity=0)
    began = time.monotonic()
    try:
        filling.fill(options.articles, lapsed=options.lapsed, say=say)
    except filling.NotEmpty:
        sys.exit(
            "This database has articles already, or an unfinished fill of another size. Name an empty one "
            "with --database, or an empty directory with --folder."
        )
    facts = {"size": options.articles, "lapsed": options.lapsed, "database": options.database or ""}
    (options.folder / NOTE).write_text(json.dumps(facts), encoding="utf-8")
    say(f"{options.articles:,} articles in {time.monotonic() - began:.0f} s")


def make_database() -> None:
    """PostgreSQL makes none by itself."""
    from django.db import OperationalError, connection

    if connection.vendor != "postgresql":
        return
    try:
        connection.ensure_connection()
    except OperationalError:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
