"""What the parts of searches, schemas and sparse vectors must be. Arrays are read without importing numpy."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeGuard, cast, runtime_checkable

from ..errors import InvalidInputError, WrongTypeError


@runtime_checkable
class ArrayLike(Protocol):
    """An array, or one number of an array."""

    def tolist(self) -> object: ...


def mapping(value: object, what: str) -> Mapping[str, object]:
    """`value`, where it is a mapping with texts as keys."""
    if not is_mapping(value):
        raise WrongTypeError(f"{what}: expected a dict, got {shown(value)}")
    for key in value:
        if not isinstance(key, str):
            raise WrongTypeError(f"{what}: expected texts as keys, got {shown(key)}")
    return cast("Mapping[str, object]", value)


def only_item(value: object, what: str) -> tuple[str, object]:
    """The one key of a mapping, and what stands under it."""
    found = mapping(value, what)
    if len(found) != 1:
        got = ", ".join(map(repr, found)) or "an empty dict"
        raise InvalidInputError(f"{what}: expected exactly one key, got {got}")
    return next(iter(found.items()))


def known_keys(found: Mapping[str, object], known: Sequence[str], what: str) -> None:
    """Refuse keys outside `known`."""
    unknown = [key for key in found if key not in known]
    if unknown:
        raise InvalidInputError(f"{what}: expected keys out of {', '.join(known)}, got {', '.join(map(repr, unknown))}")


def required(found: Mapping[str, object], names: Sequence[str], what: str) -> None:
    """Refuse a mapping that lacks one of `names`."""
    for name in names:
        if name not in found:
            raise InvalidInputError(f"{what}: expected {' and '.join(map(repr, names))}, got no {name!r}")


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, Mapping)


def is_many(value: object) -> TypeGuard[Sequence[object]]:
    """Texts and bytes are values, not sequences."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def many(value: object, what: str) -> list[object]:
    """A list, a tuple, another sequence, or an array of one dimension or more, as a list."""
    if isinstance(value, ArrayLike):
        value = value.tolist()
    if not is_many(value):
        raise WrongTypeError(f"{what}: expected a list, got {shown(value)}")
    return list(value)


_NO_ARRAYS = frozenset({int, float, str, list})
"""What need not be asked whether it is an array, which takes a microsecond or ten."""


def plain(value: object) -> object:
    """A number of an array as Python's own; anything else as it is."""
    if type(value) in _NO_ARRAYS:
        return value
    return value.tolist() if isinstance(value, ArrayLike) else value


def number(value: object, what: str) -> int | float:
    """A finite number; a bool is none."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongTypeError(f"{what}: expected a number, got {shown(value)}")
    if not math.isfinite(value):
        raise InvalidInputError(f"{what}: expected a finite number, got {value!r}")
    return value


def count(value: object, what: str, least: int) -> int:
    """A whole number of at least `least`."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError(f"{what}: expected a whole number, got {shown(value)}")
    if value < least:
        raise InvalidInputError(f"{what}: expected a whole number >= {least}, got {value}")
    return value


def text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise WrongTypeError(f"{what}: expected a text, got {shown(value)}")
    return value


def shown(value: object) -> str:
    """A short picture of a wrong value."""
    told = repr(value)
    return f"{type(value).__name__} {told if len(told) <= 60 else told[:57] + '...'}"
