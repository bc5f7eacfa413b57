"""Never losing a word: a killed server, a closed tab, a session that is over, two at one article."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Article, EditingSession
from tests import makers, personas
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    accessibility_findings,
    sign_in,
    watch,
)
from tests.browser.test_desk_editing import editor_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATE = "#saving-state"
PATIENCE = 30_000  # ms, on a machine that does other things too
LOST_AT_MOST = 10  # seconds of typing
# What a module of the desk does that fills a field.
SET = """([id, value]) => {
  const field = document.getElementById(id);
  field.value = value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}"""


class Server:
    """gunicorn with our own settings at the tests' database, to be killed and started again."""

    def __init__(self) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "BIND": f"127.0.0.1:{self.port}",
            "DATABASE_URL": database_url(),
            "WEB_CONCURRENCY": "1",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "cms/gunicorn.py", "cms.wsgi"]
        self.process = subprocess.Popen(
            [*command, "--log-level", "critical"],
            cwd=settings.BASE_DIR,
            env=environment,
            start_new_session=True,
        )
        for _try in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, "the server did not start"
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """As a power cut does: no worker ends what it was doing."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    who = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
    return f"postgres://{who}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.kill()


def let_in(context: BrowserContext, user: User, url: str) -> None:
    """Signs in without the form: another process would not know the tests' quick passwords."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.set_default_timeout(PATIENCE)  # the server's first page takes its time
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


def change(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def write(page: Page, text: str, section: int = 0) -> None:
    """As someone types at the end of a section."""
    editor_of(page, section).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def expect_state(page: Page, name: str) -> None:
    expect(page.locator(f"{STATE}[data-state={name}]")).to_be_visible(timeout=PATIENCE)


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.2)


def kept_text() -> str:
    """Everything that is kept beside the articles."""
    return " ".join(str(row.kept) for row in EditingSession.objects.exclude(kept=None))


@pytest.fixture
def article() -> Article:
    return makers.make_article(title="The ferry", bodies=("<p>One.</p>", "<p>Two.</p>"))


# --- a server that is killed ----------------------------------------------------------------------


def test_a_killed_server_costs_ten_seconds_of_typing_at_most(
    server: Server, open_context: Callable[..., BrowserContext], article: Article
) -> None:
    """The power goes for server and browser at once: what was typed until ten seconds before is offered."""
    context = open_context()
    let_in(context, personas.writer(), server.url)
    page = context.new_page()
    page.goto(server.url + change(article))
    typed: list[tuple[float, str]] = []
    begun = time.monotonic()
    while time.monotonic() - begun < LOST_AT_MOST + 6:  # without a pause that would be a chance
        word = f"word{len(typed)}"
        write(page, f" {word}") if not typed else page.keyboard.type(f" {word}")
        typed.append((time.monotonic(), word))
    server.kill()
    killed = time.monotonic()
    page.evaluate("localStorage.clear()")  # the machine does not come back
    context.close()
    server.start()
    again = open_context()
    let_in(again, personas.writer(), server.url)
    page = again.new_page()
    page.goto(server.url + change(article))
    expect(page.locator("#kept-offer")).to_be_visible()
    assert page.input_value("#id_sections-0-body") == "<p>One.</p>"
    page.click("#kept-offer a")
    offered = " ".join(page.locator(".change ins").all_inner_texts())
    safe = [word for at, word in typed if killed - at > LOST_AT_MOST]
    assert safe
    assert [word for word in safe if word not in offered.split()] == []
    page.get_by_role("button", name="Take it over").click()
    page.wait_for_selector(STATE)
    assert safe[-1] in page.input_value("#id_sections-0-body")
    page.click(".bar button.save")
    page.wait_for_selector(".messagelist .success")
    assert safe[-1] in article.sections.get(position=1).body
    page.reload()
    expect(page.locator("#kept-offer")).to_be_hidden()


def test_a_page_that_stays_open_says_why_it_is_not_kept_and_goes_on(
    server: Server, open_context: Callable[..., BrowserContext], article: Article
) -> None:
    context = open_context()
    let_in(context, personas.writer(), server.url)
    page = context.new_page()
    page.goto(server.url + change(article))
    expect_state(page, "saved")
    write(page, " Before")
    expect_state(page, "kept")
    server.kill()
    write(page, " after")
    expect_state(page, "failed")
    expect(page.locator(STATE)).to_contain_text("The server does not answer.")
    expect(page.locator(STATE)).to_contain_text("This browser keeps it")
    server.start()
    expect_state(page, "kept")
    assert "Before after" in kept_text()


