"""A function attached to a collection, where the official client has it."""  # noqa: N999 - the official name

from __future__ import annotations

from chromalink.functions import AttachedFunction

__all__ = ["AttachedFunction"]
