"""The page at /ui in a browser; skipped where there is no Chromium on PATH."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chromalink import HttpClient
from chromalink_mock import RunningServer, Settings, serve
from chromalink_mock.auth import ApiKey

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
COUNT = 120
PATIENCE = 30_000.0
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on PATH")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test for anything it complains of."""
    complaints: list[str] = []
    opened = browser.new_page()
    opened.set_default_timeout(PATIENCE)
    expect.set_options(PATIENCE)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve(Settings(admin="loopback")) as running, HttpClient(running.url) as client:
        films = client.create_collection("films", metadata={"about": MARKUP}, embedding_function=None)
        films.add(
            ids=[f"f{number}" for number in range(COUNT)],
            embeddings=np.random.default_rng(7).random((COUNT, 8), dtype=np.float32),
            documents=[f"{MARKUP} {'ships' if number % 3 else 'deserts'} {number}" for number in range(COUNT)],
            metadatas=[{"year": 1950 + number % 60, "genre": ("sea", "sand")[number % 2]} for number in range(COUNT)],
        )
        client.create_collection("empty", embedding_function=None)
        yield running


def opened(page: Page, server: RunningServer, tab: str) -> None:
    page.goto(f"{server.url}/ui")
    page.get_by_role("button", name="films").click()
    page.get_by_role("tab", name=tab).click()


def ids(page: Page) -> list[str]:
    return page.locator("#rows tbody td:first-child").all_inner_texts()


def response(page: Page) -> dict[str, list[list[object]]]:
    shown = page.locator("#response").text_content()
    assert shown is not None
    found: dict[str, list[list[object]]] = json.loads(shown)
    return found


def test_collections_are_listed_with_their_counts(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/ui")
    expect(page.locator("nav button")).to_have_count(2)
    expect(page.get_by_role("button", name="films")).to_contain_text(str(COUNT))
    expect(page.get_by_role("button", name="empty")).to_contain_text("0")


def test_records_are_paged(page: Page, server: RunningServer) -> None:
    opened(page, server, "Records")
    expect(page.locator("#rows tbody tr")).to_have_count(50)
    for first in (50, 100):
        page.get_by_role("button", name="Next").click()
        expect(page.locator("#place")).to_have_text(f"from {first} of {COUNT}")
    expect(page.locator("#rows tbody tr")).to_have_count(20)
    expect(page.get_by_role("button", name="Next")).to_be_disabled()


def test_a_get_is_built_from_conditions_and_texts(page: Page, server: RunningServer) -> None:
    opened(page, server, "Get")
    page.get_by_role("button", name="add condition").click()
    page.get_by_label("metadata key", exact=True).fill("year")
    page.get_by_label("operator", exact=True).select_option("$gte")
    page.get_by_label("value", exact=True).fill("2005")
    page.get_by_role("button", name="add text").click()
    page.get_by_label("text", exact=True).fill("deserts")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#status")).to_contain_text("200")
    asked = json.loads(page.locator("#request").input_value())
    assert (asked["where"], asked["where_document"]) == ({"year": {"$gte": 2005}}, {"$contains": "deserts"})
    assert ids(page) == [f"f{number}" for number in range(COUNT) if number % 60 >= 55 and number % 3 == 0]


def test_a_query_takes_the_vector_of_a_record_that_is_named(page: Page, server: RunningServer) -> None:
    opened(page, server, "Query")
    page.get_by_label("query embedding").fill("f3")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#rows tbody tr")).to_have_count(10)
    assert ids(page)[0] == "f3"


def test_a_search_is_built_and_its_scores_are_explained(page: Page, server: RunningServer) -> None:
    opened(page, server, "Search")
    page.get_by_label("query", exact=True).fill("f3")
    page.get_by_role("button", name="add kNN").click()
    page.get_by_label("query", exact=True).nth(1).fill("f7")
    page.get_by_label("how parts join").select_option("rrf")
    page.get_by_label("group by").fill("genre")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    explanation = page.locator("#rows tbody td:last-child").first.inner_text()
    assert "$knn #embedding" in explanation
    assert "place" in explanation
    answer = response(page)
    assert answer["ids"][0] == ids(page)
    assert len(answer["explanations"][0]) == 2


def test_a_request_can_be_edited_before_it_is_sent(page: Page, server: RunningServer) -> None:
    opened(page, server, "Get")
    page.locator("#request").fill('{"ids": ["f5"], "include": []}')
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    assert ids(page) == ["f5"]


def test_a_refusal_is_shown_in_the_servers_words(page: Page, server: RunningServer) -> None:
    opened(page, server, "Get")
    page.locator("#request").fill('{"where": {"a": {"$near": 1}}}')
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("400: ")
    expect(page.locator("#status")).to_have_text("400")


def test_a_record_that_is_not_there_sends_nothing(page: Page, server: RunningServer) -> None:
    opened(page, server, "Query")
    page.get_by_label("query embedding").fill("nobody")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("there is no record nobody")
    expect(page.locator("#answered")).to_be_hidden()


def test_what_records_hold_is_text_and_never_markup(page: Page, server: RunningServer) -> None:
    opened(page, server, "Records")
    expect(page.locator("#rows td").nth(1)).to_contain_text(MARKUP)
    expect(page.locator("#about")).to_contain_text(MARKUP)
    expect(page.locator("main img")).to_have_count(0)


def test_the_policy_stops_scripts_that_are_not_the_pages_own(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/ui")
    violated = page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
            const script = document.createElement("script");
            script.textContent = "window.broken = true";
            document.body.append(script);
        })"""
    )
    assert (violated, page.evaluate("() => window.broken ?? false")) == ("script-src-elem", False)


def test_a_key_is_asked_for_used_and_kept_nowhere(page: Page) -> None:
    key = "the-secret-key"
    with serve(Settings(admin="loopback", api_keys=(ApiKey(key, "team"),))) as server:
        page.goto(f"{server.url}/ui")
        expect(page.get_by_role("alert")).to_contain_text("401")
        page.get_by_label("Key").fill(key)
        page.get_by_role("button", name="Connect").click()
        expect(page.locator("#collections")).to_have_text("none yet")
        expect(page.locator("#tenant")).to_have_value("team")
        assert page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])") == (
            '[{},{},""]'
        )
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("401")
