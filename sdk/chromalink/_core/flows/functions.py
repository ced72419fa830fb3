"""Functions attached to a collection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ..._wire import functions as wire
from ...errors import InvalidInputError
from ...functions import AttachedFunction
from ..checks import configuration as check
from ..checks.columns import shown
from ..checks.kinds import is_mapping
from ..effects import Flow
from ..session import CollectionRef
from .system import sent


def attach(
    ref: CollectionRef, function: str, name: str, output_collection: str, params: object
) -> Flow[tuple[AttachedFunction, bool]]:
    """The function as attached, and whether it is new."""
    check.name(function, "function")
    check.name(name)
    check.name(output_collection, "output_collection")
    call = wire.attach_function(ref, function, name, output_collection, _params(params))
    return (yield from sent(ref.session, call))


def attached(ref: CollectionRef, name: str) -> Flow[AttachedFunction]:
    return (yield from sent(ref.session, wire.get_attached_function(ref, check.name(name))))


def detach(ref: CollectionRef, name: str, *, delete_output: bool) -> Flow[bool]:
    return (yield from sent(ref.session, wire.detach_function(ref, check.name(name), delete_output=delete_output)))


def _params(value: object) -> Mapping[str, object] | None:
    if value is None:
        return None
    if not is_mapping(value):
        raise InvalidInputError(f"params: expected a mapping, got {shown(value)}")
    return cast("Mapping[str, object]", value)
