"""Which names and metadata keys are allowed, with the messages recorded from Chroma 1.5.9."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Address

from .errors import InvalidArgument

_ENDS = frozenset(string.ascii_letters + string.digits)
_INNER = _ENDS | frozenset("._-")
_ENCRYPTION_KEY = ("projects/", "/locations/", "/keyRings/", "/cryptoKeys/")
"""What stands before each of the four parts of a key's name in Google Cloud."""
_MIN_LENGTH, _MAX_LENGTH = 3, 512

MIN_DATABASE_LENGTH = 3
"""A path with a shorter database name is refused before anything is looked up."""
MIN_TENANT_LENGTH = 3


def name_fault(name: str) -> str | None:
    """What is wrong with a database or collection name; None when it is allowed.

    One `+` splits the name into two parts (topology and name) that must each satisfy the rule.
    """
    parts = name.split("+")
    if len(parts) > 2:
        return "Expected a name to contain at most one topology:  Got two `+` characters."
    return next((fault for part in parts if (fault := _part_fault(part))), None)


def tenant_name_fault(name: str) -> str | None:
    """What is wrong with a tenant's name; None when it is allowed."""
    if len(name) >= MIN_TENANT_LENGTH:
        return None
    shown = name.replace("\\", "\\\\").replace('"', '\\"')
    rule = f'length [{{"min": Number({MIN_TENANT_LENGTH}), "value": String("{shown}")}}]'
    return f"Validation error: name: Validation error: {rule}"


def key_fault(key: str) -> str | None:
    """What is wrong with a metadata key; None when it is allowed."""
    if not key:
        return "Metadata key cannot be empty"
    if key[0] in "#$":
        return f"Metadata key cannot start with '#' or '$': {key}"
    return None


def metadata_fault(metadata: Mapping[str, object] | None) -> str | None:
    """What is wrong with a collection's metadata; None is allowed, an empty map is not."""
    if metadata is None:
        return None
    if not metadata:
        return "Metadata cannot be empty"
    return next((fault for key in metadata if (fault := key_fault(key))), None)


def encryption_key_fault(name: str | None) -> str | None:
    """What is wrong with the name of a key for encryption; None when it is allowed, or there is none."""
    if name is None or _names_encryption_key(name):
        return None
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'CMEK does not match expected pattern: Gcp("{quoted}")'


def refuse_faults(faults: Iterable[tuple[str, str | None]]) -> None:
    """Raise InvalidArgument naming every failing field; do nothing when no field fails."""
    lines = [f"{field}: {fault}" for field, fault in faults if fault is not None]
    if lines:
        raise InvalidArgument("Validation error: " + "\n".join(lines))


def _names_encryption_key(name: str) -> bool:
    """Whether each part is there, none of them empty."""
    if not name.startswith(_ENCRYPTION_KEY[0]) or "\n" in name:
        return False
    rest = name.removeprefix(_ENCRYPTION_KEY[0])
    for before in _ENCRYPTION_KEY[1:]:
        at = rest.find(before, 1)
        if at < 0:
            return False
        rest = rest[at + len(before) :]
    return bool(rest)


def _part_fault(part: str) -> str | None:
    if not _well_formed(part):
        return (
            "Expected a name containing 3-512 characters from [a-zA-Z0-9._-], "
            f"starting and ending with a character in [a-zA-Z0-9]. Got: {part}"
        )
    if ".." in part:
        return f"Expected a name that does not contains two consecutive periods (..). Got {part}"
    if part.count(".") == 3 and _is_address(part):
        return f"Expected a name that is not a valid ip address. Got {part}"
    return None


def _well_formed(part: str) -> bool:
    return (
        _MIN_LENGTH <= len(part) <= _MAX_LENGTH and part[0] in _ENDS and part[-1] in _ENDS and _INNER.issuperset(part)
    )


def _is_address(part: str) -> bool:
    try:
        IPv4Address(part)
    except AddressValueError:
        return False
    return True
