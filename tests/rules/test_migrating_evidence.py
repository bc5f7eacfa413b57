"""What permissions said of their proof before there was evidence: carried over, word for word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.operator.conftest import surroundings

# In a database of its own, without the signals of `migrate`: the house is not furnished half built.
SCRIPT = """
import json
import django
django.setup()
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def to(*targets):
    executor = MigrationExecutor(connection)
    executor.loader.build_graph()
    return executor.migrate(list(targets)).apps

auth = ("auth", "0012_alter_user_first_name_max_length")
apps = to(auth, ("articles", "0004_edition_cut_from"))
user = apps.get_model("auth", "User").objects.create(username="bo", password=make_password(None))
old = apps.get_model("articles", "Permission").objects
facts = {"basis": "permission", "licensor": "Lin Zhou", "is_perpetual": True}
for name, more in {
    "granted": {"state": "granted", "evidence": "letter of 1 May", "created_by_id": user.pk},
    "draft": {"state": "draft", "evidence": "a promise", "may_change": True, "created_by_id": user.pk},
    "nobody": {"state": "granted", "evidence": "folder 12", "required_credit": "By Lin."},
    "bare": {"state": "draft", "evidence": " "},
}.items():
    old.create(reference=name, **{**facts, **more})
apps = to(("articles", "0007_permission_without_notes_of_evidence"))
rows = apps.get_model("articles", "Permission").objects
said = {}
for row in rows.all():
    kept = apps.get_model("articles", "Evidence").objects.filter(permission=row)
    said[row.reference] = {
        "rights": [row.may_abridge, row.may_adapt, row.may_edit, row.credit_kind],
        "proofs": [
            [proof.kind, proof.from_whom, proof.words, proof.added_by.username, proof.checks.count()]
            for proof in kept
        ],
        "state": row.state,
    }
print(json.dumps(said))
"""


def test_notes_of_evidence_become_evidence_and_rights_are_told_apart(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=settings.BASE_DIR,
        env=surroundings(tmp_path, DJANGO_SETTINGS_MODULE="cms.settings", SECRET_KEY="x"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
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
            "proofs": [["elsewhere", "Lin Zhou", "folder 12", "bo", 1]],
            "state": "granted",
        },
        "bare": {"rights": [False, False, *kept], "proofs": [], "state": "draft"},
    }
