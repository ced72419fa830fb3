"""The names the old server allowed; narrower than what the second API allows."""

from __future__ import annotations

import re

from .refusals import value_error

_FORM = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{1,61}[a-zA-Z0-9]")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_RULE = (
    "Expected collection name that (1) contains 3-63 characters, (2) starts and ends with an alphanumeric character, "
    "(3) otherwise contains only alphanumeric characters, underscores or hyphens (-), "
    "(4) contains no two consecutive periods (..) and (5) is not a valid IPv4 address, got "
)
_SHORTEST = 3


def check_collection(name: str) -> None:
    """Raise Refusal unless a collection may have this name."""
    if not _FORM.fullmatch(name) or ".." in name or _ADDRESS.fullmatch(name):
        raise value_error(f"{_RULE}{name}")


def check_length(what: str, name: str) -> None:
    """Raise Refusal for too short a name of a tenant or database."""
    if len(name) < _SHORTEST:
        raise value_error(f"{what} name must be at least {_SHORTEST} characters long")
