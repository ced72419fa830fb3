"""Options of clients: what callers may set, and the one frozen value made of it. The environment is read here only."""

from __future__ import annotations

import base64
import os
import ssl as tls
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from ._version import __version__
from .errors import InvalidInputError
from .types import DEFAULT_DATABASE, DEFAULT_TENANT

__all__ = ["ClientOptions", "RetryPolicy", "Settings", "Timeouts"]

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 8000
CLOUD_HOST = "api.trychroma.com"
CLOUD_PORT = 443
SERVER_KEYS_VARIABLE = "CHROMALINK_API_KEYS"

_HEADER_NAME = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
"""RFC 9110, 5.6.2: token."""

Verify: TypeAlias = "bool | str | os.PathLike[str] | tls.SSLContext"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds; None waits for ever. `read` also bounds the wait for a free connection."""

    connect: float | None = 5.0
    read: float | None = 60.0
    write: float | None = 60.0

    @classmethod
    def of(cls, value: float | Timeouts | None) -> Timeouts:
        """A number limits reading and writing, and connecting where it is shorter than the default; None lifts all."""
        if isinstance(value, Timeouts):
            return value
        if value is None:
            return cls(None, None, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise InvalidInputError(f"timeout: expected a positive number of seconds, Timeouts or None, got {value!r}")
        return cls(min(5.0, value), value, value)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently a call is repeated, where repeating is harmless.

    The pause before repetition n (from 0) is drawn evenly from half to all of `first_delay * 2**n`, at most
    `max_delay`, and never less than the server's `Retry-After`. `budget` bounds the whole call: a repetition that
    could not start within that many seconds of the first attempt is not waited for. All times in seconds.
    """

    retries: int = 2
    first_delay: float = 0.2
    max_delay: float = 8.0
    budget: float = 60.0

    @classmethod
    def of(cls, value: int | RetryPolicy) -> RetryPolicy:
        """A number sets how often a call is repeated after its first attempt; 0 switches repeating off."""
        if isinstance(value, RetryPolicy):
            return value
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InvalidInputError(f"retries: expected a number of repetitions >= 0 or a RetryPolicy, got {value!r}")
        return cls(retries=value)

    def delay(self, repetition: int, draw: float) -> float:
        """The pause in seconds before repetition `repetition`, for a `draw` from 0 to 1."""
        whole = min(self.max_delay, self.first_delay * 2.0**repetition)
        return whole * (0.5 + 0.5 * draw)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The settings of the official client that concern a client over HTTP, under their official names."""

    chroma_server_host: str | None = field(default=None, repr=False)
    """May be a URL with credentials, so no repr shows it."""
    chroma_server_http_port: int | None = None
    chroma_server_ssl_enabled: bool = False
    chroma_server_ssl_verify: bool | str | None = None
    """None verifies, in both colours."""
    chroma_server_headers: Mapping[str, str] | None = field(default=None, repr=False)
    chroma_http_keepalive_secs: float | None = 40.0
    chroma_http_max_connections: int = 100
    """Further calls wait for a connection, up to the read timeout."""
    chroma_http_max_keepalive_connections: int | None = None
    chroma_client_auth_provider: str | None = None
    """`chromadb.auth.token_authn.TokenAuthClientProvider` or `chromadb.auth.basic_authn.BasicAuthClientProvider`."""
    chroma_client_auth_credentials: str | None = field(default=None, repr=False)
    """The token, or `user:password`."""
    chroma_auth_token_transport_header: str | None = None
    """`Authorization` (the default, as a bearer token) or `X-Chroma-Token`."""
    anonymized_telemetry: bool = False
    """Accepted for compatibility; there is no telemetry."""


DEFAULT_TIMEOUTS = Timeouts()
DEFAULT_RETRIES = RetryPolicy()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientOptions:
    """All a client needs to know, resolved and checked. Secrets live in `headers`, which no repr shows."""

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    tenant: str | None = DEFAULT_TENANT
    database: str | None = DEFAULT_DATABASE
    timeouts: Timeouts = DEFAULT_TIMEOUTS
    retries: RetryPolicy = DEFAULT_RETRIES
    verify: bool | tls.SSLContext = True
    validate: bool = True
    """Whether tenant and database are looked up before the first call."""
    from_identity: bool = False
    """Whether the server's identity fills in tenant and database (Chroma Cloud)."""
    max_connections: int = 100
    max_keepalive_connections: int | None = None
    keepalive_expiry: float | None = 40.0
    settings: Settings = Settings()


