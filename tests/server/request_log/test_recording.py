"""Requests in a file, and a server that answers from it."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from chromalink_mock import create_app
from chromalink_mock.faults import Faults, HtmlPage, Reset, Rule
from chromalink_mock.httpx_transports import AsgiTransport
from chromalink_mock.recording import Recorded, Recorder, RecordingError, read_recording
from chromalink_mock.replay import Order, Replay
from chromalink_mock.request_log import RequestLog

TENANTS = "/api/v2/tenants"


def talk(client: httpx.Client) -> list[tuple[int, bytes]]:
    """A conversation whose answers change on the way."""
    answers = [
        client.get(f"{TENANTS}/studio"),
        client.post(TENANTS, json={"name": "studio"}),
        client.get(f"{TENANTS}/studio"),
        client.post(TENANTS, json={"name": "studio"}),
        client.get(TENANTS, params={"limit": 1}),
    ]
    return [(answer.status_code, answer.content) for answer in answers]


def recorded(path: Path, *rules: Rule) -> list[tuple[int, bytes]]:
    with Recorder(path) as recorder:
        app = create_app(faults=Faults(rules), log=RequestLog(observers=[recorder]))
        with httpx.Client(transport=AsgiTransport(app), base_url="http://chroma") as client:
            return talk(client)


def replaying(path: Path, order: Order = "strict") -> tuple[httpx.Client, Replay]:
    replay = Replay(read_recording(path), order)
    return httpx.Client(transport=AsgiTransport(replay, lifespan=False), base_url="http://chroma"), replay


@pytest.mark.parametrize("order", ["strict", "match"])
def test_a_conversation_is_answered_again_byte_for_byte(tmp_path: Path, order: Order) -> None:
    answers = recorded(tmp_path / "talk")
    client, replay = replaying(tmp_path / "talk", order)
    with client:
        assert talk(client) == answers
    assert (replay.unused, replay.unrecorded) == ([], [])


def test_in_strict_order_another_request_is_refused_with_the_difference(tmp_path: Path) -> None:
    recorded(tmp_path / "talk")
    client, replay = replaying(tmp_path / "talk")
    with client:
        client.get(f"{TENANTS}/studio")
        answer = client.post(TENANTS, json={"name": "label"})
        assert answer.status_code == 501
        assert answer.json()["message"].splitlines() == [
            f"not recorded: POST {TENANTS}; next in the recording is POST {TENANTS}",
            '-  "name": "studio"',
            '+  "name": "label"',
        ]
        # The recording is still where it was.
        assert client.post(TENANTS, json={"name": "studio"}).status_code == 200
    assert len(replay.unrecorded) == 1
    assert [str(each) for each in replay.unused] == [
        f"GET {TENANTS}/studio",
        f"POST {TENANTS}",
        f"GET {TENANTS}?limit=1",
    ]


def test_by_match_the_order_is_free_and_the_last_answer_stays(tmp_path: Path) -> None:
    recorded(tmp_path / "talk")
    client, replay = replaying(tmp_path / "talk", "match")
    with client:
        assert client.get(TENANTS, params={"limit": 1}).status_code == 200
        assert [client.get(f"{TENANTS}/studio").status_code for _ in range(4)] == [404, 200, 200, 200]
        told = client.post(TENANTS, json={"name": "label"}).json()["message"]
        assert told.startswith(f"not recorded: POST {TENANTS}; recorded there with another body:")
        assert client.get("/nowhere").json() == {
            "error": "NotRecorded",
            "message": "not recorded: GET /nowhere; the recording has no request of that address",
        }
    assert len(replay.unused) == 2


def test_after_the_end_everything_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    client, _ = replaying(tmp_path / "empty")
    with client:
        assert client.get("/").json()["message"] == "not recorded: GET /; the recording has ended"


def test_bodies_of_every_kind_survive(tmp_path: Path) -> None:
    bodies = [b"", b"null", b'{"a": [1.5, "\xc3\xa9"]}', b"no json", b"\xff\xfe"]
    path = tmp_path / "talk"
    with Recorder(path) as recorder:
        app = create_app(log=RequestLog(observers=[recorder]), faults=Faults([Rule(HtmlPage(), times=9)]))
        with httpx.Client(transport=AsgiTransport(app), base_url="http://chroma") as client:
            pages = [client.post("/x", content=body).content for body in bodies]
    client, _ = replaying(path)
    with client:
        assert [client.post("/x", content=body).content for body in bodies] == pages
        assert client.post("/x", content=b"other").status_code == 501


def test_answers_that_broke_off_are_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "talk"
    with Recorder(path) as recorder:
        faults = Faults([Rule(Reset("during"), "getVersion", times=1)])
        app = create_app(faults=faults, log=RequestLog(observers=[recorder]))
        with httpx.Client(transport=AsgiTransport(app), base_url="http://chroma") as client:
            with pytest.raises(httpx.ReadError):
                client.get("/api/v2/version")
            client.get("/api/v2/heartbeat")
    assert [each.operation for each in read_recording(path)] == ["heartbeat"]


def test_a_log_without_answers_keeps_what_broke_off(tmp_path: Path) -> None:
    path = tmp_path / "requests"
    with Recorder(path, answers=False) as recorder:
        faults = Faults([Rule(Reset("before"), times=1)])
        app = create_app(faults=faults, log=RequestLog(observers=[recorder]))
        client = httpx.Client(transport=AsgiTransport(app), base_url="http://chroma")
        with client, pytest.raises(httpx.ReadError):
            client.post(TENANTS, json={"name": "studio"}, headers={"x-chroma-token": "s3cret"})
    (line,) = path.read_text().splitlines()
    told = json.loads(line)
    assert (told["operation"], told["status"], told["body"]) == ("createTenant", None, {"name": "studio"})
    assert "answer" not in told
    assert "s3cret" not in line


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", "line 2: not a request with its answer: Expecting value"),
        ("[]", "line 2: not a request with its answer: expected an object"),
        ("{}", "line 2: not a request with its answer: 'status' is missing"),
        ('{"status":"200","method":"GET","path":"/"}', "expected a number and texts"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "talk"
    path.write_text(f"\n{line}\n")
    with pytest.raises(RecordingError, match=told):
        read_recording(path)


def test_an_order_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="order: expected strict or match"):
        Replay((), "any")  # type: ignore[arg-type]  # what is refused at run time


def test_a_replay_can_be_made_by_hand() -> None:
    hello = Recorded(None, "GET", "/hello", "", None, 200, (("content-type", "text/plain"),), b"world")
    with httpx.Client(transport=AsgiTransport(Replay([hello]), lifespan=False), base_url="http://chroma") as client:
        answer = client.get("/hello")
        assert (answer.text, answer.headers["content-type"]) == ("world", "text/plain")
