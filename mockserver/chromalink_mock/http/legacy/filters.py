"""`where` and `where_document` as the old server allowed them: part of today's language, with messages of its own.

As recorded from Chroma 0.5.15. What passes here is still parsed by the engine.
"""

from __future__ import annotations

from ...engine.filters import Clause, parse_where, parse_where_document
from ...engine.json_value import JsonObject, JsonValue
from .refusals import value_error

_LOGICAL = ("$and", "$or")
_ORDERS = ("$gt", "$gte", "$lt", "$lte")
_LISTS = ("$in", "$nin")
_OPERATORS = (*_ORDERS, "$ne", "$eq", *_LISTS)
_DEEPEST = 100
"""The old server broke down on what nests as deep as Python does; far less is a query of anybody's."""


def where(value: JsonObject | None) -> Clause | None:
    """The clause of a `where`, None for none and for an empty one; raises Refusal, InvalidArgument."""
    if not value:
        return None
    _check_where(value, 1)
    return parse_where(value)


def where_document(value: JsonObject | None) -> Clause | None:
    """The clause of a `where_document`, None for none and for an empty one; raises Refusal, InvalidArgument."""
    if not value:
        return None
    _check_where_document(value, 1)
    return parse_where_document(value)


def _check_where(value: JsonValue, depth: int) -> None:
    _check_depth(depth)
    if not isinstance(value, dict):
        raise value_error(f"Expected where to be a dict, got {value}")
    if len(value) != 1:
        raise value_error(f"Expected where to have exactly one operator, got {value}")
    key, operand = next(iter(value.items()))
    if key in _LOGICAL:
        for child in _children(operand, "where", "where"):
            _check_where(child, depth + 1)
    elif isinstance(operand, dict):
        _check_comparison(operand)
    elif operand is None or isinstance(operand, list):
        raise value_error(f"Expected where value to be a str, int, float, or operator expression, got {operand}")


def _check_comparison(expression: JsonObject) -> None:
    if len(expression) != 1:
        raise value_error(f"Expected operator expression to have exactly one operator, got {expression}")
    operator, operand = next(iter(expression.items()))
    if operator in _ORDERS and not isinstance(operand, int | float):
        raise value_error(f"Expected operand value to be an int or a float for operator {operator}, got {operand}")
    if operator in _LISTS and not isinstance(operand, list):
        raise value_error(f"Expected operand value to be an list for operator {operator}, got {operand}")
    if operator not in _OPERATORS:
        raise value_error(f"Expected where operator to be one of {', '.join(_OPERATORS)}, got {operator}")
    if operand is None or isinstance(operand, dict):
        raise value_error(f"Expected where operand value to be a str, int, float, or list of those type, got {operand}")
    if isinstance(operand, list) and not _alike(operand):
        shape = "a non-empty list, and all values to be of the same type"
        raise value_error(f"Expected where operand value to be {shape} got {operand}")


def _alike(operands: list[JsonValue]) -> bool:
    """Whether there are any, and all of the first one's kind, a boolean being a whole number as well."""
    kinds = {type(operand) for operand in operands}
    return bool(operands) and all(issubclass(kind, type(operands[0])) for kind in kinds)


def _check_where_document(value: JsonValue, depth: int) -> None:
    _check_depth(depth)
    if not isinstance(value, dict):
        raise value_error(f"Expected where document to be a dictionary, got {value}")
    if len(value) != 1:
        raise value_error(f"Expected where document to have exactly one operator, got {value}")
    operator, operand = next(iter(value.items()))
    if operator in _LOGICAL:
        for child in _children(operand, "document", "where document"):
            _check_where_document(child, depth + 1)
        return
    if operator not in ("$contains", "$not_contains"):
        raise value_error(f"Expected where document operator to be one of $contains, $and, $or, got {operator}")
    # The old server speaks of $contains whichever of the two it is.
    expected = "Expected where document operand value for operator $contains to be a"
    if not isinstance(operand, str):
        raise value_error(f"{expected} str, got {operand}")
    if not operand:
        raise value_error(f"{expected} non-empty str")


def _children(operand: JsonValue, value: str, expressions: str) -> list[JsonValue]:
    expected = f"Expected {value} value for $and or $or to be a list"
    if not isinstance(operand, list):
        raise value_error(f"{expected} of {expressions} expressions, got {operand}")
    if len(operand) < 2:
        raise value_error(f"{expected} with at least two {expressions} expressions, got {operand}")
    return operand


def _check_depth(depth: int) -> None:
    if depth > _DEEPEST:
        raise value_error(f"Expected at most {_DEEPEST} levels of $and and $or")
