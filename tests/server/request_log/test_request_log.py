"""What a server keeps of its requests, and what assertions say."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import create_app
from chromalink_mock.httpx_transports import AsgiTransport
from chromalink_mock.request_log import RequestLog, Requests, Seen

COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"


@pytest.fixture
def log() -> RequestLog:
    return RequestLog()


@pytest.fixture
def client(log: RequestLog) -> Iterator[httpx.Client]:
    with httpx.Client(transport=AsgiTransport(create_app(log=log)), base_url="http://chroma") as client:
        yield client


def seen(operation: str = "addRecords", content: bytes = b"", answer: bytes = b"") -> Seen:
    return Seen(operation, "POST", "/a/b", "", (), content, 201, (), answer, 0.1)


def logged(*requests: Seen) -> Requests:
    log = RequestLog()
    for each in requests:
        log.append(each)
    return log.all()


def refused(requests: Requests, count: int) -> str:
    """What the assertion says."""
    with pytest.raises(AssertionError) as caught:
        requests.times(count)
    return str(caught.value)


def test_a_request_is_kept_with_all_that_matters(log: RequestLog, client: httpx.Client) -> None:
    made = client.post(COLLECTIONS, json={"name": "films"})
    client.get(COLLECTIONS, params={"limit": 3})
    create, listing = log.all()
    assert (create.operation, create.method, create.path, create.status) == (
        "createCollection",
        "POST",
        COLLECTIONS,
        200,
    )
    assert (create.body, create.answer, create.complete) == ({"name": "films"}, made.content, True)
    assert create.duration > 0
    assert (listing.query, listing.body) == ("limit=3", None)


def test_paths_that_lead_nowhere_have_no_operation(log: RequestLog, client: httpx.Client) -> None:
    client.get("/nowhere")
    client.put("/api/v2/heartbeat")
    assert [(each.operation, each.status) for each in log.all()] == [(None, 404), (None, 405)]


def test_credentials_are_not_kept(log: RequestLog, client: httpx.Client) -> None:
    secret = "s3cret"
    headers = {"authorization": f"Bearer {secret}", "x-chroma-token": secret, "cookie": secret, "x-mine": "kept"}
    client.get("/api/v2/version", headers=headers)
    kept = dict(log.all()[0].headers)
    assert secret not in str(kept)
    assert kept[b"x-chroma-token"] == b"redacted"
    assert kept[b"x-mine"] == b"kept"
    assert secret not in repr(log.all()[0])


def test_vectors_sent_as_base64_are_told_as_numbers() -> None:
    packed = base64.b64encode(struct.pack("<2f", 0.5, -2.0)).decode()
    body = f'{{"ids":["a"],"embeddings":["{packed}"]}}'.encode()
    found = logged(seen(content=body))
    assert found[0].body == {"ids": ["a"], "embeddings": [[0.5, -2.0]]}
    assert len(found.with_body(embeddings=[[0.5, -2.0]])) == 1


def test_requests_are_counted_by_operation(log: RequestLog, client: httpx.Client) -> None:
    client.get("/api/v2/version")
    client.get("/api/v2/heartbeat")
    client.get("/api/v2/heartbeat")
    assert log.of("getVersion").once().status == 200
    assert len(log.of("heartbeat").times(2)) == 2
    log.of("addRecords").never()
    log.of("get*").once()


def test_a_misspelt_operation_is_refused_instead_of_never_seen(log: RequestLog, client: httpx.Client) -> None:
    with pytest.raises(ValueError, match="there is no 'addRecord'; did you mean addRecords"):
        log.of("addRecord")


def test_bodies_are_matched_by_the_members_that_are_named() -> None:
    found = logged(seen(content=b'{"ids":["a"],"embeddings":[[0.10000000149]]}'), seen(content=b'{"ids":["b"]}'))
    found.with_body(ids=["a"]).once()
    found.with_body({"ids": ("a",)}, embeddings=[[0.1]]).once()
    found.with_body(ids=["a"], documents=["x"]).never()
    found.with_body().times(2)
    found.with_body(ids=["a"]).with_body(ids=["b"]).never()


@pytest.mark.parametrize(
    ("sent", "wanted", "same"),
    [
        (b"[1]", [1], True),
        (b"[1]", [True], False),
        (b"[true]", [True], True),
        (b"[1.5]", [1.5], True),
        (b"[1.0]", [1], True),
        (b'[{"a": 1, "b": 2}]', [{"b": 2, "a": 1}], True),
        (b'[{"a": 1, "b": 2}]', [{"a": 1}], False),
        (b"[null]", [None], True),
        (b"[1, 2]", [1], False),
    ],
)
def test_values_are_compared_as_json_has_them(sent: bytes, wanted: object, same: bool) -> None:
    found = logged(seen(content=b'{"x":' + sent + b"}"))
    assert len(found.with_body(x=wanted)) == same


def test_any_question_may_be_asked_of_a_request() -> None:
    def is_large(request: Seen) -> bool:
        return len(request.content) > 3

    found = logged(seen(content=b"12345"), seen(content=b"1")).matching(is_large)
    assert found.once().content == b"12345"
    assert refused(found, 2).startswith("requests matching is_large: expected 2, got 1")


def test_a_failed_count_lists_what_came() -> None:
    told = refused(logged(seen(), seen("getRecords"), seen()).of("addRecords"), 1)
    assert told.splitlines() == [
        "addRecords: expected 1, got 2",
        "these:",
        "  addRecords  POST /a/b -> 201",
        "  addRecords  POST /a/b -> 201",
    ]


def test_where_nothing_came_the_others_are_listed() -> None:
    told = refused(logged(seen("getRecords")).of("addRecords"), 1)
    assert told.splitlines() == [
        "addRecords: expected 1, got 0",
        "there were:",
        "  getRecords  POST /a/b -> 201",
    ]
    assert refused(logged(), 1).endswith("there were none")


def test_a_body_that_is_different_is_shown_line_by_line() -> None:
    near = seen(content=b'{"ids":["a"],"documents":["heist"],"uris":null}')
    far = seen(content=b'{"where":{}}')
    told = refused(logged(far, near).of("addRecords").with_body(ids=["a"], documents=["noir"]), 1)
    assert told.splitlines() == [
        'addRecords with {"ids": ["a"], "documents": ["noir"]}: expected 1, got 0',
        "the nearest of 2: addRecords  POST /a/b -> 201",
        "  {",
        '    "documents": [',
        '-     "noir"',
        '+     "heist"',
        "    ],",
        '    "ids": [',
        '      "a"',
        "    ]",
        "  }",
    ]


def test_a_body_that_is_no_json_is_no_match_and_no_error() -> None:
    found = logged(seen(content=b"\xff\xfe"))
    found.with_body(ids=["a"]).never()
    with pytest.raises(ValueError, match=r"codec|Expecting"):
        _ = found[0].body


def test_many_requests_are_listed_in_short() -> None:
    assert refused(logged(*[seen() for _ in range(25)]), 1).endswith("and 5 more")


def test_the_oldest_are_forgotten_by_number_and_by_size() -> None:
    few = RequestLog(max_requests=2)
    for operation in ("one", "two", "three"):
        few.append(seen(operation))
    assert ([each.operation for each in few.all()], few.dropped) == (["two", "three"], 1)
    small = RequestLog(max_bytes=10_000)
    for _ in range(20):
        small.append(seen(content=b"x" * 1000, answer=b"y" * 1000))
    assert (len(small.all()), small.dropped) == (3, 17)


def test_what_was_forgotten_makes_a_count_unsure_instead_of_wrong() -> None:
    log = RequestLog(max_requests=1)
    log.append(seen())
    log.append(seen("getRecords"))
    with pytest.raises(AssertionError, match="cannot be counted, since the log has dropped 1 requests"):
        log.of("addRecords").never()
    log.clear()
    log.of("addRecords").never()


def test_a_selection_does_not_change_under_the_hand() -> None:
    log = RequestLog()
    log.append(seen())
    found = log.all()
    log.append(seen())
    assert (len(found), len(log.all())) == (1, 2)
    assert repr(found) == "<1 of requests>"


def test_a_request_is_in_the_log_when_its_answer_has_come(log: RequestLog, client: httpx.Client) -> None:
    for count in range(1, 50):
        client.get("/api/v2/version")
        assert len(log.of("getVersion")) == count
