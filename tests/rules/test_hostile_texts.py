"""No text acts, by whichever way it came in: the cleaner, `save()`, each format of import, to each page."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from articles.bridges import freeze
from articles.importing.documents import Kind, read_pasted
from articles.importing.unreadable import UnreadableDocument
from articles.intake import take_in
from articles.language import html
from articles.models import Article, Section
from articles.publishing.release import publish
from tests import makers, personas
from tests.hostile import VECTORS, acts, left_over
from tests.makers import DAY, NOON


def test_there_are_enough_of_them() -> None:
    assert len(set(VECTORS)) >= 80


def test_the_measure_notices_what_acts() -> None:
    assert left_over("<p onclick=x>a</p>")
    assert left_over('<p><a href="javascript:x">a</a></p>')
    assert left_over("<img>")
    assert acts("<p onclick=x>a</p>")
    assert acts("<script>x</script>")
    assert acts('<a href=" java\nscript:x">a</a>') or acts('<a href="javascript:x">a</a>')


@pytest.mark.parametrize("vector", VECTORS)
def test_the_cleaner_leaves_nothing_that_acts(vector: str) -> None:
    for text in (vector, f"<p>{vector}</p>", f"<ul><li>{vector}", f"<table><td>{vector}"):
        cleaned = html.clean(text)
        assert left_over(cleaned) == []
        assert html.clean(cleaned) == cleaned


@pytest.mark.django_db
def test_saving_in_any_way_leaves_nothing_that_acts() -> None:
    article = makers.make_article(bodies=())
    Section.objects.bulk_create(
        Section(article=article, position=place, body=vector)
        for place, vector in enumerate(VECTORS)
    )
    for section, vector in zip(article.sections.all(), VECTORS, strict=True):
        assert left_over(section.body) == [], vector
        section.body = vector
        section.save()
        section.refresh_from_db()
        assert left_over(section.body) == [], vector


@pytest.mark.django_db
def test_no_page_of_readers_acts(client: Client) -> None:
    """The words of the whole article hold them, not its sections alone."""
    everything = " ".join(VECTORS)
    article = makers.make_article(
        title='"><script>alert(1)</script>',
        deck=everything[:600],
        kicker="<svg/onload=alert(1)>",
        bodies=tuple(VECTORS),
        slug="hostile",
    )
    article.sections.update(heading="<img src=x onerror=alert(1)>", caption=everything[:500])
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    with time_machine.travel(NOON + DAY, tick=False):
        pages = [edition.get_absolute_url(), "/", "/articles/", "/tags/essays/"]
        for path in (*pages, f"{edition.get_absolute_url()}editions/"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert acts(answer.content.decode()) == [], path


@pytest.mark.django_db
def test_no_page_of_the_desk_acts(client: Client) -> None:
    article = makers.make_article(title="</textarea><script>alert(1)</script>", bodies=())
    Section.objects.bulk_create(
        Section(article=article, position=place, body=vector)
        for place, vector in enumerate(VECTORS)
    )
    client.force_login(personas.everyone())
    for path in ("change", "preview"):
        answer = client.get(f"/admin/articles/article/{article.pk}/{path}/")
        assert answer.status_code == 200
        assert acts(answer.content.decode()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
def test_no_document_brings_anything_that_acts(client: Client, kind: Kind) -> None:
    for number, vector in enumerate(VECTORS):
        titled = {
            "text": f"A title\n\n{vector}\n\nSome words.",
            "markdown": f"# A title\n\n{vector}\n\n[x]({vector}) <{vector}> and words.[^1]\n\n[^1]: {vector}",
            "html": f"<article><h1>A title</h1><p>Some words.</p>{vector}</article>",
        }[kind]
        try:
            manuscript = read_pasted(titled, kind=kind)
        except UnreadableDocument:
            continue
        assert all(left_over(part.body) == [] for part in manuscript.piece.parts), vector
        if number % 10:
            continue
        article = take_in(
            manuscript, document=titled.encode(), file_name="a", actor=personas.everyone(), at=NOON
        )
        assert isinstance(article, Article)
        assert all(left_over(part.body) == [] for part in freeze(article).parts), vector
