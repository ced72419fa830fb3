"""`where`, `where_document`, and what else selects or shapes the records of a read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

from ...errors import InvalidInputError
from ...types import ReadLevel
from . import cures
from .columns import many, shown
from .kinds import is_mapping, is_sequence, plain
from .metadata import scalar

LOGICAL = ("$and", "$or")
EQUALITY = ("$eq", "$ne")
ORDER = ("$gt", "$gte", "$lt", "$lte")
MEMBERSHIP = ("$in", "$nin")
CONTAINMENT = ("$contains", "$not_contains")
PATTERNS = ("$regex", "$not_regex")
OPERATORS = (*EQUALITY, *ORDER, *MEMBERSHIP, *CONTAINMENT, *PATTERNS)
DOCUMENT_OPERATORS = (*CONTAINMENT, *PATTERNS)
DOCUMENT_KEY = "#document"

GET_FIELDS = ("documents", "embeddings", "metadatas", "uris", "data")
QUERY_FIELDS = (*GET_FIELDS, "distances")


def where(value: object, argument: str = "where") -> dict[str, object] | None:
    """A metadata filter in the server's form; None = no filter (wire contract: where)."""
    return None if value is None else _within_limits(_clause, _told(value), argument)


def where_document(value: object, argument: str = "where_document") -> dict[str, object] | None:
    """A document filter in the server's form; None = no filter (wire contract: where_document)."""
    return None if value is None else _within_limits(_document_clause, value, argument)


def include(value: object, allowed: Sequence[str]) -> list[str]:
    """The fields to include, each once, in the order given."""
    found = many(value, "include", f"a list out of {', '.join(allowed)}")
    for place, field in enumerate(found):
        if field not in allowed:
            raise InvalidInputError(f"include[{place}]: expected one of {', '.join(allowed)}, got {field!r}")
    return list(dict.fromkeys(map(str, found)))


