"""Reading bodies: size, content type, syntax, shape, and the order in which they are judged."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import Settings, serve

from .collection_calls import COLLECTIONS, CollectionCalls, message

LIMIT = 4_000
SHAPE = "Failed to deserialize the JSON body into the target type: "
SYNTAX = "Failed to parse the request body as JSON: "


@pytest.fixture(scope="module")
def narrow() -> Iterator[httpx.Client]:
    """A client of a server that takes small bodies only."""
    with (
        serve(Settings(max_payload_size_bytes=LIMIT)) as server,
        httpx.Client(base_url=server.url, headers={"content-type": "application/json"}) as client,
    ):
        yield client


@pytest.mark.parametrize("call", ["add", "upsert", "update", "query", "search"])
def test_too_large_a_write_or_query_is_refused_in_plain_text(narrow: httpx.Client, call: str) -> None:
    answer = narrow.post(f"{COLLECTIONS}/any/{call}", content=b" " * (LIMIT + 1))
    assert (answer.status_code, answer.content) == (413, b"Payload too large")
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("path", [COLLECTIONS, f"{COLLECTIONS}/any/get", "/api/v2/tenants"])
def test_too_large_a_body_elsewhere_is_refused_in_json(narrow: httpx.Client, path: str) -> None:
    answer = narrow.post(path, content=b" " * (LIMIT + 1))
    assert answer.status_code == 413
    assert answer.json() == {
        "error": "ChromaError",
        "message": "Failed to buffer the request body: length limit exceeded",
    }


def test_a_chunked_body_is_measured_as_it_arrives(narrow: httpx.Client) -> None:
    answer = narrow.post("/api/v2/tenants", content=iter([b" " * 3_000, b" " * 3_000]))
    assert answer.status_code == 413


def test_a_body_of_exactly_the_limit_is_read(narrow: httpx.Client) -> None:
    assert narrow.post("/api/v2/tenants", content=b'{"name":"full"}'.ljust(LIMIT)).status_code == 200


def test_chunked_bodies_are_understood(narrow: httpx.Client) -> None:
    answer = narrow.post("/api/v2/tenants", content=iter([b'{"name":', b'"in parts"}']))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (None, 201),
        ("application/json", 201),
        ("APPLICATION/JSON; charset=utf-8", 201),
        ("application/vnd.api+json", 201),
        ("text/plain", 415),
        ("application/jsonp", 415),
        ("text/json", 415),
        ("", 415),
    ],
)
def test_only_json_is_accepted_but_need_not_be_named(
    collection: CollectionCalls, content_type: str | None, status: int
) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    content = b'{"ids":["a"],"embeddings":[[1]]}'
    answer = collection.client.post(f"{collection.path}/add", content=content, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        (b"", 400, SYNTAX + "EOF while parsing a value at line 1 column 0"),
        (b"   ", 400, SYNTAX + "EOF while parsing a value at line 1 column 3"),
        (b"{", 400, SYNTAX + "EOF while parsing an object at line 1 column 1"),
        (b"{'ids':[]}", 400, SYNTAX + "key must be a string at line 1 column 2"),
        (b'{"ids":[]}{}', 400, SYNTAX + "trailing characters at line 1 column 11"),
        (b'{"ids":[],}', 400, SYNTAX + "trailing comma at line 1 column 11"),
        (b'{"ids" []}', 400, SYNTAX + "expected `:` at line 1 column 8"),
        (b'{"ids":[] "x":1}', 400, SYNTAX + "expected `,` or `}` at line 1 column 11"),
        (b'{"ids":["a" "b"]}', 400, SYNTAX + "ids: expected `,` or `]` at line 1 column 13"),
        (b'{"limit":01}', 400, SYNTAX + "limit: invalid number at line 1 column 11"),
        (b'{"limit":NaN}', 400, SYNTAX + "limit: expected value at line 1 column 10"),
        (b'{"limit":nul}', 400, SYNTAX + "limit: expected ident at line 1 column 10"),
        (b'{"x":1e400}', 400, SYNTAX + "x: number out of range at line 1 column 10"),
        (b'{"ids":["\\ud83d"]}', 400, SYNTAX + "ids[0]: unexpected end of hex escape at line 1 column 16"),
        (b'{"ids":["\\x"]}', 400, SYNTAX + "ids[0]: invalid escape at line 1 column 11"),
        (b'{"ids":["\xff"]}', 400, SYNTAX + "ids[0]: invalid unicode code point at line 1 column 10"),
        (b"\xef\xbb\xbf{}", 400, SYNTAX + "expected value at line 1 column 1"),
        (b"null", 422, SHAPE + "invalid type: null, expected struct GetRequestPayload"),
        (b"5.5", 422, SHAPE + "invalid type: floating point `5.5`, expected struct GetRequestPayload"),
        (b'{"limit":true}', 422, SHAPE + "limit: invalid type: boolean `true`, expected u32"),
        (b'{"limit":4294967296}', 422, SHAPE + "limit: invalid value: integer `4294967296`, expected u32"),
        (b'{"ids":["a",1]}', 422, SHAPE + "ids[1]: invalid type: integer `1`, expected a string"),
        (b'{"ids":{}}', 422, SHAPE + "ids: invalid type: map, expected a sequence"),
        (b'{"ids":["a"],"ids":["b"]}', 422, SHAPE + "duplicate field `ids`"),
        (b'{"include":[1]}', 400, SYNTAX + "include[0]: expected value"),
        (b'{"include":[{"uris":null,"documents":null}]}', 400, SYNTAX + "include[0]: expected value"),
        (b'{"include":[{"uris":1}]}', 422, SHAPE + "include[0].uris: invalid type: integer `1`, expected unit"),
    ],
)
def test_a_bad_body_is_refused_as_recorded(collection: CollectionCalls, body: bytes, status: int, text: str) -> None:
    answer = collection.send("get", body)
    assert (answer.status_code, message(answer)) == (status, text)


def test_a_wrong_type_ahead_of_a_syntax_error_is_what_is_reported(collection: CollectionCalls) -> None:
    assert collection.send("get", b'{"limit":"x","foo":}').status_code == 422
    assert collection.send("get", b'{"foo":,"limit":"x"}').status_code == 400
    assert collection.send("add", b'{"ids":["a"],').status_code == 400


def test_nesting_beyond_127_levels_is_no_json(collection: CollectionCalls) -> None:
    def nested(field: bytes, levels: int) -> httpx.Response:
        return collection.send("get", b'{"%s":%s%s}' % (field, b"[" * levels, b"]" * levels))

    assert nested(b"ignored", 126).status_code == 200
    assert message(nested(b"ignored", 127)).startswith(SYNTAX)
    assert message(nested(b"where", 127)).startswith(SYNTAX)
    assert message(nested(b"where", 5_000)).startswith(SYNTAX)


def test_a_field_may_stand_twice_where_no_operation_knows_it(collection: CollectionCalls) -> None:
    repeated = b'{"ids":["a"],"embeddings":[[1]],"metadatas":[{"ids":1,"ids":2}],"foo":1,"foo":2}'
    assert collection.send("add", repeated).status_code == 201
    assert collection.post("get", {}).json()["metadatas"] == [{"ids": 2}]


def test_ints_beyond_int64_become_floats(collection: CollectionCalls) -> None:
    values = b'{"a":9223372036854775807,"b":9223372036854775808,"c":123456789012345678901234567890,"d":-0.0}'
    body = b'{"ids":["a"],"embeddings":[[1]],"metadatas":[%s]}' % values
    assert collection.send("add", body).status_code == 201
    (found,) = collection.post("get", {}).json()["metadatas"]
    assert found == {"a": 2**63 - 1, "b": float(2**63), "c": 1.2345678901234568e29, "d": 0.0}
    assert [type(found[key]) for key in "abcd"] == [int, float, float, float]
    assert b'"d":0.0' in collection.post("get", {}).content


def encoded(*values: float) -> str:
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_base64_rows_are_the_numbers_they_hold(collection: CollectionCalls, dimension: int) -> None:
    rows = [[float(place + row) for place in range(dimension)] for row in range(3)]
    body = {"ids": ["a", "b", "c"], "embeddings": [encoded(*row) for row in rows]}
    assert collection.post("add", body).status_code == 201
    assert collection.post("get", {"include": ["embeddings"]}).json()["embeddings"] == rows


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (["AACAPwAAAEAAAEB!"], "Invalid base64 string: Invalid symbol 33, offset 15."),
        (["AACAPwA="], "Invalid byte length: 5 bytes cannot be converted to f32 values (must be divisible by 4)"),
        (["AACAPwA"], "Invalid base64 string: Invalid padding"),
        (["AACAP"], "Invalid base64 string: Invalid input length: 5"),
        (["AACAPx=="], "Invalid base64 string: Invalid last symbol 120, offset 5."),
        (["AACAPwAAAEAAAEBA="], "Invalid base64 string: Invalid symbol 61, offset 16."),
        (["AACAPw==="], "Invalid base64 string: Invalid symbol 61, offset 6."),
        (["AACAP="], "Invalid base64 string: Invalid symbol 61, offset 5."),
        (["AA=APw=="], "Invalid base64 string: Invalid symbol 61, offset 2."),
        (
            ["AACAPwAAAEAAAEBA", "AACAPwAAAEAAAEA="],
            "Invalid byte length: 11 bytes cannot be converted to f32 values (must be divisible by 4)",
        ),
        ([""], "Validation error: embeddings: Each embedding must have at least 1 dimension"),
        ([encoded(1, float("nan"))], "Non-finite float value at embedding index 1: NaN"),
        ([encoded(float("-inf"))], "Non-finite float value at embedding index 0: -inf"),
        ([encoded(1, 2, 3), encoded(1, 2, float("inf"))], "Non-finite float value at embedding index 2: inf"),
        ([encoded(1, 2), encoded(1)], "Inconsistent dimensions in provided embeddings"),
        ([[1, 2], [1]], "Inconsistent dimensions in provided embeddings"),
        ([[1, 2], []], "Validation error: embeddings: Each embedding must have at least 1 dimension"),
        ([[1e39]], "Validation error: embeddings: Embeddings must not contain NaN or Infinity values"),
    ],
)
def test_bad_vectors_are_refused_and_nothing_is_stored(
    collection: CollectionCalls, rows: list[object], text: str
) -> None:
    answer = collection.post("add", {"ids": [f"i{place}" for place in range(len(rows))], "embeddings": rows})
    assert (answer.status_code, message(answer)) == (400, text)
    assert collection.count() == 0


def test_an_update_keeps_vectors_where_it_says_null(collection: CollectionCalls) -> None:
    collection.post("add", {"ids": ["a", "b"], "embeddings": [[1, 2], [3, 4]]})
    assert collection.post("update", {"ids": ["a", "b"], "embeddings": [None, encoded(5, 6)]}).status_code == 200
    assert collection.post("update", {"ids": ["a", "b"], "embeddings": [None, None]}).status_code == 200
    assert collection.post("get", {"include": ["embeddings"]}).json()["embeddings"] == [[1, 2], [5, 6]]


def test_several_failing_fields_are_named_together(collection: CollectionCalls) -> None:
    answer = collection.post("add", {"ids": ["a"], "embeddings": [[]], "metadatas": [{"#k": 1}]})
    assert sorted(message(answer).removeprefix("Validation error: ").split("\n")) == [
        "embeddings: Each embedding must have at least 1 dimension",
        "metadatas: Invalid metadata at index 0",
    ]


def test_a_large_write_and_a_large_read_come_through_whole(collection: CollectionCalls) -> None:
    ids = [f"id{place}" for place in range(6_000)]
    body: dict[str, object] = {
        "ids": ids,
        "embeddings": [encoded(place, 0.5, -1) for place in range(6_000)],
        "documents": [f"document {place}" for place in range(6_000)],
        "metadatas": [{"place": place} for place in range(6_000)],
    }
    assert collection.post("add", body).status_code == 201
    found = collection.post("get", {"include": ["embeddings", "documents"]}).json()
    assert found["ids"] == ids
    assert found["embeddings"][-1] == [5999.0, 0.5, -1.0]
    matches = collection.post("get", {"where_document": {"$regex": r"\b599\d$"}}).json()["ids"]
    assert matches == ids[5990:]
    assert collection.post("delete", {"where": {"place": {"$gte": 3_000}}}).json() == {"deleted": 3_000}
    assert collection.count() == 3_000


def test_a_bad_large_body_is_refused_too(collection: CollectionCalls) -> None:
    filler = b'"' + b"x" * 400_000 + b'"'
    assert collection.send("get", b'{"foo":%s,}' % filler).status_code == 400
    assert collection.send("get", b'{"foo":%s,"limit":-1}' % filler).status_code == 422
    assert collection.send("get", b'{"foo":%s,"ids":[],"ids":[]}' % filler).status_code == 422


def test_floats_go_out_as_the_shortest_float32(collection: CollectionCalls) -> None:
    collection.send("add", b'{"ids":["a"],"embeddings":[[0.1,16777217,1e-46,3.4028235e38]]}')
    answer = collection.post("get", {"include": ["embeddings"]})
    assert b"[[0.1,16777216.0,0.0,3.4028235e+38]]" in answer.content


def test_distances_that_are_not_finite_are_null(collection: CollectionCalls) -> None:
    collection.post("add", {"ids": ["a"], "embeddings": [[1, 1]]})
    answer = collection.send("query", b'{"query_embeddings":[[1e39,1]]}')
    assert answer.json()["distances"] == [[None]]
