"""Spans for OpenTelemetry, in the terms of its conventions for databases. Needs `pip install 'chromalink[otel]'`.

    from chromalink import HttpClient
    from chromalink.otel import tracing

    client = HttpClient(hooks=tracing())

One span for each call, from its first attempt to its last, pauses included, of kind CLIENT and under the span that is
current where the call is made; one for each run of an embedding function. A call that is cancelled leaves none. Nothing
is recorded unless the application has installed a tracer provider, and nothing of it is imported with `chromalink`.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

try:
    from opentelemetry import trace
except ImportError as exc:
    raise ImportError("chromalink.otel needs OpenTelemetry: pip install 'chromalink[otel]'") from exc
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.util.types import AttributeValue

from ._version import __version__
from .events import EmbedEvent, Hooks, RequestEvent, ResponseEvent

__all__ = ["tracing"]

SYSTEM = "chroma"
PORTS = {"http": 80, "https": 443}


def tracing(provider: trace.TracerProvider | None = None) -> Hooks:
    """Hooks that make spans, by `provider`, else by the global one as it is at each call.

    Attributes: db.system.name, db.operation.name, db.collection.name, db.namespace ("tenant|database"),
    db.operation.batch.size for two records or more, db.response.status_code for errors, server.address, server.port
    and, where it failed, error.type; also chromalink.attempts where there were several, chromalink.trace_id.
    """

    def tracer() -> trace.Tracer:
        return trace.get_tracer("chromalink", __version__, provider)

    def response(event: ResponseEvent) -> None:
        if not event.will_retry:
            _record(tracer(), _name(event.request), _attributes(event), event.total_seconds, event.error)

    def embed(event: EmbedEvent) -> None:
        told: dict[str, AttributeValue] = {"chromalink.embedding.function": event.function}
        told["chromalink.embedding.inputs"] = event.inputs
        _record(tracer(), f"embed {event.function}", told, event.seconds, event.error, SpanKind.INTERNAL)

    return Hooks(response=response, embed=embed)


def _record(
    tracer: trace.Tracer,
    name: str,
    attributes: dict[str, AttributeValue],
    seconds: float,
    error: Exception | None,
    kind: SpanKind = SpanKind.CLIENT,
) -> None:
    """A span that ends now and began `seconds` ago."""
    end = time.time_ns()
    if error is not None:
        attributes["error.type"] = type(error).__name__
    span = tracer.start_span(name, kind=kind, attributes=attributes, start_time=end - round(seconds * 1e9))
    if error is not None:
        span.set_status(Status(StatusCode.ERROR, str(error)))
    span.end(end)


def _name(request: RequestEvent) -> str:
    return f"{request.operation} {request.collection}" if request.collection else request.operation


def _attributes(event: ResponseEvent) -> dict[str, AttributeValue]:
    request = event.request
    server = urlsplit(request.url)
    namespace = "|".join(part for part in (request.tenant, request.database) if part)
    found: dict[str, AttributeValue | None] = {
        "db.system.name": SYSTEM,
        "db.operation.name": request.operation,
        "db.collection.name": request.collection,
        "db.namespace": namespace or None,
        "db.operation.batch.size": request.records if (request.records or 0) > 1 else None,
        "db.response.status_code": str(event.status) if event.error is not None and event.status is not None else None,
        "server.address": server.hostname,
        "server.port": server.port or PORTS.get(server.scheme),
        "chromalink.attempts": request.attempt if request.attempt > 1 else None,
        "chromalink.trace_id": event.trace_id,
    }
    return {name: value for name, value in found.items() if value is not None}
