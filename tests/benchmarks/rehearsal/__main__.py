"""Everything at once against a running site: `python -m tests.benchmarks.rehearsal --seconds N --workers 3`.

Starts a site of its own with an archive in it. Readers wander; editors publish, correct, withdraw and
rename; permissions end; comments come and are approved; and after each of these the pages are asked for.
Prints how long answers took and every answer that was wrong: a page from before, one after its end, a
server error, a comment that is lost. Exits 1 if there was one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import serving
from tests.benchmarks.serving import ROOT

ARTICLES = 300


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.rehearsal")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--workers", type=int, default=3, help="gunicorn's processes")
    parser.add_argument("--readers", type=int, default=6)
    parser.add_argument("--editors", type=int, default=3)
    parser.add_argument("--database", metavar="URL", help="an empty one; default: SQLite")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="that are there before")
    return parser.parse_args()


def main() -> None:
    options = read_arguments()
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        environment = serving.environment_of(
            Path(folder), BEHIND_PROXY="1", **_database(options.database)
        )
        _prepare(Path(folder), options, environment)
        shipped = ("-c", "cms/gunicorn.py", "-w", str(options.workers))
        with serving.gunicorn("cms.wsgi", ROOT, environment, *shipped) as server:
            wrong = _rehearse(server.base, options, environment)
    sys.exit(1 if wrong else 0)


def _database(url: str | None) -> dict[str, str]:
    return {"DATABASE_URL": url} if url else {}


def _prepare(folder: Path, options: argparse.Namespace, environment: serving.Environment) -> None:
    fill = [sys.executable, "-m", "tests.benchmarks.archive", "--folder", str(folder)]
    fill += ["--articles", str(options.articles)]
    fill += ["--database", options.database] if options.database else []
    serving.run(fill, ROOT, environment)
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    serving.run(manage, ROOT, environment)


def _rehearse(
    base: str, options: argparse.Namespace, environment: serving.Environment
) -> list[str]:
    """The verbs are called from here, in the same database, with the site's own settings."""
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django

    django.setup()
    from django.utils import timezone

    from articles.models import Window
    from tests.benchmarks.rehearsal import acts, driving
    from tests.benchmarks.rehearsal.watch import Watch

    acts.prepare()
    live = Window.objects.live(at=timezone.now()).select_related("edition")
    paths = [
        "/",
        "/zh-hans/",
        "/articles/",
        "/tags/",
        "/tags/essays/",
        "/topics/",
        "/search/?q=river",
    ]
    paths += [window.get_absolute_url() for window in live.defer("edition__content")]
    watch = Watch(base)
    done = driving.drive(
        watch,
        seconds=options.seconds,
        acts=acts.ACTS,
        paths=paths,
        readers=options.readers,
        editors=options.editors,
    )
    print("\n".join(watch.table()))
    print(f"\nDone: {', '.join(f'{name} {count}' for name, count in done.items())}")
    print(f"Wrong answers: {len(watch.wrong)}")
    print("\n".join(watch.wrong[:50]))
    return watch.wrong


if __name__ == "__main__":
    main()
