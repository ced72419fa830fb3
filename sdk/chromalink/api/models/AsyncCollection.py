"""A collection of an async client, where the official client has it."""  # noqa: N999 - the official name

from __future__ import annotations

from chromalink import AsyncCollection

__all__ = ["AsyncCollection"]
