"""What JSON values are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast


def as_object(value: object) -> Mapping[str, object] | None:
    """`value` where it is an object; None for all else."""
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else None


def as_list(value: object) -> Sequence[object] | None:
    """`value` where it is a list; None for all else."""
    return cast("Sequence[object]", value) if isinstance(value, list) else None
