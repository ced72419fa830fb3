"""Faults seeded between the suite and a server: requests or answers altered on their way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx

from chromalink.contract.comparison import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on its way; `body` is None when it has none, or one that is no JSON."""

    method: str
    path: str
    query: str
    body: Json
    media_type: str

    def to(self, *operations: str) -> bool:
        """Whether the path ends in one of these."""
        return self.path.rpartition("/")[2] in operations


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on its way back; `body` is "" when it has none."""

    status: int
    body: Json


Before = Callable[[Asked], Asked]
After = Callable[[Asked, Reply], Reply]


@dataclass(frozen=True, slots=True)
class WireFault:
    """A named fault; what is None is left alone."""

    name: str
    before: Before | None = None
    after: After | None = None


class FaultyTransport(httpx.BaseTransport):
    """The network with one fault in it."""

    def __init__(self, fault: WireFault) -> None:
        self._fault = fault
        self._network = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = _asked(request)
        if self._fault.before is not None:
            changed = self._fault.before(asked)
            if changed != asked:
                request = _request(request, asked, changed)
        response = self._network.handle_request(request)
        response.read()
        if self._fault.after is None:
            return response
        reply = Reply(response.status_code, _decoded(response.content))
        altered = self._fault.after(asked, reply)
        return response if altered == reply and _kinds(altered.body) == _kinds(reply.body) else _response(altered)

    def close(self) -> None:
        self._network.close()


def asked_for(*operations: str, change: Callable[[dict[str, Json]], dict[str, Json]]) -> Before:
    """Change the bodies of requests to these operations, where they are objects."""

    def before(asked: Asked) -> Asked:
        if asked.to(*operations) and isinstance(asked.body, dict):
            return replace(asked, body=change(dict(asked.body)))
        return asked

    return before


def answered_by(*operations: str, change: Callable[[dict[str, Json]], Json]) -> After:
    """Change the 2xx answers of these operations, where they are objects."""

    def after(asked: Asked, reply: Reply) -> Reply:
        if asked.to(*operations) and reply.status < 300 and isinstance(reply.body, dict):
            return replace(reply, body=change(dict(reply.body)))
        return reply

    return after


def every_object(change: Callable[[dict[str, Json]], dict[str, Json]], *, key: str) -> After:
    """Change every object below the answer that has this key."""

    def walk(value: Json) -> Json:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if isinstance(value, dict):
            return change(dict(value)) if key in value else {name: walk(item) for name, item in value.items()}
        return value

    return lambda asked, reply: replace(reply, body=walk(reply.body))


def status(old: int, new: int) -> After:
    """Answer one status in place of another."""
    return lambda asked, reply: replace(reply, status=new) if reply.status == old else reply


def _asked(request: httpx.Request) -> Asked:
    path, _, query = request.url.raw_path.decode().partition("?")
    body = _decoded(request.read())
    media_type = request.headers.get("content-type", "")
    return Asked(request.method, path, query, None if body == "" else body, media_type)


def _request(request: httpx.Request, asked: Asked, changed: Asked) -> httpx.Request:
    target = f"{changed.path}?{changed.query}" if changed.query else changed.path
    content = request.content if changed.body == asked.body else json.dumps(changed.body).encode()
    headers = {
        name: value for name, value in request.headers.items() if name not in ("content-length", "transfer-encoding")
    }
    if changed.media_type:
        headers["content-type"] = changed.media_type
    url = request.url.copy_with(raw_path=target.encode())
    return httpx.Request(changed.method, url, headers=headers, content=content, extensions=request.extensions)


def _response(reply: Reply) -> httpx.Response:
    if reply.body == "":
        return httpx.Response(reply.status)
    return httpx.Response(
        reply.status, headers={"content-type": "application/json"}, content=json.dumps(reply.body).encode()
    )


def _decoded(content: bytes) -> Json:
    try:
        body: Json = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    return body


def _kinds(value: Json) -> str:
    # 1 == 1.0 == True in Python, so equal bodies may still differ in kind.
    return json.dumps(value, sort_keys=True)
