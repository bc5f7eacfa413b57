"""Pictures of every kind of page, to be looked at: `python -m tests.screenshots BASE_URL OUT_DIR`; of the
demo's desk, for the two guides: `python -m tests.screenshots --desk BASE_URL .readme`.

Starts at the front page of each language, follows the site's own links until it has met a page of
each kind (the name of its address in `cms.urls`), and takes each on a phone and on a desktop, light
and dark. Further addresses (a removal notice is linked from nowhere) may follow as arguments. Also
composes `readme.png`, the picture of the README. It asserts nothing and writes to OUT_DIR only; but where
nobody has asked the demo for a reprint yet, it does. The desk is seen as the demo's editor and its rights
desk, whose password is in DEMO_PASSWORD.

`--sheet BASE_URL OUT_DIR` takes every page in each of its states (`tests.reader.every_page`, whose articles
it adds to the demo in DATA_DIR) at three widths, light and dark, and lays them all out in
`OUT_DIR/index.html` and `OUT_DIR/sheet.png`; words that follow choose the pages whose names hold one.
"""

from __future__ import annotations

import os
import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import django
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (390, 1440)
SHEET_WIDTHS = (390, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MOST_PAGES = 200  # looked at while searching, not pictured
MISSING = "no-such-page"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PAPER = (232, 225, 211)
THUMB, THUMB_HEIGHT = 220, 480


def kind_of(path: str) -> str:
    """The name of the page's address, with its language where that has a prefix; "" for others."""
    language = get_language_from_path(path)
    try:
        with override(language or settings.LANGUAGE_CODE):
            match = resolve(path)
    except Resolver404:
        return ""
    if match.app_names or match.url_name == "media":
        return ""
    return f"{match.url_name}-{language}" if language else str(match.url_name)


def find_pages(page: Page, base: str) -> dict[str, str]:
    """One address of each kind, found by following links breadth first."""
    waiting = ["/"]
    seen = {"/"}
    found: dict[str, str] = {}
    looked = 0
    while waiting and looked < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(urlsplit(path).path)
        if not kind or (kind in found and not kind.startswith(("archive", "tag", "topic"))):
            continue
        response = page.goto(urljoin(base, path))
        looked += 1
        if response is None or not response.ok:
            continue
        found.setdefault(kind, path)
        hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        for link in map(urlsplit, hrefs):
            if link.netloc == urlsplit(base).netloc and link.path not in seen:
                seen.add(link.path)
                waiting.append(link.path)
    return found


def picture(browser: Browser, base: str, pages: dict[str, str], out: Path, width: int) -> None:
    """Each page at that width, light and dark, after everything that it loads has come."""
    for scheme in SCHEMES:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900}, color_scheme=scheme
        )
        page = context.new_page()
        for kind, path in pages.items():
            page.goto(urljoin(base, path))
            _take_whole(page, out / f"{kind}-{width}-{scheme}.png")
        context.close()


def sheet(base: str, out: Path, words: list[str]) -> None:
    """Every page in every state; those in Chinese by day only."""
    from tests.reader import (  # rows can be imported only once Django is set up
        every_page,
        furnished,
    )

    out.mkdir(parents=True, exist_ok=True)
    furnished.furnish_once()
    pages = [
        page for page in every_page.pages() if not words or any(word in page.name for word in words)
    ]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for width in SHEET_WIDTHS:
            window = browser.new_page(viewport={"width": width, "height": 900}, base_url=base)
            for shown in pages:
                window.goto(shown.address)
                if shown.is_sent:
                    window.click("main form [type=submit]")
                for scheme in SCHEMES if not shown.is_chinese else SCHEMES[:1]:
                    window.emulate_media(color_scheme=scheme)
                    _take_whole(window, out / f"{shown.name}-{width}-{scheme}.png")
        browser.close()
    _lay_out(out, [page.name for page in pages])


def _take_whole(window: Page, to: Path) -> None:
    """The page from head to foot, with what is fetched only when it is near."""
    for image in window.locator("img[loading=lazy]").all():
        image.scroll_into_view_if_needed()
    window.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    window.wait_for_load_state("networkidle")
    window.screenshot(path=to, full_page=True)


def _lay_out(out: Path, names: list[str]) -> None:
    """A row a page: in HTML with links to the whole pictures, in one picture with their upper parts."""
    rows = []
    thumbs: list[list[Image.Image]] = []
    for name in names:
        files = sorted(out.glob(f"{name}-[0-9]*.png"), key=lambda file: len(file.stem))
        links = "".join(
            f'<a href="{file.name}"><img src="{file.name}" alt="{file.stem}" width="{THUMB}"></a>'
            for file in files
        )
        rows.append(f"<h2>{name}</h2>{links}")
        thumbs.append([_thumb(file) for file in files])
    (out / "index.html").write_text(f"<!doctype html><title>Every page</title>{''.join(rows)}")
    across = max(map(len, thumbs), default=0)
    whole = Image.new("RGB", (across * (THUMB + 8), len(thumbs) * (THUMB_HEIGHT + 8)), PAPER)
    for down, row in enumerate(thumbs):
        for place, thumb in enumerate(row):
            whole.paste(thumb, (place * (THUMB + 8), down * (THUMB_HEIGHT + 8)))
    whole.quantize(128).save(out / "sheet.png", optimize=True)


