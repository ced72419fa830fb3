"""Operations as people name them: operationIds, or patterns of them with the wildcards of a shell."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from fnmatch import fnmatchcase


def names(pattern: str, operation: str | None) -> bool:
    """Whether the pattern names this operation; None, where a path leads nowhere, is named by nothing."""
    return operation is not None and fnmatchcase(operation, pattern)


def check(pattern: str, known: Collection[str]) -> None:
    """Raise ValueError for a pattern that names none of the `known` operations."""
    if any(names(pattern, operation) for operation in known):
        return
    near = get_close_matches(pattern, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
    raise ValueError(f"operation: there is no {pattern!r}{hint}")
