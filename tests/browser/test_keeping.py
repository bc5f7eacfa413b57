"""Never losing a word: a server that is killed, and one that comes back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from articles.models import Article
from tests import makers, personas
from tests.browser.kept import STATE, change, expect_state, kept_text, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOST_AT_MOST = 10  # seconds of typing


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
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


@pytest.fixture
def article() -> Article:
    return makers.make_article(title="The ferry", bodies=("<p>One.</p>", "<p>Two.</p>"))


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
    expect(page.locator("#kept-offer")).to_be_visible()
    page.click("#kept-offer a")
    expect(page.locator(".change ins").first).to_contain_text("Only in this browser")
