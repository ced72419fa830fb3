"""Arrays of a column that grow, and that are laid out anew; one that was never written to is empty."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)


def fitted(array: npt.NDArray[T], capacity: int) -> npt.NDArray[T]:
    """The array, grown with zeros to `capacity` when it is shorter."""
    if len(array) >= capacity:
        return array
    grown = np.zeros(capacity, array.dtype)
    grown[: len(array)] = array
    return grown


def laid_out(
    array: npt.NDArray[T], positions: npt.NDArray[np.int64], target: npt.NDArray[np.int64], used: int
) -> npt.NDArray[T]:
    """An array of `used` elements with those at `positions` at `target`, else zeros; an empty one stays empty."""
    if not len(array):
        return array
    moved = np.zeros(used, array.dtype)
    moved[target] = array[positions]
    return moved
