"""What earlier releases of the official client had: what still passes, with a warning, and what took its place.

Where ignoring something changes nothing of what a program does, it is accepted with one warning; everything else is
refused by an error that names its replacement.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

from .errors import InvalidInputError

RENAMED_SETTINGS = {
    "chroma_client_auth_token_transport_header": "chroma_auth_token_transport_header",
    "chroma_server_auth_token_transport_header": "chroma_auth_token_transport_header",
}
"""Settings that live on under another name."""

REPLACED_SETTINGS = {
    "chroma_db_impl": "PersistentClient(path=...) keeps data on disk, EphemeralClient() in memory; what DuckDB or"
    " ClickHouse wrote is not read",
    "chroma_client_auth_credentials_file": "give what the file holds as chroma_client_auth_credentials",
    "chroma_client_auth_credentials_provider": "chroma_client_auth_credentials holds the credentials themselves, and"
    " auth=... of a client takes a function that gives them",
}
"""Settings that cannot be ignored, and what to write instead."""

_SERVERS = "it configures a server, and this is a client's"
SETTINGS_WITHOUT_EFFECT = {
    **dict.fromkeys(
        (
            "chroma_server_nofile",
            "chroma_server_thread_pool_size",
            "chroma_memory_limit_bytes",
            "chroma_segment_cache_policy",
        ),
        "Chroma ignores it since 1.0",
    ),
    "chroma_client_auth_protocol_adapter": "chroma_client_auth_provider alone says how credentials are sent",
    "chroma_server_auth_provider": f"{_SERVERS}; servers call it chroma_server_authn_provider",
    "chroma_server_auth_configuration_provider": f"{_SERVERS}; it went into chroma_server_authn_provider",
    "chroma_server_auth_credentials_provider": f"{_SERVERS}; it went into chroma_server_authn_provider",
    "chroma_server_auth_credentials_file": f"{_SERVERS}; servers call it chroma_server_authn_credentials_file",
    "chroma_server_auth_credentials": f"{_SERVERS}; servers call it chroma_server_authn_credentials",
    "chroma_server_auth_configuration_file": f"{_SERVERS}; servers call it chroma_server_authn_configuration_file",
    "chroma_server_authn_configuration_file": _SERVERS,
    "chroma_server_authz_ignore_paths": f"{_SERVERS}; servers call it chroma_server_auth_ignore_paths",
    "chroma_rate_limiting_provider_impl": f"{_SERVERS}; a RateLimitEnforcer took its place there",
    **dict.fromkeys(
        (
            "chroma_server_cors_allow_origins",
            "chroma_otel_collection_endpoint",
            "chroma_otel_service_name",
            "chroma_otel_collection_headers",
            "chroma_otel_granularity",
        ),
        f"{_SERVERS}; `chroma run` reads it from its configuration file",
    ),
    **dict.fromkeys(
        (
            "chroma_async_rate_limit_enforcer_impl",
            "chroma_collection_assignment_policy_impl",
            "chroma_consumer_impl",
            "chroma_coordinator_host",
            "chroma_executor_impl",
            "chroma_logservice_host",
            "chroma_logservice_port",
            "chroma_logservice_request_timeout_seconds",
            "chroma_memberlist_provider_impl",
            "chroma_producer_impl",
            "chroma_query_replication_factor",
            "chroma_query_request_timeout_seconds",
            "chroma_quota_enforcer_impl",
            "chroma_quota_provider_impl",
            "chroma_rate_limit_enforcer_impl",
            "chroma_segment_directory_impl",
            "chroma_segment_directory_routing_mode",
            "chroma_segment_manager_impl",
            "chroma_server_auth_ignore_paths",
            "chroma_server_authn_credentials",
            "chroma_server_authn_credentials_file",
            "chroma_server_authn_provider",
            "chroma_server_authz_config",
            "chroma_server_authz_config_file",
            "chroma_server_authz_provider",
            "chroma_server_grpc_port",
            "chroma_sysdb_impl",
            "chroma_sysdb_request_timeout_seconds",
            "environment",
            "migrations",
            "migrations_hash_algorithm",
            "tenant_id",
            "topic_namespace",
            "worker_memberlist_name",
        ),
        _SERVERS,
    ),
}
"""Settings that change nothing for a client, and why."""

_PATIENT_CALLS = {
    "ClientAPI": {"persist": "every write is on disk when it returns"},
    "Collection": {"create_index": "collections keep their index themselves"},
}
"""Methods that may be called for nothing, by the class that had them."""
_GONE = {
    "ClientAPI": {"max_batch_size": "get_max_batch_size()"},
    "Collection": {},
}
"""Attributes that are gone, and what to write instead."""


def settings(given: Mapping[str, object]) -> dict[str, object]:
    """`given` by today's names: with a warning for each that is renamed or has no effect.

    Raises InvalidInputError for one that has to be replaced.
    """
    found: dict[str, object] = {}
    for name, value in given.items():
        if value is not None and name in REPLACED_SETTINGS:
            raise InvalidInputError(f"{name}: no longer a setting; {REPLACED_SETTINGS[name]}")
        if name in RENAMED_SETTINGS:
            _warn(f"Settings: {name} is called {RENAMED_SETTINGS[name]} now", DeprecationWarning)
            found.setdefault(RENAMED_SETTINGS[name], value)
        elif name in SETTINGS_WITHOUT_EFFECT:
            _warn(f"Settings: {name} has no effect: {SETTINGS_WITHOUT_EFFECT[name]}", UserWarning)
        elif name not in REPLACED_SETTINGS:
            found[name] = value
    return found


def attribute(owner: str, kind: type, name: str) -> Callable[..., None]:
    """What stands for the attribute `name` that the official `owner` once had.

    A method that warns and does nothing; raises AttributeError, which names the replacement, for any other name.
    """
    if name in _PATIENT_CALLS[owner]:
        return _needless(f"{kind.__name__}.{name}() does nothing: {_PATIENT_CALLS[owner][name]}")
    told = f"; it was replaced by {_GONE[owner][name]}" if name in _GONE[owner] else ""
    raise AttributeError(f"{kind.__name__!r} object has no attribute {name!r}{told}", name=name)


def _needless(told: str) -> Callable[..., None]:
    def call(*args: object, **kwargs: object) -> None:
        _warn(told, DeprecationWarning, 3)

    return call


def _warn(message: str, category: type[Warning], stacklevel: int = 5) -> None:
    warnings.warn(message, category, stacklevel=stacklevel)
