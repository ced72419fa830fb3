"""Which part of the ranked records is answered, and which of their fields."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from .._core.expectations import count, known_keys, mapping, shown, text
from ..errors import WrongTypeError
from .key import Key, names_of


@dataclass(frozen=True, slots=True)
class Limit:
    """The records to skip, and the most to answer after them; None = no bound.

    Examples:
        >>> films.search(Search(limit=Limit(offset=1, limit=1)))["ids"]
        [['alien']]
    """

    offset: int = 0
    limit: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", count(self.offset, "Limit offset", 0))
        if self.limit is not None:
            object.__setattr__(self, "limit", count(self.limit, "Limit limit", 0))

    def to_dict(self) -> dict[str, object]:
        """The limit on the wire."""
        return {"offset": self.offset} if self.limit is None else {"offset": self.offset, "limit": self.limit}

    @staticmethod
    def from_dict(data: object) -> Limit:
        """The limit that `{"offset": ..., "limit": ...}` tells; both may be missing, and a limit is at least 1."""
        found = mapping(data, "Limit")
        known_keys(found, ("offset", "limit"), "Limit")
        limit = found.get("limit")
        return Limit(
            count(found.get("offset", 0), "Limit offset", 0), None if limit is None else count(limit, "Limit limit", 1)
        )


@dataclass(frozen=True, slots=True)
class Select:
    """The fields to answer beside the id: `K.DOCUMENT`, `K.EMBEDDING`, `K.METADATA`, `K.SCORE`, metadata fields.

    They keep the order given, each once; those of a set, which has no order, are sorted.

    Examples:
        >>> films.search(Search(select=Select([K.DOCUMENT, "year"]), limit=1)).first()
        {'id': 'heat', 'document': 'A crew plans a heist', 'metadata': {'year': 1995}}
    """

    keys: Collection[Key | str] = ()

    def __post_init__(self) -> None:
        if isinstance(self.keys, Key | str):
            raise WrongTypeError(f"Select keys: expected a list, got {shown(self.keys)}")
        object.__setattr__(self, "keys", names_of(self.keys, "Select keys"))

    def to_dict(self) -> dict[str, object]:
        """The selection on the wire."""
        return {"keys": list(self.keys)}

    @staticmethod
    def from_dict(data: object) -> Select:
        """The selection that `{"keys": [...]}` tells."""
        found = mapping(data, "Select")
        known_keys(found, ("keys",), "Select")
        keys = found.get("keys", ())
        if not isinstance(keys, list | tuple | set | frozenset):
            raise WrongTypeError(f"Select keys: expected a list, got {shown(keys)}")
        names = cast("Collection[object]", keys)
        for name in names:
            text(name, "Select keys")
        return Select(cast("Collection[str]", names))


EVERYTHING = Select((Key.DOCUMENT, Key.EMBEDDING, Key.METADATA, Key.SCORE))