def test_what_the_browser_kept_is_handed_over_by_the_next_page(
    server: Server, open_context: Callable[..., BrowserContext], article: Article
) -> None:
    context = open_context()
    let_in(context, personas.writer(), server.url)
    page = context.new_page()
    page.goto(server.url + change(article))
    expect_state(page, "saved")
    server.kill()
    write(page, " Only in this browser")
    expect_state(page, "failed")
    page.close()
    assert "Only in this browser" not in kept_text()
    server.start()
    page = context.new_page()
    page.goto(server.url + change(article))
    expect(page.locator("#kept-offer")).to_be_visible(timeout=PATIENCE)
    page.click("#kept-offer a")
    expect(page.locator(".change ins").first).to_contain_text("Only in this browser")


# --- tabs and sessions ----------------------------------------------------------------------------


def test_a_tab_that_is_closed_at_once_loses_nothing(page: Page, article: Article) -> None:
    personas.writer()
    sign_in(page, "writer")
    tab = page.context.new_page()
    tab.goto(change(article))
    expect_state(tab, "saved")
    write(tab, " And gone")
    tab.close(run_before_unload=True)
    wait_for(lambda: "And gone" in kept_text())
    page.goto(change(article))
    expect(page.locator("#kept-offer")).to_be_visible()


def test_offline_is_said_and_ends(
    open_context: Callable[..., BrowserContext], article: Article
) -> None:
    personas.writer()
    page = open_context().new_page()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    page.context.set_offline(True)
    write(page, " In a tunnel")
    expect_state(page, "failed")
    expect(page.locator(STATE)).to_contain_text("This device is offline.")
    page.context.set_offline(False)
    expect_state(page, "kept")
    assert "In a tunnel" in kept_text()


def test_after_signing_in_again_the_page_goes_on_and_saves(page: Page, article: Article) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    Session.objects.all().delete()
    write(page, " Signed out")
    expect_state(page, "failed")
    expect(page.locator(STATE)).to_contain_text("Sign in again in another tab")
    tab = page.context.new_page()
    sign_in(tab, "writer")
    tab.close()
    expect_state(page, "kept")
    page.click(".bar button.save")
    page.wait_for_selector(".messagelist .success")
    assert article.sections.get(position=1).body == "<p>One. Signed out</p>"


def test_saving_after_the_session_is_over_leads_back_to_the_text(
    page: Page, article: Article
) -> None:
    personas.writer()
    sign_in(page, "writer")
    page.goto(change(article))
    expect_state(page, "saved")
    write(page, " Not lost")
    Session.objects.all().delete()
    page.click(".bar button.save")
    page.fill("input[name=username]", "writer")
    page.fill("input[name=password]", "a password for tests")
    page.click("[type=submit]")
    expect(page.locator("#kept-offer")).to_be_visible(timeout=PATIENCE)
    page.click("#kept-offer a")
    expect(page.locator(".change ins").first).to_contain_text("Not lost")


# --- two at one article ---------------------------------------------------------------------------


@pytest.fixture
def two(open_context: Callable[..., BrowserContext], article: Article) -> Iterator[list[Page]]:
    """A writer and an editor with the same article open; nothing they meet is an error."""
    personas.writer()
    personas.editor()
    pages, complaints = [], []
    for name in ("writer", "editor"):
        context = open_context()
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        complaints.append(watch(page))
        sign_in(page, name)
        page.goto(change(article))
        expect_state(page, "saved")
        pages.append(page)
    yield pages
    assert complaints == [[], []]


def save(page: Page) -> None:
    with page.expect_navigation():
        page.click(".bar button.save")


def test_two_see_each_other_and_their_different_sections_both_land(
    two: list[Page], article: Article
) -> None:
    writer, editor = two
    expect(editor.locator("#others-names")).to_have_text("writer")
    writer.evaluate("dispatchEvent(new Event('focus'))")
    expect(writer.locator("#others-names")).to_have_text("editor")
    write(writer, " By the writer.", section=0)
    write(editor, " By the editor.", section=1)
    save(writer)
    editor.evaluate("dispatchEvent(new Event('focus'))")
    expect(editor.locator("#newer-version")).to_contain_text("nothing is overwritten")
    save(editor)
    expect(editor.locator(".messagelist")).to_contain_text("Brought together")
    bodies = [section.body for section in article.sections.all()]
    assert bodies == ["<p>One. By the writer.</p>", "<p>Two. By the editor.</p>"]


