"""Users and passwords, where the official client has them."""

from __future__ import annotations

from collections.abc import Mapping

from chromalink.auth import ClientAuthProvider, configured

__all__ = ["BasicAuthClientProvider"]


class BasicAuthClientProvider(ClientAuthProvider):
    """`user:password`, sent as `Authorization: Basic ...`."""

    def authenticate(self) -> Mapping[str, str]:
        """The header that carries both."""
        return configured(type(self).__name__, self._settings.chroma_client_auth_credentials, None)
