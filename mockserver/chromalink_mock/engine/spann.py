"""SPANN settings, as servers of Chroma Cloud tell them of a collection; here the same engine answers.

Names, defaults and ranges as published upstream (rust/types, spann_configuration.rs and collection_schema.rs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from .errors import InvalidArgument
from .json_value import JsonObject, JsonValue
from .values import HnswParameters, Space

_TOLD = (
    "search_nprobe",
    "write_nprobe",
    "ef_construction",
    "ef_search",
    "max_neighbors",
    "reassign_neighbor_count",
    "split_threshold",
    "merge_threshold",
)
"""What `configuration_json` shows; the schema shows all."""

_RANGES: Mapping[str, tuple[int, int]] = {
    "search_nprobe": (0, 128),
    "write_nprobe": (0, 128),
    "nreplica_count": (0, 8),
    "split_threshold": (25, 200),
    "reassign_neighbor_count": (0, 64),
    "merge_threshold": (12, 100),
    "num_centers_to_merge_to": (0, 8),
    "ef_construction": (0, 200),
    "ef_search": (0, 200),
    "max_neighbors": (0, 64),
}


@dataclass(frozen=True, slots=True)
class SpannParameters:
    """The settings of a SPANN index, its space apart. None is not shown: newer settings, left at their default."""

    search_nprobe: int = 64
    search_rng_factor: float = 1.0
    search_rng_epsilon: float = 10.0
    nreplica_count: int = 8
    write_rng_factor: float = 1.0
    write_rng_epsilon: float = 5.0
    split_threshold: int = 50
    num_samples_kmeans: int = 1000
    initial_lambda: float = 100.0
    reassign_neighbor_count: int = 64
    merge_threshold: int = 25
    num_centers_to_merge_to: int = 8
    write_nprobe: int = 32
    ef_construction: int = 200
    ef_search: int = 200
    max_neighbors: int = 64
    center_drift_threshold: float | None = None
    quantize: str | None = None

    def graph(self, base: HnswParameters) -> HnswParameters:
        """The parameters of the graph that answers instead: `base` with what the two kinds of index share."""
        return replace(
            base,
            ef_construction=self.ef_construction,
            ef_search=self.ef_search,
            max_neighbors=self.max_neighbors,
        )

    def document(self) -> JsonObject:
        """The `spann` of a vector index in a schema."""
        return {name: value for name in SPANN_NAMES if (value := _value(self, name)) is not None}

    def configuration(self, space: Space) -> JsonObject:
        """The `spann` of `configuration_json`."""
        return {"space": space, **{name: _value(self, name) for name in _TOLD}}


SPANN_NAMES: Sequence[str] = tuple(each.name for each in fields(SpannParameters))


@dataclass(frozen=True, slots=True)
class SpannChanges:
    """The SPANN settings a request names; what it does not name keeps its value."""

    space: Space | None = None
    values: Mapping[str, int | float | str] | None = None
    """By the names of `SpannParameters`."""

    def over(self, base: SpannParameters) -> SpannParameters:
        """`base` with the named settings replaced; raises InvalidArgument for one out of its range."""
        found = dict(self.values or {})
        for name, (least, most) in _RANGES.items():
            value = found.get(name)
            if isinstance(value, int) and not least <= value <= most:
                bound = f'"max": Number({most})' if value > most else f'"min": Number({least})'
                shown = f'range [{{"value": Number({value}), {bound}}}]'
                raise InvalidArgument(f"Invalid SPANN configuration: {name}: Validation error: {shown}")
        return replace(base, **found)  # type: ignore[arg-type]  # each name was read as a value of its own type


def _value(parameters: SpannParameters, name: str) -> JsonValue:
    value: JsonValue = getattr(parameters, name)
    return value
