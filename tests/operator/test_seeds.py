"""The demo's own texts and pictures: whole, original, and with a place to check what they tell."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from articles.language import words
from articles.models.credits import Relation
from articles.models.term_choices import Licence

pytestmark = pytest.mark.once

SEEDS = Path(settings.BASE_DIR) / "seeds"
ELSEWHERE = Path(settings.BASE_DIR).parent / "shared" / "seeds"
REAL_PAGE = "reality-behind-deepseek-page"
Table = dict[str, Any]


class Seed(NamedTuple):
    name: str
    facts: Table
    body: str

    @property
    def paragraphs(self) -> list[str]:
        return [block.strip() for block in self.body.split("\n\n") if len(block.strip()) > 60]

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """Each picture's alternative text and file."""
        lead = self.facts.get("lead")
        return ([(lead["alt"], lead["picture"])] if lead else []) + re.findall(
            r"!\[([^\]]*)\]\(([^)\s]+)", self.body
        )


@cache
def table(name: str) -> Table:
    return tomllib.loads((SEEDS / f"{name}.toml").read_text(encoding="utf-8"))


def read(path: Path) -> Seed:
    opening, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    assert opening == ""
    return Seed(path.name, tomllib.loads(front), body)


@cache
def seeds() -> tuple[Seed, ...]:
    return tuple(read(path) for path in sorted((SEEDS / "articles").glob("*.md")))


def names(rows: list[Table]) -> set[str]:
    """Every name that the rows go by, in any language."""
    return {
        words.fold(name)
        for row in rows
        for name in (
            row["name"],
            *row.get("aliases", []),
            *(texts.get("name", row["name"]) for texts in row.get("in", {}).values()),
        )
    }


EACH = pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)


def test_there_are_fourteen_and_each_has_its_fate() -> None:
    fates = [row["file"] for row in table("pieces")["piece"]]
    assert sorted(fates) == [seed.name for seed in seeds()]
    assert len(fates) == 14


def test_no_two_share_a_paragraph() -> None:
    found = Counter(paragraph for seed in seeds() for paragraph in seed.paragraphs)
    assert [paragraph for paragraph, count in found.items() if count > 1] == []
    assert len(found) > 100


@EACH
def test_it_is_of_a_length_to_be_read(seed: Seed) -> None:
    count = words.count_words(re.sub(r"!\[[^\]]*\]\([^)]*\)", "", seed.body))
    assert 600 <= count <= 2500, f"{count} words"


@EACH
def test_it_has_a_head(seed: Seed) -> None:
    assert seed.name == f"{seed.facts['slug']}.md"
    for name in ("title", "deck", "kicker", "language"):
        assert seed.facts[name].strip(), name
    assert words.guess_language(seed.body) == seed.facts["language"]


@EACH
def test_its_people_and_tags_are_known(seed: Seed) -> None:
    publication = table("publication")
    bylines = {words.fold(byline["name"]) for byline in seed.facts["byline"]}
    assert bylines <= names(publication["contributor"])
    tags = {words.fold(tag) for tag in seed.facts["tags"]}
    assert tags - names(publication["tag"]) == set()
    assert len(tags) >= 4


@EACH
def test_its_pictures_are_there_and_described(seed: Seed) -> None:
    library = {row["file"] for row in table("pictures")["picture"]}
    for alt, name in seed.pictures:
        assert name in library
        assert (SEEDS / "pictures" / name).is_file()
        assert len(alt) > 15 or words.is_chinese(alt), alt
        assert words.fold(alt) != words.fold(seed.facts["title"])


@EACH
def test_it_says_where_each_fact_can_be_checked(seed: Seed) -> None:
    for fact in seed.facts.get("extra", {}).get("facts", []):
        assert set(fact) == {"claim", "check"}
        assert len(fact["claim"]) > 15
        assert len(fact["check"]) > 3


@EACH
def test_its_captions_leave_the_credit_to_the_picture(seed: Seed) -> None:
    texts = (SEEDS / "articles" / seed.name).read_text(encoding="utf-8").splitlines()
    captions = [line for line in texts if line.startswith(("caption =", "!["))]
    for row in table("pictures")["picture"]:
        assert not any(row["creator"] in caption for caption in captions)