def count(value: object, argument: str, *, least: int = 0) -> int:
    """A whole number of at least `least`; numpy's are unwrapped."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidInputError(f"{argument}: expected a whole number >= {least}, got {shown(value)}")
    return value


def optional_count(value: object, argument: str, *, least: int = 0) -> int | None:
    """A whole number of at least `least`, or None for no limit."""
    return None if value is None else count(value, argument, least=least)


def read_level(value: object) -> str:
    """The wire form of a ReadLevel."""
    try:
        return ReadLevel(str(value)).value
    except ValueError:
        levels = ", ".join(level.value for level in ReadLevel)
        raise InvalidInputError(f"read_level: expected a ReadLevel ({levels}), got {shown(value)}") from None


def _told(value: object) -> object:
    """An expression such as `K("year") >= 1990` in its wire form, anything else as it is."""
    to_dict = None if is_mapping(value) else getattr(value, "to_dict", None)
    return to_dict() if callable(to_dict) else value


def _within_limits(check: Callable[[object, str], dict[str, object]], value: object, at: str) -> dict[str, object]:
    try:
        return check(value, at)
    except RecursionError:
        raise InvalidInputError(f"{at}: nested too deeply") from None


def _clause(value: object, at: str) -> dict[str, object]:
    key, operand = _only_item(value, at)
    if key in LOGICAL:
        return {key: [_clause(child, f"{at}[{key!r}][{n}]") for n, child in enumerate(_children(operand, at, key))]}
    _refuse_stray_operator(key, operand, at)
    at = f"{at}[{key!r}]"
    if not is_mapping(operand):
        return {key: _compared(operand, at)}
    operator, value = _only_item(operand, at, key)
    if operator not in OPERATORS:
        _refuse_operator(operator, OPERATORS, at)
    return {key: {operator: _operand(key, operator, value, f"{at}[{operator!r}]")}}


def _compared(operand: object, at: str) -> object:
    expectation = "a text, a number, a bool or an operator such as {'$gt': 1}"
    if cure := cures.value(operand):
        raise InvalidInputError(f"{at}: expected {expectation}, got {shown(operand)}{cure}")
    return scalar(operand, at, expectation)


def _operand(key: str, operator: str, value: object, at: str) -> object:
    if operator in MEMBERSHIP:
        return _alternatives(value, at)
    if operator in PATTERNS or (key == DOCUMENT_KEY and operator in CONTAINMENT):
        if operator in PATTERNS and key != DOCUMENT_KEY:
            raise InvalidInputError(f"{at}: patterns apply to documents only; use where_document")
        return _text(value, at)
    found = scalar(value, at, "a number" if operator in ORDER else "a text, a number or a bool")
    if operator in ORDER and isinstance(found, str | bool):
        raise InvalidInputError(f"{at}: expected a number, got {shown(value)}")
    return found


def _alternatives(value: object, at: str) -> list[object]:
    given = _listed(value, at, "a list")
    found = [scalar(one, f"{at}[{n}]", "a text, a number or a bool") for n, one in enumerate(given)]
    if not found:
        raise InvalidInputError(f"{at}: expected at least one value, got an empty list")
    kinds = {type(one) for one in found}
    if kinds == {int, float}:
        return [float(one) for one in found]
    if len(kinds) > 1:
        raise InvalidInputError(f"{at}: expected values of one kind, got {shown(value)}")
    return list(found)


def _document_clause(value: object, at: str) -> dict[str, object]:
    operator, operand = _only_item(value, at)
    if operator in LOGICAL:
        children = _children(operand, at, operator)
        return {operator: [_document_clause(child, f"{at}[{operator!r}][{n}]") for n, child in enumerate(children)]}
    if operator not in DOCUMENT_OPERATORS:
        _refuse_operator(operator, (*DOCUMENT_OPERATORS, *LOGICAL), at)
    return {operator: _text(operand, f"{at}[{operator!r}]")}


def _only_item(value: object, at: str, key: str | None = None) -> tuple[str, object]:
    """The one condition in `value`; `key` is what it is about, where that is settled."""
    if not is_mapping(value):
        raise InvalidInputError(f"{at}: expected a mapping, got {shown(value)}{cures.clause(value, at)}")
    if not value:
        cure = "; for no filter pass None" if key is None else "; write an operator, such as {'$eq': 1}"
        raise InvalidInputError(f"{at}: expected one condition, got {{}}{cure}")
    if len(value) > 1:
        cure = cures.several_keys(list(value), key)
        raise InvalidInputError(f"{at}: expected one key, got {len(value)}{cure}")
    only, operand = next(iter(value.items()))
    if not isinstance(only, str):
        raise InvalidInputError(f"{at}: expected a text as key, got {shown(only)}")
    return only, operand


def _listed(value: object, at: str, expectation: str) -> list[object]:
    if cure := cures.values(value):
        raise InvalidInputError(f"{at}: expected {expectation}, got {shown(value)}{cure}")
    return many(value, at, expectation)


def _children(value: object, at: str, operator: str) -> list[object]:
    found = _listed(value, f"{at}[{operator!r}]", "a list of conditions")
    if not found:
        raise InvalidInputError(f"{at}[{operator!r}]: expected at least one condition, got an empty list")
    return found


def _text(value: object, at: str) -> str:
    if not isinstance(value, str):
        raise InvalidInputError(f"{at}: expected a text, got {shown(value)}")
    return value


def _refuse_stray_operator(key: str, operand: object, at: str) -> None:
    if key.startswith("$"):
        _refuse_operator(key, LOGICAL, at)
    if f"${key.lower()}" in LOGICAL and is_sequence(operand):
        raise InvalidInputError(f"{at}: {key!r} is not an operator; write '${key.lower()}'")


def _refuse_operator(found: str, expected: Sequence[str], at: str) -> NoReturn:
    cure = cures.operator(found, expected)
    raise InvalidInputError(f"{at}: expected one of {', '.join(expected)}, got {found!r}{cure}")
