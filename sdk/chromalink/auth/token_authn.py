"""Tokens, where the official client has them."""

from __future__ import annotations

from collections.abc import Mapping

from chromalink.auth import ClientAuthProvider, TokenTransportHeader, configured

__all__ = ["TokenAuthClientProvider", "TokenTransportHeader"]


class TokenAuthClientProvider(ClientAuthProvider):
    """A token, in the header that the settings choose."""

    def authenticate(self) -> Mapping[str, str]:
        """The header that carries the token."""
        settings = self._settings
        return configured(
            type(self).__name__, settings.chroma_client_auth_credentials, settings.chroma_auth_token_transport_header
        )
