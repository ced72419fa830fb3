"""Refusals as HTTP answers: statuses and error classes as recorded from Chroma 1.5.9 (wire contract: errors)."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from ..engine.errors import (
    AlreadyExists,
    EngineError,
    FailedPrecondition,
    Forbidden,
    Internal,
    InvalidArgument,
    NotFound,
    NotKept,
    Unsupported,
)
from ..quotas import QuotaExceeded
from . import encode
from .encode import Answer

_LOG = logging.getLogger("chromalink_mock")

_ENGINE: tuple[tuple[type[EngineError], int, str], ...] = (
    (InvalidArgument, 400, "InvalidArgumentError"),
    (NotFound, 404, "NotFoundError"),
    (AlreadyExists, 409, "ChromaError"),
    (FailedPrecondition, 412, "ChromaError"),
    (Forbidden, 403, "ChromaError"),
    (QuotaExceeded, 422, "ChromaError"),
    (Unsupported, 501, "ChromaError"),
    (NotKept, 507, "InternalError"),
    (Internal, 500, "InternalError"),
)
_TRACE_ID = (b"chroma-trace-id", b"0" * 32)
_DENIED = "Permission denied."


class RequestError(Exception):
    """A request refused before the engine is asked; carries its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Unauthenticated(RequestError):
    """No valid credential. `challenge` says how to send one."""

    def __init__(self, challenge: bytes) -> None:
        refusal = encode.failure(401, "ChromaError", _DENIED)
        super().__init__(refusal.with_header(b"www-authenticate", challenge))


class PermissionDenied(RequestError):
    """The credential is valid, but not for this."""

    def __init__(self) -> None:
        super().__init__(encode.failure(403, "ChromaError", _DENIED))


class TooManyRequests(RequestError):
    """The caller must wait for so many seconds."""

    def __init__(self, seconds: int) -> None:
        refusal = encode.failure(429, "ChromaError", "Too many requests; backoff and try again")
        super().__init__(refusal.with_header(b"retry-after", b"%d" % seconds))


class BodyTooLarge(RequestError):
    """More bytes than the server takes. Write and query calls answer plain text, all others JSON."""

    def __init__(self, *, as_text: bool) -> None:
        message = "Failed to buffer the request body: length limit exceeded"
        text = Answer(413, b"Payload too large")
        super().__init__(text if as_text else encode.failure(413, "ChromaError", message))


class BodyInterrupted(RequestError):
    """The client left before its body was complete; nobody will read this answer."""

    def __init__(self) -> None:
        super().__init__(encode.failure(400, "InvalidArgumentError", "The request body ended early"))


class WrongContentType(RequestError):
    """A body that does not claim to be JSON."""

    def __init__(self) -> None:
        message = "Expected request with `Content-Type: application/json`"
        super().__init__(encode.failure(415, "ChromaError", message))


class BadRequest(RequestError):
    """A path, query string or body that cannot be read at all."""

    def __init__(self, message: str) -> None:
        super().__init__(encode.failure(400, "InvalidArgumentError", message))


class BadShape(RequestError):
    """Well-formed JSON of the wrong shape. `at` is the JSON path, empty for the body itself.

    Two marks say when a syntax error in the same body counts instead: `incomplete`, something was merely missing, and
    `buffered`, the value at `at` was read to its end before it was judged.
    """

    def __init__(self, at: str, text: str, *, incomplete: bool = False, buffered: bool = False) -> None:
        where = f"{at}: " if at else ""
        message = f"Failed to deserialize the JSON body into the target type: {where}{text}"
        super().__init__(encode.failure(422, "ChromaError", message))
        self.at = at
        self.incomplete = incomplete
        self.buffered = buffered


class BadJson(BadRequest):
    """A body that is not JSON; `at` is the JSON path reached."""

    def __init__(self, at: str, text: str) -> None:
        where = f"{at}: " if at else ""
        super().__init__(f"Failed to parse the request body as JSON: {where}{text}")
        self.at = at


def no_route() -> Answer:
    return _traced(Answer(404))


def wrong_method(allowed: Iterable[str]) -> Answer:
    return _traced(Answer(405, headers=((b"allow", ",".join(allowed).encode()),)))


def legacy_api() -> Answer:
    return _traced(encode.failure(410, "Unimplemented", "The v1 API is deprecated. Please use /v2 apis"))


def answer_to(error: Exception, operation: str) -> Answer:
    """The answer that reports `error`. What nobody foresaw is logged, and tells the client nothing of its cause."""
    if isinstance(error, RequestError):
        return _traced(error.answer)
    if isinstance(error, EngineError):
        for kind, status, name in _ENGINE:
            if isinstance(error, kind):
                return _traced(encode.failure(status, name, error.message))
    _LOG.error("%s failed", operation, exc_info=error)
    return _traced(encode.failure(500, "InternalError", "Internal error"))


def _traced(answer: Answer) -> Answer:
    return answer.with_header(*_TRACE_ID)
