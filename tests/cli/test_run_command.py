"""`chromalink run`, and the configuration file of Chroma's server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from chromalink.cli import main
from chromalink.cli.failure import Failure
from chromalink.cli.server_config import ServerConfig, read_server_config

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")

FILE = """
port: 0
listen_address: 127.0.0.1
persist_path: kept
allow_reset: true
cors_allow_origins: ["*"]
max_payload_size_bytes: 200
open_telemetry: {endpoint: "http://localhost:4317"}
sqlite_filename: chroma.sqlite3
"""
DATABASES = "/api/v2/tenants/default_tenant/databases"


@contextmanager
def started(folder: Path, *arguments: str) -> Generator[tuple[list[str], httpx.Client]]:
    """What a server of the command line says on stdout until it serves, and a client of it."""
    command = [sys.executable, "-m", "chromalink", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline().rstrip()]
            if said[0].startswith("chromalink keeps"):
                said.append(process.stdout.readline().rstrip())
            url = said[-1].removeprefix("chromalink serves on ").split()[0]
            with httpx.Client(base_url=url) as client:
                yield said, client
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_it_keeps_its_data_in_chroma_below_the_working_directory(tmp_path: Path) -> None:
    with started(tmp_path, "run", "--port", "0") as (said, client):
        assert said[0] == "chromalink keeps its data in ./chroma (durability: normal)"
        assert said[1].startswith("chromalink serves on http://localhost:")
        client.post(DATABASES, json={"name": "films"}).raise_for_status()
    with started(tmp_path, "run", "--port", "0", "--path", str(tmp_path / "chroma")) as (_, client):
        assert client.get(f"{DATABASES}/films").status_code == 200


@pytest.mark.parametrize("arguments", [["run", "config.yaml"], ["run", "--config", "config.yaml"]])
def test_it_is_configured_as_chromas_server(
    arguments: list[str], file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with started(file.parent, *arguments) as (said, client):
        assert said[0] == "chromalink keeps its data in kept (durability: normal)"
        assert said[1].startswith("chromalink serves on http://127.0.0.1:")
        answer = client.post("/api/v2/reset", headers={"origin": "http://a"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        assert client.post(DATABASES, json={"name": "n" * 300}).status_code == 413
    told = capfd.readouterr().err
    assert told == ("chromalink: config.yaml: of no meaning here, and ignored: open_telemetry, sqlite_filename\n")


def test_serve_reads_the_file_too_and_options_beat_it(file: Path) -> None:
    options = ["--host", "localhost", "--path", "other", "--max-payload-size-bytes", "1000"]
    options += ["--cors-allow-origin", "http://b", "--port", "0"]
    file.write_text(FILE.replace("port: 0", "port: 1"), encoding="utf-8")
    with started(file.parent, "serve", "--config", "config.yaml", *options) as (said, client):
        assert said[0] == "chromalink keeps its data in other (durability: normal)"
        assert said[1].startswith("chromalink serves on http://localhost:")
        answer = client.post(DATABASES, json={"name": "n" * 300}, headers={"origin": "http://a"})
        assert answer.status_code != 413
        assert "access-control-allow-origin" not in answer.headers
    assert not (file.parent / "kept").exists()


def test_a_server_without_a_directory_says_that_it_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").touch()
    with started(tmp_path, "serve", "--port", "0", "--config", "empty.yaml") as (said, _):
        assert said[0].endswith(" from memory (Ctrl-C stops it)")


def test_what_the_file_leaves_out_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("allow_reset: false\nport:\n", encoding="utf-8")
    assert read_server_config(path) == ServerConfig(allow_reset=False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("port: 65536", "port: expected a number from 0 to 65535, got 65536"),
        ("port: '8000'", "port: expected a number from 0 to 65535, got '8000'"),
        ("port: true", "port: expected a number from 0 to 65535, got True"),
        ("listen_address: 127", "listen_address: expected a host name or address, got 127"),
        ("persist_path: ''", "persist_path: expected a directory, got ''"),
        ("allow_reset: 1", "allow_reset: expected true or false, got 1"),
        ("cors_allow_origins: '*'", "cors_allow_origins: expected a list of origins, got '*'"),
        ("cors_allow_origins: [1]", "cors_allow_origins: expected a list of origins, got [1]"),
        ("max_payload_size_bytes: -1", "max_payload_size_bytes: expected a whole number, got -1"),
        ("- port", "expected keys with values, got list"),
        ("port: [", "is no YAML: while parsing"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(line: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(Failure) as failure:
        read_server_config(path)
    assert reason in str(failure.value)
    assert str(path) in str(failure.value)
    assert failure.value.code == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, reason in ((tmp_path / "none", "No such file"), (tmp_path, "Is a directory")):
        assert main(["serve", "--config", str(path)]) == 2
        assert f"--config: cannot read {path}: {reason}" in capsys.readouterr().err
    (tmp_path / "latin").write_bytes(b"persist_path: \xff")
    assert main(["run", str(tmp_path / "latin")]) == 2
    assert "expected UTF-8 text" in capsys.readouterr().err


def test_two_files_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "a.yaml", "--config", "b.yaml"]) == 2
    assert capsys.readouterr().err == "chromalink: --config: the file is named twice, a.yaml and b.yaml\n"


def test_without_a_yaml_parser_the_pip_line_is_shown(file: Path) -> None:
    program = (
        "import sys; sys.modules['yaml'] = None\nfrom chromalink.cli import main; sys.exit(main(['run', sys.argv[1]]))"
    )
    done = subprocess.run([sys.executable, "-c", program, file], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'chromalink[cli]'" in done.stderr
    assert "Traceback" not in done.stderr
