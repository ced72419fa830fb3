"""A server in the foreground, as `chromalink serve` and `chromalink run` want it."""

from __future__ import annotations

import json
import secrets
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .access_options import AccessOptions, naming, with_access
from .embedder_option import TextEmbedder
from .failure import Failure
from .log_lines import LogFormat, LoggedRequests, log_to_stderr
from .numbers import port_number
from .watch_options import WatchOptions

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from chromalink_mock import Settings

DEFAULT_PORT = 8000
DEFAULT_PAYLOAD_SIZE = 40 << 20

_MISSING_EXTRA = "the reference server is not installed: pip install 'chromalink[mock]'"
_NOTHING_TO_KEEP = "--durability: it is about data on disk; say where with --path"
_UNUSED_EMBEDDER = "--embedder: only a server with --dialect cloud-openapi embeds texts"
_ONLY_REPLAY = "--replay: it answers from the file alone; leave out --path, --fault, --faults, --log-requests, --record"


PortAsked = Annotated[
    int | None,
    typer.Option(
        "--port",
        parser=port_number,
        metavar="N",
        help="Port to listen on, 0 for any free one.",
        show_default=str(DEFAULT_PORT),
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The configuration file of Chroma's server (YAML): port, listen_address, persist_path, allow_reset,"
        " cors_allow_origins, max_payload_size_bytes. Options beat the file.",
    ),
]
LogFormatAsked = Annotated[
    LogFormat | None,
    typer.Option("--log-format", help="Write a line to stderr for every request and warning, as text or as JSON."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What was asked for on the command line and in the configuration file."""

    host: str
    port: int
    path: str | None
    allow_reset: bool = False
    durability: Literal["normal", "full"] | None = None
    dialect: Literal["chroma", "cloud-openapi"] = "chroma"
    embedder: TextEmbedder | None = None
    legacy_v1: bool = False
    default_limit: int | None = None
    strict_scope: bool = False
    cors_allow_origins: tuple[str, ...] = ()
    max_payload_size_bytes: int = DEFAULT_PAYLOAD_SIZE
    log_format: LogFormat | None = None
    access: AccessOptions = field(default_factory=AccessOptions)
    watch: WatchOptions = field(default_factory=WatchOptions)


def serve(options: ServeOptions) -> None:
    """Serve until interrupted; says on stdout where the data is and where the server answers.

    Raises Failure: with code 2 for options that make no sense, 1 for a server that cannot start.
    """
    _check(options)
    try:
        from chromalink_mock.listener import AddressError
        from chromalink_mock.serve import run as run_server
        from chromalink_mock.storage import StoreError
    except ImportError as error:
        raise Failure(f"{_MISSING_EXTRA} ({error})") from error
    with ExitStack() as files:
        try:
            settings = _settings(options)
            app = _application(settings, options, files)
        except StoreError as error:
            raise Failure(str(error)) from error
        except (ValueError, OSError) as error:
            raise Failure(str(error), 2) from error
        if options.log_format is not None:
            log_to_stderr(options.log_format)
            app = LoggedRequests(app)
        if settings.path is not None:
            print(f"chromalink keeps its data in {settings.path} (durability: {settings.durability})", flush=True)
        source = _source(options)

        def announce(url: str) -> None:
            print(f"chromalink serves on {url}{source} (Ctrl-C stops it)", flush=True)

        try:
            run_server(app, host=options.host, port=options.port, announce=announce)
        except AddressError as error:
            raise Failure(str(error)) from error


def _check(options: ServeOptions) -> None:
    if options.path is None and options.durability is not None:
        raise Failure(_NOTHING_TO_KEEP, 2)
    if options.embedder is not None and options.dialect == "chroma":
        raise Failure(_UNUSED_EMBEDDER, 2)
    watch = options.watch
    kept = (options.path, watch.faults_file, watch.log_requests, watch.record)
    if watch.replay is not None and (watch.faults or any(each is not None for each in kept)):
        raise Failure(_ONLY_REPLAY, 2)


def _source(options: ServeOptions) -> str:
    if options.path is not None:
        return ""
    return " from memory" if options.watch.replay is None else f" from {options.watch.replay}"


def _settings(options: ServeOptions) -> Settings:
    """Raises what `with_access` raises."""
    from chromalink_mock import Settings

    asked = Settings(
        allow_reset=options.allow_reset,
        max_payload_size_bytes=options.max_payload_size_bytes,
        cors_allow_origins=options.cors_allow_origins,
        default_limit=options.default_limit,
        strict_scope=options.strict_scope,
        legacy_v1=options.legacy_v1,
        dialect=options.dialect,
        path=options.path,
        durability=options.durability or "normal",
        admin="exposed" if options.watch.expose else "loopback",
    )
    return with_access(options.access, asked)


def _application(settings: Settings, options: ServeOptions, files: ExitStack) -> ASGIApp:
    """What is to be served, and broken and watched meanwhile; `files` closes what is written.

    Raises ValueError for rules and recordings that make no sense, OSError for files, and what `create_app` raises.
    """
    from chromalink_mock.app import create_app
    from chromalink_mock.clock import SEEDED_START, Clock
    from chromalink_mock.fault_rules import read_rule, rules_from
    from chromalink_mock.faults import Faults
    from chromalink_mock.recording import Recorder, read_recording
    from chromalink_mock.replay import Replay
    from chromalink_mock.request_log import RequestLog

    watch = options.watch
    if watch.replay is not None:
        with naming("--replay"):
            return Replay(read_recording(watch.replay), watch.replay_order)
    faults = Faults(seed=watch.seed)
    with naming("--fault"):
        for text in watch.faults:
            faults.put(read_rule(text))
    if watch.faults_file is not None:
        with naming("--faults"):
            for rule in rules_from(json.loads(Path(watch.faults_file).read_text(encoding="utf-8"))):
                faults.put(rule)
    written = ((watch.log_requests, False), (watch.record, True))
    recorders = [files.enter_context(Recorder(path, answers=answers)) for path, answers in written if path]
    with naming("--fault, --faults"):
        return create_app(
            settings,
            embedder=options.embedder,
            clock=Clock(None if watch.seed is None else SEEDED_START),
            random_bits=secrets.randbits if watch.seed is None else Random(watch.seed).getrandbits,
            faults=faults,
            log=RequestLog(observers=recorders) if recorders or watch.log_requests is not None else None,
        )
