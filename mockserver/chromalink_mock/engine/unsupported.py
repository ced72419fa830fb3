"""The one place for what this server does not offer: refused as the recorded single-node server refuses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .errors import EngineError, Internal, NotFound, Unsupported

_NOT_IMPLEMENTED = "Tonic error: code: 'Operation is not implemented or not supported', message: "

_OPERATIONS: Mapping[str, tuple[Callable[[str], EngineError], str]] = {
    "searchRecords": (
        Unsupported,
        "Error executing plan: Not implemented: Search operation is not implemented for local executor",
    ),
    "forkCollection": (Unsupported, "Collection forking is unsupported for local chroma"),
    "countForks": (Unsupported, "Count forks is unsupported for local chroma"),
    "getIndexingStatus": (Internal, "Method scout_logs is not implemented"),
    "attachFunction": (
        Unsupported,
        _NOT_IMPLEMENTED + '" Attached Function operations not yet implemented in SqliteSysDb"',
    ),
    "getAttachedFunction": (NotFound, "Attached function not found"),
    "detachFunction": (Unsupported, _NOT_IMPLEMENTED + '"Not implemented"'),
}


def operation(name: str) -> EngineError:
    """The refusal of an operation, by its operationId."""
    kind, message = _OPERATIONS[name]
    return kind(message)


def sparse_vector(key: str) -> EngineError:
    """The refusal of a sparse vector in the metadata of a record."""
    return Unsupported(f"Unimplemented: Sparse vector is not supported for local chroma: {key}")
