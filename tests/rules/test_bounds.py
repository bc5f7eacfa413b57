"""What no permission may hold, whichever way it comes in: a form, a table, a verb."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from articles.models import Masthead
from articles.publishing.release import publish
from articles.refusals import IncompletePermission
from articles.rights import evidence, permissions
from articles.rights.statements import statement
from tests import personas
from tests.makers import NOON, credit, make_article, make_permission, prove

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"copy_within_days": 3_000_000}, "copy_within_days"),
        ({"notice_days": 3651}, "notice_days"),
        ({"fee_amount": Decimal(-5), "fee_currency": "EUR"}, "fee_amount"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(IncompletePermission) as refusal:
        permissions.record(actor=personas.rights_desk(), at=NOON, reference="x", **facts)
    assert refusal.value.field == field


def test_words_that_two_holders_prescribe_are_both_printed() -> None:
    article = make_article()
    told = {"credit_kind": "verbatim"}
    record = credit(
        article,
        make_permission(required_credit="By kind leave of A.", **told),
        relation="translation",
        language="zh-Hans",
    )
    record.needs.create(
        permission=make_permission(required_credit="© B.", **told), covers="translation"
    )
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    said = statement(edition, at=NOON, masthead=Masthead())
    assert said.required_credit == "By kind leave of A.\n© B."


@pytest.mark.parametrize("data", [b"\0", b"PK\x03\x04\0\0", b"GIF"])
def test_what_no_one_can_read_is_no_proof(data: bytes) -> None:
    permission = make_permission(grant=False, proof="")
    if data == b"GIF":
        assert prove(permission, data=data, file_name="a.html").file
        return
    with pytest.raises(evidence.UnusableEvidence) as refusal:
        prove(permission, data=data, file_name="a.docx")
    assert refusal.value.field == "file"


def test_a_file_is_saved_by_what_it_is_and_opened_only_as_it_was() -> None:
    proof = prove(make_permission(), data=b"<script>x</script>", file_name="letter.html")
    assert evidence.name_of(proof) == "letter.txt"
    with evidence.open_file(proof, actor=personas.rights_desk()) as opened:
        assert opened.read() == b"<script>x</script>"
    with open(proof.file.path, "ab") as stored:
        stored.write(b"!")
    with pytest.raises(evidence.UnusableEvidence, match="not the one that was added"):
        evidence.open_file(proof, actor=personas.rights_desk())
