"""Query strings: the few parameters that operations know. All others are ignored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote_plus

from ..errors import BadRequest

T = TypeVar("T")

_U32 = 2**32
_READ_LEVELS = ("index_and_wal", "index_only", "index_and_bounded_wal")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for; `limit` None = to its end."""

    limit: int | None
    offset: int


def page(query: bytes) -> Page:
    """`limit` and `offset`; raises BadRequest unless they are plain 32-bit integers, each given once."""
    found = _known(query, ("limit", "offset"), _u32)
    return Page(limit=found.get("limit"), offset=found.get("offset", 0))


def check_read_level(query: bytes) -> None:
    """Raise BadRequest for a `read_level` that does not exist; all that exist mean the same on a single node."""
    _known(query, ("read_level",), _read_level)


def explains(query: bytes) -> bool:
    """Whether `explain=true` is asked for; raises BadRequest for anything but true and false."""
    return _known(query, ("explain",), _flag).get("explain", False)


def _known(query: bytes, names: Sequence[str], read: Callable[[str, str], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for pair in query.decode("latin-1").split("&") if query else ():
        key, _, value = pair.partition("=")
        name = unquote_plus(key)
        if name in names:
            if name in found:
                raise _refusal(f"duplicate field `{name}`")
            found[name] = read(name, unquote_plus(value, errors="replace"))
    return found


def _read_level(name: str, text: str) -> str:
    if text not in _READ_LEVELS:
        expected = ", ".join(f"`{level}`" for level in _READ_LEVELS)
        raise _refusal(f"{name}: unknown variant `{text}`, expected one of {expected}")
    return text


def _flag(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise _refusal(f"{name}: provided string was not `true` or `false`")
    return text == "true"


def _u32(name: str, text: str) -> int:
    digits = text.removeprefix("+")
    if not text:
        raise _refusal(f"{name}: cannot parse integer from empty string")
    if not (digits.isascii() and digits.isdigit()):
        raise _refusal(f"{name}: invalid digit found in string")
    digits = digits.lstrip("0") or "0"
    # Ten digits are the most that fit; a longer text is not worth reading.
    if len(digits) > 10 or int(digits) >= _U32:
        raise _refusal(f"{name}: number too large to fit in target type")
    return int(digits)


def _refusal(text: str) -> BadRequest:
    return BadRequest(f"Failed to deserialize query string: {text}")
