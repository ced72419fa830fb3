"""Conditions on records, built with `K` and joined by `&` and `|`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from .._core.expectations import is_many, is_mapping, many, only_item, plain, shown, text
from ..errors import InvalidInputError, WrongTypeError

Scalar: TypeAlias = str | int | float | bool

DOCUMENT = "#document"


class Where(ABC):
    """A condition; `a & b` holds where both hold, `a | b` where one of them does (not `and`, not `or`)."""

    __slots__ = ()

    @abstractmethod
    def to_dict(self) -> dict[str, object]:
        """The filter on the wire."""

    @staticmethod
    def from_dict(data: object) -> Where:
        """The condition that a filter tells, such as `{"year": {"$gte": 1990}}` or, for equality, `{"year": 1990}`.

        A `$and` or `$or` of one condition is that condition. Raises InvalidInputError for anything else than one
        condition, WrongTypeError for operands of the wrong kind.
        """
        return _read(data, "where")

    def __and__(self, other: Where) -> And:
        return And((*_parts(And, self), *_parts(And, other)))

    def __or__(self, other: Where) -> Or:
        return Or((*_parts(Or, self), *_parts(Or, other)))


@dataclass(frozen=True, slots=True)
class Joined(Where):
    """Conditions under one logical operator."""

    operator: ClassVar[str]
    conditions: Sequence[Where]

    def __post_init__(self) -> None:
        object.__setattr__(self, "conditions", tuple(self.conditions))

    def to_dict(self) -> dict[str, object]:
        return {self.operator: [one.to_dict() for one in self.conditions]}


class And(Joined):
    """All conditions hold."""

    operator = "$and"
    __slots__ = ()


class Or(Joined):
    """One condition holds, or more."""

    operator = "$or"
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Comparison(Where):
    """A key against one value."""

    operator: ClassVar[str]
    key: str
    value: Scalar

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", plain(self.value))

    def to_dict(self) -> dict[str, object]:
        return {self.key: {self.operator: self.value}}


class Eq(Comparison):
    """The key is there and equals the value."""

    operator = "$eq"
    __slots__ = ()


class Ne(Comparison):
    """The key differs from the value, or is missing."""

    operator = "$ne"
    __slots__ = ()


class Gt(Comparison):
    """The key is a number above the value."""

    operator = "$gt"
    __slots__ = ()


class Gte(Comparison):
    """The key is a number not below the value."""

    operator = "$gte"
    __slots__ = ()


class Lt(Comparison):
    """The key is a number below the value."""

    operator = "$lt"
    __slots__ = ()


class Lte(Comparison):
    """The key is a number not above the value."""

    operator = "$lte"
    __slots__ = ()


class Containment(Comparison):
    """What a list in metadata, or a document, has in it; a document is asked for texts only."""

    __slots__ = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.key == DOCUMENT and not isinstance(self.value, str):
            raise WrongTypeError(f"{self.operator} on {DOCUMENT}: expected a text, got {shown(self.value)}")


class Contains(Containment):
    """The document has the text in it, or the list under a key the value."""

    operator = "$contains"
    __slots__ = ()


class NotContains(Containment):
    """The document or list is missing, or has it not."""

    operator = "$not_contains"
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Membership(Where):
    """A key against several values."""

    operator: ClassVar[str]
    key: str
    values: Sequence[Scalar]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(map(plain, many(self.values, self.operator))))

    def to_dict(self) -> dict[str, object]:
        return {self.key: {self.operator: list(self.values)}}


class In(Membership):
    """The key is one of the values."""

    operator = "$in"
    __slots__ = ()


class Nin(Membership):
    """The key is none of the values, or is missing."""

    operator = "$nin"
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Pattern(Where):
    """A document against a regular expression in the syntax of Rust's `regex`, found anywhere in it."""

    operator: ClassVar[str]
    key: str
    pattern: str

    def to_dict(self) -> dict[str, object]:
        return {self.key: {self.operator: self.pattern}}


class Regex(Pattern):
    """The document matches."""

    operator = "$regex"
    __slots__ = ()


class NotRegex(Pattern):
    """The document does not match, or is missing."""

    operator = "$not_regex"
    __slots__ = ()


def _parts(kind: type[Joined], one: Where) -> Sequence[Where]:
    """`a & b & c` is one And of three."""
    if not isinstance(one, Where):
        raise WrongTypeError(f"{kind.operator}: expected a condition such as K('year') > 1990, got {shown(one)}")
    return one.conditions if isinstance(one, kind) else (one,)


def _membership(kind: Callable[[str, Sequence[Scalar]], Where]) -> Callable[[str, object, str], Where]:
    def read(key: str, value: object, at: str) -> Where:
        found = many(value, at)
        return kind(key, [_scalar(one, f"{at}[{place}]") for place, one in enumerate(found)])

    return read


def _comparison(kind: Callable[[str, Scalar], Where]) -> Callable[[str, object, str], Where]:
    return lambda key, value, at: kind(key, _scalar(value, at))


def _pattern(kind: Callable[[str, str], Where]) -> Callable[[str, object, str], Where]:
    return lambda key, value, at: kind(key, text(value, at))


_READERS: dict[str, Callable[[str, object, str], Where]] = {
    "$eq": _comparison(Eq),
    "$ne": _comparison(Ne),
    "$gt": _comparison(Gt),
    "$gte": _comparison(Gte),
    "$lt": _comparison(Lt),
    "$lte": _comparison(Lte),
    "$contains": _comparison(Contains),
    "$not_contains": _comparison(NotContains),
    "$in": _membership(In),
    "$nin": _membership(Nin),
    "$regex": _pattern(Regex),
    "$not_regex": _pattern(NotRegex),
}


def _read(data: object, at: str) -> Where:
    key, value = only_item(data, at)
    if key in ("$and", "$or"):
        return _joined(key, value, f"{at}[{key!r}]")
    at = f"{at}[{key!r}]"
    if not is_mapping(value):
        return Eq(key, _scalar(value, at))
    operator, operand = only_item(value, at)
    if operator not in _READERS:
        raise InvalidInputError(f"{at}: expected one of {', '.join(_READERS)}, got {operator!r}")
    return _READERS[operator](key, operand, f"{at}[{operator!r}]")


def _joined(operator: str, value: object, at: str) -> Where:
    if not is_many(value):
        raise WrongTypeError(f"{at}: expected a list of conditions, got {shown(value)}")
    found = [_read(one, f"{at}[{place}]") for place, one in enumerate(value)]
    if not found:
        raise InvalidInputError(f"{at}: expected at least one condition, got an empty list")
    if len(found) == 1:
        return found[0]
    kind = And if operator == "$and" else Or
    return kind([part for one in found for part in _parts(kind, one)])


def _scalar(value: object, at: str) -> Scalar:
    value = plain(value)
    if not isinstance(value, str | int | float | bool):
        raise WrongTypeError(f"{at}: expected a text, a number or a bool, got {shown(value)}")
    return value
