"""What can be set about a server."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server; the defaults are those of a single-node Chroma 1.5.9."""

    allow_reset: bool = False
    """Whether POST /api/v2/reset empties the server instead of answering 403."""

    max_payload_size_bytes: int = 40 * MEBIBYTE
    """The largest request body; a larger one is answered 413."""

    cors_allow_origins: tuple[str, ...] = ()
    """Origins that browsers may call from; `("*",)` for all, empty for no CORS at all."""

    default_limit: int | None = None
    """How many records a get, and how many entries a list, returns when the request names no limit; None = all."""

    strict_scope: bool = False
    """Whether a collection's UUID is found only under its own tenant and database (recorded: under any)."""
