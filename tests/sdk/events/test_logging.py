"""One logger, nothing above DEBUG."""

from __future__ import annotations

import logging

import httpx
import pytest

from chromalink import RetryPolicy
from chromalink.errors import RateLimitError

from ..fake_chroma import FakeChroma


def of_chromalink(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.split(".")[0] == "chromalink"]


def test_calls_are_logged_at_debug_with_numbers_ids_and_times(
    chroma: FakeChroma, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "chromalink")
    headers = {"chroma-trace-id": "0abc", "x-request-id": "r-7"}
    chroma.reply("GET version", httpx.Response(503, headers=headers), httpx.Response(200, json="1"))
    client = chroma.client(retries=RetryPolicy(first_delay=0.0))
    client.get_version()
    first, failed, again, second, done = [record.getMessage() for record in of_chromalink(caplog)]
    assert first == "call 1.1: getVersion, GET http://localhost:8000/api/v2/version"
    assert failed.startswith("call 1.1: 503 after ")
    assert failed.endswith(" ms, InternalError 503, request r-7, trace 0abc")
    assert again == "call 1.1: again in 0.00 s"
    assert second.startswith("call 1.2: getVersion")
    assert done.startswith("call 1.2: 200 after ")
    assert {(record.name, record.levelno) for record in of_chromalink(caplog)} == {("chromalink", logging.DEBUG)}


def test_writes_and_embeddings_are_logged_without_their_content(
    chroma: FakeChroma, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "chromalink")
    films = chroma.client().get_collection("films", lambda input: [[1.0] for _ in input])
    films.add(ids=["id-of-somebody", "b"], documents=["a private text", "another"])
    told = "\n".join(record.getMessage() for record in of_chromalink(caplog))
    assert "addRecords" in told
    assert ", 2 records" in told
    assert "embedded 2 with " in told
    assert "private" not in told
    assert "somebody" not in told


def test_nothing_is_logged_above_debug_however_a_call_fails(
    chroma: FakeChroma, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    chroma.reply("GET version", *[httpx.Response(429)] * 3)
    with pytest.raises(RateLimitError):
        chroma.client(retries=RetryPolicy(first_delay=0.0)).get_version()
    assert of_chromalink(caplog) == []
