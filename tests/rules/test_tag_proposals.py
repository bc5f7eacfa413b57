"""Proposed tags: what a text names, never what merely stands inside a word."""

from __future__ import annotations

import pytest
from django.conf import settings

from articles.language.tag_proposals import Proposal, propose

VOCABULARY = {"deepseek": "DeepSeek", "ds": "DeepSeek", "openai": "OpenAI", "open ai": "OpenAI"}


def test_it_counts_names_and_other_names_of_known_tags() -> None:
    text = "DS is DeepSeek’s short name. Open AI came first. The ads of AIDS and DSX are no DS."
    assert propose(text, VOCABULARY)[:2] == [
        Proposal("DeepSeek", 3, known=True),
        Proposal("OpenAI", 1, known=True),
    ]


def test_it_lets_the_longest_name_win() -> None:
    vocabulary = {
        "robots": "robots",
        "humanoid robots": "humanoid robots",
        "哪吒": "Nezha",
        "哪吒2": "Nezha 2",
    }
    found = {
        proposal.name: proposal.count
        for proposal in propose("Humanoid robots, 哪吒2。", vocabulary)
    }
    assert found == {"humanoid robots": 1, "Nezha 2": 1}


def test_it_proposes_recurring_names_and_quoted_ones() -> None:
    text = (
        "However, nobody in Hangzhou slept. They played “Black Myth: Wukong” at Harbour Cloud. "
        "Despite Hangzhou, “Black Myth” is a game; “Nezha 2” is a film. That Harbour is a firm.\n"
        "However, it went on. 他看了《黑神话》。“Yes,” she said."
    )
    found = {proposal.name: proposal.count for proposal in propose(text, {})}
    assert found == {
        "Hangzhou": 2,
        "Black Myth: Wukong": 2,
        "Nezha 2": 1,
        "黑神话": 1,
        "Harbour": 2,
    }


def test_it_proposes_no_word_for_beginning_a_sentence() -> None:
    assert propose("Moreover it rained. Moreover it froze. Rain fell. Rain again.", {}) == []


def test_it_reads_the_document_that_everything_is_measured_by() -> None:
    path = settings.BASE_DIR.parent / "shared" / "seeds" / "000_f4ea0c5f37071933.txt"
    if not path.exists():
        return
    found = propose(path.read_text(encoding="utf-8"), VOCABULARY)
    names = [proposal.name for proposal in found]
    wanted = {"Hangzhou", "Alibaba", "Black Myth: Wukong", "Nezha 2", "Silicon Valley"}
    assert wanted | {"DeepSeek", "OpenAI"} <= set(names)
    assert [proposal.name for proposal in found if proposal.known] == ["DeepSeek", "OpenAI"]


@pytest.mark.parametrize("text", ["", "…", "《》", "“”"])
def test_it_proposes_nothing_for_nothing(text: str) -> None:
    assert propose(text, VOCABULARY) == []
