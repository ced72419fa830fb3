"""What describes a collection: its name, its index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ...errors import InvalidInputError
from .columns import shown
from .filters import count
from .kinds import can_be_written, is_mapping

SPACES = ("l2", "cosine", "ip")
UPDATABLE_COUNTS = ("ef_search", "max_neighbors", "num_threads", "batch_size", "sync_threshold")
UPDATABLE = (*UPDATABLE_COUNTS, "resize_factor")
HNSW = ("space", "ef_construction", *UPDATABLE)
PARTS = ("hnsw", "spann", "embedding_function")


def name(value: object, argument: str = "name") -> str:
    """The server has the rules for names; here it must only be a text."""
    if not isinstance(value, str) or not value:
        cure = "; write collection.name" if hasattr(value, "configuration_json") else ""
        raise InvalidInputError(f"{argument}: expected a non-empty text, got {shown(value)}{cure}")
    if not can_be_written(value):
        raise InvalidInputError(f"{argument}: expected a text of Unicode characters, got {shown(value)}")
    return value


def configuration(value: object, *, update: bool = False) -> dict[str, object]:
    """A copy of `value` with its index settings checked; unknown parts and values that crash servers are refused."""
    if value is None:
        return {}
    if not is_mapping(value):
        raise InvalidInputError(f"configuration: expected a mapping, got {shown(value)}")
    found = dict(cast("Mapping[str, object]", value))
    _only(found, PARTS, "configuration")
    if found.get("hnsw") is not None and found.get("spann") is not None:
        raise InvalidInputError("configuration: expected hnsw or spann, got both")
    if found.get("hnsw") is not None:
        found["hnsw"] = _hnsw(found["hnsw"], update=update)
    if found.get("spann") is not None and not isinstance(found["spann"], Mapping):
        raise InvalidInputError(f"configuration['spann']: expected a mapping, got {shown(found['spann'])}")
    return found


def _hnsw(value: object, *, update: bool) -> dict[str, object]:
    at = "configuration['hnsw']"
    if not is_mapping(value):
        raise InvalidInputError(f"{at}: expected a mapping, got {shown(value)}")
    found = dict(cast("Mapping[str, object]", value))
    if update and ("space" in found or "ef_construction" in found):
        raise InvalidInputError(f"{at}: space and ef_construction are fixed when a collection is created")
    _only(found, UPDATABLE if update else HNSW, at)
    if found.get("space") is not None and found["space"] not in SPACES:
        raise InvalidInputError(f"{at}['space']: expected one of {', '.join(SPACES)}, got {found['space']!r}")
    for key in ("ef_construction", *UPDATABLE_COUNTS):
        if found.get(key) is not None:
            count(found[key], f"{at}[{key!r}]", least=1)
    factor = found.get("resize_factor")
    if factor is not None and (isinstance(factor, bool) or not isinstance(factor, int | float) or factor <= 0):
        raise InvalidInputError(f"{at}['resize_factor']: expected a number above 0, got {shown(factor)}")
    return found


def _only(found: Mapping[str, object], known: tuple[str, ...], at: str) -> None:
    for key in found:
        if key not in known:
            raise InvalidInputError(f"{at}: expected keys out of {', '.join(known)}, got {key!r}")
