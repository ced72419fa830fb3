"""`chromalink contract`: exit codes, files, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from chromalink.cli import main
from chromalink.contract.scenario_files import read_dialect
from chromalink_mock import RunningServer

NOWHERE = "http://127.0.0.1:1"


class OddServer(BaseHTTPRequestHandler):
    """Takes everything for well, but answers nothing as Chroma would; interrupts its client on demand."""

    interrupts = False
    deleted: list[str]
    tokens: list[str | None]

    def do_GET(self) -> None:
        self._answer(b'{"nanosecond heartbeat": 1}')

    def do_POST(self) -> None:
        if self.path.endswith("/collections") and type(self).interrupts:
            os.kill(os.getpid(), signal.SIGTERM)
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._answer(b"{}")

    def do_DELETE(self) -> None:
        self.deleted.append(self.path)
        self._answer(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self, body: bytes) -> None:
        self.tokens.append(self.headers.get("x-chroma-token"))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def odd_handler() -> type[OddServer]:
    class Handler(OddServer):
        deleted: list[str] = []  # noqa: RUF012 - one class a test
        tokens: list[str | None] = []  # noqa: RUF012 - one class a test

    return Handler


@pytest.fixture
def odd_server(odd_handler: type[OddServer]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), odd_handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_a_faithful_server_ends_with_0_and_a_table(server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", server.url, "--only", "query", "where_logical"]) == 0
    output = capsys.readouterr()
    assert ["Nearest", "neighbours", "pass"] in [line.split()[:3] for line in output.out.splitlines()]
    assert output.err == ""


def test_a_difference_ends_with_1(odd_server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", odd_server, "--only", "where_logical"]) == 1
    assert "differs: where_logical: " in capsys.readouterr().out


def test_reports_are_written(odd_server: str, tmp_path: Path) -> None:
    files = tmp_path / "report.json", tmp_path / "report.xml"
    options = ["--json", str(files[0]), "--junit", str(files[1])]
    assert main(["contract", odd_server, "--only", "where_logical", *options]) == 1
    assert json.loads(files[0].read_text("utf-8"))["scenarios"][0]["verdict"] == "differs"
    assert ET.parse(files[1]).getroot().get("failures") == "1"


def test_credentials_are_sent_and_never_told(
    odd_server: str, odd_handler: type[OddServer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.json"
    main(["contract", odd_server, "--only", "where_logical", "--token", "s3cret", "--json", str(file)])
    assert set(odd_handler.tokens) == {"s3cret"}
    output = capsys.readouterr()
    assert "s3cret" not in output.out + output.err + file.read_text("utf-8")


def test_a_header_is_sent_with_every_request(odd_server: str, odd_handler: type[OddServer]) -> None:
    main(["contract", odd_server, "--only", "where_logical", "--header", "X-Chroma-Token=a=b"])
    assert set(odd_handler.tokens) == {"a=b"}


def test_a_terminated_run_cleans_up_and_ends_with_130(
    odd_server: str, odd_handler: type[OddServer], capsys: pytest.CaptureFixture[str]
) -> None:
    odd_handler.interrupts = True
    before = signal.getsignal(signal.SIGTERM)
    assert main(["contract", odd_server, "--only", "where_logical"]) == 130
    assert signal.getsignal(signal.SIGTERM) is before
    assert len(odd_handler.deleted) == 1
    assert odd_handler.deleted[0].startswith("/api/v2/tenants/default_tenant/databases/contract_")
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["contract"], "the URL of a server is missing"),
        (["contract", "localhost:8000"], "expected http://... or https://..., got 'localhost:8000'"),
        (["contract", "http://x:port"], "expected http://... or https://..., got 'http://x:port'"),
        (["contract", NOWHERE], f"{NOWHERE} does not answer"),
        (["contract", NOWHERE, "--only", "bogus"], "no scenario begins with 'bogus'"),
        (["contract", "--list", "--only", "bogus"], "no scenario begins with 'bogus'"),
        (["contract", NOWHERE, "--json", "/nowhere/report.json"], "cannot write /nowhere/report.json"),
    ],
)
def test_what_cannot_be_run_ends_with_2_and_one_line(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert reason in output.err
    assert output.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--header", "novalue"], "expected NAME=VALUE, got 'novalue'"),
        (["--timeout", "0"], "expected a positive number of seconds, got '0'"),
        (["--dialect", "klingon"], "'klingon' is not one of"),
    ],
)
def test_a_senseless_option_ends_with_2(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", NOWHERE, *arguments]) == 2
    assert reason in capsys.readouterr().err


def test_a_server_of_another_kind_ends_with_2(server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", f"{server.url}/elsewhere"]) == 2
    assert "is no Chroma server: GET /api/v2/heartbeat gave status 404" in capsys.readouterr().err


def test_the_scenarios_can_be_listed_without_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "--list"]) == 0
    assert capsys.readouterr().out.count("(wire contract: ") == len(read_dialect("chroma").scenarios)


def test_the_command_does_not_import_the_server() -> None:
    program = (
        "import sys, chromalink.cli.app, chromalink.contract.suite, chromalink.contract.reports\n"
        "print([name for name in ('chromalink_mock', 'starlette', 'numpy', 'pytest') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_suite_runs_under_pytest(server: RunningServer, tmp_path: Path) -> None:
    before = httpx.get(f"{server.url}/api/v2/tenants/default_tenant/databases").json()
    done = pytest_of_the_suite(
        tmp_path, "--chroma-url", server.url, "--chroma-only", "where", "--chroma-only", "tenants"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_the_server_answers_as_chroma_does[where_logical] PASSED" in done.stdout
    assert "test_the_server_answers_as_chroma_does[tenants_any_name] SKIPPED" in done.stdout
    assert httpx.get(f"{server.url}/api/v2/tenants/default_tenant/databases").json() == before


def test_the_suite_leaves_traces_under_pytest_when_allowed(server: RunningServer, tmp_path: Path) -> None:
    options = ["--chroma-only", "tenants_any_name", "--chroma-allow-traces"]
    done = pytest_of_the_suite(tmp_path, "--chroma-url", server.url, *options)
    assert "[tenants_any_name] PASSED" in done.stdout


def test_the_suite_fails_under_pytest_with_the_differences(odd_server: str, tmp_path: Path) -> None:
    done = pytest_of_the_suite(tmp_path, "--chroma-url", odd_server, "--chroma-only", "where_logical")
    assert done.returncode == 1
    assert "step 1 POST" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "the contract suite needs --chroma-url URL"),
        (["--chroma-url", NOWHERE], f"{NOWHERE} does not answer"),
        (["--chroma-url", NOWHERE, "--chroma-only", "bogus"], "no scenario begins with 'bogus'"),
        (["--chroma-url", NOWHERE, "--chroma-dialect", "klingon"], "expected one of chroma"),
        (["--chroma-url", NOWHERE, "--chroma-header", "novalue"], "expected NAME=VALUE, got 'novalue'"),
    ],
)
def test_the_suite_says_under_pytest_what_it_cannot_do(arguments: list[str], reason: str, tmp_path: Path) -> None:
    done = pytest_of_the_suite(tmp_path, *arguments)
    assert done.returncode != 0
    assert reason in done.stdout + done.stderr


def pytest_of_the_suite(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `pytest --pyargs chromalink.contract` away from this project's configuration."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "chromalink.contract.plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "--pyargs", "chromalink.contract", *arguments],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
