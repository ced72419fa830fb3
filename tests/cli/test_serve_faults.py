"""Faults, the request log, seeds, recording and replay from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from chromalink.cli import main

COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")


@contextmanager
def serving(*options: str) -> Generator[httpx.Client]:
    """A client of `chromalink serve` with these options, ended as by Ctrl-C."""
    program = "import sys; from chromalink.cli import main; sys.exit(main(sys.argv[1:]))"
    arguments = [sys.executable, "-c", program, "serve", "--port", "0", *options]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("chromalink serves on ").split()[0]
        try:
            with httpx.Client(base_url=url) as client:
                yield client
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_faults_are_set_by_flag_by_file_and_over_the_admin_endpoint(tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps([{"operation": "getVersion", "status": 504, "times": 1}]))
    with serving("--fault", "getVersion:429:times=1:retry_after=7", "--faults", str(rules)) as client:
        first, second, third = (client.get("/api/v2/version") for _ in range(3))
        assert (first.status_code, first.headers["retry-after"]) == (429, "7")
        assert (second.status_code, third.status_code) == (504, 200)
        assert client.post("/chromalink/faults", json="getVersion:reset").status_code == 201
        with pytest.raises(httpx.ReadError):
            client.get("/api/v2/version")
        client.delete("/chromalink/faults")
        assert client.get("/api/v2/version").status_code == 200


def test_requests_are_logged_to_a_file_and_told_by_the_admin_endpoint(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    with serving("--log-requests", str(log)) as client:
        client.post(COLLECTIONS, json={"name": "films"}, headers={"x-chroma-token": "s3cret"})
        told = client.get("/chromalink/requests").json()["requests"]
    written = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(each["operation"], each["status"], each["body"]) for each in told] == [
        ("createCollection", 200, {"name": "films"})
    ]
    assert [(each["operation"], each["status"], each["body"]) for each in written] == [
        ("createCollection", 200, {"name": "films"})
    ]
    assert "s3cret" not in log.read_text()


def test_a_log_without_a_file_is_kept_in_memory() -> None:
    with serving("--log-requests", "--seed", "7") as client:
        client.get("/api/v2/version")
        told = client.get("/chromalink/requests").json()["requests"]
    assert [each["operation"] for each in told] == ["getVersion"]
    with serving("--log-requests") as client:
        assert client.get("/chromalink/requests").json()["requests"] == []


def test_a_recorded_conversation_is_replayed(tmp_path: Path) -> None:
    recording = tmp_path / "conversation.jsonl"
    with serving("--record", str(recording)) as client:
        made = client.post(COLLECTIONS, json={"name": "films"})
        listed = client.get(COLLECTIONS)
    with serving("--replay", str(recording)) as client:
        again = client.post(COLLECTIONS, json={"name": "films"})
        assert (again.status_code, again.content) == (made.status_code, made.content)
        assert client.get(COLLECTIONS).content == listed.content
        refused = client.get("/api/v2/version")
        assert refused.status_code == 501
        assert "the recording has ended" in refused.json()["message"]
    with serving("--replay", str(recording), "--replay-order", "match") as client:
        assert client.get(COLLECTIONS).content == listed.content
        assert client.get(COLLECTIONS).content == listed.content


def test_a_seed_repeats_ids_and_stops_the_clock() -> None:
    def seen(seed: str) -> tuple[str, int]:
        with serving("--seed", seed) as client:
            beat: int = client.get("/api/v2/heartbeat").json()["nanosecond heartbeat"]
            assert client.post("/chromalink/clock", json={"advance": 2}).status_code == 200
            later = client.get("/api/v2/heartbeat").json()["nanosecond heartbeat"]
            assert later == beat + 2_000_000_000
            made: str = client.post(COLLECTIONS, json={"name": "films"}).json()["id"]
            return made, beat

    assert seen("7") == seen("7")
    assert seen("7") != seen("8")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--fault", "addRecord:503"], "there is no 'addRecord'; did you mean addRecords?"),
        (["--fault", "addRecords"], "--fault: expected OPERATION:FAULT"),
        (["--faults", "{empty}"], "--faults: Expecting value"),
        (["--faults", "{object}"], "--faults: expected an array of rules"),
        (["--faults", "/nowhere/rules.json"], "No such file"),
        (["--record", "/nowhere/recording.jsonl"], "No such file"),
        (["--replay", "{object}"], "--replay: "),
        (["--replay", "{empty}", "--fault", "*:503"], "--replay: it answers from the file alone"),
        (["--replay", "{empty}", "--path", "data"], "--replay: it answers from the file alone"),
    ],
)
def test_options_that_make_no_sense_are_refused_by_name(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "object").write_text("{}")
    named = [each.format(empty=tmp_path / "empty", object=tmp_path / "object") for each in options]
    assert main(["serve", "--port", "0", *named]) == 2
    assert told in capsys.readouterr().err
