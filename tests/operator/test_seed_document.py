"""The document that the project began with: from the file to a page, with the demo's taxonomy.

Its text is not kept here. Where it is not at hand, a stand-in of the same shape takes its place.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from articles.curation import tag_article
from articles.language import html
from articles.models import (
    Article,
    ArticleImport,
    CreditPermission,
    Edition,
    EditionTag,
    Image,
    ReprintCredit,
    Source,
)
from articles.models.term_choices import Basis
from articles.publishing import checklist, release
from articles.refusals import Blocked, IncompletePermission
from articles.rights import permissions
from tests import makers, personas
from tests.operator import Ferry
from tests.operator.imports import reports

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ELSEWHERE = Path(settings.BASE_DIR).parent / "shared" / "seeds"
TITLE = "The Reality Behind DeepSeek"
PARAGRAPHS = (3, 14, 12)
PROPOSED = {
    *("DeepSeek", "OpenAI", "Hangzhou", "Alibaba", "Black Myth: Wukong", "Nezha 2"),
    "Silicon Valley",
}


def stand_in() -> str:
    """Sentences of no meaning that name the same things, in the same shape."""
    names = [
        *(
            "Open AI and DS",
            "the hills of Hangzhou",
            "a clerk of Alibaba",
            "people in Silicon Valley",
        ),
        *("the game “Black Myth: Wukong”", "the film “Nezha 2”"),
    ]
    sentences = iter(
        f"Number {number} speaks of {names[number % len(names)]}, and ends as calmly as it began. "
        + "Then it goes on for a while without saying much, as such lines do. " * (2 + number % 3)
        for number in range(sum(PARAGRAPHS))
    )
    blocks = ["\n".join(next(sentences) for _unused in range(count)) for count in PARAGRAPHS]
    foot = [
        "Cool Play Lab is authorized to reprint this.",
        "Please contact the original author for reprinting.",
        f"{TITLE}\nChina’s Large Models Can Finally Be On the Table!",
        "Leave a Comment",
    ]
    parts = [f"{TITLE}\n\n{block}" for block in blocks]
    return "\n\n".join([*parts, *foot])


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "document.txt"
    found = sorted(ELSEWHERE.glob("*.txt")) if ELSEWHERE.is_dir() else []
    path.write_bytes(found[0].read_bytes() if found else stand_in().encode())
    return path


@pytest.mark.parametrize("kind", ["as it is", "stand-in"])
def test_it_is_read_into_its_structure(ferry: Ferry, document: Path, kind: str) -> None:
    if kind == "stand-in":
        document.write_text(stand_in(), encoding="utf-8")
    [report] = reports(document, "--dry-run")
    assert report["title"] == TITLE
    assert report["deck"] == "China’s Large Models Can Finally Be On the Table!"
    assert report["language"] == "en"
    assert [section["heading"] for section in report["sections"]] == ["", "", ""]
    assert tuple(section["paragraphs"] for section in report["sections"]) == PARAGRAPHS
    assert [bool(section["figure"]) for section in report["sections"]] == [False, True, True]
    assert not any(section["figure"]["image"] for section in report["sections"][1:])
    assert [(claim["kind"], claim["value"]) for claim in report["claims"]] == [
        ("permission", "authorised"),
        ("licensee", "Cool Play Lab"),
        ("onward", "contact_holder"),
    ]
    assert report["comments_invited"] is True
    assert len(report["warnings"]) == 2
    assert report["errors"] == []
    assert {tag["name"] for tag in report["tags"] if tag["known"]} >= PROPOSED
    lines = document.read_text(encoding="utf-8").split("\n")
    assert [line["n"] for line in report["lines"]] == list(range(1, len(lines) + 1))
    assert all(line["became"] for line in report["lines"])


def test_no_word_is_lost_and_no_foot_line_stays(ferry: Ferry, document: Path) -> None:
    reports(document, "--as", "ferrier")
    article = ArticleImport.objects.get(file_name=document.name).article
    bodies = " ".join(html.plain_text(section.body) for section in article.sections.all())
    for line in document.read_text(encoding="utf-8").splitlines():
        is_foot = line.startswith(("Cool Play Lab is", "Please contact the", "Leave a"))
        if line and line not in {TITLE, article.deck}:
            assert (squeezed(line) in squeezed(bodies)) is not is_foot, line


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_it_is_refused_until_its_pictures_and_rights_are_settled(
    ferry: Ferry, document: Path
) -> None:
    desk = personas.everyone()
    [report] = reports(document, "--publish", "--as", "ferrier", status=2)
    assert report["article"]
    assert [error for error in report["errors"] if "picture missing" in error] == [
        "Section 2: picture missing. Choose one or remove it.",
        "Section 3: picture missing. Choose one or remove it.",
    ]
    assert "This is a reprint: choose the source that it comes from." in report["errors"]
    assert "No permission is recorded for this reprint." in report["errors"]
    assert "Say what the original is called." in report["errors"]
    assert "Say who wrote the original, or that it is anonymous." in report["errors"]
    assert len(report["errors"]) == 7

    article = Article.objects.get(key=report["article"])
    chips, server = (Image.objects.get(file_name=f"{name}.jpg") for name in ("chips", "server"))
    for section, image in zip(article.sections.all()[1:], (chips, server), strict=True):
        section.image, section.alt = image, image.alt
        section.save()
    credit = ReprintCredit.objects.get(article=article)
    credit.title, credit.authors, credit.issue = "The original", "A. Quiet", "2026"
    credit.source = Source.objects.create(name="A Quiet Publisher", slug="a-quiet-publisher")
    credit.save()
    now = timezone.now()
    permission = permissions.record(
        actor=desk,
        reference="A Quiet Publisher, one essay",
        basis=Basis.PERMISSION,
        source=credit.source,
        licensor="A. Quiet",
        licensor_role="author",
        credit_kind="none",
        may_adapt=True,
        may_translate=True,
        valid_from=now - timedelta(days=1),
        is_perpetual=True,
    )
    CreditPermission.objects.create(credit=credit, permission=permission)
    with pytest.raises(Blocked, match="is not granted: Draft"):
        release.publish(article, actor=desk)
    makers.prove(permission, "letter, folder 9")
    with pytest.raises(IncompletePermission, match="no contact is known"):
        permissions.grant(permission, actor=desk)
    permissions.mend(permission, actor=desk, is_forwarded=True)
    permissions.grant(permission, actor=desk)

    known = [tag["name"] for tag in report["tags"] if tag["known"]]
    assert not article.tags.exists()
    tag_article(article, known, actor=desk)
    edition = release.publish(article, actor=desk)
    assert Edition.objects.live(at=timezone.now()).filter(article=article).get() == edition
    assert {row.tag.name for row in EditionTag.objects.filter(edition=edition)} == set(known)
    found = checklist.findings(article, at=timezone.now())
    assert [finding.code for finding in found] == ["no_byline"]

    [again] = reports(document, "--as", "ferrier")
    assert again["warnings"][-1] == f"already here: {TITLE}"
    assert again["article"] == article.key
