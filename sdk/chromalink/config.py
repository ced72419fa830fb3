"""Options of clients: what callers may set, and the one frozen value made of it."""

from __future__ import annotations

import ssl as tls
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from importlib.util import find_spec
from urllib.parse import unquote
from urllib.request import getproxies

from . import addresses, environment, events, proxies
from . import auth as authentication
from . import settings as official
from ._version import __version__
from .auth import BasicLogin, Credentials, CredentialsSource
from .certificates import Verify, authorities, trusting, verification
from .environment import variable
from .errors import InvalidInputError
from .events import Hooks
from .patience import DEFAULT_RETRIES, DEFAULT_TIMEOUTS, RetryPolicy, Timeouts
from .settings import APIVersion, Settings, configure, get_settings
from .types import DEFAULT_DATABASE, DEFAULT_TENANT

__all__ = [
    "DEFAULT_DATABASE",
    "DEFAULT_RETRIES",
    "DEFAULT_TENANT",
    "DEFAULT_TIMEOUTS",
    "APIVersion",
    "ClientOptions",
    "RetryPolicy",
    "Settings",
    "Timeouts",
    "Verify",
    "configure",
    "get_settings",
    "trusting",
    "variable",
]

DEFAULT_HOST = addresses.DEFAULT_HOST
DEFAULT_PORT = addresses.DEFAULT_PORT
CLOUD_HOST = "api.trychroma.com"
CLOUD_PORT = 443
EMBEDDED_URL = "http://embedded"
UNHURRIED = Timeouts(None, None, None)
SERVER_KEYS_VARIABLE = "CHROMALINK_API_KEYS"

_HEADER_NAME = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
"""RFC 9110, 5.6.2: token."""


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
    authorities: str | None = None
    """The certificates of the environment (SSL_CERT_FILE, SSL_CERT_DIR), which `verify=True` then means."""
    validate: bool = True
    """Whether tenant and database are looked up before the first call."""
    preflight: bool = True
    """Whether the server is asked what it takes in one write; otherwise it takes everything."""
    from_identity: bool = False
    """Whether the server's identity fills in tenant and database (Chroma Cloud)."""
    max_connections: int = 100
    max_keepalive_connections: int | None = None
    keepalive_expiry: float | None = 40.0
    http2: bool = False
    proxy: str | None = field(default=None, repr=False)
    """A URL, which may hold a password."""
    settings: Settings = field(default_factory=Settings)
    credentials: CredentialsSource | None = field(default=None, repr=False)
    """Gives the credentials that are not in `headers`."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What no error may show, though a server echoed it."""
    hooks: tuple[Hooks, ...] = ()
    embedded: bool = False
    """Whether an engine in this process answers; `base_url` is then but a name for messages."""


