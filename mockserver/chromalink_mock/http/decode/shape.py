"""Readers of decoded JSON: each returns a precise type or raises BadShape with the recorded wording.

A reader takes the value and its JSON path (`metadatas[0].k`, empty for the body itself).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar, cast

from ...engine.json_value import JsonObject, JsonValue
from ..errors import BadJson, BadShape, RequestError
from .strict_json import DEPTH_LIMIT

T = TypeVar("T")
D = TypeVar("D")

Reader: TypeAlias = Callable[[JsonValue, str], T]

_NESTS = frozenset({dict, list})
"""The types of decoded JSON that hold other values."""

U32 = 2**32
U64 = 2**64


class Fields:
    """The fields of an object, or of the array in field order that stands for it."""

    __slots__ = ("_at", "_named", "_values")

    def __init__(self, values: Mapping[str, JsonValue], at: str, *, named: bool) -> None:
        self._values = values
        self._at = at
        self._named = named

    def required(self, name: str, read: Reader[T]) -> T:
        """The field's value; it must be there, and null only if the reader takes null."""
        if name not in self._values:
            raise BadShape(self._at, f"missing field `{name}`", incomplete=True)
        return read(self._values[name], self.path(name))

    def optional(self, name: str, read: Reader[T]) -> T | None:
        """The field's value; None when it is missing or null."""
        if self._values.get(name) is not None:
            return read(self._values[name], self.path(name))
        return None

    def given(self, name: str, read: Reader[T], default: D) -> T | D:
        """The field's value or, only when it is missing, `default`."""
        return read(self._values[name], self.path(name)) if name in self._values else default

    def both(self, one: str, read_one: Reader[T], other: str, read_other: Reader[D]) -> tuple[T, D]:
        """Two required fields, read in the order of the body, which decides whose fault is reported."""
        present = list(self._values)
        if other in present and (one not in present or present.index(other) < present.index(one)):
            second = self.required(other, read_other)
            return self.required(one, read_one), second
        first = self.required(one, read_one)
        return first, self.required(other, read_other)

    def path(self, name: str) -> str:
        """The JSON path of a field."""
        if self._named:
            return within(self._at, name)
        return f"{self._at}[{list(self._values).index(name)}]"


def struct(
    value: JsonValue,
    at: str,
    name: str,
    fields: Sequence[str],
    *,
    as_array: bool = True,
    at_least: int | None = None,
    closed: bool = False,
) -> Fields:
    """The fields of a struct called `name` on the wire.

    With `as_array` a JSON array in field order counts as well, of `at_least` so many elements (None: one for every
    field); without it, unknown fields are read too, and may not nest too deep. With `closed` a field outside `fields`
    is refused.
    """
    if isinstance(value, dict):
        if closed:
            _refuse_unknown(value, at, fields)
        elif not as_array:
            for key in value.keys() - set(fields):
                refuse_deep(value[key], within(at, key), 1)
        return Fields(value, at, named=True)
    if isinstance(value, list) and as_array:
        if len(value) > len(fields):
            raise BadJson(at, "trailing characters")
        if len(value) < (len(fields) if at_least is None else at_least):
            elements = "element" if len(fields) == 1 else "elements"
            length = f"invalid length {len(value)}, expected struct {name} with {len(fields)} {elements}"
            raise BadShape(at, length, incomplete=True)
        return Fields(dict(zip(fields, value, strict=False)), at, named=False)
    raise mismatch(value, at, f"struct {name}")


def first_fault(value: JsonValue, at: str, fields: Sequence[str], read: Reader[T]) -> T:
    """What `read` makes of a struct; of several faults the one that stands first in the body is raised.

    The recorded server reads a body as a stream; `read` goes field by field in an order of its own.
    """
    try:
        return read(value, at)
    except RequestError:
        if isinstance(value, dict):
            _refuse_in_order(value, at, fields, read)
        elif isinstance(value, list):
            _refuse_elements(value, at, fields, read)
        raise


def text(value: JsonValue, at: str) -> str:
    if isinstance(value, str):
        return value
    raise mismatch(value, at, "a string")


def flag(value: JsonValue, at: str) -> bool:
    if isinstance(value, bool):
        return value
    raise mismatch(value, at, "a boolean")


def u32(value: JsonValue, at: str) -> int:
    return _unsigned(value, at, "u32", U32)


def usize(value: JsonValue, at: str) -> int:
    return _unsigned(value, at, "usize", U64)


def f64(value: JsonValue, at: str) -> float:
    return _real(value, at, "f64")


def f32(value: JsonValue, at: str) -> float:
    return _real(value, at, "f32")


def sequence(value: JsonValue, at: str) -> list[JsonValue]:
    if isinstance(value, list):
        return value
    raise mismatch(value, at, "a sequence")


def mapping(value: JsonValue, at: str) -> JsonObject:
    if isinstance(value, dict):
        return value
    raise mismatch(value, at, "a map")