@pytest.mark.parametrize("whose", ["Mine", "Theirs"])
def test_the_same_section_is_shown_side_by_side_and_one_chooses(
    two: list[Page], article: Article, whose: str
) -> None:
    writer, editor = two
    write(writer, " By the writer.")
    write(editor, " By the editor.")
    save(writer)
    save(editor)
    assert article.sections.get(position=1).body == "<p>One. By the writer.</p>"
    meeting = editor.locator("#meeting")
    expect(meeting).to_be_focused()
    expect(meeting.locator(".side-by-side ins").first).to_contain_text("editor")
    expect(meeting.locator(".side-by-side del").first).to_contain_text("writer")
    save(editor)  # without a choice nothing is saved
    assert article.sections.get(position=1).body == "<p>One. By the writer.</p>"
    editor.locator("#meeting label").filter(has_text=whose).check()
    save(editor)
    author = {"Mine": "editor", "Theirs": "writer"}[whose]
    assert article.sections.get(position=1).body == f"<p>One. By the {author}.</p>"


# --- mistakes -------------------------------------------------------------------------------------


def test_a_refused_form_keeps_everything_and_jumps_to_the_first_mistake(
    page: Page, article: Article
) -> None:
    personas.everyone()
    picture = makers.make_image(alt="A quay")
    sign_in(page, "everyone")
    page.goto(change(article))
    page.locator("#sections-1 .add-here button").click()
    page.keyboard.type("A new section")
    for name, value in (
        ("image", str(picture.pk)),
        ("sections-1-language", "no language at all"),
        ("tags", "essays, rivers"),
    ):
        page.evaluate(SET, [f"id_{name}", value])
    write(page, " Typed.")
    page.locator("#sections-1 .fold").click()
    save(page)
    expect(page.locator(".mistakes h2")).to_contain_text("1 thing to mend")
    expect(page.locator("#id_sections-1-language")).to_be_focused()
    page.locator("#id_title").focus()
    page.click(".mistakes a")
    expect(page.locator("#id_sections-1-language")).to_be_focused()
    assert Article.objects.get().version == 1
    assert page.input_value("#id_sections-2-heading") == "A new section"
    assert page.input_value("#id_image") == str(picture.pk)
    page.fill("#id_sections-1-language", "fr")
    save(page)
    saved = Article.objects.get()
    assert saved.image == picture
    assert sorted(saved.tags.values_list("name", flat=True)) == ["essays", "rivers"]
    rows = [(part.heading, part.body, part.language) for part in saved.sections.all()]
    assert rows == [
        ("", "<p>One. Typed.</p>", ""),
        ("A new section", "", ""),
        ("", "<p>Two.</p>", "fr"),
    ]


def test_the_checklist_follows_what_is_typed(page: Page, article: Article) -> None:
    personas.everyone()
    sign_in(page, "everyone")
    page.goto(change(article))
    expect(page.locator(".to-checklist")).to_contain_text("All in order")
    page.fill("#id_deck", "")
    findings = page.locator("#checklist .findings.warnings")
    expect(findings).to_contain_text("no deck", timeout=PATIENCE)
    expect(findings.locator(".weigh")).to_have_count(0)  # the saved text has a deck
    page.click("#checklist .findings a")
    expect(page.locator("#id_deck")).to_be_focused()
    page.keyboard.type("A deck.")
    expect(page.locator(".to-checklist")).to_contain_text("All in order", timeout=PATIENCE)


# --- for everyone ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_its_pages_are_open_to_everyone(
    open_context: Callable[..., BrowserContext], article: Article, scheme: str, size: Any
) -> None:
    personas.everyone()
    context = open_context(viewport=size, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints = watch(page)
    sign_in(page, "everyone")
    page.goto(change(article))
    Article.objects.update(title="Theirs", version=2)
    page.fill("#id_title", "Mine")
    expect_state(page, "kept")
    page.evaluate(SET, ["id_kicker", "A topic that is much too long " * 20])
    save(page)
    expect(page.locator("#meeting")).to_be_visible()
    fits(page, complaints)
    page.locator("#meeting label").filter(has_text="Mine").check()
    save(page)
    expect(page.locator(".mistakes")).to_be_visible()
    fits(page, complaints)
    page.goto(change(article))
    expect(page.locator("#kept-offer")).to_be_visible()
    fits(page, complaints)
    page.click("#kept-offer a")
    expect(page.locator(".change").first).to_be_visible()
    fits(page, complaints)


def fits(page: Page, complaints: list[str]) -> None:
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert accessibility_findings(page) == []
    complaints.clear()  # axe's own styles are refused by the policy
