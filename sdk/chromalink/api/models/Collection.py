"""A collection, where the official client has it."""  # noqa: N999 - the official name

from __future__ import annotations

from chromalink import Collection

__all__ = ["Collection"]
