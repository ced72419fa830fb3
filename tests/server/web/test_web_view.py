"""The page at /ui as HTTP: who gets it, and what a browser is told it may do."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

import chromalink_mock
from chromalink_mock import Settings, serve
from chromalink_mock.auth import ApiKey

PAGE = Path(chromalink_mock.__file__).parent / "page"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serve(Settings(admin="loopback")) as server, httpx.Client(base_url=server.url) as client:
        yield client


class References(HTMLParser):
    """What a page refers to, and its scripts and styles in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value for name, value in attrs if name in ("src", "href") and value is not None]
        if tag == "style" or any(name == "style" or name.startswith("on") for name, _ in attrs):
            self.inline.append(tag)


def test_a_page_and_its_parts_are_answered_with_their_types(client: httpx.Client) -> None:
    kinds = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    for part in PAGE.iterdir():
        answer = client.get(f"/ui/{part.name}")
        assert answer.status_code == 200, part.name
        assert answer.headers["content-type"] == f"{kinds[part.suffix]}; charset=utf-8"
        assert answer.content == part.read_bytes()
    for path in ("/ui", "/ui/"):
        assert client.get(path).content == (PAGE / "index.html").read_bytes()


def test_the_page_refers_to_its_own_parts_only(client: httpx.Client) -> None:
    references = References()
    references.feed(client.get("/ui").text)
    assert references.inline == []
    assert references.targets != []
    assert {client.get(target).status_code for target in references.targets} == {200}
    assert all(target.startswith("/ui/") for target in references.targets)
    assert not [part.name for part in PAGE.iterdir() if part.suffix != ".svg" and "http" in part.read_text("utf-8")]


def test_a_browser_is_told_to_load_and_ask_nothing_but_this_server(client: httpx.Client) -> None:
    told = client.get("/ui").headers
    policy = dict(part.strip().split(" ", 1) for part in told["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "connect", "img")} == {"'self'"}
    assert {policy[kind] for kind in ("base-uri", "form-action", "frame-ancestors")} == {"'none'"}
    assert (told["x-content-type-options"], told["referrer-policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize("path", ["/ui/..%2Fservice.py", "/ui/../service.py", "/ui/nothing.js", "/ui/page.js/"])
def test_nothing_but_the_parts_of_the_page_is_there(client: httpx.Client, path: str) -> None:
    assert client.get(httpx.URL(str(client.base_url) + path)).status_code == 404


def test_the_page_is_for_reading(client: httpx.Client) -> None:
    assert client.head("/ui").status_code == 200
    assert client.post("/ui", json={}).status_code == 405


@pytest.mark.parametrize(
    "headers", [{"host": "page.example"}, {"origin": "http://page.example"}, {"x-forwarded-for": "203.0.113.9"}]
)
def test_whoever_is_not_on_this_machine_does_not_get_it(client: httpx.Client, headers: dict[str, str]) -> None:
    assert client.get("/ui", headers=headers).status_code == 403


def test_an_exposed_server_shows_it_to_all_that_come_by_its_name() -> None:
    with serve(Settings(admin="exposed")) as server:
        assert httpx.get(f"{server.url}/ui", headers={"host": "chroma.example"}).status_code == 200


def test_without_being_asked_to_the_server_has_no_page() -> None:
    with serve() as server:
        assert httpx.get(f"{server.url}/ui").status_code == 404


def test_the_page_itself_needs_no_key_and_what_it_asks_does() -> None:
    with serve(Settings(admin="loopback", api_keys=(ApiKey("let-me-in", "*"),))) as server:
        assert httpx.get(f"{server.url}/ui").status_code == 200
        databases = f"{server.url}/api/v2/tenants/default_tenant/databases"
        assert httpx.get(databases).status_code == 401
        assert httpx.get(databases, headers={"x-chroma-token": "let-me-in"}).status_code == 200
