"""Keys of records: metadata fields, and the fields every record has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeAlias, cast, overload

from .._core.expectations import is_many, shown
from ..errors import InvalidInputError, WrongTypeError
from .where import Contains, Eq, Gt, Gte, In, Lt, Lte, Ne, Nin, NotContains, NotRegex, Regex, Scalar


class Key:
    """A field of records: compared with a value it makes a condition, `K("year") >= 1990`.

    `K` is the same class. Compared with another key, `==` and `!=` answer whether the names are equal.

    Examples:
        >>> old = (K("year") < 1990) | K.DOCUMENT.contains("balloons")
        >>> films.get(where=old).ids
        ['alien', 'up']
    """

    __slots__ = ("name",)

    ID: ClassVar[Key]
    DOCUMENT: ClassVar[Key]
    EMBEDDING: ClassVar[Key]
    METADATA: ClassVar[Key]
    """All metadata fields, in `select`."""
    SCORE: ClassVar[Key]
    """What the rank made of a record; lower is better."""

    name: str

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise WrongTypeError(f"Key: expected a text, got {shown(name)}")
        if not name:
            raise InvalidInputError("Key: expected a non-empty text, got ''")
        object.__setattr__(self, "name", name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Key does not change: {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Key does not change: {name!r}")

    def __reduce__(self) -> tuple[type[Key], tuple[str]]:
        return Key, (self.name,)

    def __repr__(self) -> str:
        return f"K({self.name!r})"

    def __hash__(self) -> int:
        return hash(self.name)

    @overload  # type: ignore[override]  # a value makes a condition, as in builders of SQL
    def __eq__(self, value: Key) -> bool: ...
    @overload
    def __eq__(self, value: Scalar) -> Eq: ...
    def __eq__(self, value: Scalar | Key) -> Eq | bool:  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
        return self.name == value.name if isinstance(value, Key) else Eq(self.name, value)

    @overload  # type: ignore[override]  # as __eq__
    def __ne__(self, value: Key) -> bool: ...
    @overload
    def __ne__(self, value: Scalar) -> Ne: ...
    def __ne__(self, value: Scalar | Key) -> Ne | bool:  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
        return self.name != value.name if isinstance(value, Key) else Ne(self.name, value)

    def __gt__(self, value: float) -> Gt:
        return Gt(self.name, value)

    def __ge__(self, value: float) -> Gte:
        return Gte(self.name, value)

    def __lt__(self, value: float) -> Lt:
        return Lt(self.name, value)

    def __le__(self, value: float) -> Lte:
        return Lte(self.name, value)

    def is_in(self, values: Sequence[Scalar]) -> In:
        """The field is one of `values`, which are of one kind."""
        return In(self.name, values)

    def not_in(self, values: Sequence[Scalar]) -> Nin:
        """The field is none of `values`, or is missing."""
        return Nin(self.name, values)

    def contains(self, value: Scalar) -> Contains:
        """The document has this text in it, or the list under this key this value."""
        return Contains(self.name, value)

    def not_contains(self, value: Scalar) -> NotContains:
        """The document has not this text in it, or the list under this key not this value."""
        return NotContains(self.name, value)

    def regex(self, pattern: str) -> Regex:
        """The document matches somewhere (K.DOCUMENT only; the syntax is that of Rust's `regex`)."""
        return Regex(self.name, pattern)

    def not_regex(self, pattern: str) -> NotRegex:
        """The document matches nowhere, or there is none."""
        return NotRegex(self.name, pattern)


Key.ID = Key("#id")
Key.DOCUMENT = Key("#document")
Key.EMBEDDING = Key("#embedding")
Key.METADATA = Key("#metadata")
Key.SCORE = Key("#score")

K = Key

Keys: TypeAlias = Key | str | Sequence[Key | str]


def name_of(key: object, what: str) -> str:
    """The name of a key given as such or as a text."""
    if isinstance(key, Key):
        return key.name
    if not isinstance(key, str):
        raise WrongTypeError(f"{what}: expected a key or a text, got {shown(key)}")
    if not key:
        raise InvalidInputError(f"{what}: expected a non-empty text, got ''")
    return key


def names_of(keys: object, what: str) -> tuple[str, ...]:
    """The names of one key or many, in their order, each once; those of a set, which has no order, sorted."""
    if isinstance(keys, Key | str):
        return (name_of(keys, what),)
    if isinstance(keys, set | frozenset):
        return tuple(sorted({name_of(one, what) for one in cast("set[object]", keys)}))
    if not is_many(keys):
        raise WrongTypeError(f"{what}: expected keys or texts, got {shown(keys)}")
    return tuple(dict.fromkeys(name_of(one, f"{what}[{place}]") for place, one in enumerate(keys)))