def http_options(
    host: str,
    port: int,
    ssl: bool,
    headers: Mapping[str, str] | None,
    settings: Settings | None,
    tenant: str,
    database: str,
    *,
    timeout: float | Timeouts | None,
    retries: int | RetryPolicy,
    verify: Verify | None,
    validate: bool,
) -> ClientOptions:
    """The options of HttpClient; raises InvalidInputError where arguments and settings disagree."""
    chosen = settings or Settings()
    host, port = _agreed(host, port, chosen)
    return ClientOptions(
        base_url=base_url(host, port, ssl or chosen.chroma_server_ssl_enabled),
        headers=_headers(host, chosen, headers),
        tenant=_named("tenant", tenant),
        database=_named("database", database),
        timeouts=Timeouts.of(timeout),
        retries=RetryPolicy.of(retries),
        verify=_verification(verify if verify is not None else chosen.chroma_server_ssl_verify),
        validate=validate,
        max_connections=chosen.chroma_http_max_connections,
        max_keepalive_connections=chosen.chroma_http_max_keepalive_connections,
        keepalive_expiry=chosen.chroma_http_keepalive_secs,
        settings=chosen,
    )


def cloud_options(
    tenant: str | None,
    database: str | None,
    api_key: str | None,
    settings: Settings | None,
    cloud_host: str,
    cloud_port: int,
    enable_ssl: bool,
    *,
    timeout: float | Timeouts | None,
    retries: int | RetryPolicy,
    verify: Verify | None,
    validate: bool,
) -> ClientOptions:
    """The options of CloudClient: arguments, then CHROMA_API_KEY, CHROMA_TENANT, CHROMA_DATABASE, then identity."""
    key = api_key if api_key is not None else os.environ.get("CHROMA_API_KEY")
    if not key or not key.strip() or key.strip() == "None":
        raise InvalidInputError("api_key: expected a Chroma Cloud key as argument or in CHROMA_API_KEY, found none")
    plain = http_options(
        cloud_host,
        cloud_port,
        enable_ssl,
        {"x-chroma-token": _header_value("api_key", key.strip())},
        settings,
        DEFAULT_TENANT,
        DEFAULT_DATABASE,
        timeout=timeout,
        retries=retries,
        verify=verify,
        validate=validate,
    )
    return replace(
        plain,
        tenant=tenant or os.environ.get("CHROMA_TENANT") or None,
        database=database or os.environ.get("CHROMA_DATABASE") or None,
        from_identity=True,
    )


def server_keys() -> str | None:
    """What CHROMALINK_API_KEYS says of the keys that a server started here lets in; None when it is not set."""
    return os.environ.get(SERVER_KEYS_VARIABLE)


def base_url(host: str, port: int, ssl: bool) -> str:
    """`scheme://host:port/prefix` without a trailing slash, from a host name, `host:port`, an IPv6 address or a URL."""
    if not isinstance(host, str) or not host.strip():
        raise InvalidInputError(f"host: expected a host name or URL, got {host!r}")
    port = _port("port", port)
    parts, given_port = _split_url(host)
    if given_port is not None and port not in (DEFAULT_PORT, given_port):
        raise InvalidInputError(f"port: {port} was given beside a host that says {given_port}")
    scheme = "https" if ssl or parts.scheme == "https" else "http"
    if given_port is None and (not parts.scheme or port != DEFAULT_PORT):
        given_port = port
    name = parts.hostname or ""
    shown = f"[{name}]" if ":" in name else name
    prefix = parts.path.rstrip("/").removesuffix("/api/v2")
    return f"{scheme}://{shown}{f':{given_port}' if given_port is not None else ''}{prefix}"


def _port(argument: str, value: object) -> int:
    """A port, also from its decimal text, as environment variables have it."""
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 65536:
        raise InvalidInputError(f"{argument}: expected a number from 1 to 65535, got {value!r}")
    return number