def test_most_of_them_tell_facts() -> None:
    telling = [seed for seed in seeds() if seed.facts.get("extra", {}).get("facts")]
    assert len(telling) >= len(seeds()) * 2 // 3


@EACH
def test_its_original_agrees_with_the_source(seed: Seed) -> None:
    fates = {row["file"]: row for row in table("pieces")["piece"]}
    original = seed.facts.get("original")
    assert bool(original) == (
        "permission" in fates[seed.name] or "published" not in fates[seed.name]
    )
    if not original:
        return
    sources = {row["name"]: row for row in table("publication")["source"]}
    source = sources[original["source"]]
    assert original["relation"] in Relation.values
    if "url" in original:
        assert urlsplit(original["url"]).netloc == urlsplit(source["url"]).netloc
    granted = {row["id"]: row for row in table("pieces")["permission"]}
    if permission := fates[seed.name].get("permission"):
        assert granted[permission]["source"] == source["slug"]
        if original["relation"] == "translation":
            assert granted[permission]["may_translate"]
        if original["relation"] in {"abridged", "edited"}:
            assert granted[permission]["may_abridge"]


def test_nothing_claims_a_licence_for_a_real_text() -> None:
    for source in table("publication")["source"]:
        is_invented = urlsplit(source.get("url", "")).netloc.endswith(".example")
        assert is_invented or source["slug"] == REAL_PAGE, source["name"]
    for permission in table("pieces")["permission"]:
        if permission["source"] == REAL_PAGE:
            assert permission["basis"] == "own"
            assert not {"licence", "licensor", "proof"} & set(permission)
    for seed in seeds():
        original = seed.facts.get("original", {})
        if original.get("source", "").startswith("the page of"):
            assert not {"copyright_notice", "licence", "required_credit"} & set(original)


def test_the_retelling_takes_over_no_sentence() -> None:
    retold = next(seed for seed in seeds() if seed.name == "what-deepseek-was-made-of.md")
    assert "The Reality Behind DeepSeek" in retold.body
    for path in ELSEWHERE.glob("*.txt"):
        shared = runs(path.read_text(encoding="utf-8")) & runs(retold.body)
        notice = (
            "cool play lab is authorized to reprint this please contact the original author for"
        )
        assert {run for run in shared if run not in f"{notice} reprinting"} == set()


def runs(text: str, length: int = 8) -> set[str]:
    """Every run of so many words."""
    bare = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(bare[start : start + length]) for start in range(len(bare) - length + 1)}


def test_the_correction_finds_its_place_once() -> None:
    for row in table("pieces")["piece"]:
        if correction := row.get("correction"):
            text = (SEEDS / "articles" / row["file"]).read_text(encoding="utf-8")
            assert text.count(correction["find"]) == 1
            assert correction["find"] != correction["replace"]
            assert correction["note"].endswith(".")


def test_what_is_chosen_can_be_read_today() -> None:
    publication = table("publication")
    lapsed = {row["id"] for row in table("pieces")["permission"] if row.get("until_days", 1) <= 0}
    public = {
        Path(row["file"]).stem
        for row in table("pieces")["piece"]
        if row.get("published", 1) <= 0
        and "withdrawal" not in row
        and row.get("permission") not in lapsed
    }
    chosen = list(
        itertools.chain.from_iterable(
            [*publication["front"].values(), *(topic["picks"] for topic in publication["topic"])]
        )
    )
    assert {pick["article"] for pick in chosen} <= public
    assert all(len(topic["picks"]) >= 2 for topic in publication["topic"])
    assert set(publication["front"]) == {"en", "zh-hans"}


def test_every_name_has_a_chinese_one_or_needs_none() -> None:
    publication = table("publication")
    for kind in ("contributor", "source", "topic"):
        for row in publication[kind]:
            assert words.is_chinese(row["in"]["zh-hans"]["name"]) or row["slug"] == REAL_PAGE, row
    same = {row["name"] for row in publication["tag"] if "in" not in row}
    assert same == {"OpenAI"}


def test_every_picture_is_credited_and_described_in_both_languages() -> None:
    for row in table("pictures")["picture"]:
        assert (SEEDS / "pictures" / row["file"]).is_file()
        assert row["creator"]
        assert row["credit"]
        assert row["licence"] in {"", *Licence.values}
        assert words.is_chinese(row["alt_zh"])
        assert not words.is_chinese(row["alt"])
