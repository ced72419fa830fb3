"""Bytes of a body to a payload: the fast parser first, the strict one when an exact answer is due."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

import orjson

from ...engine.json_value import JsonValue
from ..errors import BadJson, BadShape, RequestError
from . import shape, strict_json

T = TypeVar("T")

_NEGATIVE_ZERO = re.compile(rb"-0[\s,\]}]")
"""-0 is a float on the wire; the fast parser makes it the integer 0. A match within a string does no harm."""

_STRICT_SIZE = 256 * 1024
"""Bodies beyond this are judged by the fast parser alone: the strict one would take too long."""


@dataclass(frozen=True, slots=True)
class Payload(Generic[T]):
    """A kind of body: its top-level fields, and how decoded JSON becomes a `T` (raising BadShape).

    With `keeps_unknown` the recorded server reads the fields it does not know as carefully as the others; otherwise it
    looks only for their end.
    """

    fields: Sequence[str]
    read: Callable[[JsonValue], T]
    keeps_unknown: bool = False

    def decode(self, body: bytes) -> T:
        """The payload in `body`; raises BadJson or BadShape as recorded."""
        try:
            value: JsonValue = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            if len(body) > _STRICT_SIZE:
                raise BadJson("", f"{error.msg} at line {error.lineno} column {error.colno}") from None
            return self._decode_strictly(body)
        # Looked for by its sign first: vectors as base64 have none, and a single byte is found ten times as fast.
        if len(body) <= _STRICT_SIZE and b"-" in body and _NEGATIVE_ZERO.search(body):
            return self._decode_strictly(body)
        try:
            payload = self.read(value)
        except (BadShape, BadJson):
            if len(body) > _STRICT_SIZE:
                raise
            return self._decode_strictly(body)
        repeated = self._repeated(body) if isinstance(value, dict) else None
        if repeated is not None:
            raise BadShape("", f"duplicate field `{repeated}`")
        return payload

    def _decode_strictly(self, body: bytes) -> T:
        document = strict_json.parse(body, self.fields, keeps_unknown=self.keeps_unknown)
        if document.fault is None:
            return shape.first_fault(document.value, "", self.fields, self._read)
        if document.absent:
            raise document.fault
        try:
            shape.first_fault(document.value, "", self.fields, self._read)
        except BadShape as error:
            incomplete = error.incomplete and not document.whole
            if not incomplete and not (error.buffered and _reaches(document.fault, error.at)):
                raise
        except BadJson as error:
            # What is only begun may look wrong; then its end counts.
            if not _reaches(document.fault, error.at):
                raise
        raise document.fault

    def _read(self, value: JsonValue, _: str) -> T:
        return self.read(value)

    def _repeated(self, body: bytes) -> str | None:
        """A field that stands twice at the top level; the fast parser keeps the last one and says nothing."""
        mentions = _mention(tuple(self.fields)).findall(body)
        if len(mentions) == len(set(mentions)):
            return None
        keys = _top_keys(body)
        return next((key for place, key in enumerate(keys) if key in self.fields and key in keys[:place]), None)


@cache
def _mention(fields: tuple[str, ...]) -> re.Pattern[bytes]:
    """A field's name between quotes: one pass for all of them, and quotes are rare where vectors are base64."""
    return re.compile(rb'"(?:%s)"' % b"|".join(re.escape(field.encode()) for field in fields))


def _reaches(fault: RequestError, at: str) -> bool:
    return isinstance(fault, BadJson) and fault.at.startswith(at)


def _top_keys(body: bytes) -> list[str]:
    keys: list[str] = []

    def remember(pairs: list[tuple[str, object]]) -> None:
        # The outermost object is completed last.
        keys[:] = [key for key, _ in pairs]

    json.loads(body, object_pairs_hook=remember)
    return keys