class Unchanged(Enum):
    """What stands for an argument that was not given, where None has a meaning."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True)
class CallOptions:
    """What a view of a client changes for its calls; None changes nothing."""

    timeouts: Timeouts | None
    retries: RetryPolicy | None
    headers: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(
        cls,
        timeout: float | Timeouts | Unchanged | None,
        retries: int | RetryPolicy | None,
        headers: Mapping[str, str] | None,
    ) -> CallOptions:
        """Checked arguments of `with_options`."""
        return cls(
            None if isinstance(timeout, Unchanged) else Timeouts.of(timeout),
            None if retries is None else RetryPolicy.of(retries),
            _given_headers(headers or {}),
        )

    def merged(self, headers: Mapping[str, str] | None) -> Mapping[str, str] | None:
        """The headers of one request, which win, over these."""
        return {**self.headers, **(headers or {})} if self.headers else headers

    def applied(self, options: ClientOptions) -> ClientOptions:
        """The options of a client under these."""
        return replace(options, timeouts=self.timeouts or options.timeouts, retries=self.retries or options.retries)


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
    api_key: str | None = None,
    auth: Credentials | CredentialsSource | None = None,
    hooks: Hooks | Sequence[Hooks] | None = None,
    proxy: str | None = None,
    trust_env: bool = True,
    http2: bool = False,
) -> ClientOptions:
    """The options of HttpClient; raises InvalidInputError where arguments and settings disagree.

    `api_key` and `auth` win over headers, these over credentials of the settings, these over those of the URL.
    """
    chosen = official.of(settings)
    host, port = _agreed(host, port, chosen)
    url = addresses.base_url(host, port, ssl or chosen.chroma_server_ssl_enabled)
    shown, source = authentication.chosen(api_key, auth)
    sent = _headers(host, chosen, headers) | shown
    return ClientOptions(
        base_url=url,
        headers=sent,
        tenant=_named("tenant", tenant),
        database=_named("database", database),
        timeouts=Timeouts.of(timeout),
        retries=RetryPolicy.of(retries),
        verify=verification(verify if verify is not None else chosen.chroma_server_ssl_verify),
        authorities=authorities(trust_env),
        validate=validate,
        max_connections=chosen.chroma_http_max_connections or sys.maxsize,
        max_keepalive_connections=chosen.chroma_http_max_keepalive_connections,
        keepalive_expiry=chosen.chroma_http_keepalive_secs,
        http2=_http2(http2),
        proxy=_proxy(proxy, trust_env, url),
        settings=chosen,
        credentials=source,
        secrets=authentication.secrets(sent),
        hooks=events.several(hooks),
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
    auth: Credentials | CredentialsSource | None = None,
    hooks: Hooks | Sequence[Hooks] | None = None,
    proxy: str | None = None,
    trust_env: bool = True,
    http2: bool = False,
) -> ClientOptions:
    """The options of CloudClient: arguments, then CHROMA_API_KEY, CHROMA_TENANT, CHROMA_DATABASE, then identity."""
    chosen = official.of(settings)
    chosen.chroma_server_host = chosen.chroma_server_http_port = None
    plain = http_options(
        cloud_host,
        cloud_port,
        enable_ssl,
        None,
        chosen,
        DEFAULT_TENANT,
        DEFAULT_DATABASE,
        timeout=timeout,
        retries=retries,
        verify=verify,
        validate=validate,
        api_key=_cloud_key(api_key) if auth is None else api_key,
        auth=auth,
        hooks=hooks,
        proxy=proxy,
        trust_env=trust_env,
        http2=http2,
    )
    return replace(
        plain,
        tenant=_cloud_name("tenant", tenant),
        database=_cloud_name("database", database),
        from_identity=True,
    )


def _cloud_key(api_key: str | None) -> str:
    try:
        return authentication.present("api_key", variable("CHROMA_API_KEY") if api_key is None else api_key)
    except InvalidInputError as exc:
        raise InvalidInputError(f"{exc}; a Chroma Cloud key is an argument or in CHROMA_API_KEY") from None


def _cloud_name(argument: str, value: str | None) -> str | None:
    """The argument, else its variable; empty means that the identity settles it."""
    found = value or variable(f"CHROMA_{argument.upper()}")
    return _named(argument, found) if found else None


def embedded_options(settings: Settings | None, tenant: str, database: str) -> ClientOptions:
    """The options of clients with an engine of their own."""
    return ClientOptions(
        base_url=EMBEDDED_URL,
        headers={},
        tenant=_named("tenant", tenant),
        database=_named("database", database),
        timeouts=UNHURRIED,
        validate=False,
        preflight=False,
        settings=official.of(settings),
        embedded=True,
    )


def settled_options(settings: Settings | None, tenant: str, database: str) -> ClientOptions:
    """The options of `Client`, which the settings make a client over HTTP or one with an engine of its own."""
    chosen = official.of(settings)
    if not chosen.over_http:
        return embedded_options(chosen, tenant, database)
    return http_options(
        DEFAULT_HOST,
        DEFAULT_PORT,
        False,
        None,
        chosen,
        tenant,
        database,
        timeout=DEFAULT_TIMEOUTS,
        retries=DEFAULT_RETRIES,
        verify=None,
        validate=True,
    )


def of_admin(options: ClientOptions) -> ClientOptions:
    """The same, or those of an engine where the settings name a directory and no server."""
    chosen = options.settings
    if not chosen.is_persistent or chosen.over_http or chosen.chroma_server_host is not None:
        return options
    return embedded_options(chosen, DEFAULT_TENANT, DEFAULT_DATABASE)


def of_child(
    options: ClientOptions, url: str, *, timeout: float | Timeouts | None, retries: int | RetryPolicy
) -> ClientOptions:
    """The same for an engine that runs as a child process, at `url`."""
    return replace(
        options,
        base_url=url,
        embedded=False,
        timeouts=Timeouts.of(timeout),
        retries=RetryPolicy.of(retries),
        validate=True,
        preflight=True,
    )


def provider_options(
    url: str,
    headers: Mapping[str, str],
    secrets: tuple[str, ...],
    *,
    timeouts: Timeouts,
    retries: int | RetryPolicy,
) -> ClientOptions:
    """The options of the connections to a provider of embeddings at `url`: proxies and certificates as elsewhere."""
    return ClientOptions(
        base_url=url,
        headers={"user-agent": f"chromalink/{__version__}", "accept": "application/json", **headers},
        timeouts=timeouts,
        retries=RetryPolicy.of(retries),
        authorities=authorities(True),
        validate=False,
        preflight=False,
        proxy=_proxy(None, True, url),
        secrets=secrets,
    )


def server_keys() -> str | None:
    """What CHROMALINK_API_KEYS says of the keys that a server started here lets in; None when it is not set."""
    return environment.stated(SERVER_KEYS_VARIABLE)


def _agreed(host: str, port: int, settings: Settings) -> tuple[str, int]:
    set_host, set_port = settings.chroma_server_host, settings.chroma_server_http_port
    if set_host is not None and host not in (DEFAULT_HOST, set_host):
        given, expected = addresses.without_password(host), addresses.without_password(set_host)
        raise InvalidInputError(f"host: {given!r} was given beside settings that say {expected!r}")
    if set_port is None:
        return (host if set_host is None else set_host), port
    agreed = addresses.port_number("chroma_server_http_port", set_port)
    if addresses.port_number("port", port) not in (DEFAULT_PORT, agreed):
        raise InvalidInputError(f"port: {port!r} was given beside settings that say {set_port!r}")
    return (host if set_host is None else set_host), agreed


def _headers(host: str, settings: Settings, headers: Mapping[str, str] | None) -> dict[str, str]:
    merged = {"user-agent": f"chromalink/{__version__}", "accept": "application/json"}
    merged |= _url_credentials(host) | _settings_credentials(settings)
    return merged | _given_headers({**(settings.chroma_server_headers or {}), **(headers or {})})


def _given_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        _header_name(name): authentication.header_value(f"headers[{name!r}]", value) for name, value in headers.items()
    }


def _header_name(name: object) -> str:
    if not isinstance(name, str) or not name or not set(name.lower()) <= _HEADER_NAME:
        raise InvalidInputError(f"headers: expected names of letters, digits and dashes, got {name!r}")
    return name.lower()


def _url_credentials(host: str) -> dict[str, str]:
    parts, _ = addresses.split(host)
    if parts.username is None and parts.password is None:
        return {}
    return BasicLogin(unquote(parts.username or ""), unquote(parts.password or "")).headers()


def _settings_credentials(settings: Settings) -> dict[str, str]:
    return authentication.configured(
        settings.chroma_client_auth_provider,
        settings.chroma_client_auth_credentials,
        settings.chroma_auth_token_transport_header,
    )


def _named(argument: str, value: str) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidInputError(f"{argument}: expected a name, got {value!r}")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInputError(f"{argument}: expected Unicode characters, got {value!r}")
    return value


def _proxy(proxy: str | None, trust_env: bool, url: str) -> str | None:
    if proxy is not None:
        return proxies.checked(proxy, "proxy")
    return proxies.of_environment(getproxies(), url) if trust_env else None


def _http2(asked: bool) -> bool:
    if asked and find_spec("h2") is None:
        raise ImportError("http2=True needs h2: pip install 'chromalink[http2]'")
    return asked
