"""Whether an answer is one that openapi/chroma.yaml declares for its operation."""

from __future__ import annotations

from functools import cache

import httpx

from spec_comparison.judge import Judge


def check(response: httpx.Response) -> None:
    """For an event hook: fail unless status and body are declared."""
    response.read()
    request = response.request
    fault = _judge().fault(request.method, request.url.raw_path.decode(), response)
    assert fault is None, f"{request.method} {request.url.path} {response.status_code}: {fault}"


@cache
def _judge() -> Judge:
    return Judge.of_document()
