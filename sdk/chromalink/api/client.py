"""Sync clients, where the official client has them."""

from __future__ import annotations

from chromalink import AdminClient, Client
from chromalink.api.shared_system_client import SharedSystemClient

__all__ = ["AdminClient", "Client", "SharedSystemClient"]
