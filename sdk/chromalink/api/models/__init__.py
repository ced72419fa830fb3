"""Collections and functions attached to them, where the official client has them."""

from __future__ import annotations

from chromalink import _submodules

__getattr__ = _submodules.on_use(__name__, "AsyncCollection", "AttachedFunction", "Collection")
