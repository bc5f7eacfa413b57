"""Taking documents in, in Chromium: from the list by way of the report to the draft."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Picture
from playwright.sync_api import Page, expect

from articles.language import html
from articles.models import Article
from tests import personas
from tests import word as made
from tests.browser.conftest import DESKTOP, PHONE, accessibility_findings, sign_in, watch
from tests.operator.test_seed_document import ELSEWHERE, PARAGRAPHS, TITLE, stand_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name, { type: "text/markdown" }));
  for (const type of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
  }
}"""
PASTE = """([plain, formed]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", plain);
  clipboardData.setData("text/html", formed);
  const options = { bubbles: true, cancelable: true, clipboardData };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""
FORMED = (
    "<h1>On Bridges</h1><h2>The near bank</h2><p>It <em>stands</em>.</p>"
    "<h2>The far bank</h2><p>So does it.</p>"
)


def picture() -> bytes:
    out = BytesIO()
    Picture.new("RGB", (300, 200), "teal").save(out, "PNG")
    return out.getvalue()


def essay() -> bytes:
    """A Word document with one of everything that an essay has."""
    return made.document(
        made.paragraph("On Bridges", style="Title"),
        made.paragraph("Why some of them stand", style="Subtitle"),
        made.paragraph("The near bank", style="Heading1"),
        made.paragraph(
            made.run("A bridge is "),
            made.run("slow", "i"),
            made.footnote(1),
            made.link("out", "work"),
        ),
        made.paragraph("stone", numbered=True),
        made.paragraph("rope", numbered=True),
        made.paragraph("The far bank", style="Heading1"),
        made.paragraph(made.drawing("arch", "An arch")),
        made.table(("Bridge", "Year"), ("Old", "1401")),
        footnotes=("Slower than a ferry.",),
        links={"out": "https://example.org/work"},
        pictures={"arch.png": picture()},
    )


@pytest.fixture
def writer(page: Page) -> Page:
    personas.writer()
    sign_in(page, "writer")
    return page


def from_the_list(page: Page) -> None:
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name="Import a document").first.click()
    page.wait_for_url("**/article/import/")


def import_it(page: Page) -> None:
    page.click("#import-form input[type=submit]")
    page.wait_for_url("**/imported/")


def test_a_word_document_comes_in_with_all_that_it_has(writer: Page) -> None:
    from_the_list(writer)
    document = {"name": "bridges.docx", "mimeType": "application/msword", "buffer": essay()}
    writer.set_input_files("#id_file", files=[document])  # type: ignore[list-item]
    import_it(writer)
    report = writer.locator(".report-columns")
    expect(report).to_contain_text("Why some of them stand")
    expect(report.locator(".report-sections li")).to_have_count(2)
    writer.get_by_role("link", name="Open the draft").click()
    writer.wait_for_url("**/change/")
    first, second = Article.objects.get().sections.all()
    assert "<em>slow</em>" in first.body
    assert 'data-footnote="Slower than a ferry."' in first.body
    assert '<a href="https://example.org/work">work</a>' in first.body
    assert "<li><p>stone</p></li><li><p>rope</p></li>" in first.body
    assert "<table>" in second.body
    assert second.image is not None
    expect(writer.locator("#id_title")).to_have_value("On Bridges")
    expect(writer.locator("#sections-0 .ProseMirror .footnote")).to_have_count(1)


def test_the_seed_document_comes_in_whole(writer: Page) -> None:
    """Where it is not at hand, the stand-in of the same shape."""
    [*seeds] = ELSEWHERE.glob("*.txt")
    text = seeds[0].read_bytes() if seeds else stand_in().encode()
    from_the_list(writer)
    document = {"name": "seed.txt", "mimeType": "text/plain", "buffer": text}
    writer.set_input_files("#id_file", files=[document])  # type: ignore[list-item]
    import_it(writer)
    expect(writer.locator(".claims li").first).to_contain_text("Cool Play Lab")
    writer.get_by_role("link", name="Open the draft").click()
    writer.wait_for_url("**/change/")
    expect(writer.locator("#id_title")).to_have_value(TITLE)
    article = Article.objects.get()
    found = [len(html.paragraphs(section.body)) for section in article.sections.all()]
    assert tuple(found) == PARAGRAPHS


def test_a_file_dropped_anywhere_is_chosen(writer: Page) -> None:
    from_the_list(writer)
    writer.evaluate(DROP, ["bridges.md", "# On Bridges\n\nIt stands there, as it has for years.\n"])
    expect(writer.locator("#desk-announcements")).to_have_text("bridges.md is chosen.")
    import_it(writer)
    assert Article.objects.get().title == "On Bridges"


def test_formatted_text_is_pasted_and_sent_by_keys_alone(writer: Page) -> None:
    from_the_list(writer)
    writer.focus("#id_text")
    writer.evaluate(PASTE, ["On Bridges", FORMED])
    expect(writer.locator("#id_kind")).to_have_value("html")
    writer.keyboard.press("Control+s")
    writer.wait_for_url("**/imported/")
    assert [row.heading for row in Article.objects.get().sections.all()] == [
        "The near bank",
        "The far bank",
    ]


def test_a_refusal_stands_by_the_file_and_what_was_typed_stays(writer: Page) -> None:
    from_the_list(writer)
    bomb = made.document(made.paragraph("T", style="Title"), "<w:p/>" * 700_000)
    document = {"name": "bomb.docx", "mimeType": "application/msword", "buffer": bomb}
    writer.set_input_files("#id_file", files=[document])  # type: ignore[list-item]
    writer.click("#import-form input[type=submit]")
    expect(writer.locator(".drop-zone .errorlist")).to_contain_text("too large")
    writer.fill("#id_text", "A title alone")
    writer.click("#import-form input[type=submit]")
    expect(writer.locator("#import-form .errorlist")).to_be_visible()
    expect(writer.locator("#id_text")).to_have_value("A title alone")
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
def test_its_pages_are_open_to_everyone(open_context: Any, scheme: str, size: Any) -> None:
    personas.writer()
    page = open_context(viewport=size, color_scheme=scheme).new_page()
    complaints = watch(page)
    sign_in(page, "writer")
    from_the_list(page)
    page.click("summary:has-text('Encoding')")
    assert complaints == []
    assert accessibility_findings(page) == []
    document = {"name": "bridges.docx", "mimeType": "application/msword", "buffer": essay()}
    page.set_input_files("#id_file", files=[document])  # type: ignore[list-item]
    complaints.clear()  # axe's own styles, which the policy refuses
    import_it(page)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []
    assert accessibility_findings(page) == []
