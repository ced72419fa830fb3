"""A client whose server is a child process: the one of the package chromadb, or what stands for it here."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import warnings
from pathlib import Path

import anyio
import httpx
import pytest

from chromalink import AsyncRustClient, RustClient, Settings, errors
from chromalink.official_server import OfficialServer
from congruences.stage import official_bin

OFFICIAL = official_bin(Path(__file__).resolve().parents[3], os.environ)

with_official = pytest.mark.skipif(
    OFFICIAL is None, reason="no official server: set CHROMALINK_OFFICIAL_BIN or run scripts/crosscheck"
)

STAND_IN = """#!{python}
import os, sys
from pathlib import Path
with open(sys.argv[0] + ".pids", "a") as started:
    started.write(f"{{os.getpid()}}\\n")
settings = dict(line.split(": ", 1) for line in Path(sys.argv[2]).read_text().splitlines())
{body}
"""

SERVING = """
from chromalink_mock.app import create_app
from chromalink_mock import Settings
import uvicorn
print("serving", settings["persist_path"], flush=True)
app = create_app(Settings(allow_reset=settings["allow_reset"] == "true"))
uvicorn.run(app, host=settings["listen_address"], port=int(settings["port"]), log_level="error")
"""


def stand_in(place: Path, body: str) -> Path:
    """A program that is called as the official one is."""
    path = place / "chroma"
    path.write_text(STAND_IN.format(python=sys.executable, body=body))
    path.chmod(0o755)
    return path


def running(program: Path) -> list[int]:
    """The processes that run it."""
    noted = program.with_suffix(".pids")
    return [pid for pid in map(int, noted.read_text().split()) if lives(pid)] if noted.exists() else []


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def serving(tmp_path: Path) -> Path:
    return stand_in(tmp_path, SERVING)


@pytest.fixture
def official() -> Path:
    assert OFFICIAL is not None
    return OFFICIAL / "chroma"


def test_it_runs_as_long_as_the_client_is_open(serving: Path) -> None:
    with RustClient(executable=serving) as client:
        assert len(running(serving)) == 1
        assert client.heartbeat() > 0
        client.create_collection("films", embedding_function=None)
    assert running(serving) == []
    with pytest.raises(errors.ClientClosedError):
        client.heartbeat()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_it_starts_with_the_first_request_of_an_async_client(backend: str, serving: Path) -> None:
    async def main() -> None:
        client = AsyncRustClient(executable=serving)
        assert running(serving) == []
        async with client:
            assert len(running(serving)) == 1
            assert await client.heartbeat() > 0
        assert running(serving) == []

    anyio.run(main, backend=backend)


def test_a_forgotten_client_stops_its_server(serving: Path) -> None:
    with warnings.catch_warnings(category=ResourceWarning, action="ignore"):
        RustClient(executable=serving)
        gc.collect()
    assert running(serving) == []
    assert serving.with_suffix(".pids").read_text() != ""


def test_a_program_that_ends_stops_its_server(serving: Path) -> None:
    code = f"import chromalink; client = chromalink.RustClient(executable={str(serving)!r}); print(client.heartbeat())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(ran.stdout) > 0
    assert running(serving) == []


def test_resetting_must_be_allowed(serving: Path) -> None:
    with RustClient(executable=serving) as client, pytest.raises(errors.ChromaAuthError):
        client.reset()
    with RustClient(settings=Settings(allow_reset=True), executable=serving) as client:
        assert client.reset() is True


def test_the_directory_is_handed_on(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "sys.exit(settings['persist_path'])")
    with pytest.raises(errors.ServerUnreachableError, match=r"it said: '.*/it''s kept'$"):
        RustClient(tmp_path / "it's kept", executable=program)


def test_a_server_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "sys.exit('the disk is full')")
    with pytest.raises(errors.ServerUnreachableError, match="ended with exit code 1; it said: the disk is full"):
        RustClient(executable=program)
    assert len(program.with_suffix(".pids").read_text().split()) == 1


def test_a_program_that_cannot_be_run_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    with pytest.raises(errors.InvalidInputError, match=f"executable: .* got '{missing}'"):
        RustClient(executable=missing)


def test_without_the_package_the_error_names_the_fix(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setitem(sys.modules, "chromadb_rust_bindings", None)
    with pytest.raises(ImportError, match="pip install chromadb"):
        OfficialServer()


@pytest.mark.official
@with_official
def test_the_official_server_answers_and_ends(official: Path) -> None:
    with RustClient(executable=official) as client:
        url = str(client.low_level.get_httpx_client().base_url)
        films = client.create_collection("films", embedding_function=None)
        films.add(ids=["a"], embeddings=[[1.0, 0.0]])
        assert films.query(query_embeddings=[[1.0, 0.0]], n_results=1)["ids"] == [["a"]]
        with pytest.raises(errors.ChromaAuthError):
            client.reset()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/api/v2/heartbeat")


@pytest.mark.official
@with_official
def test_the_official_server_keeps_what_is_on_a_path(official: Path, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    with RustClient(place, executable=official) as client:
        client.create_collection("films", embedding_function=None)
    with RustClient(place, Settings(allow_reset=True), executable=official) as client:
        assert [one.name for one in client.list_collections()] == ["films"]
        assert client.reset() is True
