"""Credentials: what a client shows its server, as headers. No repr shows a secret."""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from chromalink import _submodules
from chromalink.errors import CredentialsError, InvalidInputError
from chromalink.types import UserIdentity

if TYPE_CHECKING:
    from chromalink.settings import Settings

__all__ = [
    "ApiKey",
    "BasicLogin",
    "BearerToken",
    "ClientAuthProvider",
    "Credentials",
    "CredentialsSource",
    "TokenTransportHeader",
    "UserIdentity",
]


class TokenTransportHeader(StrEnum):
    """The header that carries a token, under the official names.

    Examples:
        >>> settings = Settings(chroma_auth_token_transport_header=TokenTransportHeader.X_CHROMA_TOKEN)
        >>> settings.chroma_auth_token_transport_header
        'X-Chroma-Token'
    """

    AUTHORIZATION = "Authorization"
    X_CHROMA_TOKEN = "X-Chroma-Token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of Chroma Cloud, or of a server that reads `X-Chroma-Token`.

    Examples:
        >>> ApiKey("ck-123").headers(), ApiKey("ck-123")
        ({'x-chroma-token': 'ck-123'}, ApiKey())
    """

    key: str = field(repr=False)

    def headers(self) -> dict[str, str]:
        """The header that carries the key. Raises InvalidInputError where no header can."""
        return {"x-chroma-token": header_value("api_key", self.key)}


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A token that goes as `Authorization: Bearer ...`.

    Examples:
        >>> BearerToken("t0ken").headers()
        {'authorization': 'Bearer t0ken'}
    """

    token: str = field(repr=False)

    def headers(self) -> dict[str, str]:
        """The header that carries the token. Raises InvalidInputError where no header can."""
        return {"authorization": f"Bearer {header_value('token', self.token)}"}


@dataclass(frozen=True, slots=True)
class BasicLogin:
    """A user and password, sent as `Authorization: Basic ...` in UTF-8.

    Examples:
        >>> BasicLogin("ada", "s3cret").headers()
        {'authorization': 'Basic YWRhOnMzY3JldA=='}
    """

    user: str
    password: str = field(repr=False)

    def headers(self) -> dict[str, str]:
        """The header that carries both. Raises InvalidInputError for a colon in the name."""
        if ":" in self.user:
            raise InvalidInputError("user: expected a name without a colon, which Basic cannot carry")
        return _basic(f"{self.user}:{self.password}")


Credentials: TypeAlias = ApiKey | BearerToken | BasicLogin
CredentialsSource: TypeAlias = Callable[[], "Credentials | Awaitable[Credentials]"]
"""Called before the first request, and again after the server refused what it gave last (401)."""


class ClientAuthProvider(ABC):
    """What settings name, by its dotted path, as the way to show credentials."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @abstractmethod
    def authenticate(self) -> Mapping[str, str]:
        """The headers that show the settings' credentials. Raises InvalidInputError where they show none."""


def header_value(argument: str, value: object) -> str:
    """`value` where a header can carry it; the error does not show it."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise InvalidInputError(f"{argument}: expected printable ASCII text")
    return value


def present(argument: str, value: object) -> str:
    """`value` without surrounding blanks where it is a secret at all; empty texts and "None" are none."""
    if not isinstance(value, str) or value.strip() in ("", "None"):
        raise InvalidInputError(f"{argument}: expected a text that is not empty, found none")
    return header_value(argument, value.strip())


def chosen(
    api_key: str | None, auth: Credentials | CredentialsSource | None
) -> tuple[dict[str, str], CredentialsSource | None]:
    """The headers of the credentials a caller gave, or the source that will give them."""
    if api_key is not None and auth is not None:
        raise InvalidInputError("api_key, auth: expected one of them, got both")
    if api_key is not None:
        return ApiKey(present("api_key", api_key)).headers(), None
    if auth is None:
        return {}, None
    if isinstance(auth, ApiKey | BearerToken | BasicLogin):
        return auth.headers(), None
    if not callable(auth) or isinstance(auth, type):
        raise InvalidInputError(
            "auth: expected an ApiKey, BearerToken or BasicLogin, or a function that gives one, got"
            f" {type(auth).__name__}"
        )
    return {}, auth


def told(credentials: object) -> Mapping[str, str]:
    """The headers of what a source gave; raises CredentialsError where it gave something else."""
    if not isinstance(credentials, ApiKey | BearerToken | BasicLogin):
        raise CredentialsError(
            "auth: expected the function to give an ApiKey, BearerToken or BasicLogin, got"
            f" {type(credentials).__name__}"
        )
    try:
        return credentials.headers()
    except InvalidInputError as exc:
        raise CredentialsError(f"auth: the function gave credentials that cannot be sent: {exc}") from exc


_SECRETIVE = ("auth", "cookie", "credential", "key", "password", "secret", "token")
"""What the name of a header has in it where its value is nobody else's business."""
_SHORTEST_SECRET = 6
"""Shorter values are left alone: masking them would garble what an error says."""


def secrets(headers: Mapping[str, str]) -> tuple[str, ...]:
    """The values, of headers, that no error may show; the scheme of an authorization is none."""
    values = (value for name, value in headers.items() if any(part in name for part in _SECRETIVE))
    found = (value.rpartition(" ")[2] for value in values)
    return tuple(value for value in found if len(value) >= _SHORTEST_SECRET)


def masked(text: str, values: tuple[str, ...]) -> str:
    """`text` without `values`, which a server may have echoed."""
    for value in values:
        text = text.replace(value, "***")
    return text


def configured(provider: str | None, secret: str | None, transport_header: str | None) -> dict[str, str]:
    """The headers that the official settings ask for; raises InvalidInputError naming the setting at fault."""
    if provider is None:
        return {}
    if not secret:
        raise InvalidInputError("chroma_client_auth_credentials: expected the token or user:password, found none")
    kind = provider.rpartition(".")[2]
    if kind == "BasicAuthClientProvider":
        return _basic(secret)
    if kind != "TokenAuthClientProvider":
        raise InvalidInputError(
            "chroma_client_auth_provider: expected a TokenAuthClientProvider or BasicAuthClientProvider,"
            f" got {provider!r}"
        )
    token = header_value("chroma_client_auth_credentials", secret)
    header = str(getattr(transport_header, "value", transport_header) or "Authorization").lower().replace("_", "-")
    if header == "x-chroma-token":
        return ApiKey(token).headers()
    if header == "authorization":
        return BearerToken(token).headers()
    raise InvalidInputError(
        f"chroma_auth_token_transport_header: expected Authorization or X-Chroma-Token, got {transport_header!r}"
    )


def _basic(user_and_password: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(user_and_password.encode()).decode()}"}


__getattr__ = _submodules.on_use(__name__, "basic_authn", "token_authn")
