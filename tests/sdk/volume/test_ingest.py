"""add_many and upsert_many: what goes out, in which batches, and what is told of it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import anyio
import httpx
import numpy as np
import pytest

from chromalink import (
    AsyncCollection,
    BulkProgress,
    BulkResult,
    HashingEmbeddingFunction,
    HttpClient,
    Record,
    RetryPolicy,
)
from chromalink._core import intake, quotas
from chromalink.bulk import Records
from chromalink.errors import (
    BulkError,
    EmbeddingError,
    InvalidArgumentError,
    InvalidInputError,
    NoAnswerError,
    QuotaError,
)

from ..fake_chroma import FakeChroma, body, vectors

BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
REFUSED = httpx.Response(400, json={"error": "InvalidArgumentError", "message": "no"})
TAKEN = httpx.Response(201, json={})


def some(count: int, prefix: str = "r") -> Iterator[Record]:
    return (Record(f"{prefix}{n}", [float(n), 1.0], metadata={"n": n}) for n in range(count))


async def later(count: int) -> AsyncIterator[Record]:
    for one in some(count):
        yield one


def sent(chroma: FakeChroma, operation: str = "POST add") -> list[list[str]]:
    return [body(request)["ids"] for request in chroma.asked(operation)]


def in_async(
    chroma: FakeChroma, backend: str, work: Callable[[AsyncCollection], Awaitable[BulkResult]], **options: Any
) -> BulkResult:
    async def main() -> BulkResult:
        async with chroma.async_client(**options) as client:
            return await work(await client.get_collection("films", None))

    return anyio.run(main, backend=backend)


def test_a_generator_goes_out_in_batches_in_order(chroma: FakeChroma) -> None:
    result = chroma.collection().add_many(some(10))
    assert sent(chroma) == [["r0", "r1", "r2", "r3"], ["r4", "r5", "r6", "r7"], ["r8", "r9"]]
    assert [one["n"] for request in chroma.asked("POST add") for one in body(request)["metadatas"]] == list(range(10))
    found = np.concatenate([vectors(request) for request in chroma.asked("POST add")])
    np.testing.assert_array_equal(found, [[n, 1.0] for n in range(10)])
    assert (result.landed, result.failed, result.unknown) == ([f"r{n}" for n in range(10)], [], [])


@BOTH_LOOPS
@pytest.mark.parametrize("records", [later, some], ids=["async", "sync"])
def test_an_async_client_takes_generators_of_both_colours(
    backend: str, records: Callable[[int], Records], chroma: FakeChroma
) -> None:
    result = in_async(chroma, backend, lambda films: films.upsert_many(records(10)))
    assert sent(chroma, "POST upsert") == [["r0", "r1", "r2", "r3"], ["r4", "r5", "r6", "r7"], ["r8", "r9"]]
    assert result.progress == BulkProgress(10, 0, 0)


def test_a_sync_client_refuses_an_async_generator_before_anything_is_sent(chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match="expected an iterable, got an async one"):
        chroma.collection().add_many(later(1))
    assert chroma.requests == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "batch_size: expected a whole number >= 1"),
        ({"in_flight": 0}, "in_flight: expected a whole number >= 1"),
        ({"on_error": "stop"}, "on_error: expected 'raise' or 'continue', got str 'stop'"),
        ({"progress": "bar"}, "progress: expected a function or True"),
        ({"resume_from": ["r0"]}, "resume_from: expected a BulkResult or a BulkError"),
        ({"columns": {"id": "x"}}, "columns: expected a frame or table as records beside it"),
    ],
)
def test_a_wrong_wish_is_refused(arguments: dict[str, Any], message: str, chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match=message):
        chroma.collection().add_many(some(2), **arguments)
    assert chroma.asked("POST add") == []


@pytest.mark.parametrize("records", ["ab", {"id": "a"}, 5, None])
def test_what_is_no_collection_of_records_is_refused(records: Any, chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match="records: expected an iterable of records"):
        chroma.collection().add_many(records)
    assert chroma.requests == []


def test_mappings_and_the_rows_of_results_are_records_too(chroma: FakeChroma) -> None:
    row: dict[str, object] = {
        "id": "b",
        "embedding": np.ones(2),
        "document": None,
        "metadata": {},
        "uri": "u",
        "data": 1,
        "distance": 0.5,
    }
    first: dict[str, object] = {"id": "a", "embedding": (1, 2), "document": "x"}
    chroma.collection().add_many([first, row])
    told = body(chroma.asked("POST add")[0])
    assert {name: told[name] for name in ("ids", "documents", "uris")} == {
        "ids": ["a", "b"],
        "documents": ["x", None],
        "uris": [None, "u"],
    }
    assert "metadatas" not in told


def test_the_callers_batch_size_counts_where_it_is_smaller_than_the_servers(chroma: FakeChroma) -> None:
    chroma.collection().add_many(some(5), batch_size=2)
    assert [len(ids) for ids in sent(chroma)] == [2, 2, 1]


def test_a_batch_ends_before_it_is_large_in_bytes(chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH_BYTES", 2000)
    chroma.collection().add_many(Record(f"{n}", [1.0], "x" * 900) for n in range(5))
    assert [len(ids) for ids in sent(chroma)] == [2, 2, 1]


def test_an_id_that_comes_again_goes_into_a_later_batch(chroma: FakeChroma) -> None:
    chroma.collection().upsert_many(Record(id, [1.0]) for id in ("a", "b", "a", "c"))
    assert sent(chroma, "POST upsert") == [["a", "b"], ["a", "c"]]


def test_arrays_that_the_generator_uses_again_are_copied(chroma: FakeChroma) -> None:
    buffer = np.zeros(2, np.float32)

    def reused() -> Iterator[Record]:
        for n in range(3):
            buffer[:] = n
            yield Record(str(n), buffer)

    chroma.collection().add_many(reused())
    np.testing.assert_array_equal(vectors(chroma.asked("POST add")[0]), [[0, 0], [1, 1], [2, 2]])


def test_records_without_a_vector_are_embedded_batch_by_batch(chroma: FakeChroma) -> None:
    asked: list[list[str]] = []

    def embed(texts: list[str]) -> list[list[float]]:
        asked.append(texts)
        return [[float(len(text)), 0.0] for text in texts]

    given = [*(Record(f"t{n}", document="x" * n) for n in range(1, 6)), Record("v", [7.0, 7.0])]
    chroma.collection(embed).add_many(given)
    assert asked == [["x", "xx", "xxx", "xxxx"], ["xxxxx"]]
    assert sent(chroma) == [["t1", "t2", "t3", "t4"], ["t5"], ["v"]]


def test_one_add_is_embedded_batch_by_batch_too(chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "CLOUD_RECORDS", 3)
    seen: list[tuple[int, int]] = []

    def embed(texts: list[str]) -> list[list[float]]:
        seen.append((len(texts), len(chroma.asked("POST add"))))
        return [[1.0] for _ in texts]

    chroma.collection(embed).add([f"{n}" for n in range(10)], documents=["x"] * 10)
    assert seen == [(3, 0), (4, 1), (3, 2)]


def test_an_embedding_function_that_fails_late_leaves_what_was_sent_and_tells_it(chroma: FakeChroma) -> None:
    def embed(texts: list[str]) -> list[list[float]]:
        if "9" in texts:
            raise ZeroDivisionError
        return [[1.0] for _ in texts]

    client = chroma.client()
    client.get_max_batch_size()
    collection = client.get_collection("films", embed)
    ids = [f"{n}" for n in range(10)]
    with pytest.raises(EmbeddingError) as caught:
        collection.add(ids, documents=ids)
    assert caught.value.written is not None
    assert (caught.value.written.landed, caught.value.written.failed) == (ids[:8], ids[8:])


def test_texts_that_cannot_be_written_are_refused_before_any_is_embedded(chroma: FakeChroma) -> None:
    def embed(texts: list[str]) -> list[list[float]]:
        raise AssertionError("nothing is embedded")

    with pytest.raises(InvalidInputError, match="documents: cannot be written as JSON"):
        chroma.collection(embed).add([f"{n}" for n in range(10)], documents=["x"] * 9 + ["\ud800"])
    assert chroma.requests == []


def test_progress_is_told_as_batches_end(chroma: FakeChroma) -> None:
    told: list[BulkProgress] = []
    chroma.collection().add_many(list(some(6)), progress=told.append)
    assert [(one.landed, one.done, one.total) for one in told] == [(0, 0, 6), (4, 4, 6), (6, 6, 6), (6, 6, 6)]


def test_a_bar_is_drawn_when_asked_for(chroma: FakeChroma, capsys: pytest.CaptureFixture[str]) -> None:
    chroma.collection().add_many(list(some(6)), progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "films" in shown.err
    assert "6/6" in shown.err


def test_a_batch_that_fails_stops_the_rest_and_the_error_tells_every_id(chroma: FakeChroma) -> None:
    chroma.reply("POST add", TAKEN, REFUSED)
    with pytest.raises(BulkError, match="landed=4, failed=4, unknown=0") as caught:
        chroma.collection().add_many(some(12))
    assert isinstance(caught.value.__cause__, InvalidArgumentError)
    assert caught.value.landed == ["r0", "r1", "r2", "r3"]
    assert caught.value.failed == ["r4", "r5", "r6", "r7"]
    assert len(sent(chroma)) == 2


def test_an_answer_that_never_came_leaves_the_batch_unknown(chroma: FakeChroma) -> None:
    chroma.reply("POST add", TAKEN, httpx.ReadTimeout("slow"))
    collection = chroma.client(retries=0).get_collection("films", None)
    with pytest.raises(BulkError) as caught:
        collection.add_many(some(12))
    assert (caught.value.failed, caught.value.unknown) == ([], ["r4", "r5", "r6", "r7"])
    errors = {one.state: one.error for one in caught.value.result.outcomes()}
    assert isinstance(errors["unknown"], NoAnswerError)


def test_a_page_of_a_proxy_leaves_the_batch_unknown(chroma: FakeChroma) -> None:
    chroma.reply("POST add", httpx.Response(200, text="<html>"))
    with pytest.raises(BulkError) as caught:
        chroma.collection().add_many(some(2))
    assert caught.value.unknown == ["r0", "r1"]


@pytest.mark.parametrize("given", ["error", "result"])
def test_a_resumed_call_sends_what_has_not_landed(given: str, chroma: FakeChroma) -> None:
    chroma.reply("POST add", TAKEN, REFUSED)
    collection = chroma.collection()
    with pytest.raises(BulkError) as caught:
        collection.add_many(some(10))
    chroma.requests.clear()
    result = collection.add_many(some(10), resume_from=caught.value if given == "error" else caught.value.result)
    assert sent(chroma) == [["r4", "r5", "r6", "r7"], ["r8", "r9"]]
    assert result.landed == [f"r{n}" for n in range(10)]
    assert (result.failed, result.unknown) == ([], [])


@pytest.mark.parametrize("in_flight", [1, 3])
def test_going_on_after_errors_leaves_them_in_the_result(in_flight: int, chroma: FakeChroma) -> None:
    chroma.reply("POST add", REFUSED)
    result = chroma.collection().add_many(some(10), on_error="continue", in_flight=in_flight)
    assert len(result.failed) in (4, 2)
    assert sorted([*result.landed, *result.failed]) == sorted(f"r{n}" for n in range(10))
    assert result.unknown == []


def test_a_wrong_record_fails_alone_where_the_caller_goes_on(chroma: FakeChroma) -> None:
    given = [Record("a", [1.0]), Record("b", [1.0, 2.0]), Record("c"), Record("d", ["x"]), Record("e", [2.0])]  # type: ignore[list-item]  # wrong on purpose
    result = chroma.collection().add_many(given, on_error="continue")
    assert (result.landed, result.failed) == (["a", "e"], ["b", "c", "d"])
    told = [str(one.error) for one in result.outcomes() if one.state == "failed"]
    assert told == [
        "records[1].embedding: expected 1 numbers as in the first record, got 2",
        "records[2]: expected an embedding, or a document or uri to embed, got neither",
        "records[3].embedding[0]: expected a number, got str 'x'",
    ]


def test_a_wrong_record_stops_the_rest_after_those_before_it_have_landed(chroma: FakeChroma) -> None:
    with pytest.raises(BulkError, match=r"records\[1\]\.metadata\['k'\]") as caught:
        chroma.collection().add_many([Record("a", [1.0]), Record("b", [1.0], metadata={"k": None}), Record("c", [1.0])])
    assert (caught.value.landed, caught.value.failed) == (["a"], ["b"])
    assert sent(chroma) == [["a"]]


def test_in_an_upsert_none_removes_a_key(chroma: FakeChroma) -> None:
    chroma.collection().upsert_many([Record("b", [1.0], metadata={"k": None})])
    assert body(chroma.asked("POST upsert")[0])["metadatas"] == [{"k": None}]


@pytest.mark.parametrize("wrong", [{"embedding": [1.0]}, {"id": ""}, {"id": "\ud800"}, {"id": "x", "text": "y"}, "x"])
def test_a_record_that_cannot_be_named_ends_the_call_either_way(wrong: Any, chroma: FakeChroma) -> None:
    with pytest.raises(BulkError, match=r"records\[1\]: expected") as caught:
        chroma.collection().add_many([Record("a", [1.0]), wrong, Record("c", [1.0])], on_error="continue")
    assert (caught.value.landed, caught.value.failed) == (["a"], [])


@BOTH_LOOPS
def test_what_the_generator_raises_ends_the_call_and_is_its_cause(backend: str, chroma: FakeChroma) -> None:
    async def broken() -> AsyncIterator[Record]:
        async for one in later(300):
            yield one
        raise LookupError("no more")

    with pytest.raises(BulkError, match="no more") as caught:
        in_async(chroma, backend, lambda films: films.add_many(broken(), on_error="continue", in_flight=2))
    assert isinstance(caught.value.__cause__, LookupError)
    assert len(caught.value.landed) == 256


def test_what_the_progress_function_raises_ends_the_call(chroma: FakeChroma) -> None:
    def tell(now: BulkProgress) -> None:
        raise LookupError("no room")

    with pytest.raises(BulkError, match="no room"):
        chroma.collection().add_many(some(2), progress=tell)
    assert chroma.asked("POST add") == []


@BOTH_LOOPS
def test_what_is_in_flight_at_cancellation_is_unknown_and_sent_again_on_resuming(
    backend: str, chroma: FakeChroma
) -> None:
    result = BulkResult()

    async def main() -> None:
        both_wait = anyio.Event()
        waiting = 0

        async def stuck(request: httpx.Request) -> httpx.Response:
            nonlocal waiting
            answer = chroma.handle(request)
            if len(chroma.asked("POST add")) > 1:
                waiting += 1
                if waiting == 2:
                    both_wait.set()
                await anyio.sleep_forever()
            return answer

        async with chroma.async_client() as client:
            collection = await client.get_collection("films", None)
            stuck_client = httpx.AsyncClient(transport=httpx.MockTransport(stuck))
            held = type(client)(http_client=stuck_client, validate=False)
            films = await held.get_collection("films", None)
            async with anyio.create_task_group() as group:

                async def ingest() -> None:
                    await films.add_many(later(100), in_flight=2, resume_from=result)

                group.start_soon(ingest)
                await both_wait.wait()
                group.cancel_scope.cancel()
            await held.aclose()
            await stuck_client.aclose()
            assert (len(result.landed), len(result.unknown), result.failed) == (4, 8, [])
            await collection.add_many(later(100), resume_from=result)

    anyio.run(main, backend=backend)
    assert (sorted(result.landed), result.unknown) == (sorted(f"r{n}" for n in range(100)), [])


def test_a_failed_result_does_not_keep_the_batches(chroma: FakeChroma) -> None:
    chroma.reply("POST add", REFUSED)
    result = chroma.collection().add_many(some(4), on_error="continue")
    (outcome,) = result.outcomes()
    assert outcome.error is not None
    assert outcome.error.__traceback__ is None


def test_a_quota_of_records_is_learned_and_kept(chroma: FakeChroma) -> None:
    quota = "Quota exceeded: 'Number of records' exceeded quota limit: current usage of 4 exceeds limit of 3"
    chroma.reply("POST add", httpx.Response(422, json={"error": "ChromaError", "message": quota}))
    collection = chroma.collection()
    collection.add([f"{n}" for n in range(5)], [[1.0]] * 5)
    assert [len(ids) for ids in sent(chroma)] == [4, 3, 1, 1]
    chroma.requests.clear()
    collection.add([f"{n}" for n in range(5)], [[1.0]] * 5)
    assert [len(ids) for ids in sent(chroma)] == [3, 2]


def test_another_quota_is_an_error(chroma: FakeChroma) -> None:
    quota = "Quota exceeded: 'Document size (bytes)' exceeded quota limit: current usage of 4 exceeds limit of 3"
    chroma.reply("POST add", httpx.Response(422, json={"error": "ChromaError", "message": quota}))
    with pytest.raises(QuotaError):
        chroma.collection().add(["a", "b"], [[1.0]] * 2)
    assert len(sent(chroma)) == 1


def test_an_add_in_several_batches_tells_on_its_error_what_landed(chroma: FakeChroma) -> None:
    chroma.reply("POST add", TAKEN, REFUSED)
    with pytest.raises(InvalidArgumentError) as caught:
        chroma.client(retries=RetryPolicy(0)).get_collection("films", None).add(
            [f"{n}" for n in range(10)], [[1.0]] * 10
        )
    assert caught.value.written is not None
    assert caught.value.written.landed == ["0", "1", "2", "3"]
    assert caught.value.written.failed == [f"{n}" for n in range(4, 10)]


def test_in_flight_batches_are_side_by_side_and_no_more(chroma: FakeChroma) -> None:
    together = threading.Barrier(3, timeout=20)
    running, peak = [0], [0]
    lock = threading.Lock()

    def meeting(request: httpx.Request) -> httpx.Response:
        answer = chroma.handle(request)
        if request.url.path.endswith("/add"):
            with lock:
                running[0] += 1
                peak[0] = max(peak[0], running[0])
            together.wait()
            with lock:
                running[0] -= 1
        return answer

    with HttpClient(transport=httpx.MockTransport(meeting), validate=False) as client:
        result = client.get_collection("films", None).add_many(some(24), in_flight=3)
    assert peak[0] == 3
    assert sorted(result.landed) == sorted(f"r{n}" for n in range(24))


def test_hashed_documents_land_through_a_real_function(chroma: FakeChroma) -> None:
    result = chroma.collection(HashingEmbeddingFunction()).add_many(
        {"id": f"{n}", "document": f"d {n}"} for n in range(3)
    )
    assert result.progress.landed == 3
