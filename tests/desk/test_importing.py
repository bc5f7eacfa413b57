"""Taking a document in at the desk: a file or a pasted text, its report, the draft; and what is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture

from articles.models import Article, ArticleImport, DeskEvent, Image
from tests import makers, personas
from tests import word as made
from tests.desk.pages import desk, form_values, said, signed_in

pytestmark = pytest.mark.django_db

PAGE = "articles_article_import"
ESSAY = "# On Bridges\n\nA deck.\n\n## The near bank\n\nIt stands.[^1]\n\n[^1]: A note.\n"


def upload(client: Client, data: bytes, name: str, **values: Any) -> Any:
    return client.post(desk(PAGE), {"file": SimpleUploadedFile(name, data), **values})


def paste(client: Client, text: str, kind: str = "") -> Any:
    return client.post(desk(PAGE), {"text": text, "kind": kind})


def picture() -> bytes:
    out = BytesIO()
    Picture.new("RGB", (300, 200), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_file_becomes_a_draft_by_way_of_its_report(writer: Client) -> None:
    response = upload(writer, ESSAY.encode(), "bridges.md")
    article = Article.objects.get()
    assert response.url == desk("articles_article_imported", article.pk)
    page = writer.get(response.url).content.decode()
    assert "“bridges.md” became a draft." in said(page, ".explanation")
    facts = said(page, ".report-facts")
    assert "Title On Bridges" in facts
    assert "Footnotes 1" in facts
    assert "The near bank 1 paragraph · 1 footnote" in said(page, ".report-sections")
    assert article.created_by == personas.writer()
    assert writer.get(desk("articles_article_change", article.pk)).status_code == 200


def test_a_word_document_brings_its_pictures(writer: Client) -> None:
    data = made.document(
        made.paragraph("On Bridges", style="Title"),
        made.paragraph(made.drawing("one", "A bridge")),
        made.paragraph("Text.", made.drawing("gone", "A ferry", is_linked=True)),
        made.paragraph("More.", made.drawing("bad", "A cloud")),
        pictures={"one.png": picture(), "bad.png": b"no picture"},
        linked={"gone": "https://example.org/ferry.png"},
    )
    page = writer.get(upload(writer, data, "bridges.docx").url).content.decode()
    article = Article.objects.get()
    assert article.image == Image.objects.get()
    assert article.image.file_name == "one.png"
    assert "bad.png: This is not a picture" in said(page, ".report-columns .warnings")
    assert said(page, "#report-missing")
    assert article.sections.filter(is_picture_missing=True).count() == 2


def test_its_cautions_are_said_in_the_language_of_whoever_reads_them(writer: Client) -> None:
    text = ESSAY.replace("[^1]: A note.", "[^1]: A note.\n[^2]: Lost.")
    response = paste(writer, text)
    record = ArticleImport.objects.get()
    [noted] = record.report["warnings"]
    assert noted["template"].startswith("Nothing refers to this footnote")
    assert noted["values"] == {"text": "Lost."}
    assert "Lost." in said(writer.get(response.url).content.decode(), ".warnings")


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        (ESSAY, "", "On Bridges"),
        ("On Bridges\n\nIt stands there, as it has for years.\n", "", "On Bridges"),
        ("<h1>On Bridges</h1><p>It stands.</p>", "", "On Bridges"),
        ("# On Bridges\n\nIt stands there, as it has for years.\n", "text", "# On Bridges"),
    ],
)
def test_a_pasted_text_is_read_as_what_it_is(
    writer: Client, text: str, kind: str, title: str
) -> None:
    assert paste(writer, text, kind).status_code == 302
    assert Article.objects.get().title == title


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "empty.txt", "The document is empty."),
        (b"%PDF-1.7", "essay.pdf", "cannot be read"),
        (b"\0\1\2\3" * 900, "binary.txt", "not a text file"),
        (b"Title\n\n" + b"words and words\n" * 330_000, "large.txt", "5 MB"),
        (b"PK\3\4 and so on", "a.docx", "not a Word document"),
        (b"Words and more words.", "a.docx", "not a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.docx", "old Word document"),
        (b"PK" + b"\0" * 20_000_001, "huge.docx", "20 MB"),
        (b"# Only a title\n", "title.md", "no text"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence_beside_it(
    writer: Client, data: bytes, name: str, says: str
) -> None:
    response = upload(writer, data, name)
    assert response.status_code == 200
    assert says in said(response.content.decode(), ".drop-zone .errorlist")
    assert not Article.objects.exists()


def test_a_zip_bomb_is_refused_at_once(writer: Client) -> None:
    bomb = made.document(made.paragraph("T", style="Title"), "<w:p/>" * 700_000)
    response = upload(writer, bomb, "bomb.docx")
    assert "too large once it is unpacked" in said(response.content.decode(), ".errorlist")


@pytest.mark.parametrize("text", ["", "  \n ", "\0\0", "A title alone", "<p></p>"])
def test_what_is_no_text_is_refused_and_stays_typed(writer: Client, text: str) -> None:
    response = paste(writer, text)
    page = response.content.decode()
    assert response.status_code == 200
    assert said(page, ".errorlist")
    assert form_values(page)["text"].strip() == text.replace("\0", "�").strip() or "\0" in text


def test_a_file_and_a_text_are_one_too_many(writer: Client) -> None:
    page = upload(writer, ESSAY.encode(), "a.md", text="Words").content.decode()
    assert "one after the other" in said(page, ".errorlist")
    assert form_values(page)["text"] == "Words"


def test_the_wrong_encoding_is_a_sentence(writer: Client) -> None:
    page = upload(writer, "标题\n\n正文。".encode(), "a.txt", encoding="Big5").content.decode()
    assert "not written in" in said(page, ".errorlist")
    assert upload(writer, ESSAY.encode(), "a.md", encoding="no-such").status_code == 200


def test_the_same_document_again_leads_to_the_article(writer: Client) -> None:
    upload(writer, ESSAY.encode(), "a.md")
    page = upload(writer, ESSAY.encode(), "b.md").content.decode()
    assert "This document is here already: On Bridges" in said(page, ".errorlist")
    assert desk("articles_article_change", Article.objects.get().pk) in page
    assert Article.objects.count() == 1


def test_a_script_in_a_document_is_gone(writer: Client) -> None:
    vector = "<h1>T</h1><p>Words <img src=x onerror=alert(1)><script>alert(1)</script></p>"
    page = writer.get(paste(writer, vector).url).content.decode()
    assert "onerror" not in Article.objects.get().sections.first().body
    assert "<script>alert" not in page


def test_a_document_of_too_many_sections_is_refused_and_stays_in_the_form(writer: Client) -> None:
    text = "A title\n\n" + "".join(f"## Part {number}\n\nWords.\n\n" for number in range(501))
    page = paste(writer, text).content.decode()
    assert "an article at most 500 sections" in page
    assert "Part 500" in page
    assert not Article.objects.exists()


def test_those_who_may_not_import_are_told_so() -> None:
    for persona in (personas.moderator, personas.rights_desk, personas.stranger):
        client = signed_in(persona())
        assert client.get(desk(PAGE)).status_code == 403
        assert paste(client, ESSAY).status_code == 403
    assert Client().get(desk(PAGE)).status_code == 302
    assert not DeskEvent.objects.filter(verb="import").exists()


def test_the_list_leads_there(writer: Client) -> None:
    page = writer.get(desk("articles_article_changelist")).content.decode()
    assert f'href="{desk(PAGE)}"' in page
    moderator = signed_in(personas.moderator())
    assert desk(PAGE) not in moderator.get(desk("articles_article_changelist")).content.decode()


def test_an_article_that_was_written_here_has_no_report(writer: Client) -> None:
    article = makers.make_article()
    response = writer.get(desk("articles_article_imported", article.pk))
    assert response.url == desk("articles_article_change", article.pk)


def test_the_report_asks_a_bounded_number_of_times(
    writer: Client, django_assert_max_num_queries: Any
) -> None:
    few = paste(writer, ESSAY).url
    many = paste(writer, "# Many\n\n" + "## Part\n\nText.\n\n" * 40).url
    with django_assert_max_num_queries(30) as counted:
        writer.get(few)
    with django_assert_max_num_queries(len(counted)):
        writer.get(many)


def test_a_pasted_text_has_no_name_to_begin_its_report_with(writer: Client) -> None:
    paste(writer, ESSAY)
    page = writer.get(desk("articles_article_change", Article.objects.get().pk)).content.decode()
    assert said(page, "section:has(#found-in-the-text) > .quiet-word").startswith("Report")
