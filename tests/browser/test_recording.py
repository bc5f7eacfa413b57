"""Recording a permission with its proof, as practised hands do: what it takes, and what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Permission
from tests import makers
from tests.browser.writing import save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Seconds of a practised person, by the keystroke-level model (Card, Moran and Newell, 1980): a key of an
# average typist, pointing and clicking, moving a hand between keyboard and mouse, a thought before each step.
MOST_TABS = 20  # from one field to the next
KEY, POINT, HOMING, THOUGHT = 0.28, 1.3, 0.4, 1.35


class Counting:
    """A pair of hands that counts keys and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.clicks = self.steps = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1
        self.steps += 1

    def type(self, text: str, *, into: str) -> None:
        """Tabs to the field, if the cursor is not there yet."""
        field = self.page.locator(f"#id_{into}")
        for _time in range(MOST_TABS):
            if field.evaluate("field => field === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
            self.keys += 1
        expect(field).to_be_focused()
        self.page.keyboard.type(text)
        self.keys += len(text)
        self.steps += 1

    @property
    def seconds(self) -> float:
        return self.keys * KEY + self.clicks * (POINT + 2 * HOMING) + self.steps * THOUGHT


def test_a_complete_permission_with_its_proof_takes_less_than_90_seconds(
    someone: Page, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 You may.")
    makers.make_source("The Review")
    page = someone
    page.goto("/admin/articles/permission/add/")
    hands = Counting(page)
    expect(page.locator("#id_source")).to_be_focused()
    hands.type("The R", into="source")
    hands.type("Lin Zhou", into="licensor")
    hands.type("Au", into="licensor_role")
    hands.type("The h", into="basis")
    hands.click(page.locator("#id_may_translate"))
    hands.type("06012026", into="valid_from")
    hands.type("05312077", into="valid_until")
    expect(page.locator(".outcome")).to_have_text(
        "On 1 June 2077, 00:00 (UTC) its pages are replaced by a removal notice."
    )
    hands.type("None", into="credit_kind")
    hands.click(page.locator("#id_is_forwarded"))
    hands.type("E-", into="proof_kind")
    page.set_input_files("#id_proof_file", letter)
    hands.clicks += 3  # the field, the file in the system's own window, and “Open”
    hands.steps += 1
    hands.click(page.locator("#id_proof_is_checked"))
    hands.click(page.get_by_role("button", name="Save and grant"))
    expect(page.get_by_text("Saved and granted.")).to_be_visible()
    permission = Permission.objects.get()
    assert (permission.state, permission.reference) == ("granted", "The Review: Lin Zhou")
    assert permission.valid_until is not None
    assert permission.valid_until.isoformat() == "2077-06-01T00:00:00+00:00"
    assert permission.evidence.get().checks.exists()
    assert hands.clicks <= 8
    assert hands.keys <= 90
    assert hands.seconds < 90


def test_it_asks_only_for_what_the_basis_leaves_open_and_loses_nothing(someone: Page) -> None:
    page = someone
    page.goto("/admin/articles/permission/add/")
    channels, use = page.locator(".asks-channels"), page.locator(".asks-use")
    licence, proof = page.locator(".field-licence"), page.locator(".asks-proof")
    expect(channels).to_be_visible()
    page.check("#id_may_translate")
    page.select_option("#id_basis", "open_licence")
    for part, is_asked in ((channels, False), (use, False), (licence, True), (proof, True)):
        expect(part).to_be_visible(visible=is_asked)
    page.select_option("#id_basis", "permission")
    for part, is_asked in ((channels, True), (use, True), (licence, False)):
        expect(part).to_be_visible(visible=is_asked)
    expect(page.locator("#id_may_translate")).to_be_checked()
    page.fill("#id_proof_words", "folder 12")
    page.select_option("#id_basis", "own")
    expect(use).to_be_hidden()
    expect(proof).to_be_visible()  # something was written there
    page.fill("#id_reference", "Ours")
    page.select_option("#id_proof_kind", "elsewhere")
    page.fill("#id_proof_from_whom", "Bo")
    save(page)
    permission = Permission.objects.get()
    assert (permission.may_translate, permission.evidence.get().words) == (True, "folder 12")


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Asia/Shanghai", "2077-05-31", "1 June 2077, 00:00 (Asia/Shanghai)"),
        ("America/Santiago", "2077-09-04", "5 September 2077, 01:00 (America/Santiago)"),
        ("Atlantic/Azores", "2077-10-30", "31 October 2077, 00:00 (Atlantic/Azores)"),
    ],
)
def test_the_sentence_that_is_typed_is_the_one_that_is_kept(
    someone: Page, zone: str, day: str, moment: str
) -> None:
    page = someone
    page.goto("/admin/articles/permission/add/")
    said = page.locator(".outcome")
    page.click("summary:has-text('More terms')")
    page.fill("#id_time_zone", zone)
    page.fill("#id_valid_until", day)
    sentence = f"On {moment} its pages are replaced by a removal notice."
    expect(said).to_have_text(sentence)
    page.select_option("#id_ending", "link")
    expect(said).to_contain_text("a link to the original stay")
    page.fill("#id_time_zone", "Nowhere/Land")
    expect(said).to_contain_text("There is no such time zone")
    page.fill("#id_time_zone", zone)
    page.select_option("#id_ending", "remove")
    page.fill("#id_reference", "R")
    save(page)
    assert sentence in page.request.get(page.url).text()  # as the server has it


