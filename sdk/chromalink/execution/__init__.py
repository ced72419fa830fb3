"""The language of searches, where the official client has it."""

from __future__ import annotations

from chromalink import _submodules

__getattr__ = _submodules.on_use(__name__, "expression")
