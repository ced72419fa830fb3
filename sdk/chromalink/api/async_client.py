"""Async clients, where the official client has them."""

from __future__ import annotations

from chromalink import AsyncAdminClient, AsyncClient

__all__ = ["AsyncAdminClient", "AsyncClient"]
