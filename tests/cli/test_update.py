"""`chromalink update`: which release is newer, and what an index says."""

from __future__ import annotations

import itertools
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import respx

from chromalink import __version__
from chromalink.cli import main
from chromalink.cli.releases import Release, newest

MIRROR = "https://a.example/pypi"
FILE = {"filename": "x.whl", "yanked": False}
IN_ORDER = [
    "0.0.1",
    "0.9",
    "0.10.dev1",
    "0.10a1.dev2",
    "0.10a1",
    "0.10a2",
    "0.10b1",
    "0.10rc1",
    "0.10rc2",
    "0.10",
    "0.10.post1.dev1",
    "0.10.post1",
    "0.10.1",
    "1.0.0",
    "1.0.1",
]


def release(text: str) -> Release:
    found = Release.read(text)
    assert found is not None
    return found


def test_releases_are_ordered_as_their_numbers_mean() -> None:
    for older, newer in itertools.pairwise(map(release, IN_ORDER)):
        assert older.order < newer.order, (older, newer)
    assert release("1.0").order == release("1.0.0").order
    assert release("0").order < release("0.0.1").order


def test_previews_are_known_as_such() -> None:
    assert [text for text in IN_ORDER if release(text).is_preview] == [
        "0.10.dev1",
        "0.10a1.dev2",
        "0.10a1",
        "0.10a2",
        "0.10b1",
        "0.10rc1",
        "0.10rc2",
        "0.10.post1.dev1",
    ]


@pytest.mark.parametrize("text", ["", "x", "1.", "1..2", "1.0rc", "1.0-1", "1.0a1b2", "1.0.dev", "1!2", "1.0+cpu", "²"])
def test_what_is_no_release_number_is_none(text: str) -> None:
    assert Release.read(text) is None


def test_the_installed_version_is_a_release_number() -> None:
    assert release(__version__).text == __version__


@pytest.mark.parametrize(("previews", "found"), [(False, "0.10.0"), (True, "0.11rc1")])
def test_previews_withdrawn_and_empty_releases_do_not_count(previews: bool, found: str) -> None:
    index: dict[str, object] = {
        "releases": {
            "0.9.0": [FILE],
            "0.10.0": [{**FILE, "yanked": True}, FILE],
            "0.11rc1": [FILE],
            "0.12.0": [],
            "0.13.0": [{**FILE, "yanked": True}],
            "odd": [FILE],
        }
    }
    assert newest(index, previews=previews) == release(found)
    assert newest({}, previews=previews) is None


@pytest.fixture
def index() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as routes:
        yield routes


def says(*versions: str) -> httpx.Response:
    return httpx.Response(200, json={"releases": {version: [FILE] for version in versions}})


def test_a_newer_release_is_told(index: respx.MockRouter, capsys: pytest.CaptureFixture[str]) -> None:
    index.get(f"{MIRROR}/chromalink/json").mock(says(__version__, "99.1"))
    assert main(["update", "--index", MIRROR]) == 0
    assert capsys.readouterr().out == (
        f"chromalink 99.1 is there, this is {__version__}: pip install --upgrade chromalink\n"
    )
    assert main(["update", "--json", "--index", MIRROR]) == 0
    assert json.loads(capsys.readouterr().out) == {"installed": __version__, "newest": "99.1", "update": True}


@pytest.mark.parametrize("versions", [[__version__], ["0.0.0", "99.0a1"], []])
def test_no_newer_release_is_told_too(
    index: respx.MockRouter, versions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    index.get(f"{MIRROR}/chromalink/json").mock(says(*versions))
    assert main(["update", "--index", MIRROR]) == 0
    assert capsys.readouterr().out == f"chromalink {__version__}: the index has no newer release\n"
    assert main(["update", "--json", "--index", MIRROR]) == 0
    assert json.loads(capsys.readouterr().out)["update"] is False


def test_the_index_may_be_a_mirror(
    index: respx.MockRouter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    of_option = index.get("https://a.example/pypi/chromalink/json").mock(says("99.1"))
    of_variable = index.get("https://b.example/chromalink/json").mock(says("99.2"))
    monkeypatch.setenv("CHROMALINK_INDEX_URL", "https://b.example")
    assert main(["update"]) == 0
    assert main(["update", "--index", "https://a.example/pypi/"]) == 0
    assert (of_option.call_count, of_variable.call_count) == (1, 1)
    assert "99.2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.ConnectError("no route to host"), "could not be asked: no route to host"),
        (httpx.ReadTimeout(""), "could not be asked: ReadTimeout"),
        (httpx.Response(404), "answers 404 Not Found"),
        (httpx.Response(200, text="<html>"), "answers something other than JSON"),
        (httpx.Response(200, json=[]), "answers something other than a JSON object"),
    ],
)
def test_an_index_that_says_nothing_is_a_failure_in_one_line(
    index: respx.MockRouter,
    answer: httpx.Response | httpx.HTTPError,
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    index.get("https://a.example/chromalink/json").mock(side_effect=[answer])
    assert main(["update", "--index", "https://user:secret@a.example"]) == 1
    shown = capsys.readouterr()
    assert shown.err == f"chromalink: update: https://...@a.example/chromalink/json {told}\n"
    assert shown.out == ""


@contextmanager
def simple_index(*versions: str) -> Iterator[str]:
    """An index as pip knows them, with wheels of these versions."""

    class Listing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            files = [f"chromalink-{version}-py3-none-any.whl" for version in versions]
            page = "".join(f'<a href="{file}">{file}</a>' for file in files).encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Listing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/simple"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """pip without the settings of this machine."""
    for name in [name for name in os.environ if name.lower().startswith("pip_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return monkeypatch


@pytest.mark.parametrize(
    ("versions", "newer"), [(["0.0.1", "99.1", "99.0", "100.0a1"], "99.1"), ([__version__, "100.0a1"], None)]
)
def test_without_an_index_what_pip_would_install_counts(
    pip: pytest.MonkeyPatch, versions: list[str], newer: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    with simple_index(*versions) as url:
        pip.setenv("PIP_INDEX_URL", url)
        assert main(["update", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["newest"] == (newer or __version__)


def test_where_pip_finds_nothing_its_last_word_is_told(
    pip: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with simple_index() as url:
        pip.setenv("PIP_INDEX_URL", url)
        assert main(["update"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("chromalink: update: pip found no release: ERROR: No matching distribution found")
    assert told.endswith("; --index asks another\n")


@pytest.mark.parametrize("url", ["nowhere", "ftp://a.example", "http://[", "https://user:secret@"])
def test_what_is_no_url_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", "--index", url]) == 2
    told = capsys.readouterr().err
    assert "--index: expected an http(s) URL" in told
    assert "secret" not in told
