"""From bytes to values: successes, and the server's errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, cast

import orjson

from .._core.effects import Answer
from ..errors import APIError, DecodeError, UnsupportedByServerError, api_error_class

T = TypeVar("T")

EXCERPT = 200
"""How many characters of an unexpected body an error shows."""


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
    kind = api_error_class(answer.status, named or "", message)
    if named is None:
        message = f"the server answered without Chroma's error body: {_described(answer)}"
        if answer.status == 405:
            kind = UnsupportedByServerError
        elif answer.status < 500 and answer.status not in _TOLD_BY_PROXIES:
            kind = APIError
            message += "; is it a Chroma server that knows this operation?"
    return kind(
        message,
        status_code=answer.status,
        code=named or "",
        method=answer.method,
        url=answer.url,
        trace_id=answer.headers.get("chroma-trace-id"),
        retry_after=_retry_after(answer.headers.get("retry-after")),
    )


_TOLD_BY_PROXIES = frozenset({401, 403, 413, 429})
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
    start = answer.content[: 4 * EXCERPT].decode(errors="replace").strip()[:EXCERPT]
    return f"{answer.status}, {kind}, {start!r}" if start else f"{answer.status} with an empty body"


def _retry_after(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        return max(0.0, float(value)) if value.strip().isdigit() else _seconds_until(parsedate_to_datetime(value))
    except ValueError:
        return None


def _seconds_until(moment: datetime) -> float:
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
