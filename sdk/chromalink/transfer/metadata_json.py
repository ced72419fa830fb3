"""Metadata as JSON text that keeps every type: whole numbers, fractions, truth values, lists, sparse vectors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from ..sparse import SparseVector, is_told
from ..types import Metadata


def told(metadata: Mapping[str, object] | None) -> dict[str, object] | None:
    """Plain JSON values without the keys that have none; None for no metadata, which servers tell as {} too."""
    plain = {
        key: value.to_dict() if isinstance(value, SparseVector) else value
        for key, value in (metadata or {}).items()
        if value is not None
    }
    return plain or None


def understood(plain: object) -> Metadata | None:
    """The metadata that `told` told. Raises ValueError, or InvalidInputError as one, for what it never tells."""
    if plain is None:
        return None
    if not isinstance(plain, dict):
        raise ValueError(f"metadata: expected an object, got {type(plain).__name__}")
    pairs = cast("dict[str, object]", plain).items()
    read = {key: SparseVector.from_dict(cast("dict[str, object]", one)) if is_told(one) else one for key, one in pairs}
    return cast("Metadata", read) or None


def written(metadata: Mapping[str, object] | None) -> str | None:
    """`told` as one line of text, the keys in their order."""
    plain = told(metadata)
    return None if plain is None else json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def read(text: str | None) -> Metadata | None:
    """The metadata of `written`; raises ValueError."""
    return None if text is None else understood(json.loads(text))
