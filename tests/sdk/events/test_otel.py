"""Spans in the terms of the conventions for databases, by an installed SDK."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from chromalink import RetryPolicy
from chromalink.errors import NotFoundError
from chromalink.otel import tracing

from ..fake_chroma import FakeChroma


class Spans:
    """A provider, and the spans it has finished."""

    def __init__(self) -> None:
        self.provider = TracerProvider()
        self._finished = InMemorySpanExporter()
        self.provider.add_span_processor(SimpleSpanProcessor(self._finished))

    def named(self, name: str) -> ReadableSpan:
        (found,) = [span for span in self.finished() if span.name == name]
        return found

    def finished(self) -> tuple[ReadableSpan, ...]:
        return self._finished.get_finished_spans()


@pytest.fixture
def spans() -> Iterator[Spans]:
    made = Spans()
    yield made
    made.provider.shutdown()


def test_a_write_is_a_client_span_with_the_attributes_of_the_conventions(chroma: FakeChroma, spans: Spans) -> None:
    client = chroma.client(host="https://chroma.example", hooks=tracing(spans.provider))
    films = client.get_collection("films", None)
    films.add(ids=["a", "b"], embeddings=[[1.0], [2.0]])
    span = spans.named("addRecords films")
    assert span.kind is SpanKind.CLIENT
    assert dict(span.attributes or {}) == {
        "db.system.name": "chroma",
        "db.operation.name": "addRecords",
        "db.collection.name": "films",
        "db.namespace": "default_tenant|default_database",
        "db.operation.batch.size": 2,
        "server.address": "chroma.example",
        "server.port": 443,
    }
    assert span.status.status_code is StatusCode.UNSET
    assert span.start_time is not None
    assert span.end_time is not None
    assert span.end_time >= span.start_time


def test_one_record_is_no_batch(chroma: FakeChroma, spans: Spans) -> None:
    films = chroma.client(hooks=tracing(spans.provider)).get_collection("films", None)
    films.add(ids="a", embeddings=[1.0])
    attributes = spans.named("addRecords films").attributes or {}
    assert "db.operation.batch.size" not in attributes
    assert attributes["server.port"] == 8000


def test_a_repeated_call_is_one_span(chroma: FakeChroma, spans: Spans) -> None:
    chroma.reply("GET version", httpx.Response(503), httpx.Response(200, json="1"))
    chroma.client(hooks=tracing(spans.provider), retries=RetryPolicy(first_delay=0.0)).get_version()
    (span,) = spans.finished()
    assert (span.name, (span.attributes or {})["chromalink.attempts"]) == ("getVersion", 2)


def test_a_failed_call_tells_its_error_and_status(chroma: FakeChroma, spans: Spans) -> None:
    gone = {"error": "NotFoundError", "message": "gone"}
    chroma.reply("GET collections/*", httpx.Response(404, json=gone, headers={"chroma-trace-id": "0abc"}))
    with pytest.raises(NotFoundError):
        chroma.client(hooks=tracing(spans.provider)).get_collection("films")
    span = spans.named("getCollection films")
    attributes = span.attributes or {}
    assert (attributes["error.type"], attributes["db.response.status_code"]) == ("NotFoundError", "404")
    assert attributes["chromalink.trace_id"] == "0abc"
    assert span.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_spans_hang_under_the_span_of_the_caller_in_every_task(backend: str, chroma: FakeChroma, spans: Spans) -> None:
    tracer = spans.provider.get_tracer("test")
    client = chroma.async_client(hooks=tracing(spans.provider))

    async def under(name: str) -> None:
        with tracer.start_as_current_span(name):
            await client.set_database(name)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(under, "one")
            group.start_soon(under, "two")

    anyio.run(main, backend=backend)
    parents = {span.context.span_id: span.name for span in spans.finished() if span.context is not None}
    looked_up = [span for span in spans.finished() if span.name == "getDatabase"]
    assert len(looked_up) == 2
    for span in looked_up:
        assert span.parent is not None
        assert (span.attributes or {})["db.namespace"] == f"default_tenant|{parents[span.parent.span_id]}"


def test_an_embedding_is_a_span_of_its_own(chroma: FakeChroma, spans: Spans) -> None:
    films = chroma.client(hooks=tracing(spans.provider)).get_collection("films", lambda input: [[1.0] for _ in input])
    films.add(ids=["a", "b"], documents=["x", "y"])
    (span,) = [one for one in spans.finished() if one.name.startswith("embed ")]
    assert span.kind is SpanKind.INTERNAL
    assert (span.attributes or {})["chromalink.embedding.inputs"] == 2


def test_without_a_provider_of_its_own_the_global_one_is_used_as_it_is_at_the_call(
    chroma: FakeChroma, spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = chroma.client(hooks=tracing())
    client.heartbeat()
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", spans.provider)
    client.heartbeat()
    assert [span.name for span in spans.finished()] == ["heartbeat"]
