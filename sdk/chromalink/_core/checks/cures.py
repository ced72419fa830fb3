"""What somebody who wrote a filter wrong most likely meant; each is "" or begins with "; "."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from .kinds import is_mapping, is_sequence

_MEANT: Mapping[str, str] = {
    "=": "$eq",
    "==": "$eq",
    "is": "$eq",
    "equals": "$eq",
    "!=": "$ne",
    "<>": "$ne",
    ">": "$gt",
    ">=": "$gte",
    "ge": "$gte",
    "<": "$lt",
    "<=": "$lte",
    "le": "$lte",
    "notin": "$nin",
    "like": "$regex",
    "ilike": "$regex",
    "match": "$regex",
    "&&": "$and",
    "||": "$or",
}
"""How other query languages write operators, in lower case and without $, - and _."""
_WITHOUT_EQUAL: Mapping[str, str] = {
    "not": "there is no negation: negate the conditions in it, as with '$ne' or '$nin'",
    "nor": "there is no '$nor': negate the conditions and join them by '$and'",
    "exists": "there is no test for a missing key: store a value that means none",
    "between": "write '$gte' and '$lte', joined by '$and'",
}


def operator(found: str, expected: Sequence[str]) -> str:
    """For an operator that is none of `expected`."""
    bare = found.lower().replace("$", "").replace("_", "").replace("-", "")
    if bare in _WITHOUT_EQUAL:
        return f"; {_WITHOUT_EQUAL[bare]}"
    plain = {one.replace("$", "").replace("_", ""): one for one in expected}
    meant = plain.get(bare) or _MEANT.get(bare)
    if meant in expected:
        return f"; write {meant!r}"
    near = get_close_matches(found, expected, 1, 0.7)
    return f"; did you mean {near[0]!r}?" if near else ""


def several_keys(keys: Sequence[object], key: str | None) -> str:
    """For more than one condition in a mapping, all of them about `key` where it is told."""
    each = [f"{{{one!r}: ...}}" if key is None else f"{{{key!r}: {{{one!r}: ...}}}}" for one in keys[:3]]
    more = ", ..." if len(keys) > 3 else ""
    return f"; join conditions: {{'$and': [{', '.join(each)}{more}]}}"


def value(operand: object) -> str:
    """For what is compared with a key."""
    if operand is None:
        return "; there is no test for a missing key: store a value that means none"
    if is_sequence(operand) or isinstance(operand, set | frozenset):
        return "; for any of several values write {'$in': [...]}"
    return ""


def values(operand: object) -> str:
    """For what should be a list."""
    if isinstance(operand, set | frozenset):
        return "; write a list: a set has no order"
    if is_mapping(operand):
        return "; put it into a list: [{...}]"
    return f"; write [{operand!r}]" if isinstance(operand, str | int | float) else ""


def clause(found: object, argument: str) -> str:
    """For what should be a filter."""
    if is_sequence(found):
        return "; join the conditions of a list: {'$and': [...]}"
    if isinstance(found, str) and argument == "where_document":
        return "; for a text in it write {'$contains': '...'}"
    return ""
