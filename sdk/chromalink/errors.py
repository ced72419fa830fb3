"""Everything the SDK raises, split by what the caller can do about it.

ChromaError
├ InvalidInputError (also ValueError)            fix the call; nothing was sent
│ ├ DuplicateIDError                             an id occurs twice in one call
│ └ WrongTypeError (also TypeError)              part of a search or schema is of a kind that has no place there
├ ClientClosedError (also RuntimeError)          the client was closed; nothing was sent
├ EmbeddingError                                 the embedding function failed, miscounted, or cannot run here
├ NoAnswerError (.maybe_applied)                 the server did not answer
│ ├ ConnectionFailedError (also ConnectionError)
│ │ └ ServerUnreachableError (also ValueError)   while a client was being constructed
│ └ RequestTimeoutError (also TimeoutError)
├ DecodeError                                    a 2xx answer outside the contract
└ APIError                                       the server answered with an error
  ├ InvalidArgumentError 400
  │ ├ InvalidDimensionException, InvalidUUIDError, InvalidHTTPVersion
  │ └ IDAlreadyExistsError 409
  ├ AuthorizationError 401 · ChromaAuthError 403
  ├ NotFoundError 404 (also ValueError)
  ├ UniqueConstraintError 409 (also ValueError) · ConditionalWriteConflictError 409
  ├ StaleReadError 412 · BatchSizeExceededError 413
  ├ UnprocessableError 422 · QuotaError
  ├ RateLimitError 429
  ├ UnsupportedByServerError 501, 405
  └ InternalError 5xx
    └ VersionMismatchError

The class of an APIError follows the HTTP status first, then the server's name for the error, because real
servers say `ChromaError` for most of them (wire contract: errors).
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

__all__ = [
    "APIError",
    "AuthorizationError",
    "BatchSizeExceededError",
    "ChromaAuthError",
    "ChromaError",
    "ClientClosedError",
    "ConditionalWriteConflictError",
    "ConnectionFailedError",
    "DecodeError",
    "DuplicateIDError",
    "EmbeddingError",
    "IDAlreadyExistsError",
    "InternalError",
    "InvalidArgumentError",
    "InvalidDimensionException",
    "InvalidHTTPVersion",
    "InvalidInputError",
    "InvalidUUIDError",
    "NoAnswerError",
    "NotFoundError",
    "QuotaError",
    "RateLimitError",
    "RequestTimeoutError",
    "ServerUnreachableError",
    "StaleReadError",
    "UniqueConstraintError",
    "UnprocessableError",
    "UnsupportedByServerError",
    "VersionMismatchError",
    "WrongTypeError",
    "api_error_class",
]


class ChromaError(Exception):
    """Base class of everything this package raises."""

    @classmethod
    def name(cls) -> str:
        """The class name, as the official client's errors tell it."""
        return cls.__name__


class InvalidInputError(ChromaError, ValueError):
    """An argument is wrong: the message names it, what was expected and what was found. Nothing was sent."""


class WrongTypeError(InvalidInputError, TypeError):
    """Part of a search or of a schema is of a kind that has no place there; a TypeError in the official client too."""


class DuplicateIDError(InvalidInputError):
    """An id occurs more than once in one call. Nothing was sent."""


class ClientClosedError(ChromaError, RuntimeError):
    """The client was closed before this call. Nothing was sent."""


class EmbeddingError(ChromaError):
    """The embedding function or data loader failed, answered another number than it was asked, or cannot run here."""


class NoAnswerError(ChromaError):
    """No usable answer came back.

    `maybe_applied` is True when the request may have reached the server, so that a write may have happened.
    """

    def __init__(self, message: str, *, maybe_applied: bool = False) -> None:
        super().__init__(message)
        self.maybe_applied = maybe_applied


class ConnectionFailedError(NoAnswerError, ConnectionError):
    """The connection could not be made, or broke."""


class ServerUnreachableError(ConnectionFailedError, ValueError):
    """No server could be reached while a client was being constructed (a ValueError in the official client)."""


class RequestTimeoutError(NoAnswerError, TimeoutError):
    """A time limit ran out: connecting, sending or waiting for the answer."""


class DecodeError(ChromaError):
    """The server answered with success, but not in Chroma's format."""


