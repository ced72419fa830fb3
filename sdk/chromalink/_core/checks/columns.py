"""The columns of records: ids, texts, embeddings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from struct import Struct
from typing import TypeVar, cast

import numpy as np

from ...errors import DuplicateIDError, InvalidInputError
from ..rows import Matrix, Vector
from .kinds import Array, is_array, is_sequence

T = TypeVar("T")

_NUMBERS = frozenset({int, float})
_AT_ONCE = 2**18


def ids(value: object, argument: str = "ids") -> list[str]:
    """One id or many, as a list; each a non-empty text, none twice."""
    found = cast("list[str]", _texts(value, argument, "an id or a sequence of ids"))
    if "" in found:
        raise InvalidInputError(f"{argument}[{found.index('')}]: expected a non-empty text, got ''")
    if len(set(found)) != len(found):
        twice = sorted(repeated(found))
        raise DuplicateIDError(f"{argument}: expected every id once, found again: {', '.join(map(repr, twice[:5]))}")
    return found


def texts(value: object, argument: str) -> list[str | None] | None:
    """One text or many, as a list; None stays None, and may stand for a record without one."""
    return None if value is None else _texts(value, argument, "a text or a sequence of texts", gaps=True)


def complete(found: Sequence[str | None], argument: str) -> list[str]:
    """`found` without gaps, to be embedded."""
    present = [one for one in found if one is not None]
    if len(present) != len(found):
        raise InvalidInputError(f"{argument}[{list(found).index(None)}]: expected a text to embed, got None")
    return present


def images(value: object, argument: str) -> list[object] | None:
    """One array or many, as a list."""
    if value is None:
        return None
    found: Sequence[object] = [value] if is_array(value) else many(value, argument, "an array or a sequence of arrays")
    for place, image in enumerate(found):
        if not is_array(image):
            raise InvalidInputError(f"{argument}[{place}]: expected a numpy array, got {shown(image)}")
    return _not_empty(list(found), argument)


def embeddings(value: object, argument: str) -> Matrix | None:
    """One vector or many as a C-ordered float32 matrix of shape (n, dimension), all values finite."""
    if value is None:
        return None
    matrix = value if is_array(value) else _plain(value)
    if matrix is None:
        matrix = _stacked(value, argument)
    if matrix.ndim == 1:
        matrix = matrix[np.newaxis, :]
    if matrix.ndim != 2 or matrix.dtype.kind not in "fiu":
        raise InvalidInputError(
            f"{argument}: expected vectors of numbers, shape (n, dimension), got {matrix.dtype} of shape {matrix.shape}"
        )
    if 0 in matrix.shape:
        raise InvalidInputError(f"{argument}: expected at least one vector of at least one number, got {matrix.shape}")
    with np.errstate(over="ignore"):
        single = np.ascontiguousarray(matrix, dtype=np.float32)
    place = _first_endless(single)
    if place is not None:
        raise InvalidInputError(f"{argument}[{place}]: expected finite float32 numbers, found NaN or infinity")
    return single


def _first_endless(matrix: Matrix) -> int | None:
    """The first row with NaN or infinity; looked at in pieces, whose verdicts stay in the processor's cache."""
    step = max(1, _AT_ONCE // matrix.shape[1])
    for start in range(0, len(matrix), step):
        finite = np.isfinite(matrix[start : start + step])
        if np.count_nonzero(finite) != finite.size:
            return start + int(np.argmin(finite.all(axis=1)))
    return None


def vector(value: object, argument: str) -> Vector | None:
    """One vector as float32 of shape (dimension,), all values finite; a copy, since callers use arrays again."""
    quick = _quick(value)
    matrix = None if quick is not None else embeddings(value, argument)
    if matrix is None:
        return quick
    if len(matrix) != 1:
        raise InvalidInputError(f"{argument}: expected one vector, got an array of shape {matrix.shape}")
    return cast("Vector", matrix[0].copy())


def _quick(value: object) -> Vector | None:
    """What is a vector beyond doubt, at a fraction of the time that finding out what is wrong takes."""
    if is_array(value):
        right = value.ndim == 1 and value.dtype.kind == "f"
    else:
        right = type(value) is list and set(map(type, cast("list[object]", value))) <= _NUMBERS
    if not right or not len(cast("Sequence[object]", value)):
        return None
    try:
        with np.errstate(over="ignore"):
            single: Vector = np.array(value, dtype=np.float32)
    except OverflowError:
        return None
    return single if np.isfinite(single).all() else None


def aligned(argument: str, count: int, expected: int) -> None:
    """Every column must have one element per id."""
    if count != expected:
        raise InvalidInputError(f"{argument}: expected one for each of the {expected} ids, got {count}")


def many(value: object, argument: str, expectation: str) -> list[object]:
    """`value`, a sequence or an array, as a list."""
    if is_array(value):
        return [value[place] for place in range(len(value))] if value.ndim else [value.item()]
    if is_sequence(value):
        return list(value)
    raise InvalidInputError(f"{argument}: expected {expectation}, got {shown(value)}")


def repeated(values: Iterable[str]) -> set[str]:
    """The values that occur more than once."""
    return {value for value, count in Counter(values).items() if count > 1}


def shown(value: object) -> str:
    """A short picture of a wrong value."""
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '...'}"


