"""What a document says of its rights is a claim: it may fill in a form, and it allows nobody anything."""

from __future__ import annotations

import pytest

from articles import intake
from articles.importing import read_pasted
from articles.language.credit_lines import find_claims
from articles.models import Article, Permission
from articles.publishing.release import publish
from articles.refusals import Blocked
from tests import makers, personas
from tests.makers import NOON

FORBIDDEN = ("onward", "forbidden")
AUTHORISED = ("permission", "authorised")


def claims(line: str) -> list[tuple[str, str]]:
    return [(claim.kind, claim.value) for claim in find_claims([(1, line)])]


@pytest.mark.parametrize(
    "line", ["严禁未经授权转载", "嚴禁未經授權轉載", "未经授权不得转载", "本文不授权转载"]
)
def test_a_refusal_that_holds_the_words_of_a_permission_is_a_refusal(line: str) -> None:
    assert claims(line) == [FORBIDDEN]


def test_whoever_was_authorised_is_the_licensee_and_others_ask_the_holder() -> None:
    line = "本文来自微信公众号“远方”（微信号：yf），授权虎嗅发布，转载请联系原作者"
    assert {("licensee", "虎嗅"), ("onward", "contact_holder"), AUTHORISED} <= set(claims(line))


@pytest.mark.parametrize(
    ("simplified", "written_otherwise"),
    [
        ("经授权转载", "經授權轉載"),
        ("经授权转载", "经\u200b授权\u200d转\ufeff载"),
        ("本文经作者授权转载，转载请联系原作者", "本文經作者授權轉載，轉載請聯繫原作者"),
        ("来源：远方", "来源:远方"),
        ("来源：远方", "来源\u200b：远方"),
    ],
)
def test_script_width_and_what_nobody_sees_make_no_difference(
    simplified: str, written_otherwise: str
) -> None:
    assert claims(simplified)
    assert claims(written_otherwise) == claims(simplified)


def test_a_promise_to_take_it_down_is_a_red_flag_and_no_permission() -> None:
    said = claims("版权归原作者所有，如有侵权请联系删除")
    assert ("red_flag", "takedown_disclaimer") in said
    assert "permission" not in {kind for kind, _value in said}


def taken_in(*lines: str) -> Article:
    text = "\n\n".join(["# 渡口", "河水很静。", *lines])
    return intake.take_in(
        read_pasted(text, kind="markdown"),
        actor=personas.everyone(),
        document=text.encode(),
        file_name="ferry.md",
        at=NOON,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line",
    [
        "本文来自微信公众号“远方”（微信号：yf），授权虎嗅发布，转载请联系原作者",
        "本文经授权转载，来源：远方",
        "The Ferry is authorized to reprint this.",
        "Reprinted with permission.",
        "采用 CC BY 4.0 许可协议",
    ],
)
def test_nothing_is_granted_by_what_a_document_says_even_of_us(line: str) -> None:
    makers.name_publication("The Ferry")
    article = taken_in(line)
    assert set(Permission.objects.values_list("state", flat=True)) <= {"draft"}
    with pytest.raises(Blocked) as refusal:
        publish(article, actor=personas.editor(), at=NOON, now=NOON)
    codes = {finding.code for finding in refusal.value.findings}
    assert codes & {"no_permission", "permission_not_granted"}
