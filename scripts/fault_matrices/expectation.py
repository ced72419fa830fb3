"""What is to become of a call, told by the rules of docs/errors.md alone: nothing here looks at the SDK's own code."""

from __future__ import annotations

from dataclasses import dataclass

from chromalink import errors
from chromalink.errors import APIError, ChromaError
from chromalink_mock.faults import HtmlPage, Latency, SlowBody, Status, Timeout

from .cases import CONNECT, Case
from .kinds import Fault, Reading

RETRIES = 2

Kind = type[ChromaError]


@dataclass(frozen=True, slots=True)
class Target:
    """An operation within a case, which sends `requests` of it.

    `acts` is whether it is the one that changes the server; `again` is how the case ends when it is done once more,
    None where well. `newsless` is whether the true answer says nothing but that it was done.
    """

    case: Case
    operation: str
    requests: int = 1
    acts: bool = False
    again: Kind | None = None
    newsless: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """`error` None is success; `requests` how many were sent of the operation.

    `done` is whether it was carried out, None where it depends: a server that is slow to begin reads no body of a
    client that has gone.
    """

    error: Kind | None
    requests: int
    done: bool | None
    maybe_applied: bool | None = None
    """None where the error does not say."""


def expected(target: Target, fault: Fault, *, lasting: bool) -> Expected:
    """What becomes of a call whose first request of the operation is struck, or, `lasting`, all of them."""
    reading = fault.reading
    if reading is Reading.ANSWERED or (reading is Reading.MISLED and _tolerates(target)):
        return Expected(None, target.requests, done=reading is Reading.ANSWERED or not target.acts)
    if reading in (Reading.MISLED, Reading.GARBLED):
        error = None if _probes(target) else errors.DecodeError
        return _ended(target, fault, error, 1, maybe_applied=None)
    if reading in (Reading.REFUSED, Reading.NOT_DONE_FOR_LONG):
        return _ended(target, fault, error_of(fault), 1, maybe_applied=False)
    unknown = reading is Reading.UNKNOWN
    if unknown and not repeatable(target):
        return _ended(target, fault, error_of(fault), 1, maybe_applied=True)
    if lasting:
        return _ended(target, fault, error_of(fault), RETRIES + 1, maybe_applied=unknown)
    return _after_one_repetition(target, fault)


def repeatable(target: Target) -> bool:
    """Whether the operation may be sent again when nobody knows what became of it."""
    if _probes(target):
        return True
    match target.operation:
        case "createCollection":
            return target.case.method == "get_or_create_collection" or target.case.has("get_or_create")
        case "createTenant" | "createDatabase":
            return target.case.has("exist_ok")
        case "deleteRecords":
            return not target.case.has("where")
        case "updateCollection" | "forkCollection" | "attachFunction" | "detachFunction" | "reset":
            return False
        case _:
            return True


def error_of(fault: Fault) -> Kind:
    """The class that tells of the fault, where it is not repeated, or not any more."""
    match fault.action:
        case Status(status):
            return _BY_STATUS[status]
        case HtmlPage(status):
            return APIError if status == 404 else _BY_STATUS[status]
        case Timeout() | Latency() | SlowBody():
            return errors.RequestTimeoutError
        case _:
            return errors.ConnectionFailedError


_BY_STATUS: dict[int, Kind] = {
    400: errors.InvalidArgumentError,
    401: errors.AuthorizationError,
    403: errors.ChromaAuthError,
    404: errors.NotFoundError,
    405: errors.UnsupportedByServerError,
    409: errors.UniqueConstraintError,
    412: errors.StaleReadError,
    413: errors.BatchSizeExceededError,
    422: errors.UnprocessableError,
    429: errors.RateLimitError,
    500: errors.InternalError,
    501: errors.UnsupportedByServerError,
    502: errors.InternalError,
    503: errors.InternalError,
    504: errors.InternalError,
}


def _after_one_repetition(target: Target, fault: Fault) -> Expected:
    """The second answer is the true one, to a request that may have been carried out before."""
    before = fault.applied and target.acts and not isinstance(fault.action, Latency)
    error = target.again if before else None
    unknown = fault.reading is Reading.UNKNOWN
    if unknown and error is errors.NotFoundError and target.operation in ("deleteCollection", "deleteDatabase"):
        error = None
    reached = 0 if fault.reading is Reading.UNREACHED else 1
    return Expected(error, target.requests + reached, done=True, maybe_applied=unknown if error else None)


def _ended(target: Target, fault: Fault, error: Kind | None, sent: int, *, maybe_applied: bool | None) -> Expected:
    """Nothing but struck requests were sent; where the method takes the error for an answer, it goes on."""
    done: bool | None = fault.applied and target.acts
    if done and isinstance(fault.action, Latency):
        done = None
    sent = 0 if fault.reading is Reading.UNREACHED else sent
    if error is None or _expects(target, error, fault):
        return Expected(None, sent, done)
    if target.case == CONNECT and issubclass(error, errors.ConnectionFailedError):
        error = errors.ServerUnreachableError
    return Expected(error, sent, done, maybe_applied if issubclass(error, APIError | errors.NoAnswerError) else None)


def _expects(target: Target, error: Kind, fault: Fault) -> bool:
    """Whether the method was asked not to mind this error, or it is what a survey of the server looks for."""
    if _probes(target):
        settled = fault.reading is Reading.REFUSED
        return settled and issubclass(error, APIError) and not issubclass(error, errors.AuthorizationError)
    if error is errors.NotFoundError:
        return target.case.has("missing_ok")
    return error is errors.UniqueConstraintError and target.case.has("exist_ok")


def _probes(target: Target) -> bool:
    """Whether the request only finds out whether the server knows the operation."""
    return target.case.method == "server_info" and target.operation not in ("getVersion", "getPreFlightChecks")


def _tolerates(target: Target) -> bool:
    """Whether any JSON will do: where no news is expected, or where all of it may be missing."""
    return target.newsless or _probes(target) or target.operation == "getPreFlightChecks"
