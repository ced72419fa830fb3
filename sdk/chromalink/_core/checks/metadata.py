"""Metadata of records and collections."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import cast

from ...errors import InvalidInputError
from ...sparse import SparseVector, is_told
from .columns import many, shown
from .kinds import is_mapping, is_sequence, plain

INT64 = 2**63
DOCUMENT_KEY = "chroma:document"
URI_KEY = "chroma:uri"
_RESERVED = (DOCUMENT_KEY, URI_KEY)


def metadatas(value: object, argument: str, *, patch: bool = False) -> list[Mapping[str, object] | None] | None:
    """One mapping or many, as a list; with `patch`, a value may be None and removes its key."""
    if value is None:
        return None
    found = [value] if is_mapping(value) else many(value, argument, "a mapping or a sequence of mappings")
    if not found:
        raise InvalidInputError(f"{argument}: expected at least one, got an empty list")
    return [
        None if one is None else (_plain(one) or record(one, f"{argument}[{place}]", patch=patch))
        for place, one in enumerate(found)
    ]


def record(value: object, argument: str, *, patch: bool) -> dict[str, object]:
    """The metadata of one record: texts, numbers, bools, lists of one of these kinds, or sparse vectors.

    A sparse vector may be told in its wire form, which it is in afterwards.
    """
    return {
        key: None if one is None and patch else _value(one, f"{argument}[{key!r}]")
        for key, one in _items(value, argument, patch=patch)
    }


def _plain(value: object) -> dict[str, object] | None:
    """A copy of what is right beyond doubt, which costs a fraction of finding out what is wrong; None for the rest."""
    if type(value) is not dict:
        return None
    found = cast("dict[object, object]", value).copy()
    for key, one in found.items():
        if type(key) is not str or not key or key[0] in "#$" or key in _RESERVED:
            return None
        if type(one) is int:
            right = -INT64 <= one < INT64
        else:
            right = type(one) is str or type(one) is bool or (type(one) is float and math.isfinite(one))
        if not right:
            return None
    return cast("dict[str, object]", found)


def collection(value: object, argument: str) -> dict[str, object] | None:
    """The metadata of a collection: texts, numbers and bools."""
    if value is None:
        return None
    return {
        key: None if one is None else scalar(one, f"{argument}[{key!r}]", "a text, a number or a bool")
        for key, one in _items(value, argument, patch=True, collection=True)
    }


def scalar(value: object, argument: str, expectation: str) -> str | int | float | bool:
    """A text, bool, int64 or finite float; numpy scalars are unwrapped."""
    value = plain(value)
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if not -INT64 <= value < INT64:
            raise InvalidInputError(f"{argument}: expected a number of 64 bits, got {shown(value)}")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidInputError(f"{argument}: expected a finite number, got {value!r}")
        return value
    raise InvalidInputError(f"{argument}: expected {expectation}, got {shown(value)}")


def _items(value: object, argument: str, *, patch: bool, collection: bool = False) -> list[tuple[str, object]]:
    if not is_mapping(value):
        raise InvalidInputError(f"{argument}: expected a mapping, got {shown(value)}")
    if not value:
        raise InvalidInputError(f"{argument}: expected at least one key; for no metadata leave it out or pass None")
    found: list[tuple[str, object]] = []
    for key, one in value.items():
        if not isinstance(key, str) or not key or key[0] in "#$":
            raise InvalidInputError(
                f"{argument}: expected keys that are non-empty texts and do not start with # or $, got {key!r}"
            )
        unsets_uri = key == URI_KEY and one is None and patch
        if not collection and key in (DOCUMENT_KEY, URI_KEY) and not unsets_uri:
            raise InvalidInputError(f"{argument}: the key {key!r} is reserved; pass documents= or uris= instead")
        found.append((key, one))
    return found


def _value(value: object, argument: str) -> object:
    if type(value) is str or type(value) is bool:
        return value
    if is_sequence(value):
        return _homogeneous(value, argument)
    if isinstance(value, SparseVector):
        return value.to_dict()
    if is_told(value):
        return _sparse(cast("Mapping[str, object]", value), argument)
    if value is None:
        raise InvalidInputError(f"{argument}: expected a value, got None; to store nothing leave the key out")
    return scalar(value, argument, "a text, a number, a bool, a list of one of these or a SparseVector")


def _sparse(value: Mapping[str, object], argument: str) -> dict[str, object]:
    try:
        return SparseVector.from_dict(value).to_dict()
    except InvalidInputError as exc:
        raise InvalidInputError(f"{argument}: {exc}") from exc


def _homogeneous(value: Sequence[object], argument: str) -> list[object]:
    if not value:
        raise InvalidInputError(f"{argument}: expected a list of at least one element; to store nothing leave it out")
    found: list[object] = [
        scalar(one, f"{argument}[{place}]", "a text, a number or a bool") for place, one in enumerate(value)
    ]
    kinds = {float if type(one) is int else type(one) for one in found}
    if len(kinds) > 1:
        raise InvalidInputError(f"{argument}: expected elements of one kind, got {shown(value)}")
    return found
