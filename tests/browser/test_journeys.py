"""One essay's way through the desk, from the file to its readers and back: by mouse, by keys, by touch."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from PIL import Image as PillowImage
from playwright.sync_api import BrowserContext, expect

from articles.library import add_image
from articles.models import Article, Image, Permission
from tests import makers, personas
from tests.browser import steps
from tests.browser.conftest import DESKTOP, PHONE, watch
from tests.browser.hands import Hand, Keyboard, Touch
from tests.operator.test_seed_document import ELSEWHERE, TITLE, stand_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
WAYS: dict[str, tuple[type[Hand], dict[str, Any]]] = {
    "mouse": (Hand, {"viewport": DESKTOP}),
    "keyboard": (Keyboard, {"viewport": DESKTOP}),
    "touch": (Touch, ON_A_PHONE),
}
NO_POINTER = """
addEventListener("pointerdown", () => console.error("A pointer was used."), true);
"""


@pytest.fixture(params=WAYS)
def sit_down(
    request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]
) -> Iterator[Callable[..., Hand]]:
    """Opens a window for one person, who uses it in one of the ways; nothing may go wrong in any."""
    kind, options = WAYS[request.param]
    complaints: list[list[str]] = []

    def open_window(username: str = "") -> Hand:
        context = open_context(reduced_motion="reduce", **options)
        if kind is Keyboard:
            context.add_init_script(NO_POINTER)
        page = context.new_page()
        complaints.append(watch(page))
        hand = kind(page)
        if username:
            steps.sign_in(hand, username)
        return hand

    yield open_window
    assert [complaint for window in complaints for complaint in window] == []


@pytest.fixture
def permission() -> Permission:
    """What the rights desk has settled before: the author's word for this one essay."""
    source = makers.make_source("A Quiet Publisher")
    return makers.make_permission(source=source, reference="A Quiet Publisher, one essay")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "essay.txt"
    found = sorted(ELSEWHERE.glob("*.txt")) if ELSEWHERE.is_dir() else []
    path.write_bytes(found[0].read_bytes() if found else stand_in().encode())
    return path


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.jpg"
    path.write_bytes(_jpeg("navy"))
    return path


def _jpeg(colour: str) -> bytes:
    out = io.BytesIO()
    PillowImage.new("RGB", (600, 400), colour).save(out, "JPEG")
    return out.getvalue()


def body(article: Article) -> str:
    return article.sections.all()[0].body


def test_an_essay_goes_all_the_way(
    sit_down: Callable[..., Hand],
    permission: Permission,
    document: Path,
    photograph: Path,
) -> None:
    for colour, name in (("teal", "chips"), ("olive", "server")):
        alt = f"A picture of {name}"
        add_image(_jpeg(colour), actor=personas.editor(), file_name=f"{name}.jpg", alt=alt)
    personas.everyone()
    personas.editor()
    writing = sit_down("everyone")

    article = steps.import_document(writing, document)
    assert article.title == TITLE
    steps.mend_pictures(writing)
    steps.add_figure(writing, photograph)
    steps.mend_credit(writing, permission)
    steps.add_words_and_a_note(writing)
    steps.tag(writing)
    steps.save(writing)
    steps.accept_the_warning(writing)
    assert Image.objects.count() == 3
    assert article.sections.all()[0].alt == steps.ALT
    assert f'data-footnote="{steps.NOTE}"' in body(article)
    steps.take_step(writing, "Send to review")

    reviewing = sit_down("editor")
    steps.open_from_home(reviewing, article)
    steps.take_step(reviewing, "Approve")
    moment = (timezone.localtime() + timedelta(days=1)).replace(hour=13, minute=30, second=0)
    steps.schedule(reviewing, moment)
    reading = sit_down()
    reader = reading.page
    address = f"/articles/{article.slug}/"
    assert reader.goto(address).status == 404  # type: ignore[union-attr]

    with time_machine.travel(moment + timedelta(minutes=1)):
        reader.goto(address)
        expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(reader.locator("main")).to_contain_text(steps.WRONG)
        expect(reader.locator("main")).to_contain_text(steps.NOTE)
        expect(reader.get_by_role("img", name=steps.ALT)).to_be_visible()
        reviewing.page.reload()
        steps.correct(reviewing)
        reader.goto(address)
        expect(reader.locator("main")).to_contain_text(steps.RIGHT)
        reading.follow(reader.get_by_role("link", name="what changed"))
        expect(reader.locator("main")).to_contain_text(steps.CORRECTION)
        steps.compare_and_restore(reviewing)
        assert steps.WRONG in body(article)
        reader.goto(address)
        expect(reader.locator("main")).to_contain_text(steps.RIGHT)
