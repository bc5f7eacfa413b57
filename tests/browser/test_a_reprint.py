"""A reprint's whole life in Chromium: from the document that speaks of its own rights to the notice that
stays when the permission is over, and back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as PillowImage
from playwright.sync_api import BrowserContext, Page, expect

from articles.library import add_image
from articles.models import Article, Message, Permission, ReprintRequest, Source
from tests import makers, personas
from tests.browser import steps
from tests.browser.conftest import accessibility_findings, watch
from tests.browser.hands import Hand
from tests.browser.writing import save
from tests.operator.test_seed_document import ELSEWHERE, stand_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAYS = 3  # for which the author allows it


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "essay.txt"
    found = sorted(ELSEWHERE.glob("*.txt")) if ELSEWHERE.is_dir() else []
    path.write_bytes(found[0].read_bytes() if found else stand_in().encode())
    return path


@pytest.fixture(autouse=True)
def _publication() -> None:
    masthead = makers.name_publication("The Example")
    masthead.contact_email = "desk@example.org"
    masthead.save()
    for colour, name in (("teal", "chips"), ("olive", "server")):
        out = io.BytesIO()
        PillowImage.new("RGB", (600, 400), colour).save(out, "JPEG")
        add_image(
            out.getvalue(),
            actor=personas.editor(),
            file_name=f"{name}.jpg",
            alt=f"A picture of {name}",
        )


def test_a_reprint_lives_as_long_as_its_permission(
    someone: Page, document: Path, open_context: Callable[..., BrowserContext]
) -> None:
    article = take_in(someone, document)
    record_source(someone)
    complete_credit(someone, article)
    record_permission(someone)
    publish(someone, article)
    address = article.get_absolute_url()
    call_command("audit_rights", verbosity=0)  # exits 1 where an output says more than another

    stranger = open_context().new_page()
    complaints = watch(stranger)
    assert stranger.goto(address).status == 200  # type: ignore[union-attr]
    asks_and_is_sent_to_the_author(stranger)

    until = Permission.objects.get().valid_until
    assert until is not None
    with time_machine.travel(until - timedelta(seconds=20)):
        assert stranger.goto(address).status == 200  # type: ignore[union-attr]
    with time_machine.travel(until):
        assert stranger.goto(address).status == 410  # type: ignore[union-attr]
        expect(stranger.get_by_role("heading", level=1)).to_have_text(article.title)
        expect(stranger.locator("main")).to_contain_text("Our permission to publish it has ended.")
        assert accessibility_findings(stranger) == []
        call_command("audit_rights", verbosity=0)
        extend(someone)
        assert stranger.goto(address).status == 200  # type: ignore[union-attr]
    assert complaints == []


def take_in(page: Page, document: Path) -> Article:
    hand = Hand(page)
    article = steps.import_document(hand, document)
    said = page.get_by_role("region", name="The text says of itself")
    expect(said).to_contain_text("is authorized to reprint")
    expect(said).to_contain_text("A line in a text proves nothing")
    expect(page.locator(".blockers").first).to_contain_text("No permission is recorded")
    steps.mend_pictures(hand)
    save(page)
    return article


def record_source(page: Page) -> None:
    page.goto("/admin/articles/source/add/")
    page.fill("#id_name", "A Quiet Publisher")
    page.click("[name=_save]")
    page.wait_for_url("**/articles/source/")


def complete_credit(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.select_option("#id_credit_record-0-source", label="A Quiet Publisher")
    for name, words in steps.ORIGINAL.items():
        page.fill(f"#id_credit_record-0-{name}", words)
    with page.expect_navigation():
        page.get_by_role("button", name="Record a permission for this article").click()
    expect(page.locator("#id_source option:checked")).to_have_text("A Quiet Publisher")


def record_permission(page: Page) -> None:
    last = timezone.now().date() + timedelta(days=DAYS - 1)
    page.fill("#id_licensor", "A. Quiet")
    page.select_option("#id_licensor_role", "author")
    page.select_option("#id_basis", "permission")
    page.fill("#id_valid_from", "2026-01-01")
    page.fill("#id_valid_until", last.isoformat())
    page.select_option("#id_credit_kind", "none")
    page.fill("#id_onward_contact", "quiet@example.org")
    page.select_option("#id_proof_kind", "mail")
    page.set_input_files(
        "#id_proof_file",
        {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"You may reprint it."},
    )
    page.check("#id_proof_is_checked")
    page.get_by_role("button", name="Save and grant").click()
    expect(page.get_by_text("Saved and granted.")).to_be_visible()
    assert Source.objects.get().permissions.get().state == "granted"


def publish(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(page.locator(".blockers")).to_have_count(0)
    page.click("button[value=publish]")
    page.wait_for_url("**/do/publish/")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def asks_and_is_sent_to_the_author(page: Page) -> None:
    page.locator("#credit").get_by_role("link", name=re.compile("rights", re.I)).first.click()
    page.wait_for_url("**/rights/")
    expect(page.locator("main a[href='mailto:quiet@example.org']").first).to_be_visible()
    page.get_by_role("link", name="Write a request").click()
    page.wait_for_url("**/rights/request/")
    page.fill("[name=name]", "Cy Asker")
    page.fill("[name=email]", "cy@example.net")
    page.fill("[name=publication]", "Another Review")
    page.check("[name=agrees]")
    page.wait_for_timeout(3100)  # nobody fills in a form in less
    page.locator("main [type=submit]").click()
    page.wait_for_url("**/thanks/")
    row = ReprintRequest.objects.get()
    page.goto(f"/reprint-requests/{row.token}/")
    page.locator("main [type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("quiet@example.org")
    row.refresh_from_db()
    assert row.state == "referred"
    assert "quiet@example.org" in Message.objects.get(to="cy@example.net").body


def extend(page: Page) -> None:
    permission = Permission.objects.get()
    page.goto(f"/admin/articles/permission/{permission.pk}/do/renew/")
    page.fill("#id_valid_until", "2077-05-31")
    page.select_option("#id_proof_kind", "mail")
    page.fill("#id_proof_words", "She says: as long as you like.")
    page.check("#id_proof_is_checked")
    page.locator("#content-main [type=submit]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
