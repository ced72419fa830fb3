"""What forgets the servers in memory that clients share, where the official client has it."""

from __future__ import annotations

from chromalink import embedded

__all__ = ["SharedSystemClient"]


class SharedSystemClient:
    """Serves code that clears up between tests by it; clients are not made of it."""

    @staticmethod
    def clear_system_cache() -> None:
        """Let go of the servers in memory that clients share by name."""
        embedded.forget()
