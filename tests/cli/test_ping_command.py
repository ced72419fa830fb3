"""`chromalink ping`: what it tells, and when it ends with 1."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx

from chromalink import HttpClient
from chromalink.cli import main
from chromalink.cli.profiles import Profile, Profiles
from chromalink.testing import MockServer
from chromalink_mock import RunningServer, Settings, serve
from chromalink_mock.auth import ApiKey
from chromalink_mock.faults import Faults, Status
from chromalink_mock.request_log import RequestLog

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with serve() as running:
        yield running


@pytest.fixture
def closed() -> Iterator[RunningServer]:
    """A server for those with a key of one database."""
    with serve(Settings(api_keys=(ApiKey("ck-films", "acme", ("films",)),))) as running:
        yield running


def test_it_tells_people_what_the_server_says(server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    with HttpClient(server.url) as client:
        client.create_collection("one", embedding_function=None)
    assert main(["ping", server.url]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{server.url} answers in ")
    assert lines[1] == "version      1.0.0"
    assert lines[2].startswith("heartbeat    ")
    assert lines[3] == "identity     user -, tenant default_tenant, databases default_database"
    assert lines[4] == "collections  1 in default_tenant/default_database"


@pytest.mark.parametrize("by_url", [True, False])
def test_it_tells_programs_as_json(by_url: bool, server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    where = [server.url] if by_url else ["--host", server.host, "--port", str(server.port)]
    assert main(["ping", *where, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.pop("heartbeat") > 0
    assert found.pop("latency_ms") > 0
    assert found == {
        "url": server.url,
        "version": "1.0.0",
        "identity": {"user_id": "", "tenant": "default_tenant", "databases": ["default_database"]},
        "tenant": "default_tenant",
        "database": "default_database",
        "collections": 0,
    }


def test_nobody_there_ends_with_1_and_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ping", NOWHERE]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert f"GET {NOWHERE}/api/v2/heartbeat" in output.err
    assert output.err.count("\n") == 1


def test_waiting_ends_when_the_server_answers(capsys: pytest.CaptureFixture[str]) -> None:
    faults = Faults()
    faults.add("heartbeat", Status(503), times=2)
    with serve(faults=faults) as server:
        assert main(["ping", server.url]) == 1
        assert main(["ping", server.url, "--wait", "60"]) == 0
    assert "503" in capsys.readouterr().err


def test_waiting_comes_to_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ping", NOWHERE, "--wait", "0.3"]) == 1
    assert "heartbeat" in capsys.readouterr().err


def test_an_answer_that_will_not_change_is_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    log = RequestLog()
    with serve(log=log) as server:
        assert main(["ping", f"{server.url}/elsewhere", "--wait", "1"]) == 1
    assert "404" in capsys.readouterr().err
    assert len(log.all()) == 1


def test_a_server_that_wants_a_key_is_alive(closed: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ping", closed.url]) == 0
    assert "identity     only for those with a key (--token)" in capsys.readouterr().out
    assert main(["ping", closed.url, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["identity"] is None


def test_a_key_is_tried_and_leads_to_its_database(
    closed: RunningServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["ping", closed.url, "--token", "ck-films"]) == 0
    assert "collections  0 in acme/films" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("ck-films\n"))
    assert main(["ping", closed.url, "--token", "-"]) == 0
    assert main(["ping", closed.url, "--token", "ck-wrong"]) == 1
    output = capsys.readouterr()
    assert "401" in output.err
    assert "ck-" not in output.err + output.out


def test_a_tenant_that_does_not_exist_ends_with_1(server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ping", server.url, "--tenant", "nobody"]) == 1
    assert "Tenant [nobody] not found" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--cloud", NOWHERE], "--cloud: it goes with --profile, and in place of URL, --host and --token"),
        (["--cloud", "--token", "ck-1"], "--cloud: it goes with --profile"),
        (["--profile", "team"], "--profile: it goes with --cloud"),
        ([NOWHERE, "--host", "b"], "--host: the server is named twice"),
        (["--wait", "0"], "expected a positive number of seconds, got '0'"),
        (["--timeout", "soon"], "expected a positive number of seconds, got 'soon'"),
    ],
)
def test_what_makes_no_sense_ends_with_2(options: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ping", *options]) == 2
    assert reason in capsys.readouterr().err


def test_the_cloud_needs_a_profile(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ping", "--cloud"]) == 1
    assert "no profile is active" in capsys.readouterr().err


def test_the_cloud_is_asked_with_the_key_of_the_profile(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profiles = Profiles()
    profiles.save(Profile("team", "ck-team", "acme"))
    profiles.save(Profile("other", "ck-other", "acme"))
    profiles.use("other")
    with (
        MockServer.cloud(api_keys=("ck-team=acme:films",)) as server,
        httpx.Client(transport=server.transport()) as way,
        respx.mock(base_url="https://api.trychroma.com") as routes,
    ):

        def forwarded(request: httpx.Request) -> httpx.Response:
            answer = way.send(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

        routes.route().mock(side_effect=forwarded)
        assert main(["ping", "--cloud", "--profile", "team"]) == 0
        assert main(["ping", "--cloud"]) == 1
    output = capsys.readouterr()
    assert output.out.startswith("https://api.trychroma.com answers in ")
    assert "collections  0 in acme/films" in output.out
    assert "ck-" not in output.out + output.err
