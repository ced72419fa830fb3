"""What providers of embeddings say: JSON in shapes of their own."""

from __future__ import annotations

from typing import cast

import orjson

from .._core.effects import Answer
from ..auth import masked
from ..errors import APIError, DecodeError, api_error_class
from . import decode


def body(value: object) -> bytes:
    """`value` as JSON; numpy arrays are lists."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def parsed(answer: Answer) -> object:
    """What a 2xx body says; DecodeError where it is not JSON."""
    try:
        said: object = orjson.loads(answer.content)
    except orjson.JSONDecodeError as exc:
        raise DecodeError(f"expected JSON from {answer.method} {answer.url}, got {decode.start(answer)!r}") from exc
    return said


def refusal(answer: Answer) -> APIError:
    """The error for an answer outside 2xx, with the provider's own message where its body has one."""
    generic = decode.error(answer)
    message = masked(_message(answer.content), answer.secrets) or decode.start(answer) or "no message"
    return api_error_class(answer.status, "", message)(
        message,
        status_code=answer.status,
        method=answer.method,
        url=answer.url,
        request_id=generic.request_id,
        retry_after=generic.retry_after,
        body=generic.body,
    )


def _message(content: bytes) -> str:
    """The text that providers put at one of a few places."""
    try:
        said: object = orjson.loads(content)
    except orjson.JSONDecodeError:
        return ""
    while isinstance(said, list | dict):
        said = _likeliest(cast("list[object] | dict[str, object]", said))
    return "" if said is None else str(said)


def _likeliest(said: list[object] | dict[str, object]) -> object:
    if isinstance(said, list):
        return said[0] if said else None
    return next((said[key] for key in ("error", "errors", "detail", "message", "msg") if said.get(key)), None)