def _split_url(host: str) -> tuple[SplitResult, int | None]:
    host = host.strip()
    if "://" not in host:
        bare_ipv6 = host.count(":") > 1 and "[" not in host and "@" not in host
        host = f"//[{host}]" if bare_ipv6 else f"//{host}"
    try:
        parts = urlsplit(host)
        given_port = None if parts.port is None else _port("host", parts.port)
    except ValueError:  # its text may hold a password
        raise InvalidInputError(
            f"host: expected a host name or an http(s) URL, got {_without_password(host)!r}"
        ) from None
    odd = not parts.hostname or any(c.isspace() for c in parts.hostname)
    if parts.scheme not in ("", "http", "https") or odd or parts.query or parts.fragment:
        raise InvalidInputError(
            f"host: expected a host name or an http(s) URL without query, got {_without_password(host)!r}"
        )
    return parts, given_port


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"{before.partition('//')[0]}//...@{after}" if at else url


def _agreed(host: str, port: int, settings: Settings) -> tuple[str, int]:
    set_host, set_port = settings.chroma_server_host, settings.chroma_server_http_port
    if set_host is not None and host not in (DEFAULT_HOST, set_host):
        given, expected = _without_password(host), _without_password(set_host)
        raise InvalidInputError(f"host: {given!r} was given beside settings that say {expected!r}")
    if set_port is None:
        return (host if set_host is None else set_host), port
    agreed = _port("chroma_server_http_port", set_port)
    if _port("port", port) not in (DEFAULT_PORT, agreed):
        raise InvalidInputError(f"port: {port!r} was given beside settings that say {set_port!r}")
    return (host if set_host is None else set_host), agreed


def _headers(host: str, settings: Settings, headers: Mapping[str, str] | None) -> dict[str, str]:
    merged = {"user-agent": f"chromalink/{__version__}", "accept": "application/json"}
    merged |= _url_credentials(host) | _settings_credentials(settings)
    for name, value in {**(settings.chroma_server_headers or {}), **(headers or {})}.items():
        merged[_header_name(name)] = _header_value(f"headers[{name!r}]", value)
    return merged


def _header_name(name: object) -> str:
    if not isinstance(name, str) or not name or not set(name.lower()) <= _HEADER_NAME:
        raise InvalidInputError(f"headers: expected names of letters, digits and dashes, got {name!r}")
    return name.lower()


def _header_value(argument: str, value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise InvalidInputError(f"{argument}: expected printable ASCII text")
    return value


def _url_credentials(host: str) -> dict[str, str]:
    parts, _ = _split_url(host)
    if parts.username is None and parts.password is None:
        return {}
    return _basic(f"{unquote(parts.username or '')}:{unquote(parts.password or '')}")


def _settings_credentials(settings: Settings) -> dict[str, str]:
    provider, secret = settings.chroma_client_auth_provider, settings.chroma_client_auth_credentials
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
    token = _header_value("chroma_client_auth_credentials", secret)
    header = (settings.chroma_auth_token_transport_header or "Authorization").lower()
    if header == "x-chroma-token":
        return {header: token}
    if header == "authorization":
        return {header: f"Bearer {token}"}
    raise InvalidInputError(
        "chroma_auth_token_transport_header: expected Authorization or X-Chroma-Token,"
        f" got {settings.chroma_auth_token_transport_header!r}"
    )


def _basic(user_and_password: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(user_and_password.encode()).decode()}"}


def _named(argument: str, value: str) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidInputError(f"{argument}: expected a name, got {value!r}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInputError(f"{argument}: expected Unicode characters, got {value!r}")
    return value


def _verification(verify: Verify | None) -> bool | tls.SSLContext:
    if verify is None:
        return True
    if isinstance(verify, bool | tls.SSLContext):
        return verify
    try:
        path = os.fspath(verify)
        is_directory = os.path.isdir(path)
        return tls.create_default_context(cafile=None if is_directory else path, capath=path if is_directory else None)
    except (TypeError, OSError) as exc:
        raise InvalidInputError(
            f"verify: expected True, False, a CA file or directory, or an SSLContext, got {verify!r}: {exc}"
        ) from exc
