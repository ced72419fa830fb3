"""The `where` / `where_document` language: parsing, what a clause touches, and its mask over slots.

Semantics as recorded from Chroma 1.5.9 (wire contract: where and where_document). Families never mix: bool is not a
number is not a string. `$ne`, `$nin`, `$not_contains`, `$not_regex` are set complements: they hold where the
key is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from . import regex
from .errors import InvalidArgument
from .values import Scalar, ValueKind

Mask: TypeAlias = npt.NDArray[np.bool_]
Order: TypeAlias = Literal["$gt", "$gte", "$lt", "$lte"]

DOCUMENT_FIELD: Final = "#document"
INT64_MIN: Final = -(2**63)
INT64_MAX: Final = 2**63 - 1

_ORDERS: Final[frozenset[str]] = frozenset({"$gt", "$gte", "$lt", "$lte"})
_TEXT_OPERATORS: Final = frozenset({"$contains", "$not_contains", "$regex", "$not_regex"})


@dataclass(frozen=True, slots=True)
class Every:
    """`$and`: all hold; of nothing, everything holds."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`$or`: at least one holds; of nothing, nothing holds."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """`$eq`, `$in` and, negated, `$ne`, `$nin`: a scalar equal to one of `operands`, which are of one kind."""

    key: str
    operands: tuple[Scalar, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """`$gt`, `$gte`, `$lt`, `$lte`: a number on the right side of the operand."""

    key: str
    order: Order
    operand: int | float


@dataclass(frozen=True, slots=True)
class Holds:
    """`$contains`, `$not_contains` on a list: an element of exactly this kind and value."""

    key: str
    element: Scalar
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A document with this literal substring, case-sensitive."""

    needle: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A document in which this regular expression is found somewhere."""

    pattern: str
    negated: bool = False


Predicate: TypeAlias = OneOf | Ordered | Holds | Text | Pattern
"""A clause that is about one key, or about documents."""

Clause: TypeAlias = Every | Either | Predicate


@dataclass(frozen=True, slots=True)
class Touch:
    """One index a clause needs: a metadata key with the operand's kind, or the document's text (`kind` is None)."""

    key: str
    kind: ValueKind | None

    @property
    def full_text(self) -> bool:
        """Whether it is the full-text index of the documents."""
        return self.kind is None


class Column(Protocol):
    """One metadata key over all slots."""

    def one_of(self, operands: Sequence[Scalar], size: int) -> Mask: ...
    def ordered(self, order: Order, operand: int | float, size: int) -> Mask: ...
    def holds(self, element: Scalar, size: int) -> Mask: ...


class Documents(Protocol):
    """The documents over all slots; masks need to be right only within `among`."""

    def containing(self, needle: str, among: Mask) -> Mask: ...
    def matching(self, pattern: str, among: Mask) -> Mask: ...


class Table(Protocol):
    """What a clause is evaluated against."""

    @property
    def documents(self) -> Documents: ...
    def column(self, key: str) -> Column | None: ...


def parse_where(value: object) -> Clause:
    """The clause of a decoded `where` object.

    Raises InvalidArgument (`Invalid where clause`, or `Regex syntax errror: ...`).
    """
    key, operand = _single_entry(value, "where")
    if key in ("$and", "$or"):
        children = tuple(parse_where(child) for child in _list(operand, "where"))
        return Every(children) if key == "$and" else Either(children)
    if key.startswith("$"):
        raise _invalid("where")
    if isinstance(operand, dict):
        operator, argument = _single_entry(cast(object, operand), "where")
        return _comparison(key, operator, argument)
    return OneOf(key, (_scalar(operand),))


def parse_where_document(value: object) -> Clause:
    """The clause of a decoded `where_document` object.

    Raises InvalidArgument (`Invalid where document clause`, or `Regex syntax errror: ...`).
    """
    operator, operand = _single_entry(value, "where document")
    if operator in ("$and", "$or"):
        children = tuple(parse_where_document(child) for child in _list(operand, "where document"))
        return Every(children) if operator == "$and" else Either(children)
    return _text(operator, operand, "where document")


def predicates(clause: Clause) -> Iterator[Predicate]:
    """What `$and` and `$or` join, depth first in the order written."""
    if isinstance(clause, Every | Either):
        for child in clause.clauses:
            yield from predicates(child)
    else:
        yield clause


def touched(clause: Clause) -> Iterator[Touch]:
    """The indexes the clause needs, depth first in the order written, repetitions included."""
    for predicate in predicates(clause):
        match predicate:
            case OneOf(key, operands):
                yield Touch(key, kind_of(operands[0]))
            case Ordered(key, _, operand):
                yield Touch(key, kind_of(operand))
            case Holds(key, element):
                yield Touch(key, kind_of(element))
            case Text() | Pattern():
                yield Touch(DOCUMENT_FIELD, None)


def matching(clause: Clause, table: Table, among: Mask) -> Mask:
    """The slots of `among` for which the clause holds, as a mask of the same length."""
    match clause:
        case Every(clauses):
            # Cheap column compares narrow the field before any document is read.
            for child in sorted(clauses, key=_reads_documents):
                among = matching(child, table, among)
            return among
        case Either(clauses):
            found = np.zeros(len(among), np.bool_)
            for child in sorted(clauses, key=_reads_documents):
                found |= matching(child, table, among & ~found)
            return found
        case Text(needle, negated):
            hits = table.documents.containing(needle, among)
        case Pattern(pattern, negated):
            hits = table.documents.matching(pattern, among)
        case OneOf(key, operands, negated):
            column = table.column(key)
            hits = _nothing(among) if column is None else column.one_of(operands, len(among))
        case Ordered(key, order, operand):
            column, negated = table.column(key), False
            hits = _nothing(among) if column is None else column.ordered(order, operand, len(among))
        case Holds(key, element, negated):
            column = table.column(key)
            hits = _nothing(among) if column is None else column.holds(element, len(among))
    return among & ~hits if negated else among & hits


def kind_of(value: Scalar) -> ValueKind:
    """The kind of a scalar; bool before int, since Python's bool is an int."""
    match value:
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float"
        case _:
            return "string"


def _comparison(key: str, operator: str, operand: object) -> Clause:
    if key == DOCUMENT_FIELD and operator in _TEXT_OPERATORS:
        return _text(operator, operand, "where")
    if operator in ("$eq", "$ne"):
        return OneOf(key, (_scalar(operand),), negated=operator == "$ne")
    if operator in ("$in", "$nin"):
        return OneOf(key, _operands(operand), negated=operator == "$nin")
    if operator in ("$contains", "$not_contains"):
        return Holds(key, _scalar(operand), negated=operator == "$not_contains")
    if operator in _ORDERS:
        number = _scalar(operand)
        if isinstance(number, bool | str):
            raise _invalid("where")
        return Ordered(key, cast(Order, operator), number)
    raise _invalid("where")


def _text(operator: str, operand: object, what: str) -> Clause:
    if not isinstance(operand, str):
        raise _invalid(what)
    match operator:
        case "$contains" | "$not_contains":
            return Text(operand, negated=operator == "$not_contains")
        case "$regex" | "$not_regex":
            regex.searcher(operand)
            return Pattern(operand, negated=operator == "$not_regex")
        case _:
            raise _invalid(what)


def _operands(value: object) -> tuple[Scalar, ...]:
    elements = _list(value, "where")
    kinds = set(map(type, elements))
    if kinds == {str}:
        return tuple(cast("list[str]", elements))
    if kinds == {int}:
        numbers = cast("list[int]", elements)
        if min(numbers) < INT64_MIN or max(numbers) > INT64_MAX:
            raise _invalid("where")
        return tuple(numbers)
    scalars = [_scalar(element) for element in elements]
    if not scalars:
        raise _invalid("where")
    kind = kind_of(scalars[0])
    if kind == "float":
        # As recorded: the first element decides, and ints are welcome after a float but not the other way round.
        scalars = [float(s) if kind_of(s) == "int" else s for s in scalars]
    if any(kind_of(scalar) != kind for scalar in scalars):
        raise _invalid("where")
    return tuple(scalars)


def _single_entry(value: object, what: str) -> tuple[str, object]:
    if not isinstance(value, dict):
        raise _invalid(what)
    entries = cast(dict[str, object], value)
    if len(entries) != 1:
        raise _invalid(what)
    return next(iter(entries.items()))


def _list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise _invalid(what)
    return cast(list[object], value)


def _scalar(value: object) -> Scalar:
    if isinstance(value, bool | float | str):
        return value
    if isinstance(value, int) and INT64_MIN <= value <= INT64_MAX:
        return value
    raise _invalid("where")


def _invalid(what: str) -> InvalidArgument:
    return InvalidArgument(f"Invalid {what} clause")


def _reads_documents(clause: Clause) -> bool:
    return any(touch.full_text for touch in touched(clause))


def _nothing(among: Mask) -> Mask:
    return np.zeros(len(among), np.bool_)
