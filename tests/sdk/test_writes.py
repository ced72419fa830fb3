"""What a write puts on the wire: batches, in order, as base64, of known length, and nothing when anything is wrong."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from pathlib import Path
from types import FrameType
from typing import Any, cast

import anyio
import httpx
import numpy as np
import pytest

from chromalink import RetryPolicy
from chromalink._core.effects import AsyncStream
from chromalink._core.rows import Matrix, Rows
from chromalink._wire import bodies, records
from chromalink.errors import InvalidInputError, NoAnswerError
from chromalink.types import Metadata

from .fake_chroma import FakeChroma, body, vectors

WRITES = ("add", "upsert", "update")
PACKAGE = str(Path(bodies.__file__).parents[1])
AT_ONCE = RetryPolicy(first_delay=0.0)


def matrix(rows: int, dimension: int = 3) -> Matrix:
    return np.random.default_rng(rows).random((rows, dimension), dtype=np.float32)


def names(count: int) -> list[str]:
    return [f"id-{n}" for n in range(count)]


def many_rows(count: int, dimension: int) -> Rows:
    return Rows(names(count), matrix(count, dimension), None, None, None)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_is_split_by_the_servers_batch_size_in_order(write: str, chroma: FakeChroma) -> None:
    chroma.limits = {"max_batch_size": 4, "supports_base64_encoding": True}
    given, texts = matrix(10), [f"text {n}" for n in range(10)]
    getattr(chroma.collection(), write)(
        names(10), given, metadatas=[{"n": n} for n in range(10)], documents=texts, uris=texts
    )
    sent = chroma.asked(f"POST {write}")
    assert [len(body(one)["ids"]) for one in sent] == [4, 4, 2]
    assert [id for one in sent for id in body(one)["ids"]] == names(10)
    assert [text for one in sent for text in body(one)["documents"]] == texts
    assert [text for one in sent for text in body(one)["uris"]] == texts
    assert [found["n"] for one in sent for found in body(one)["metadatas"]] == list(range(10))
    np.testing.assert_array_equal(np.concatenate([vectors(one) for one in sent]), given)


def test_a_batch_size_of_minus_one_is_no_bound(chroma: FakeChroma) -> None:
    chroma.limits = {"max_batch_size": -1, "supports_base64_encoding": True}
    collection = chroma.collection()
    collection.add(names(10), matrix(10))
    assert len(chroma.asked("POST add")) == 1


def test_a_write_is_split_below_the_body_limit_in_order(chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_BODY", 2000)
    documents = [f"{n}" * 600 for n in range(9)]
    chroma.collection().add(names(9), matrix(9), documents=documents)
    sent = chroma.asked("POST add")
    assert len(sent) > 2
    assert all(len(one.content) <= 2000 for one in sent)
    assert [text for one in sent for text in body(one)["documents"]] == documents


def test_a_record_larger_than_the_limit_is_sent_alone(chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_BODY", 1000)
    chroma.collection().add(names(3), matrix(3), documents=["a", "b" * 5000, "c"])
    assert [body(one)["ids"] for one in chroma.asked("POST add")] == [["id-0"], ["id-1"], ["id-2"]]


def test_40_megabytes_of_vectors_stay_below_the_limit_of_servers(chroma: FakeChroma) -> None:
    chroma.limits = {"max_batch_size": 100_000, "supports_base64_encoding": True}
    chroma.collection().add(names(20_000), matrix(20_000, 384))
    sent = chroma.asked("POST add")
    assert sum(len(body(one)["ids"]) for one in sent) == 20_000
    assert max(len(one.content) for one in sent) <= records.MAX_BODY


@pytest.mark.parametrize("count", [1, 255, 256, 257, 600])
def test_base64_carries_the_same_numbers_as_json(count: int) -> None:
    rows = many_rows(count, 5)
    plain = json.loads(bytes(cast("bytes", bodies.write(rows, as_base64=False))))
    encoded = httpx.Request("POST", "http://h", content=cast("bytes", bodies.write(rows, as_base64=True)))
    assert plain["ids"] == body(encoded)["ids"]
    np.testing.assert_array_equal(np.asarray(plain["embeddings"], np.float32), np.stack(vectors(encoded)))


@pytest.mark.parametrize("dimension", [1, 2, 3, 4, 385, 40_000])
@pytest.mark.parametrize("count", [1, 2, 85, 86, 513])
def test_a_streamed_body_has_every_row_in_base64_knows_its_length_and_can_be_read_again(
    count: int, dimension: int
) -> None:
    rows = matrix(count, dimension)
    stream = bodies.Base64Body(b'{"embeddings":[', rows, b"]}")
    first, second = b"".join(stream), b"".join(stream)
    assert first == second
    assert len(first) == stream.length
    assert json.loads(first)["embeddings"] == [b64encode(row.tobytes()).decode() for row in rows]


def test_an_async_stream_can_be_read_again_too() -> None:
    stream = bodies.Base64Body(b'{"embeddings":[', matrix(300), b"]}")

    async def twice() -> list[bytes]:
        outer = AsyncStream(stream)
        return [b"".join([piece async for piece in outer]) for _ in range(2)]

    assert anyio.run(twice) == [b"".join(stream)] * 2


def test_vectors_of_other_byte_order_and_layout_are_sent_as_little_endian_rows(chroma: FakeChroma) -> None:
    given = matrix(4, 6)
    chroma.collection().add(names(4), np.asfortranarray(given.astype(">f8")))
    np.testing.assert_array_equal(np.stack(vectors(chroma.asked("POST add")[0])), given)


def test_bodies_over_one_mebibyte_are_streamed_and_smaller_ones_are_not() -> None:
    small, large = (bodies.write(many_rows(count, 384), as_base64=True) for count in (400, 600))
    assert isinstance(small, bytes)
    assert len(small) <= bodies.ONE_BUFFER
    assert isinstance(large, bodies.Base64Body)
    assert large.length > bodies.ONE_BUFFER


@pytest.mark.parametrize("count", [10, 2000])
def test_the_length_is_announced_and_exact(count: int, chroma: FakeChroma) -> None:
    chroma.collection().add(names(count), matrix(count, 384))
    request = chroma.asked("POST add")[0]
    assert int(request.headers["content-length"]) == len(request.content)
    assert "transfer-encoding" not in request.headers


def test_an_async_client_sends_the_same_bytes(chroma: FakeChroma) -> None:
    given = matrix(2000, 384)

    async def main() -> None:
        async with chroma.async_client() as client:
            collection = await client.get_collection("films", None)
            await collection.add(names(2000), given)

    chroma.collection().add(names(2000), given)
    anyio.run(main)
    ours, theirs = chroma.asked("POST add")
    assert ours.content == theirs.content
    assert theirs.headers["content-length"] == str(len(theirs.content))


@pytest.mark.parametrize("failure", [httpx.Response(503), httpx.ReadError("reset")])
def test_a_streamed_body_is_sent_whole_again_after_a_failure(failure: Any, chroma: FakeChroma) -> None:
    client = chroma.client(retries=AT_ONCE)
    collection = client.get_collection("films", None)
    chroma.reply("POST add", failure)
    collection.add(names(2000), matrix(2000, 384))
    first, second = chroma.asked("POST add")
    assert len(first.content) > bodies.ONE_BUFFER
    assert first.content == second.content


def test_a_batch_that_fails_stops_those_behind_it(chroma: FakeChroma) -> None:
    chroma.limits = {"max_batch_size": 2, "supports_base64_encoding": True}
    collection = chroma.client(retries=0).get_collection("films", None)
    chroma.reply("POST add", httpx.Response(201, json={}), httpx.ReadTimeout("slow"))
    with pytest.raises(NoAnswerError) as caught:
        collection.add(names(6), matrix(6))
    assert caught.value.maybe_applied
    assert [body(one)["ids"] for one in chroma.asked("POST add")] == [["id-0", "id-1"], ["id-2", "id-3"]]


def test_a_server_without_base64_gets_numbers(chroma: FakeChroma) -> None:
    chroma.limits = {"max_batch_size": 5461, "supports_base64_encoding": False}
    chroma.collection().add(names(2), [[1.0, 2.0], [0.1, -0.0]])
    assert body(chroma.asked("POST add")[0])["embeddings"] == [[1.0, 2.0], [0.1, -0.0]]


def test_queries_carry_numbers_since_servers_take_no_base64_there(chroma: FakeChroma) -> None:
    chroma.collection().query(query_embeddings=[0.5, 0.25])
    assert body(chroma.asked("POST query")[0])["query_embeddings"] == [[0.5, 0.25]]


def test_what_the_server_takes_is_asked_once_per_client(chroma: FakeChroma) -> None:
    client = chroma.client()
    for name in ("a", "b"):
        collection = client.get_collection(name, None)
        collection.add("x", [1.0])
        collection.upsert("x", [1.0])
    assert client.get_max_batch_size() == 5461
    assert len(chroma.asked("GET pre-flight-checks")) == 1


def test_columns_that_are_not_given_are_not_sent(chroma: FakeChroma) -> None:
    chroma.collection().update("x", metadatas={"n": None})
    assert body(chroma.asked("POST update")[0]) == {"ids": ["x"], "metadatas": [{"n": None}]}


def test_an_update_may_be_of_vectors_alone(chroma: FakeChroma) -> None:
    chroma.collection().update(["x", "y"], matrix(2))
    assert set(body(chroma.asked("POST update")[0])) == {"ids", "embeddings"}


def test_gaps_in_documents_beside_vectors_are_sent_as_null(chroma: FakeChroma) -> None:
    chroma.collection().add(["x", "y"], matrix(2), documents=["a", None], metadatas=[None, {"n": 1}])  # type: ignore[list-item]  # the wire allows it
    sent = body(chroma.asked("POST add")[0])
    assert (sent["documents"], sent["metadatas"]) == (["a", None], [None, {"n": 1}])


def test_callers_arguments_are_left_as_they_were(chroma: FakeChroma) -> None:
    ids, given = names(2), matrix(2).astype(np.float64)
    metadatas: list[Metadata | None] = [{"tags": ["a"]}, {"n": 1}]
    before = given.copy()
    chroma.collection().add(ids, given, metadatas)
    assert (ids, metadatas) == (names(2), [{"tags": ["a"]}, {"n": 1}])
    np.testing.assert_array_equal(given, before)


class Steps:
    """Counts the lines that run in the package's own code, a loop's each time, and notes the C functions called."""

    def __init__(self) -> None:
        self.lines = 0
        self.called: set[str] = set()

    def __enter__(self) -> Steps:
        self._before = sys.gettrace(), sys.getprofile()
        sys.settrace(self._entering)
        sys.setprofile(self._calling)
        return self

    def __exit__(self, *failure: object) -> None:
        trace, profile = self._before
        sys.settrace(trace)
        sys.setprofile(profile)

    def _entering(self, frame: FrameType, event: str, argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        return self._running

    def _running(self, frame: FrameType, event: str, argument: object) -> Any:
        self.lines += event == "line"
        return self._running

    def _calling(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call":
            self.called.add(argument.__name__)


def test_20000_vectors_from_numpy_are_written_as_base64_without_a_step_per_value(chroma: FakeChroma) -> None:
    rows, dimension = 20_000, 384
    given, ids = matrix(rows, dimension), [str(n) for n in range(rows)]
    collection = chroma.collection()
    with Steps() as steps:
        collection.add(ids, given)
    sent = chroma.asked("POST add")
    assert [len(body(one)["ids"]) for one in sent] == [5461, 5461, 5461, 3617]
    np.testing.assert_array_equal(vectors(sent[0])[7], given[7])
    assert 0 < steps.lines < rows * dimension / 10
    assert "tolist" not in steps.called


def test_a_bad_row_anywhere_keeps_every_batch_back(chroma: FakeChroma) -> None:
    chroma.limits = {"max_batch_size": 2, "supports_base64_encoding": True}
    collection = chroma.collection()
    with pytest.raises(InvalidInputError, match=r"metadatas\[8\]"):
        collection.add(names(9), matrix(9), metadatas=[{"n": 1}] * 8 + [{}])
    assert chroma.requests == []


@pytest.mark.parametrize("place", [0, 700, 1499])
def test_a_vector_with_infinity_is_named_wherever_it_stands(place: int, chroma: FakeChroma) -> None:
    given = matrix(1500, 384)
    given[place, 383] = np.inf
    collection = chroma.collection()
    with pytest.raises(InvalidInputError, match=rf"embeddings\[{place}\]: expected finite"):
        collection.add(names(1500), given)
    assert chroma.requests == []


def test_text_that_no_json_can_carry_keeps_every_batch_back(chroma: FakeChroma) -> None:
    chroma.limits = {"max_batch_size": 2, "supports_base64_encoding": True}
    with pytest.raises(InvalidInputError, match="documents"):
        chroma.collection().add(names(5), matrix(5), documents=["fine"] * 4 + ["\ud800"])
    assert chroma.asked("POST add") == []
