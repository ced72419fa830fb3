"""Bytes of a body to a payload: the fast parser first, the strict one when an exact answer is due."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import orjson

from ...engine.json_value import JsonValue
from ..errors import BadJson, BadShape, RequestError
from . import strict_json

T = TypeVar("T")

_STRICT_SIZE = 256 * 1024
"""Bodies beyond this are judged by the fast parser alone: the strict one would take too long."""


@dataclass(frozen=True, slots=True)
class Payload(Generic[T]):
    """A kind of body: its top-level fields, and how decoded JSON becomes a `T` (raising BadShape)."""

    fields: Sequence[str]
    read: Callable[[JsonValue], T]

    def decode(self, body: bytes) -> T:
        """The payload in `body`; raises BadJson or BadShape as recorded."""
        try:
            value: JsonValue = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            if len(body) > _STRICT_SIZE:
                raise BadJson("", f"{error.msg} at line {error.lineno} column {error.colno}") from None
            return self._decode_strictly(body)
        try:
            payload = self.read(value)
        except BadShape:
            if len(body) > _STRICT_SIZE:
                raise
            return self._decode_strictly(body)
        repeated = self._repeated(body) if isinstance(value, dict) else None
        if repeated is not None:
            raise BadShape("", f"duplicate field `{repeated}`")
        return payload

    def _decode_strictly(self, body: bytes) -> T:
        document = strict_json.parse(body, self.fields)
        if document.fault is None:
            return self.read(document.value)
        if document.absent:
            raise document.fault
        try:
            self.read(document.value)
        except BadShape as error:
            if not error.incomplete and not (error.buffered and _reaches(document.fault, error.at)):
                raise
        raise document.fault

    def _repeated(self, body: bytes) -> str | None:
        """A field that stands twice at the top level; the fast parser keeps the last one and says nothing."""
        if all(body.count(b'"%s"' % field.encode()) <= 1 for field in self.fields):
            return None
        keys = _top_keys(body)
        return next((key for place, key in enumerate(keys) if key in self.fields and key in keys[:place]), None)


def _reaches(fault: RequestError, at: str) -> bool:
    return isinstance(fault, BadJson) and fault.at.startswith(at)


def _top_keys(body: bytes) -> list[str]:
    keys: list[str] = []

    def remember(pairs: list[tuple[str, object]]) -> None:
        # The outermost object is completed last.
        keys[:] = [key for key, _ in pairs]

    json.loads(body, object_pairs_hook=remember)
    return keys
