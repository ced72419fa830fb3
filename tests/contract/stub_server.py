"""A server that exists only as a function: enough of Chroma to be recognised, and the rest as a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

Answer = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class StubServer:
    """Answers heartbeat and databases; `answer` comes first. What was asked is kept, as method and path."""

    answer: Answer = lambda request: None
    asked: list[str] = field(default_factory=list[str])

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        answered = self.answer(request)
        if answered is not None:
            return answered
        if request.url.path == "/api/v2/heartbeat":
            return httpx.Response(200, json={"nanosecond heartbeat": 1})
        if "/databases" in request.url.path and "/collections" not in request.url.path:
            return httpx.Response(200, json={})
        return httpx.Response(404)