def test_a_renewal_says_while_it_is_typed_whether_it_leaves_a_gap(someone: Page) -> None:
    permission = makers.make_permission(valid_until=makers.NOON.replace(hour=0, year=2070))
    page = someone
    page.goto(f"/admin/articles/permission/{permission.pk}/do/renew/")
    said = page.locator(".outcome")
    expect(said).to_have_text("Say until when it counts, or that it is without end.")
    page.fill("#id_valid_until", "2071-12-31")
    expect(said).to_have_text("The terms touch: nothing goes dark.")
    page.fill("#id_valid_from", "2070-11-03")
    expect(said).to_contain_text("It leaves a gap")
    page.fill("#id_valid_from", "2070-11-02")
    expect(said).to_have_text("The terms touch: nothing goes dark.")


def test_a_renewal_of_what_ended_says_that_the_pages_are_gone_already(someone: Page) -> None:
    permission = makers.make_permission(
        valid_from=makers.NOON.replace(year=2020), valid_until=makers.NOON.replace(year=2021)
    )
    someone.goto(f"/admin/articles/permission/{permission.pk}/do/renew/")
    expect(someone.locator(".outcome")).to_contain_text("The pages are gone already")


def test_a_public_licence_has_no_end_while_it_is_typed(someone: Page) -> None:
    someone.goto("/admin/articles/permission/add/")
    someone.select_option("#id_basis", "open_licence")
    expect(someone.locator(".outcome")).to_contain_text("It has no end")


def test_what_is_missing_leads_to_its_field(someone: Page) -> None:
    permission = makers.make_permission(
        grant=False, proof="", ai_policy="allowed", licensor="", is_perpetual=True
    )
    page = someone
    page.goto(f"/admin/articles/permission/{permission.pk}/change/")
    lacks = page.locator(".lacks")
    lacks.get_by_role("link", name="Who allowed it").click()
    expect(page.locator("#id_licensor")).to_be_focused()
    lacks.get_by_role("link", name="May machines be trained on it?").click()
    expect(page.locator("#id_ai_policy")).to_be_focused()  # it was folded away
    page.goto(f"/admin/articles/permission/{permission.pk}/do/grant/")
    page.click("input[type=submit].default")
    page.locator(".errorlist").get_by_role("link", name="What proves it?").click()
    expect(page.locator("#id_proof_kind")).to_be_focused()
