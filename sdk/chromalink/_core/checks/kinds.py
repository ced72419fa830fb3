"""What kind of thing an unchecked value is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import SupportsFloat, TypeAlias, TypeGuard, cast

import numpy as np

Array: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.generic]]


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, Mapping)


def inside(value: object, *keys: str) -> object:
    """What lies under `keys`, one inside the other; None where the way ends before."""
    for key in keys:
        value = value.get(key) if is_mapping(value) else None
    return value


def is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    """Texts and bytes are values here, not sequences."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def plain(value: object) -> object:
    """A numpy scalar as Python's own number, bool or text; anything else as it is."""
    if isinstance(value, np.floating):  # a long double's `item` would answer itself
        return float(cast("SupportsFloat", value))
    return cast("object", value.item()) if isinstance(value, np.generic) else value


def can_be_written(text: str) -> bool:
    """Whether `text` can be sent: half a surrogate pair has no UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_array(value: object) -> TypeGuard[Array]:
    return isinstance(value, np.ndarray)
