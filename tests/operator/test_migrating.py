"""Migrating back and forth: nothing fails half-way, what permissions said of their proof before there was
evidence is carried over word for word, and what waits for search waits on.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.operator.conftest import surroundings

pytestmark = pytest.mark.once

# One process for all of it: back to where notes were columns, then forward over what was noted.
SCRIPT = """
import json
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from articles.models import Permission, SearchWaiting, SearchWaitingTag

def to(name):
    call_command("migrate", "articles", name, verbosity=0)

SearchWaiting.objects.bulk_create(SearchWaiting(document=number) for number in (5, 5, 6))
SearchWaitingTag.objects.bulk_create(SearchWaitingTag(tag=number) for number in (7, 7, 8))
to("0021")
with connection.cursor() as cursor:
    cursor.execute("SELECT document, tag FROM articles_searchwaiting")
    waiting = [sorted(filter(None, column)) for column in zip(*cursor.fetchall())]
to("0022")
waiting.append(sorted(SearchWaiting.objects.values_list("document", flat=True)))
waiting.append(sorted(SearchWaitingTag.objects.values_list("tag", flat=True)))
to("0005")
apps = MigrationLoader(connection).project_state(("articles", "0005_rights_desk")).apps
user = User.objects.create(username="bo", password="!")
old = apps.get_model("articles", "Permission").objects
facts = {"basis": "permission", "licensor": "Lin Zhou", "is_perpetual": True}
for name, more in {
    "granted": {"state": "granted", "evidence_note": "letter of 1 May", "created_by_id": user.pk},
    "draft": {
        "state": "draft", "evidence_note": "a promise", "may_change": True, "created_by_id": user.pk
    },
    "nobody": {"state": "granted", "evidence_note": "folder 12", "required_credit": "By Lin."},
    "bare": {"state": "draft", "evidence_note": " "},
}.items():
    old.create(reference=name, **{**facts, **more})
call_command("migrate", verbosity=0)
said = {}
for row in Permission.objects.all():
    said[row.reference] = {
        "rights": [row.may_abridge, row.may_adapt, row.may_edit, row.credit_kind],
        "proofs": [
            [proof.kind, proof.from_whom, proof.words, proof.added_by.username, proof.checks.count()]
            for proof in row.evidence.all()
        ],
        "state": row.state,
    }
print(json.dumps([waiting, said]))
"""


def test_notes_of_evidence_become_evidence_and_rights_are_told_apart(
    started: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(started, data_dir)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=settings.BASE_DIR,
        env=surroundings(data_dir, DJANGO_SETTINGS_MODULE="cms.settings"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    waiting, said = json.loads(done.stdout.splitlines()[-1])
    assert waiting == [[5, 6], [7, 8]] * 2
    kept = ["style", "none"]
    assert said == {
        "granted": {
            "rights": [False, False, *kept],
            "proofs": [["elsewhere", "Lin Zhou", "letter of 1 May", "bo", 1]],
            "state": "granted",
        },
        "draft": {
            "rights": [True, True, "yes", "none"],
            "proofs": [["elsewhere", "Lin Zhou", "a promise", "bo", 0]],
            "state": "draft",
        },
        "nobody": {
            "rights": [False, False, "style", "verbatim"],
            "proofs": [["elsewhere", "Lin Zhou", "folder 12", "ana", 1]],
            "state": "granted",
        },
        "bare": {"rights": [False, False, *kept], "proofs": [], "state": "draft"},
    }
