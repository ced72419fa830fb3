"""Functions of a server, where the official client has them."""

from __future__ import annotations

from chromalink.functions import RECORD_COUNTER_FUNCTION, STATISTICS_FUNCTION, Function

__all__ = ["RECORD_COUNTER_FUNCTION", "STATISTICS_FUNCTION", "Function"]
