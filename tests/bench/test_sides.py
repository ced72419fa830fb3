"""What the timed programs measure with."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, BrokenBarrierError

import numpy as np
import pytest

import chromalink
from benches.sides import calls, peak, records


def test_threads_call_all_at_the_same_time() -> None:
    together = Barrier(8)
    called: list[int] = []

    def call() -> int:
        if called:  # the first is alone: it asks what the answer is
            together.wait(timeout=60)
        called.append(1)
        return calls.EXPECTED

    assert calls.threaded(call, 16, 8) > 0
    assert len(called) == 1 + 2 * 16


def test_what_a_thread_raises_is_not_lost() -> None:
    called: list[int] = []

    def call() -> int:
        called.append(1)
        if len(called) > 1:
            raise BrokenBarrierError
        return calls.EXPECTED

    with pytest.raises(BrokenBarrierError):
        calls.threaded(call, 4, 4)


def test_growth_is_the_peak_and_not_what_is_left() -> None:
    _needs_proc()
    assert 40 < peak.growth(lambda: len(b"x" * 50_000_000)) < 100


def test_growth_does_not_count_what_was_before() -> None:
    _needs_proc()
    gone = b"x" * 100_000_000
    del gone
    assert peak.growth(lambda: b"x" * 10_000_000) < 50


@pytest.mark.parametrize("batch", [None, 3, 10])
def test_everything_is_added_and_counted_whatever_the_batch(tmp_path: Path, batch: int | None) -> None:
    file = tmp_path / "vectors.npy"
    np.save(file, np.eye(10, 4, dtype=np.float32))
    with chromalink.EphemeralClient() as client:
        collection = client.create_collection(f"batch-{batch}", embedding_function=None)
        assert records.seconds_to_count(collection, str(file), batch, lists=batch == 3) > 0
        assert collection.count() == 10


def test_records_that_were_there_already_are_noticed(tmp_path: Path) -> None:
    file = tmp_path / "vectors.npy"
    np.save(file, np.eye(10, 4, dtype=np.float32))
    with chromalink.EphemeralClient() as client:
        collection = client.create_collection("full", embedding_function=None)
        collection.add("another", embeddings=[[0, 0, 0, 1]])
        with pytest.raises(RuntimeError, match="expected 10 records, the collection counts 11"):
            records.seconds_to_count(collection, str(file), None, lists=False)


def test_the_digest_tells_records_apart() -> None:
    with chromalink.EphemeralClient() as client:
        collection = client.create_collection("digest", embedding_function=None)
        collection.add(["a", "b"], embeddings=[[1, 0], [0, 1]], documents=["x", "y"], metadatas=[{"n": 1}, {"n": 2}])
        before = records.digest(collection, [["a"], ["b"]])
        assert records.digest(collection, [["a"], ["b"]]) == before
        collection.update("b", embeddings=[[0, 0.5]])
        assert records.digest(collection, [["a"], ["b"]]) != before
        with pytest.raises(RuntimeError, match="expected 2 records, got 1"):
            records.digest(collection, [["a", "none"]])


def _needs_proc() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError as error:
        pytest.skip(f"needs /proc/self/clear_refs to be writable: {error}")
