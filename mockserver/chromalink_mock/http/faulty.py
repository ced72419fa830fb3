"""Answers that go wrong as the rules of a server say."""

from __future__ import annotations

from http import HTTPStatus
from typing import assert_never

from starlette.types import Receive, Scope, Send

from ..faults import (
    ConnectionRefusedFault,
    ConnectionResetFault,
    Corrupt,
    Faults,
    HtmlPage,
    Latency,
    NoAnswerFault,
    Refused,
    Reset,
    Rule,
    SlowBody,
    Status,
    Timeout,
    Truncated,
    TruncatedFault,
    WrongContentType,
)
from . import encode
from .api import Api, transmit
from .encode import Answer
from .routes import ROUTES
from .workers import pause

_ERRORS = {400: "InvalidArgumentError", 404: "NotFoundError", 410: "Unimplemented", 500: "InternalError"}
"""The class of the error that the recorded server tells with a status; `ChromaError` with the others."""

_NOT_APPLIED = Answer(200, b'{"note":"a damaged answer to an operation that was not carried out"}', encode.JSON)
"""What is damaged where there is no answer."""


class Faulty:
    """The API behind the rules of `faults`; while there are none, the API."""

    def __init__(self, api: Api, faults: Faults) -> None:
        faults.expect({route.operation for route in ROUTES})
        self._api = api
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the API; raises ConnectionFault for what happens below HTTP, part of an answer may be sent by then."""
        if not self._faults.active:
            await self._api(scope, receive, send)
            return
        verdict = self._faults.verdict(self._api.operation(scope), scope["method"], scope["path"])
        if verdict.delay:
            await pause(verdict.delay)
        if verdict.rule is None:
            await self._api(scope, receive, send)
        else:
            await self._strike(verdict.rule, scope, receive, send)

    async def _strike(self, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        if isinstance(rule.action, Refused):
            raise ConnectionRefusedFault
        answer = await self._answer(rule, scope, receive)
        match rule.action:
            case Timeout():
                raise NoAnswerFault(rule.applies)
            case Reset("before"):
                raise ConnectionResetFault("before", rule.applies)
            case Reset("after"):
                await transmit(answer, scope, send)
                raise ConnectionResetFault("after", rule.applies)
            case Reset():
                await _begin(answer, 0.5, scope, send)
                raise ConnectionResetFault("during", rule.applies)
            case Truncated(share):
                await _begin(answer, share, scope, send)
                raise TruncatedFault(rule.applies)
            case SlowBody(seconds, pieces):
                await _trickle(answer, seconds, pieces, scope, send)
            case Corrupt():
                await transmit(Answer(answer.status, _garbled(answer.body), answer.headers), scope, send)
            case WrongContentType(content_type):
                await transmit(answer.with_header(b"content-type", content_type.encode()), scope, send)
            case Status() as status:
                await transmit(_refusal(status), scope, send)
            case HtmlPage(code):
                await transmit(_page(code), scope, send)
            case Latency():
                raise AssertionError("a latency delays, it does not strike")
            case _:
                assert_never(rule.action)

    async def _answer(self, rule: Rule, scope: Scope, receive: Receive) -> Answer:
        """The true answer, if the operation is to be carried out; else the request is read and forgotten."""
        if rule.applies:
            return await self._api.answer(scope, receive)
        more = True
        while more:
            message = await receive()
            more = message["type"] == "http.request" and message.get("more_body", False)
        return _NOT_APPLIED


async def _begin(answer: Answer, share: float, scope: Scope, send: Send) -> None:
    """Announce the whole of an answer and send less of it; of one without a body a byte is announced."""
    announced = max(1, len(answer.body))
    headers = [*answer.headers, (b"content-length", b"%d" % announced)]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if scope["method"] != "HEAD":
        body = answer.body[: int(len(answer.body) * share)]
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _trickle(answer: Answer, seconds: float, pieces: int, scope: Scope, send: Send) -> None:
    headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else answer.body
    size = -(-len(body) // pieces) or 1
    for start in range(0, size * pieces, size):
        await pause(seconds / pieces)
        more = start + size < size * pieces
        await send({"type": "http.response.body", "body": body[start : start + size], "more_body": more})


def _garbled(body: bytes) -> bytes:
    """As many bytes, the middle third of them, at least one, such as no UTF-8 text has."""
    third = len(body) // 3
    middle = len(body) - 2 * third
    return body[:third] + b"\xff" * middle + body[third + middle :]


def _refusal(action: Status) -> Answer:
    told = action.message or f"Injected fault: {_phrase(action.status)}"
    answer = encode.failure(action.status, action.error or _error(action.status), told)
    if action.retry_after is None:
        return answer
    return answer.with_header(b"retry-after", b"%g" % action.retry_after)


def _error(status: int) -> str:
    return _ERRORS.get(status, "InternalError" if status > 501 else "ChromaError")


def _page(status: int) -> Answer:
    title = f"{status} {_phrase(status)}"
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>proxy</body></html>"
    return Answer(status, html.encode(), ((b"content-type", b"text/html"),))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
