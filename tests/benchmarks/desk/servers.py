"""The two desks, each filled with the material."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.desk import material
from tests.benchmarks.serving import ROOT, Environment, environment_of, gunicorn, run, wagtail_site

Begins = dict[str, list[str]]


@contextmanager
def tearsheet(folder: Path) -> Iterator[tuple[str, Begins]]:
    """The demo, filled with the material, behind gunicorn with its own settings: (base, begins)."""
    environment = environment_of(folder, DEMO_PASSWORD=material.PASSWORD)
    run([sys.executable, "manage.py", "demo", "--no-serve"], ROOT, environment)
    begins = _fill([sys.executable, "-m", "tests.benchmarks.desk.fill"], ROOT, environment)
    with gunicorn("cms.wsgi", ROOT, environment, "-c", "cms/gunicorn.py") as server:
        yield server.base, begins


@contextmanager
def wagtail(folder: Path, python: Path) -> Iterator[tuple[str, Begins]]:
    """The generated project, behind gunicorn as Tearsheet is: as many workers and threads."""
    environment = wagtail_site(folder, python)
    begins = _fill([str(python), "fill_desk.py"], folder, environment)
    threads = ("-k", "gthread", "--threads", "16")
    with gunicorn("wsgi", folder, environment, *threads, python=python) as server:
        yield server.base, begins


def _fill(command: list[str], folder: Path, environment: Environment) -> Begins:
    begins: Begins = json.loads(run(command, folder, environment).splitlines()[-1])
    return begins
