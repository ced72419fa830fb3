"""From the generated client's description of a request to a Request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import orjson

from chromalink_rest.types import UNSET, Unset

from .._core.effects import Request, Stream
from ..errors import InvalidInputError

if TYPE_CHECKING:
    from .._core.session import CollectionRef

T = TypeVar("T")


class SeparateBody:
    """Stands in for a generated request model where the body is written by `bodies` (the hot paths)."""

    def to_dict(self) -> dict[str, Any]:
        return {}


SEPARATE: Any = SeparateBody()


@lru_cache(maxsize=128)
def addressed(get_kwargs: Callable[..., dict[str, Any]], *names: str, **rest: Any) -> Mapping[str, Any]:
    """What a generated `_get_kwargs` makes of arguments that stay the same from call to call."""
    return get_kwargs(*names, **rest)


def request(
    operation: str,
    kwargs: Mapping[str, Any],
    content: bytes | Stream | None = None,
    *,
    collection: str | None = None,
    records: int | None = None,
) -> Request:
    """`kwargs` as made by a generated `_get_kwargs`; its JSON is the body unless `content` is given.

    `collection` and `records` are for hooks: see Request.
    """
    if content is None and "json" in kwargs:
        content = encoded(kwargs["json"])
    query = {name: str(value) for name, value in kwargs.get("params", {}).items()}
    return Request(
        operation, kwargs["method"].upper(), kwargs["url"], query, content, collection=collection, records=records
    )


def path(ref: CollectionRef) -> tuple[str, str, str]:
    """What the paths of a collection's operations name."""
    return ref.tenant, ref.database, str(ref.id)


def given(value: T | None) -> T | Unset:
    """`value` as generated models have it: what is None is left out."""
    return UNSET if value is None else value


def encoded(value: Any) -> bytes:
    """JSON; numpy arrays and numbers are written as such."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    except orjson.JSONEncodeError as exc:
        raise InvalidInputError(f"{_faulty(value)}: cannot be written as JSON: {exc}") from exc


def _faulty(value: Any) -> str:
    """Which part of a body cannot be written."""
    parts = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    for name, part in parts.items():
        try:
            orjson.dumps(part, option=orjson.OPT_SERIALIZE_NUMPY)
        except orjson.JSONEncodeError:
            return name
    return "the arguments"