def _thumb(file: Path) -> Image.Image:
    shot = Image.open(file).convert("RGB")
    small = shot.resize((THUMB, max(1, shot.height * THUMB // shot.width)))
    return small.crop((0, 0, THUMB, min(small.height, THUMB_HEIGHT)))


def compose_readme(out: Path) -> None:
    """The front page by day, and an article by night on a phone laid over its corner."""
    desktop = Image.open(out / "front-1440-light.png").convert("RGB").crop((0, 0, 1440, 1000))
    phone = Image.open(out / "article-390-dark.png").convert("RGB").crop((0, 0, 390, 800))
    sheet = Image.new("RGB", (1640, 1120), PAPER)
    sheet.paste(desktop, (40, 40))
    sheet.paste(phone, (1210, 280))
    sheet.quantize(256).save(out / "readme.png", optimize=True)


def desk_pages(page: Page) -> dict[str, str]:
    """The rooms of the guide: of the articles, one in review, and one that was corrected."""
    page.goto("/admin/")
    in_review = page.locator(".panel-review li a").first.get_attribute("href") or ""
    page.goto("/admin/articles/edition/?kind__exact=correction")
    page.locator("#result_list tbody th a").first.click()
    address = page.locator("a[href*='/compare/']").first.get_attribute("href") or ""
    compare = f"{urlsplit(address).path}?from=1&to=2"
    return {
        "desk-home": "/admin/",
        "desk-manuscript": in_review,
        "desk-calendar": "/admin/calendar/",
        "desk-compare": compare,
    }


ASKING = (
    {
        "name": "Noor Haddad",
        "email": "noor@example.org",
        "publication": "Delta Letters",
        "message": "We would print it in our spring issue.",
    },
    {"name": "Piet Maas", "email": "piet@example.net", "publication": "A course on harbours"},
)


def ask(page: Page, slug: str, told: dict[str, str]) -> None:
    """As a stranger would, in the time that a person takes."""
    page.goto(f"/articles/{slug}/rights/request/")
    for name, value in told.items():
        page.fill(f"main [name={name}]", value)
    page.check("main [name=agrees]")
    page.wait_for_timeout(3500)
    page.click("main .comment-form [type=submit]")
    page.wait_for_url("**/thanks/")


def rights_pages(page: Page) -> dict[str, str]:
    """The rooms of the guide for the rights desk: of the requests, the first that is not decided."""
    requests = "/admin/articles/reprintrequest/"
    rows = page.locator("#result_list tbody th a")
    page.goto(requests)
    if not rows.count():
        page.goto("/")
        story = page.locator("main a[href*='/articles/']:not([href*='/zh'])").first
        slug = (story.get_attribute("href") or "").rstrip("/").rpartition("/")[2]
        for told in ASKING:
            ask(page, slug, told)
        page.goto(requests)
        rows.last.click()
        page.goto(f"{urlsplit(page.url).path.removesuffix('change/')}do/confirm/")
        page.click("#content-main [type=submit]")
        page.goto(requests)
    page.goto("/admin/articles/source/")
    source = (rows.first.get_attribute("href") or "").split("/")[-3]
    return {
        "desk-permission": f"/admin/articles/permission/add/?source={source}",
        "desk-rights-calendar": "/admin/rights-calendar/",
        "desk-requests": requests,
    }


def sign_in(browser: Browser, base: str, username: str) -> Page:
    context = browser.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", os.environ["DEMO_PASSWORD"])
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def desk(base: str, out: Path) -> None:
    """Each room at a desk's width, and three of them side by side as on a phone."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        rights = sign_in(browser, base, "rights")
        taken = {name: _taken(rights, path) for name, path in rights_pages(rights).items()}
        page = sign_in(browser, base, "editor")
        pages = desk_pages(page)
        taken |= {name: _taken(page, path) for name, path in pages.items()}
        page.set_viewport_size({"width": 390, "height": 844})
        names = ("desk-home", "desk-manuscript", "desk-calendar")
        phone = [_taken(page, pages[name]) for name in names]
        browser.close()
    sheet = Image.new("RGB", (40 + 430 * len(phone), 844 + 80), PAPER)
    for number, shot in enumerate(phone):
        sheet.paste(shot, (40 + 430 * number, 40))
    for name, shot in {**taken, "desk-phone": sheet}.items():
        shot.quantize(128).save(out / f"{name}.png", optimize=True)


def _taken(page: Page, path: str) -> Image.Image:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def main(base: str, out: Path, extra: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        pages = find_pages(browser.new_page(), base)
        pages["missing"] = f"/{MISSING}/"
        pages |= {f"extra-{number}": path for number, path in enumerate(extra, start=1)}
        for kind, path in pages.items():
            print(f"{kind:24} {path}")
        for width in WIDTHS:
            picture(browser, base, pages, out, width)
        browser.close()
    compose_readme(out)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--desk"] and len(sys.argv) == 4:
        desk(sys.argv[2], Path(sys.argv[3]))
        sys.exit()
    if len(sys.argv) < 3:
        sys.exit("usage: python -m tests.screenshots BASE_URL OUT_DIR [ADDRESS]…")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    if sys.argv[1] == "--sheet" and len(sys.argv) > 3:
        sheet(sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
        sys.exit()
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
