"""Everything the SDK raises, split by what the caller can do about it.

    ChromaError
    ├ InvalidInputError (also ValueError)            fix the call; nothing was sent
    │ ├ DuplicateIDError                             an id occurs twice in one call
    │ └ WrongTypeError (also TypeError)              part of a search or schema is of a kind that has no place there
    ├ ClientClosedError (also RuntimeError)          the client was closed; nothing was sent
    ├ EmbeddingError                                 the embedding function failed, miscounted, or cannot run here
    ├ CredentialsError                               the function that gives credentials failed; nothing was sent
    ├ NoAnswerError (.maybe_applied)                 the server did not answer
    │ ├ ConnectionFailedError (also ConnectionError)
    │ │ └ ServerUnreachableError (also ValueError)   while a client was being constructed
    │ └ RequestTimeoutError (also TimeoutError)
    ├ StoreError                                     a PersistentClient cannot use the directory; it was not changed
    ├ DecodeError                                    a 2xx answer outside the contract
    ├ TransferError                                  a copy, an export or an import came to nothing; it can be run again
    ├ BulkError (.result .landed .failed .unknown)   a bulk write ended early; its cause tells why
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
      │ └ BackoffError                               the server needs a pause before it takes more writes
      ├ UnsupportedByServerError 501, 405
      │ └ TransactionsNotSupportedError
      └ InternalError 5xx
        └ VersionMismatchError

The class of an APIError follows the HTTP status first, then the server's name for the error, because real
servers say `ChromaError` for most of them (wire contract: errors).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from .bulk import BulkResult

__all__ = [
    "APIError",
    "AuthorizationError",
    "BackoffError",
    "BatchSizeExceededError",
    "BulkError",
    "ChromaAuthError",
    "ChromaError",
    "ClientClosedError",
    "ConditionalWriteConflictError",
    "ConnectionFailedError",
    "CredentialsError",
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
    "StoreError",
    "TransactionsNotSupportedError",
    "TransferError",
    "UniqueConstraintError",
    "UnprocessableError",
    "UnsupportedByServerError",
    "VersionMismatchError",
    "WrongTypeError",
    "api_error_class",
]


class ChromaError(Exception):
    """Base class of everything this package raises.

    Examples:
        >>> from chromalink.errors import NotFoundError
        >>> try:
        ...     client.get_collection("absent")
        ... except NotFoundError as error:
        ...     print(error.status_code, error.message)
        404 Collection [absent] does not exist
    """

    written: BulkResult | None = None
    """What has become of the records of an add, upsert or update that took several requests; None for other calls."""

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


class CredentialsError(ChromaError):
    """The function given as `auth` raised, or gave no credentials. Nothing was sent with them."""


class NoAnswerError(ChromaError):
    """No usable answer came back.

    `maybe_applied` is True when the request may have reached the server, so that a write may have happened; `stale`
    when a connection that had served before broke before the answer began, as one does that the server has dropped.
    """

    def __init__(self, message: str, *, maybe_applied: bool = False, stale: bool = False) -> None:
        super().__init__(message)
        self.maybe_applied = maybe_applied
        self.stale = stale


class ConnectionFailedError(NoAnswerError, ConnectionError):
    """The connection could not be made, or broke."""


class ServerUnreachableError(ConnectionFailedError, ValueError):
    """No server could be reached while a client was being constructed (a ValueError in the official client)."""


class RequestTimeoutError(NoAnswerError, TimeoutError):
    """A time limit ran out: connecting, sending or waiting for the answer."""


class StoreError(ChromaError):
    """The directory of a PersistentClient cannot be opened: in use, foreign, damaged, or of a newer format."""


class DecodeError(ChromaError):
    """The server answered with success, but not in Chroma's format."""


class TransferError(ChromaError):
    """A copy, an export or an import came to nothing; nothing stands under the name it was for. It can be run again."""


class BulkError(ChromaError):
    """A bulk write ended before all records had landed; `result` tells which did, and resumes it. The cause is why."""

    def __init__(self, message: str, result: BulkResult) -> None:
        super().__init__(message)
        self.result = result

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (*self.args, self.result)

    @property
    def landed(self) -> list[str]:
        """The ids of records that the server has, in the order in which it took them."""
        return self.result.landed

    @property
    def failed(self) -> list[str]:
        """The ids of records that the server has not taken."""
        return self.result.failed

    @property
    def unknown(self) -> list[str]:
        """The ids of records that were sent without an answer."""
        return self.result.unknown


class APIError(ChromaError):
    """The server answered, and the answer was an error.

    `code` is the server's own name for the error ("" when the body carried none), `trace_id` the value of the
    `chroma-trace-id` header, `request_id` that of `x-request-id`, which proxies set, `retry_after` the seconds asked
    for by `Retry-After`, and `body` the start of the answer's body. `url` carries no credentials. `maybe_applied` is
    True when this answer, or no answer to an earlier attempt, leaves open whether a write happened. Only the message
    is needed to make one, as fakes in tests do; `status_code` is then that of the class.
    """

    status: ClassVar[int] = 0

    def __init__(
        self,
        message: str = "",
        *,
        status_code: int | None = None,
        code: str = "",
        method: str = "",
        url: str = "",
        request_id: str | None = None,
        trace_id: str | None = None,
        retry_after: float | None = None,
        body: str = "",
        maybe_applied: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = self.status if status_code is None else status_code
        self.code = code
        self.method = method
        self.url = url
        self.request_id = request_id
        self.trace_id = trace_id
        self.retry_after = retry_after
        self.body = body
        self.maybe_applied = maybe_applied

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), status_code=self.status_code), self.args, vars(self)

    def __str__(self) -> str:
        if not self.url and not self.code:
            return self.message
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


class BackoffError(RateLimitError):
    """The server is behind with its writes and needs a pause (429)."""


class UnsupportedByServerError(APIError):
    """The server does not offer this operation (501), or not at all (405)."""

    status = 501


class TransactionsNotSupportedError(UnsupportedByServerError):
    """The server, or this collection, takes no conditional writes (501)."""


class InternalError(APIError):
    """The server failed (5xx)."""

    status = 500


class VersionMismatchError(InternalError):
    """Client and server versions do not go together."""


_BY_STATUS: dict[int, type[APIError]] = {
    405: UnsupportedByServerError,
    **{
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
    },
}

_BY_NAME: dict[str, type[APIError]] = {
    "Backoff": BackoffError,
    "ConditionalWriteConflictError": ConditionalWriteConflictError,
    "IDAlreadyExists": IDAlreadyExistsError,
    "InvalidDimension": InvalidDimensionException,
    "InvalidHTTPVersion": InvalidHTTPVersion,
    "InvalidUUID": InvalidUUIDError,
    "QuotaError": QuotaError,
    "TransactionsNotSupported": TransactionsNotSupportedError,
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
