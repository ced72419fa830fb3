"""One class of error for each thing a caller can do about it."""

from __future__ import annotations

import inspect
import pickle

import pytest

from chromalink import errors
from chromalink._core.effects import Answer
from chromalink._wire import decode

URL = "http://h:8000/api/v2/version"


def error_for(status: int, content: bytes = b"", **headers: str) -> errors.APIError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return decode.error(Answer(status, named, content, "GET", URL))


def told(name: str, message: str = "why") -> bytes:
    return f'{{"error": "{name}", "message": "{message}"}}'.encode()


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (400, "InvalidArgumentError", errors.InvalidArgumentError),
        (400, "ChromaError", errors.InvalidArgumentError),
        (400, "InvalidDimension", errors.InvalidDimensionException),
        (400, "InvalidUUID", errors.InvalidUUIDError),
        (400, "InvalidHTTPVersion", errors.InvalidHTTPVersion),
        (400, "QuotaError", errors.QuotaError),
        (401, "ChromaError", errors.AuthorizationError),
        (401, "AuthorizationError", errors.AuthorizationError),
        (403, "ChromaError", errors.ChromaAuthError),
        (403, "AuthError", errors.ChromaAuthError),
        (404, "NotFoundError", errors.NotFoundError),
        (405, "ChromaError", errors.UnsupportedByServerError),
        (409, "ChromaError", errors.UniqueConstraintError),
        (409, "UniqueConstraintError", errors.UniqueConstraintError),
        (409, "ConditionalWriteConflictError", errors.ConditionalWriteConflictError),
        (409, "IDAlreadyExists", errors.IDAlreadyExistsError),
        (412, "StaleReadError", errors.StaleReadError),
        (413, "ChromaError", errors.BatchSizeExceededError),
        (418, "ChromaError", errors.APIError),
        (422, "ChromaError", errors.UnprocessableError),
        (422, "QuotaError", errors.QuotaError),
        (429, "ChromaError", errors.RateLimitError),
        (429, "Backoff", errors.BackoffError),
        (500, "InternalError", errors.InternalError),
        (500, "VersionMismatchError", errors.VersionMismatchError),
        (501, "ChromaError", errors.UnsupportedByServerError),
        (501, "TransactionsNotSupported", errors.TransactionsNotSupportedError),
        (502, "ChromaError", errors.InternalError),
        (503, "ChromaError", errors.InternalError),
        (500, "InvalidUUID", errors.InternalError),
        (404, "InvalidDimension", errors.NotFoundError),
    ],
)
def test_the_status_chooses_the_class_and_the_name_refines_it(
    status: int, name: str, kind: type[errors.APIError]
) -> None:
    found = error_for(status, told(name))
    assert type(found) is kind
    assert (found.status_code, found.code, found.message) == (status, name, "why")


def test_a_422_about_a_quota_is_a_quota_error() -> None:
    assert type(error_for(422, told("ChromaError", "Quota exceeded: records"))) is errors.QuotaError


def test_the_quota_wording_counts_for_422_only() -> None:
    assert type(error_for(400, told("ChromaError", "Quota exceeded: records"))) is errors.InvalidArgumentError


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        (errors.InvalidInputError, ValueError),
        (errors.DuplicateIDError, errors.InvalidInputError),
        (errors.ClientClosedError, RuntimeError),
        (errors.ConnectionFailedError, ConnectionError),
        (errors.ServerUnreachableError, ValueError),
        (errors.ServerUnreachableError, errors.ConnectionFailedError),
        (errors.RequestTimeoutError, TimeoutError),
        (errors.NotFoundError, ValueError),
        (errors.UniqueConstraintError, ValueError),
        (errors.ConnectionFailedError, errors.NoAnswerError),
        (errors.RequestTimeoutError, errors.NoAnswerError),
    ],
)
def test_errors_are_caught_as_what_users_of_python_and_of_the_official_client_expect(
    kind: type[Exception], base: type[Exception]
) -> None:
    assert issubclass(kind, base)


def test_everything_raised_is_a_chroma_error_and_public() -> None:
    defined = {name: one for name, one in vars(errors).items() if inspect.isclass(one) and issubclass(one, Exception)}
    assert all(issubclass(one, errors.ChromaError) for one in defined.values())
    assert set(defined) <= set(errors.__all__)


def test_an_api_error_carries_what_the_answer_told() -> None:
    found = error_for(429, told("ChromaError", "slow down"), chroma_trace_id="0abc", retry_after="3")
    assert (found.method, found.url, found.trace_id, found.retry_after) == ("GET", URL, "0abc", 3.0)
    assert str(found) == f"slow down [429 ChromaError; GET {URL}]"
    assert found.name() == "RateLimitError"
    assert found.maybe_applied is False


def test_an_api_error_without_a_url_is_told_without_one() -> None:
    assert str(errors.NotFoundError("gone", status_code=404, code="NotFoundError")) == "gone [404 NotFoundError]"


@pytest.mark.parametrize(
    "content", [b"", b"<html><h1>Bad Gateway</h1>", b"[1]", b"3", b'{"detail": "x"}', b'{"error": 5}', b"\xff\xfe"]
)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, errors.APIError),
        (400, errors.APIError),
        (401, errors.AuthorizationError),
        (403, errors.ChromaAuthError),
        (404, errors.APIError),
        (405, errors.UnsupportedByServerError),
        (413, errors.BatchSizeExceededError),
        (429, errors.RateLimitError),
        (502, errors.InternalError),
    ],
)
def test_a_body_that_is_not_chromas_claims_nothing_of_chroma(
    status: int, kind: type[errors.APIError], content: bytes
) -> None:
    found = error_for(status, content, content_type="text/html")
    assert type(found) is kind
    assert found.code == ""
    assert "without Chroma's error body" in found.message
    assert URL in str(found)


def test_html_from_a_proxy_is_shown_in_part() -> None:
    found = error_for(502, b"<html>" + b"x" * 5000, content_type="text/html")
    assert "<html>xxx" in str(found)
    assert len(str(found)) < 600


def test_an_error_without_a_message_is_told_by_its_name() -> None:
    assert error_for(500, b'{"error": "InternalError"}').message == "InternalError"


@pytest.mark.parametrize(
    "error",
    [
        errors.NotFoundError("gone", status_code=404, code="NotFoundError", method="GET", url=URL, trace_id="t"),
        errors.RequestTimeoutError("slow", maybe_applied=True),
        errors.DuplicateIDError("ids: twice"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_the_way_between_processes(error: errors.ChromaError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (str(back), vars(back)) == (str(error), vars(error))