def _texts(value: object, argument: str, expectation: str, *, gaps: bool = False) -> list[str | None]:
    given: list[object] = [value] if isinstance(value, str) else many(value, argument, expectation)
    if given and set(map(type, given)) == {str}:
        return cast("list[str | None]", given)
    found = [one for one in _not_empty(given, argument) if isinstance(one, str) or (gaps and one is None)]
    if len(found) != len(given):
        wrong = next(
            place for place, one in enumerate(given) if not isinstance(one, str) and not (gaps and one is None)
        )
        raise InvalidInputError(f"{argument}[{wrong}]: expected a text, got {shown(given[wrong])}")
    return found


def _not_empty(found: list[T], argument: str) -> list[T]:
    if not found:
        raise InvalidInputError(f"{argument}: expected at least one, got an empty list")
    return found


def _plain(value: object) -> Array | None:
    """What is a list of lists of floats beyond doubt, in half the time of the careful way; None for the rest."""
    if type(value) is not list:
        return None
    rows = cast("list[list[float]]", value)
    width = len(rows[0]) if rows and type(rows[0]) is list else 0
    if not width or any(type(row) is not list or len(row) != width for row in rows):
        return None
    if any(list(map(type, row)).count(float) != width for row in rows):
        return None
    packed = Struct(f"={width}d")
    return np.frombuffer(b"".join([packed.pack(*row) for row in rows])).reshape(len(rows), width)


def _stacked(value: object, argument: str) -> Array:
    found = _not_empty(many(value, argument, "a vector or a sequence of vectors"), argument)
    rows: list[object] = found if is_array(found[0]) or is_sequence(found[0]) else [found]
    width: int | None = None
    for place, row in enumerate(rows):
        length = _row_length(row, f"{argument}[{place}]" if rows is found else argument)
        width = length if width is None else width
        if length != width:
            raise InvalidInputError(f"{argument}[{place}]: expected {width} numbers as in {argument}[0], got {length}")
    try:
        return np.asarray(rows, dtype=np.float64)
    except OverflowError:
        raise InvalidInputError(f"{argument}: expected finite float32 numbers, found one out of range") from None


def _row_length(row: object, argument: str) -> int:
    if is_array(row):
        if row.ndim != 1 or row.dtype.kind not in "fiu":
            raise InvalidInputError(f"{argument}: expected one vector of numbers, got {row.dtype} {row.shape}")
        return len(row)
    values = many(row, argument, "a vector of numbers")
    for kind in set(map(type, values)):
        if kind is bool or not issubclass(kind, int | float | np.integer | np.floating):
            wrong = next(place for place, number in enumerate(values) if type(number) is kind)
            raise InvalidInputError(f"{argument}[{wrong}]: expected a number, got {shown(values[wrong])}")
    return len(values)
