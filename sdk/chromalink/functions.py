"""Functions that run on a server and can be attached to a collection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

__all__ = ["RECORD_COUNTER_FUNCTION", "STATISTICS_FUNCTION", "AttachedFunction", "Function"]


class Function(StrEnum):
    """What `attach_function` takes; a server may know more, by the name it gives them.

    Examples:
        >>> films.attach_function(Function.RECORD_COUNTER, "counter", "film_count")[1]
        True
    """

    STATISTICS = "statistics"
    """Writes a record for each value of each metadata key: metadata key, type, value and count; one for the total."""

    RECORD_COUNTER = "record_counter"
    """Writes one record, "function_output", with the number of records as metadata total_count."""


STATISTICS_FUNCTION = Function.STATISTICS
RECORD_COUNTER_FUNCTION = Function.RECORD_COUNTER


@dataclass(frozen=True, slots=True)
class AttachedFunction:
    """A function attached to a collection, as of the answer that told of it.

    Examples:
        >>> attached, created = films.attach_function(Function.STATISTICS, "by_value", "film_statistics")
        >>> attached.function_name, attached.output_collection, created
        ('statistics', 'film_statistics', True)
    """

    id: UUID
    name: str
    """What it was attached under."""
    function_name: str
    """The function, such as "statistics"."""
    input_collection_id: UUID
    output_collection: str
    """The name of the collection it writes to."""
    params: Mapping[str, object] = field(default_factory=dict[str, object], hash=False)
