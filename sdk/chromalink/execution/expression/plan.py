"""A whole search, where the official client has it."""

from __future__ import annotations

from chromalink.search import Search

__all__ = ["Search"]
