"""The settings of a client under their official names: from keywords, the environment, and `.env`."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from copy import copy
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, cast

from . import environment, retired
from .errors import InvalidInputError

__all__ = ["APIVersion", "Settings", "configure", "get_settings"]


class APIVersion(StrEnum):
    """Where a server has its API; clients speak the second."""

    V1 = "/api/v1"
    V2 = "/api/v2"


API_PATH = APIVersion.V2.value
OVER_HTTP = ("chromadb.api.fastapi.FastAPI", "chromadb.api.async_fastapi.AsyncFastAPI")
IN_PROCESS = ("chromadb.api.rust.RustBindingsAPI", "chromadb.api.segment.SegmentAPI")
_EARLIER_IMPLEMENTATIONS = {
    "rest": (OVER_HTTP[0], "HttpClient(host=..., port=...)"),
    "local": (IN_PROCESS[0], "EphemeralClient() or PersistentClient(path=...)"),
    "chromadb.api.local.LocalAPI": (IN_PROCESS[0], "EphemeralClient() or PersistentClient(path=...)"),
}
_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "off"})


@dataclass(kw_only=True)
class Settings:
    """The settings of the official client that concern a client, under their official names.

    What no keyword gives comes from the variable of the same name in upper case, then from `.env` in the working
    directory, then from the default. Texts are read as what they stand for ("8000", "true", JSON for a mapping). A
    client takes them as they are when it is made. Settings of servers and retired ones are accepted with a warning
    where they change nothing, else refused with what to write instead. Raises InvalidInputError naming the setting.

    Examples:
        >>> with Client(Settings(allow_reset=True)) as client:
        ...     client.reset()
        True
    """

    chroma_api_impl: str = IN_PROCESS[0]
    """What `Client` is: "chromadb.api.fastapi.FastAPI" for one over HTTP, otherwise one with a server of its own."""
    chroma_server_host: str | None = field(default=None, repr=False)
    """May be a URL with credentials, so no repr shows it."""
    chroma_server_http_port: int | None = None
    chroma_server_ssl_enabled: bool = False
    chroma_server_ssl_verify: bool | str | None = None
    """None verifies, in both colours."""
    chroma_server_headers: Mapping[str, str] | None = field(default=None, repr=False)
    chroma_server_api_default_path: str = API_PATH
    """Only the second API is spoken."""
    chroma_http_keepalive_secs: float | None = 40.0
    chroma_http_max_connections: int | None = 100
    """Further calls wait for a connection, up to the read timeout; None for any number."""
    chroma_http_max_keepalive_connections: int | None = None
    chroma_client_auth_provider: str | None = None
    """`chromadb.auth.token_authn.TokenAuthClientProvider` or `chromadb.auth.basic_authn.BasicAuthClientProvider`."""
    chroma_client_auth_credentials: str | None = field(default=None, repr=False)
    """The token, or `user:password`."""
    chroma_auth_token_transport_header: str | None = None
    """`Authorization` (the default, as a bearer token) or `X-Chroma-Token`."""
    chroma_overwrite_singleton_tenant_database_access_from_auth: bool = False
    """Accepted for compatibility; the identity settles what a CloudClient leaves open."""
    anonymized_telemetry: bool = False
    """Accepted for compatibility, as the next two are; there is no telemetry."""
    chroma_product_telemetry_impl: str = ""
    chroma_telemetry_impl: str = ""
    is_persistent: bool = False
    """Whether `Client` keeps its data in `persist_directory`; other clients know by themselves."""
    persist_directory: str = "./chroma"
    allow_reset: bool = False
    """Whether an embedded client may `reset`; a server over HTTP has its own say."""

    if not TYPE_CHECKING:  # a checker shall see the keywords

        def __init__(self, **given: object) -> None:
            vars(self).update(_resolved(given))

    def __getitem__(self, name: str) -> object:
        """A setting by its name. Raises KeyError where there is none of that name."""
        if name not in _FIELDS:
            raise KeyError(name)
        value: object = getattr(self, name)
        return value

    def require(self, key: str) -> object:
        """A setting that must not be None; raises InvalidInputError where it is."""
        value = self[key]
        if value is None:
            raise InvalidInputError(f"{key}: expected the settings to give it, found None")
        return value

    @property
    def over_http(self) -> bool:
        """Whether `Client` is to talk to a server. Raises InvalidInputError for an implementation nobody knows."""
        if self.chroma_api_impl not in (*OVER_HTTP, *IN_PROCESS):
            raise InvalidInputError(
                f"chroma_api_impl: expected one of {', '.join((*OVER_HTTP, *IN_PROCESS))}, got {self.chroma_api_impl!r}"
            )
        return self.chroma_api_impl in OVER_HTTP


_FIELDS: dict[str, Field[object]] = {one.name: one for one in fields(Settings)}
_DEFAULTS: Mapping[str, object] = {name: one.default for name, one in _FIELDS.items()}
_DECLARABLE = frozenset({*_FIELDS, *retired.RENAMED_SETTINGS, *retired.REPLACED_SETTINGS})
Settings.__signature__ = Signature(  # type: ignore[attr-defined] # what help() shows; the real one takes any name
    [Parameter(name, Parameter.KEYWORD_ONLY, default=one.default, annotation=one.type) for name, one in _FIELDS.items()]
)


class _Configured:
    """What `configure` said last."""

    settings: Settings | None = None


def configure(**settings: object) -> None:
    """Let every client that is built from now on without `settings` have these; none at all is as before.

    Examples:
        >>> configure(chroma_server_host="chroma.example")
        >>> get_settings().chroma_server_host
        'chroma.example'
        >>> configure()
    """
    _Configured.settings = Settings(**settings) if settings else None  # type: ignore[arg-type] # checked when read


def get_settings() -> Settings:
    """The settings of clients that are given none: those of `configure`, else those of the environment.

    Examples:
        >>> get_settings().chroma_http_max_connections
        100
    """
    return _Configured.settings or Settings()


def of(given: Settings | None) -> Settings:
    """What a client is to go by from here on, whatever becomes of the settings it was given."""
    if given is not None and not isinstance(given, Settings):
        raise InvalidInputError(f"settings: expected a chromalink Settings, got {type(given).__name__}")
    known = given or _Configured.settings
    return Settings() if known is None else copy(known)


def untold() -> Settings:
    """The defaults, whatever the environment and `configure` say."""
    settings = Settings.__new__(Settings)
    vars(settings).update(_DEFAULTS)
    return settings


def _resolved(given: Mapping[str, object]) -> dict[str, object]:
    """Every setting: as given, else as declared, else by default."""
    current = retired.settings(given)
    unknown = [name for name in current if name not in _FIELDS]
    if unknown:
        warnings.warn(f"Settings: unknown, and without effect: {', '.join(unknown)}", UserWarning, stacklevel=3)
    declared = environment.declared(_DECLARABLE)
    if not given and not declared:
        return dict(_DEFAULTS)
    refused = [name for name in retired.REPLACED_SETTINGS if name in declared and name not in given]
    if refused:
        retired.settings({refused[0]: declared[refused[0]]})
    former = {new: declared[old] for old, new in reversed(retired.RENAMED_SETTINGS.items()) if old in declared}
    told: dict[str, object] = {**former, **declared, **current}
    return {**_DEFAULTS, **{name: _read(one, told[name]) for name, one in _FIELDS.items() if name in told}}


def _read(one: Field[object], value: object) -> object:
    """`value` as what the setting is; a text is read."""
    if value is None and "None" in str(one.type):
        return None
    found = _READERS[str(one.type).removesuffix(" | None")](value)
    if found is None or (one.name == "chroma_server_api_default_path" and found != API_PATH):
        shown = f"got {value!r}" if one.repr else "found something else"
        expected = API_PATH if found is not None else _EXPECTED[str(one.type).removesuffix(" | None")]
        raise InvalidInputError(f"{one.name}: expected {expected}, {shown}")
    return _implementation(cast("str", found)) if one.name == "chroma_api_impl" else found


def _implementation(name: str) -> str:
    if name not in _EARLIER_IMPLEMENTATIONS:
        return name
    found, instead = _EARLIER_IMPLEMENTATIONS[name]
    warnings.warn(f"Settings: chroma_api_impl={name!r} is retired; write {instead}", DeprecationWarning, stacklevel=6)
    return found


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _whole(value: object) -> int | None:
    try:
        return int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _text(value: object) -> str | None:
    """Enumerations, as the official client has them, and paths stand for their text."""
    found: object = getattr(value, "value", value)
    return str(found) if isinstance(found, str) or hasattr(found, "__fspath__") else None


def _flag_or_text(value: object) -> bool | str | None:
    flag = _flag(value)
    return _text(value) if flag is None else flag


def _mapping(value: object) -> Mapping[str, str] | None:
    try:
        found: object = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        return None
    return cast("Mapping[str, str]", found) if isinstance(found, Mapping) else None


_READERS = {
    "bool": _flag,
    "int": _whole,
    "float": _number,
    "str": _text,
    "bool | str": _flag_or_text,
    "Mapping[str, str]": _mapping,
}
_EXPECTED = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool | str": "true, false, or a file or directory of certificates",
    "Mapping[str, str]": "a mapping of header names to values",
}
