"""Bodies and query parameters, read as the old server read them: leniently, and naming every fault at once.

A reader takes a JSON value and where it stands, and returns a precise type or raises Invalid. Wording as recorded from
Chroma 0.5.15.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, get_args

import orjson

from ...engine.json_value import JsonObject, JsonValue
from ...engine.values import Field
from .refusals import Fault, Invalid, Location, detail, raised

T = TypeVar("T")

Reader: TypeAlias = Callable[[JsonValue, Location], T]

_TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "off", "0"})
_WHOLE = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)*(?:\.0*)?")
_LONGEST_NUMBER = 400
_MOST = 2**32
_FIELDS: dict[str, Field] = {name: name for name in get_args(Field)}
_INCLUDED = "'documents', 'embeddings', 'metadatas', 'distances', 'uris' or 'data'"


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """A kind of body, and what is made of its fields."""

    read: Callable[[Fields], T]

    def decode(self, body: bytes) -> T:
        """The body's content; raises Invalid, and the old server's own refusals of what is no JSON."""
        value = _parsed(body)
        if value is None:
            raise Invalid([Fault(("body",), "missing", "Field required")])
        if not isinstance(value, dict):
            told = "Input should be a valid dictionary or object to extract fields from"
            raise Invalid([Fault(("body",), "model_attributes_type", told, value)])
        fields = Fields(value)
        content = self.read(fields)
        if fields.faults:
            raise Invalid(fields.faults)
        return content


class Fields:
    """The fields of a body; faults are gathered, so that a form can be read to its end."""

    def __init__(self, values: JsonObject) -> None:
        self._values = values
        self.faults: list[Fault] = []

    def required(self, name: str, read: Reader[T], otherwise: T) -> T:
        """The field's value; `otherwise` when there is a fault to report."""
        if name not in self._values:
            self.missing(name)
            return otherwise
        return self.given(name, read, otherwise)

    def given(self, name: str, read: Reader[T], otherwise: T) -> T:
        """The field's value, null being read like any other; `otherwise` when it is missing or faulty."""
        if name not in self._values:
            return otherwise
        try:
            return read(self._values[name], ("body", name))
        except Invalid as error:
            self.faults.extend(error.faults)
            return otherwise

    def optional(self, name: str, read: Reader[T]) -> T | None:
        """The field's value; None when it is missing, null or faulty."""
        return None if self._values.get(name) is None else self.given(name, read, None)

    def missing(self, name: str) -> None:
        """Report that a field is not there."""
        self.faults.append(Fault(("body", name), "missing", "Field required", self._values))


def text(value: JsonValue, at: Location) -> str:
    if isinstance(value, str):
        return value
    raise Invalid([Fault(at, "string_type", "Input should be a valid string", value)])


def optional_text(value: JsonValue, at: Location) -> str | None:
    return None if value is None else text(value, at)


def integer(value: JsonValue, at: Location) -> int:
    """A whole number; also one written as a string, as a float without fraction, or as a boolean."""
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if value.is_integer():
            return int(value)
        told = "Input should be a valid integer, got a number with a fractional part"
        raise Invalid([Fault(at, "int_from_float", told, value)])
    if isinstance(value, str):
        digits = value.strip()
        if len(digits) <= _LONGEST_NUMBER and _WHOLE.fullmatch(digits):
            return int(digits.partition(".")[0])
        told = "Input should be a valid integer, unable to parse string as an integer"
        raise Invalid([Fault(at, "int_parsing", told, value)])
    raise Invalid([Fault(at, "int_type", "Input should be a valid integer", value)])


def amount(number: int) -> int:
    """How many, or how many to skip, is meant: a negative number is none, and nothing has more than `_MOST`."""
    return max(0, min(number, _MOST))


def flag(value: JsonValue, at: Location) -> bool:
    """A boolean; also its usual words and the numbers 0 and 1."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str | int | float):
        word = value.lower() if isinstance(value, str) else str(int(value)) if value in (0, 1) else ""
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        told = "Input should be a valid boolean, unable to interpret input"
        raise Invalid([Fault(at, "bool_parsing", told, value)])
    raise Invalid([Fault(at, "bool_type", "Input should be a valid boolean", value)])


def mapping(value: JsonValue, at: Location) -> JsonObject:
    if isinstance(value, dict):
        return value
    raise Invalid([Fault(at, "dict_type", "Input should be a valid dictionary", value)])


def optional_mapping(value: JsonValue, at: Location) -> JsonObject | None:
    return None if value is None else mapping(value, at)


def sequence(value: JsonValue, at: Location) -> list[JsonValue]:
    if isinstance(value, list):
        return value
    raise Invalid([Fault(at, "list_type", "Input should be a valid list", value)])


def each(read: Reader[T]) -> Reader[list[T]]:
    """A reader of lists whose elements `read` takes."""

    def read_all(value: JsonValue, at: Location) -> list[T]:
        found: list[T] = []
        faults: list[Fault] = []
        for place, item in enumerate(sequence(value, at)):
            try:
                found.append(read(item, (*at, place)))
            except Invalid as error:
                faults.extend(error.faults)
        if faults:
            raise Invalid(faults)
        return found

    return read_all


def included(value: JsonValue, at: Location) -> Sequence[Field]:
    """What a read shall return; `data`, which a server never has, is understood and left out."""
    asked = each(_included)(value, at)
    return [field for field in asked if field is not None]


def _included(value: JsonValue, at: Location) -> Field | None:
    if isinstance(value, str) and (value in _FIELDS or value == "data"):
        return _FIELDS.get(value)
    raise Invalid([Fault(at, "enum", f"Input should be {_INCLUDED}", value, {"expected": _INCLUDED})])


def _parsed(body: bytes) -> JsonValue:
    if not body:
        return None
    try:
        value: JsonValue = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _not_json(body, error) from error
    return value


def _not_json(body: bytes, error: orjson.JSONDecodeError) -> Exception:
    """The refusal of a body. Two parsers read it one after the other: the second is stricter, and was not foreseen."""
    try:
        json.loads(body)
    except json.JSONDecodeError as fault:
        found: JsonObject = {}
        where = ("body", fault.pos)
        return Invalid([Fault(where, "json_invalid", "JSON decode error", found, {"error": fault.msg})])
    except (ValueError, RecursionError):
        return detail(400, "There was an error parsing the body")
    return raised("JSONDecodeError", str(error))
