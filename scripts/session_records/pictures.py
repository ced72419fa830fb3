"""Pictures of the browser in the terminal, and of the page at /ui."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright
from textual.widgets import Input

from chromalink import HttpClient
from chromalink.cli.browser import CollectionBrowser

_SIZE = (110, 24)
_WINDOW = (1200, 900)
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


async def of_browse(url: str, directory: Path) -> None:
    """`browse.svg`, the records near to a text, and `browse-form.svg`, the form that asked."""
    with HttpClient(url) as client:
        app = CollectionBrowser(client.get_collection("films"))
        async with app.run_test(size=_SIZE) as pilot:
            await app.workers.wait_for_complete()
            await pilot.press("s")
            app.screen.query_one("#near", Input).value = "a ship at sea"
            await pilot.pause()
            _save(app, directory / "browse-form.svg")
            await pilot.press("ctrl+r")
            await app.workers.wait_for_complete()
            await pilot.pause()
            _save(app, directory / "browse.svg")


def of_page(url: str, directory: Path) -> None:
    """`ui.png`: a search with its explanation. Raises RuntimeError where there is no Chromium on PATH."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise RuntimeError("pictures of the page need Chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        page = browser.new_page(viewport={"width": _WINDOW[0], "height": _WINDOW[1]})
        page.goto(f"{url}/ui")
        page.locator("nav button").filter(has_text="films").first.click()
        page.get_by_role("tab", name="Search").click()
        page.get_by_label("query", exact=True).fill("alien")
        page.get_by_role("button", name="add condition").click()
        page.get_by_label("metadata key", exact=True).fill("year")
        page.get_by_label("operator", exact=True).select_option("$lt")
        page.get_by_label("value", exact=True).fill("1982")
        page.get_by_role("button", name="Send").click()
        page.locator("#rows table").wait_for()
        page.screenshot(path=directory / "ui.png", full_page=True)
        browser.close()


def _save(app: CollectionBrowser, path: Path) -> None:
    """Without the fonts that the picture would load from another host."""
    lines = app.export_screenshot().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "https://" not in line or "<svg" in line), "utf-8")
