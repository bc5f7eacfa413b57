"""What a server reads before it answers: all that pages need, nothing that only the desk's acts do, and
nothing that workers could not hold together.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.operator.conftest import surroundings

# What takes long to load is imported by the function that needs it.
HEAVY = {
    *("mammoth", "markdown_it", "mdit_py_plugins", "pypinyin", "redis", "xmlschema", "lxml"),
    "articles.importing.word_to_html",
}
STARTED = """
import gc, json, sys, types
from django.db import connections
from articles.language import credit_rules
from cms import gunicorn

application = types.SimpleNamespace(wsgi=lambda: __import__("cms.wsgi"))
gunicorn.on_starting(types.SimpleNamespace(app=application))
kept = gc.get_freeze_count()
opened = [one.vendor for one in connections.all() if one.connection]
from tests.wsgi import ask
answer = ask("GET", "/")
print(json.dumps({
    "status": answer.status, "opened": opened, "kept": kept, "collects": gc.isenabled(),
    "modules": sorted(sys.modules), "rules": credit_rules._compiled.cache_info().currsize,
}))
"""


def test_it_reads_no_more_than_pages_need(publication: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=settings.BASE_DIR,
        env=surroundings(publication, HTTPS="0"),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["status"] == 200, done.stderr
    assert HEAVY.isdisjoint(told["modules"])
    assert told["rules"] == 0, "no rule of credit lines is compiled"
    assert told["opened"] == [], "no connection is handed on to the workers"
    assert told["kept"] > 50_000
    assert told["collects"]