def anything(value: JsonValue, at: str) -> JsonValue:
    """Any JSON; only its depth is looked at."""
    refuse_deep(value, at, 1)
    return value


def texts(value: JsonValue, at: str) -> list[str]:
    """A list of strings."""
    found = sequence(value, at)
    if not set(map(type, found)) <= {str}:
        for place, item in enumerate(found):
            text(item, f"{at}[{place}]")
    return cast("list[str]", found)


def optional_texts(value: JsonValue, at: str) -> list[str | None]:
    """A list of strings and nulls."""
    found = sequence(value, at)
    strings = [item for item in found if item is None or type(item) is str]
    if len(strings) != len(found):
        for place, item in enumerate(found):
            if item is not None:
                text(item, f"{at}[{place}]")
    return strings


def each(value: JsonValue, at: str, read: Reader[T]) -> list[T]:
    """A list whose elements `read` takes."""
    return [read(item, f"{at}[{place}]") for place, item in enumerate(sequence(value, at))]


def choice(options: Mapping[str, T], *, listed: str | None = None) -> Reader[T]:
    """A reader of one of the named variants, written as a string or as an object that maps it to null.

    Anything else is a syntax error, as recorded.
    """
    expected = listed or _one_of(list(options))

    def read(value: JsonValue, at: str) -> T:
        name, content = variant(value, at)
        if name not in options:
            raise BadShape(at, f"unknown variant `{name}`, expected {expected}")
        if content is not None:
            raise mismatch(content, within(at, name), "unit")
        refuse_second_variant(value, at)
        return options[name]

    return read


def variant(value: JsonValue, at: str) -> tuple[str, JsonValue]:
    """The name of an enum's variant, and its content (None for a bare name)."""
    if isinstance(value, str):
        return value, None
    if isinstance(value, dict) and value:
        return next(iter(value.items()))
    raise BadJson(at, "expected value")


def refuse_second_variant(value: JsonValue, at: str) -> None:
    """Raise BadJson when an enum's object names another variant after its first, which is read before."""
    if isinstance(value, dict) and len(value) > 1:
        raise BadJson(at, "expected value")


def within(at: str, key: str) -> str:
    """The path of a field below `at`."""
    return f"{at}.{key}" if at else key


def mismatch(value: JsonValue, at: str, expected: str) -> BadShape:
    """The refusal of a value of the wrong type."""
    return BadShape(at, f"invalid type: {described(value)}, expected {expected}")


def described(value: JsonValue) -> str:
    """A value as serde names it in its messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"boolean `{'true' if value else 'false'}`"
    if isinstance(value, int):
        return f"integer `{value}`"
    if isinstance(value, float):
        return f"floating point `{value}`"
    if isinstance(value, str):
        return f"string {json.dumps(value, ensure_ascii=False)}"
    return "sequence" if isinstance(value, list) else "map"


def refuse_deep(value: JsonValue, at: str, depth: int) -> None:
    """Raise BadJson when `value`, itself `depth` levels down, nests beyond what the recorded server reads."""
    level = [value]
    while level and depth < DEPTH_LIMIT:
        below: list[JsonValue] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = [item for item in below if type(item) in _NESTS]
        depth += 1
    if any(isinstance(item, dict | list) for item in level):
        raise BadJson(at, "recursion limit exceeded")


def _refuse_in_order(value: JsonObject, at: str, fields: Sequence[str], read: Reader[T]) -> None:
    begun: JsonObject = {}
    for key, item in value.items():
        begun[key] = item
        if key in fields:
            try:
                read(begun, at)
            except BadShape as error:
                # A field that is still to come is no fault yet.
                if not (error.incomplete and error.at == at):
                    raise


def _refuse_elements(value: list[JsonValue], at: str, fields: Sequence[str], read: Reader[T]) -> None:
    """Raise what is wrong with an element of an array that is too short or too long to be a struct."""
    found = value[: len(fields)]
    for size in range(len(found), len(fields) + 1):
        padding: list[JsonValue] = [None] * (size - len(found))
        try:
            read([*found, *padding], at)
        except (BadShape, BadJson) as error:
            if any(error.at.startswith(f"{at}[{place}]") for place in range(len(found))):
                raise


def _refuse_unknown(value: JsonObject, at: str, fields: Sequence[str]) -> None:
    for key in value:
        if key not in fields:
            expected = f"expected {_one_of(fields)}" if fields else "there are no fields"
            raise BadShape(within(at, key), f"unknown field `{key}`, {expected}")


def _one_of(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return " or ".join(quoted) if len(quoted) == 2 else f"one of {', '.join(quoted)}"


def _unsigned(value: JsonValue, at: str, kind: str, limit: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise mismatch(value, at, kind)
    if not 0 <= value < limit:
        raise BadShape(at, f"invalid value: integer `{value}`, expected {kind}")
    return value


def _real(value: JsonValue, at: str, kind: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise mismatch(value, at, kind)
    return float(value)