class APIError(ChromaError):
    """The server answered, and the answer was an error.

    `code` is the server's own name for the error ("" when the body carried none), `trace_id` the value of the
    `chroma-trace-id` header, `retry_after` the seconds asked for by `Retry-After`. `url` carries no credentials.
    `maybe_applied` is True when this answer, or no answer to an earlier attempt, leaves open whether a write happened.
    """

    status: ClassVar[int] = 0

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str = "",
        method: str = "",
        url: str = "",
        trace_id: str | None = None,
        retry_after: float | None = None,
        maybe_applied: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.code = code
        self.method = method
        self.url = url
        self.trace_id = trace_id
        self.retry_after = retry_after
        self.maybe_applied = maybe_applied

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), status_code=self.status_code), self.args, vars(self)

    def __str__(self) -> str:
        where = f" [{self.status_code} {self.code}".rstrip()
        return f"{self.message}{where}; {self.method} {self.url}]" if self.url else f"{self.message}{where}]"


class InvalidArgumentError(APIError):
    """The server refused the request as it stands (400)."""

    status = 400


class InvalidDimensionException(InvalidArgumentError):
    """A vector has another dimension than the collection."""


class InvalidUUIDError(InvalidArgumentError):
    """An id is not a UUID."""


class InvalidHTTPVersion(InvalidArgumentError):
    """The server does not speak this HTTP version."""


class IDAlreadyExistsError(InvalidArgumentError):
    """A record with this id exists already (409)."""

    status = 409


class AuthorizationError(APIError):
    """Credentials are missing or wrong (401)."""

    status = 401


class ChromaAuthError(APIError):
    """The credentials do not allow this, or reset is switched off (403)."""

    status = 403


class NotFoundError(APIError, ValueError):
    """The tenant, database, collection or function does not exist (404)."""

    status = 404


class UniqueConstraintError(APIError, ValueError):
    """A tenant, database or collection of this name exists already (409)."""

    status = 409


class ConditionalWriteConflictError(APIError):
    """Another writer was faster than a conditional write (409)."""

    status = 409


class StaleReadError(APIError):
    """The server could not serve a read as fresh as asked for (412)."""

    status = 412


class BatchSizeExceededError(APIError):
    """The request body is larger than the server takes (413)."""

    status = 413


class UnprocessableError(APIError):
    """The server could not read the request as what the operation takes (422)."""

    status = 422


class QuotaError(APIError):
    """A quota of the account is used up."""


class RateLimitError(APIError):
    """Too many requests; `retry_after` says how long to wait, when the server did (429)."""

    status = 429


class UnsupportedByServerError(APIError):
    """The server does not offer this operation (501), or not at all (405)."""

    status = 501


class InternalError(APIError):
    """The server failed (5xx)."""

    status = 500


class VersionMismatchError(InternalError):
    """Client and server versions do not go together."""


_BY_STATUS: dict[int, type[APIError]] = {
    kind.status: kind
    for kind in (
        InvalidArgumentError,
        AuthorizationError,
        ChromaAuthError,
        NotFoundError,
        UniqueConstraintError,
        StaleReadError,
        BatchSizeExceededError,
        UnprocessableError,
        RateLimitError,
        UnsupportedByServerError,
    )
}

_BY_NAME: dict[str, type[APIError]] = {
    "ConditionalWriteConflictError": ConditionalWriteConflictError,
    "IDAlreadyExists": IDAlreadyExistsError,
    "InvalidDimension": InvalidDimensionException,
    "InvalidHTTPVersion": InvalidHTTPVersion,
    "InvalidUUID": InvalidUUIDError,
    "QuotaError": QuotaError,
    "VersionMismatchError": VersionMismatchError,
}


def api_error_class(status: int, name: str, message: str) -> type[APIError]:
    """The class for an answer: by status, refined by the server's error name, then by the quota wording of a 422."""
    by_status = _BY_STATUS.get(status, InternalError if status >= 500 else APIError)
    named = _BY_NAME.get(name, by_status)
    if named is not by_status and named.status in (0, status):
        return named
    if status == 422 and message.startswith("Quota exceeded"):
        return QuotaError
    return by_status
