"""From bytes to values: successes, and the server's errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, cast

import orjson

from .._core.effects import Answer
from ..auth import masked
from ..errors import APIError, DecodeError, api_error_class

T = TypeVar("T")

EXCERPT = 200
"""How many characters of an unexpected body an error shows."""
KEPT = 2000
"""How many characters of its body an error keeps."""


def json(answer: Answer) -> Any:
    """The decoded body; DecodeError where it is not JSON."""
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError as exc:
        raise unexpected(answer, "JSON") from exc


def model(answer: Answer, build: Callable[[Any], T]) -> T:
    """What a generated model makes of the body; DecodeError where it does not fit."""
    return _built(answer, json(answer), build)


def models(answer: Answer, build: Callable[[Any], T]) -> list[T]:
    """What a generated model makes of each element of the body, which must be a list."""
    body = json(answer)
    if not isinstance(body, list):
        raise unexpected(answer, "a list")
    return [_built(answer, one, build) for one in cast("Sequence[Any]", body)]


def fields(answer: Answer) -> Mapping[str, Any]:
    """The body, which must be an object."""
    body = json(answer)
    if not isinstance(body, dict):
        raise unexpected(answer, "an object")
    return cast("dict[str, Any]", body)


def number(answer: Answer) -> int:
    body = json(answer)
    if not isinstance(body, int) or isinstance(body, bool):
        raise unexpected(answer, "a whole number")
    return body


def text(answer: Answer) -> str:
    body = json(answer)
    if not isinstance(body, str):
        raise unexpected(answer, "a text")
    return body


def nothing(answer: Answer) -> None:
    """For answers that carry no news; DecodeError for a page of a proxy, which says nothing of the server."""
    if answer.content:
        json(answer)


def unexpected(answer: Answer, expected: str) -> DecodeError:
    return DecodeError(
        f"expected {expected} from {answer.method} {answer.url}, got {_described(answer)}; is it a Chroma server?"
    )


def error(answer: Answer) -> APIError:
    """The typed error for an answer outside 2xx."""
    named, message = _named(answer)
    message = masked(message, answer.secrets)
    kind = api_error_class(answer.status, named or "", message)
    if named is None:
        message = f"the server answered without Chroma's error body: {_described(answer)}"
        if answer.status < 500 and answer.status not in _TOLD_BY_PROXIES:
            kind = APIError
            message += "; is it a Chroma server that knows this operation?"
    return kind(
        message,
        status_code=answer.status,
        code=named or "",
        method=answer.method,
        url=answer.url,
        request_id=answer.headers.get("x-request-id"),
        trace_id=answer.headers.get("chroma-trace-id"),
        retry_after=_retry_after(answer.headers.get("retry-after"), answer.headers.get("date")),
        body=start(answer, KEPT),
    )


_TOLD_BY_PROXIES = frozenset({401, 403, 405, 413, 429})
"""Statuses whose meaning does not depend on who says them."""


def _named(answer: Answer) -> tuple[str | None, str]:
    try:
        body: dict[str, Any] = orjson.loads(answer.content)
        name = body["error"]
        message = body.get("message")
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        return None, ""
    if not isinstance(name, str):
        return None, ""
    if not name.isidentifier():
        # The OpenAPI document of the Cloud puts the text where others name the class of the error.
        return "", message if isinstance(message, str) else name
    return name, message if isinstance(message, str) else name


def _built(answer: Answer, value: Any, build: Callable[[Any], T]) -> T:
    try:
        return build(value)
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise unexpected(answer, f"what {answer.method} {answer.url} answers ({exc!r})") from exc


def _described(answer: Answer) -> str:
    kind = answer.headers.get("content-type", "no content type")
    shown = start(answer)
    return f"{answer.status}, {kind}, {shown!r}" if shown else f"{answer.status} with an empty body"


def start(answer: Answer, characters: int = EXCERPT) -> str:
    """How the body begins, without secrets."""
    # Masked before it is cut, so that no half of a secret is left at the end.
    return masked(answer.content[: 8 * characters].decode(errors="replace").strip(), answer.secrets)[:characters]


def _retry_after(value: str | None, date: str | None) -> float | None:
    """The seconds to wait; a moment counts from the server's own clock, where it tells its time."""
    if value is None:
        return None
    if value.strip().isdigit():
        return _decimal(value)
    until = _moment(value)
    if until is None:
        return None
    return max(0.0, (until - (_moment(date) or datetime.now(UTC))).total_seconds())


def _decimal(digits: str) -> float | None:
    try:
        return float(digits)
    except ValueError:  # digits that are no decimals, as the superscript two
        return None


def _moment(value: str | None) -> datetime | None:
    """An HTTP date; one without a zone is in UTC, as all of HTTP is."""
    try:
        found = None if value is None else parsedate_to_datetime(value)
    except ValueError:
        return None
    return found if found is None or found.tzinfo is not None else found.replace(tzinfo=UTC)
