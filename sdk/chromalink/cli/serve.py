"""`chromalink serve`: the reference server in the foreground."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from .access_options import AccessOptions, ApiKeys, ApiKeysFile, BasicAuthFile, QuotasAsked, RateLimitAsked
from .embedder_option import TextEmbedder, text_embedder
from .numbers import count
from .server_config import ServerConfig, read_server_config, stated
from .serving import (
    DEFAULT_PAYLOAD_SIZE,
    DEFAULT_PORT,
    ConfigFile,
    LogFormatAsked,
    PortAsked,
    ServeOptions,
    serve,
)
from .watch_options import (
    Expose,
    Fault,
    FaultsFile,
    LogRequests,
    Record,
    ReplayFile,
    ReplayOrder,
    Seed,
    WatchOptions,
)

DEFAULT_HOST = "127.0.0.1"


def run(
    *,
    host: Annotated[
        str | None, typer.Option(metavar="NAME", help="Address to listen on.", show_default=DEFAULT_HOST)
    ] = None,
    port: PortAsked = None,
    path: Annotated[
        str | None, typer.Option(metavar="DIR", help="Directory to keep the data in.", show_default="memory only")
    ] = None,
    config: ConfigFile = None,
    durability: Annotated[
        Literal["normal", "full"] | None,
        typer.Option(
            help="With --path: what an acknowledged write outlives, the end of the process (normal) or a power loss"
            " too (full).",
            show_default="normal",
        ),
    ] = None,
    allow_reset: Annotated[bool, typer.Option("--allow-reset", help="Let clients empty the server.")] = False,
    dialect: Annotated[
        Literal["chroma", "cloud-openapi"],
        typer.Option(
            metavar="NAME",
            help="chroma answers as Chroma does, cloud-openapi as the OpenAPI document of the Cloud describes.",
        ),
    ] = "chroma",
    embedder: Annotated[
        TextEmbedder | None,
        typer.Option(
            parser=text_embedder,
            metavar="MODULE:NAME",
            help="Callable that makes a list of vectors of a list of texts (with --dialect cloud-openapi).",
        ),
    ] = None,
    legacy_v1: Annotated[
        bool, typer.Option("--legacy-v1", help="Serve /api/v1 too, as Chroma 0.5.15 did, for clients of that time.")
    ] = False,
    default_limit: Annotated[
        int | None,
        typer.Option(
            parser=count,
            metavar="N",
            help="Records or entries that a get or list returns when it names no limit.",
            show_default="all",
        ),
    ] = None,
    strict_scope: Annotated[
        bool,
        typer.Option("--strict-scope", help="Find the UUID of a collection under its own tenant and database only."),
    ] = False,
    cors_allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Let browsers call from this origin, * for all; repeatable."),
    ] = None,
    max_payload_size_bytes: Annotated[
        int | None,
        typer.Option(
            parser=count, metavar="N", help="The largest request body.", show_default=str(DEFAULT_PAYLOAD_SIZE)
        ),
    ] = None,
    log_format: LogFormatAsked = None,
    api_key: ApiKeys = None,
    api_keys_file: ApiKeysFile = None,
    basic_auth_file: BasicAuthFile = None,
    quota: QuotasAsked = None,
    rate_limit: RateLimitAsked = None,
    fault: Fault = None,
    faults: FaultsFile = None,
    seed: Seed = None,
    log_requests: LogRequests = None,
    record: Record = None,
    replay: ReplayFile = None,
    replay_order: ReplayOrder = "strict",
    expose: Expose = False,
) -> None:
    """Run the reference server, which answers like a single-node Chroma, until it is interrupted.

    With keys or users, everybody must show one; the tenant * makes an operator, who may use all tenants. Whoever can
    list processes sees what stands on a command line: prefer files or CHROMALINK_API_KEYS.

    Faults, the request log and the clock are also to be had at /chromalink/faults, /chromalink/requests and
    /chromalink/clock, from this machine; where there are credentials, by operators.
    """
    of_file = ServerConfig() if config is None else read_server_config(config)
    serve(
        ServeOptions(
            host=stated(host, of_file.listen_address, DEFAULT_HOST),
            port=stated(port, of_file.port, DEFAULT_PORT),
            path=stated(path, of_file.persist_path, None),
            durability=durability,
            allow_reset=allow_reset or bool(of_file.allow_reset),
            dialect=dialect,
            embedder=embedder,
            legacy_v1=legacy_v1,
            default_limit=default_limit,
            strict_scope=strict_scope,
            cors_allow_origins=stated(tuple(cors_allow_origin or ()) or None, of_file.cors_allow_origins, ()),
            max_payload_size_bytes=stated(max_payload_size_bytes, of_file.max_payload_size_bytes, DEFAULT_PAYLOAD_SIZE),
            log_format=log_format,
            access=AccessOptions(
                api_keys=tuple(api_key or ()),
                api_keys_file=api_keys_file,
                basic_auth_file=basic_auth_file,
                quotas=tuple(quota or ()),
                rate_limit=rate_limit,
            ),
            watch=WatchOptions(tuple(fault or ()), faults, seed, log_requests, record, replay, replay_order, expose),
        )
    )
