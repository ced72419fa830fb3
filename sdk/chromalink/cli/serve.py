"""`chromalink serve`: the reference server in the foreground."""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Literal, TypeVar

from ..config import SERVER_KEYS_VARIABLE, server_keys
from . import watch_options
from .embedder_option import TextEmbedder, text_embedder
from .failure import failed
from .watch_options import WatchOptions

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from chromalink_mock import Settings

T = TypeVar("T")

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_PAYLOAD_SIZE = 40 << 20

_MISSING_EXTRA = "chromalink serve needs the reference server: pip install 'chromalink[mock]'"
_NOTHING_TO_KEEP = "--durability: it is about data on disk; say where with --path"
_UNUSED_EMBEDDER = "--embedder: only a server with --dialect cloud-openapi embeds texts"
_ONLY_REPLAY = "--replay: it answers from the file alone; leave out --path, --fault, --faults, --log-requests, --record"
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class AccessOptions:
    """Who may call and how much, as written; secrets stay out of the repr."""

    api_keys: Sequence[str] = field(repr=False)
    api_keys_variable: str | None = field(repr=False)
    api_keys_file: str | None
    basic_auth_file: str | None
    quotas: Sequence[str]
    rate_limit: str | None


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What was asked for on the command line."""

    host: str
    port: int
    allow_reset: bool
    path: str | None
    durability: Literal["normal", "full"] | None
    dialect: Literal["chroma", "cloud-openapi"]
    embedder: TextEmbedder | None
    legacy_v1: bool
    default_limit: int | None
    strict_scope: bool
    cors_allow_origins: tuple[str, ...]
    max_payload_size_bytes: int
    access: AccessOptions
    watch: WatchOptions


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve` to the subcommands."""
    parser = commands.add_parser(
        "serve",
        help="run the reference server",
        description="Run a server that answers like a single-node Chroma.",
    )
    parser.add_argument("--host", default=DEFAULT_HOST, help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        help="port to listen on, 0 for any free one (default: %(default)s)",
    )
    parser.add_argument("--allow-reset", action="store_true", help="let clients empty the server with a reset")
    parser.add_argument(
        "--dialect",
        choices=("chroma", "cloud-openapi"),
        default="chroma",
        help="answer as Chroma does, or as the OpenAPI document of the Cloud describes (default: %(default)s)",
    )
    parser.add_argument(
        "--embedder",
        metavar="MODULE:NAME",
        type=text_embedder,
        help="callable that makes a list of vectors of a list of texts (with --dialect cloud-openapi)",
    )
    parser.add_argument(
        "--legacy-v1", action="store_true", help="serve /api/v1 too, as Chroma 0.5.15 did, for clients of that time"
    )
    parser.add_argument(
        "--default-limit",
        metavar="N",
        type=_count,
        help="records or entries that a get or list returns when it names no limit (default: all)",
    )
    parser.add_argument(
        "--strict-scope",
        action="store_true",
        help="find the UUID of a collection under its own tenant and database only",
    )
    parser.add_argument(
        "--cors-allow-origin",
        metavar="ORIGIN",
        action="append",
        default=[],
        help="let browsers call from this origin, * for all; repeatable",
    )
    parser.add_argument(
        "--max-payload-size-bytes",
        metavar="N",
        type=_count,
        default=DEFAULT_PAYLOAD_SIZE,
        help="the largest request body (default: %(default)s)",
    )
    parser.add_argument("--path", metavar="DIR", help="directory to keep the data in (default: memory only)")
    parser.add_argument(
        "--durability",
        choices=("normal", "full"),
        help="with --path: what an acknowledged write outlives, the end of the process (normal) or a power loss too"
        " (full) (default: normal)",
    )
    _register_access(parser)
    watch_options.register(parser)


def _register_access(parser: argparse.ArgumentParser) -> None:
    access = parser.add_argument_group(
        "access",
        "With keys or users, everybody must show one; the tenant * makes an operator, who may use all tenants."
        f" Whoever can list processes sees what stands on a command line: prefer files or {SERVER_KEYS_VARIABLE}.",
    )
    access.add_argument(
        "--api-key",
        metavar="KEY=TENANT[:DB,DB]",
        action="append",
        default=[],
        help=f"let this key in, for all or some databases of a tenant; repeatable (also: {SERVER_KEYS_VARIABLE}, such"
        " entries with spaces between them)",
    )
    access.add_argument("--api-keys-file", metavar="FILE", help="keys, one KEY=TENANT[:DB,DB] to a line")
    access.add_argument(
        "--basic-auth-file",
        metavar="FILE",
        help="users, as htpasswd -s, -m or -B (needs bcrypt) writes them; NAME:HASH[:TENANT[:DB,DB]] binds one",
    )
    access.add_argument(
        "--quota",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="bound what one call asks for, num_records=300 say; cloud = all that Chroma Cloud documents; repeatable",
    )
    access.add_argument("--rate-limit", metavar="N/s", help="calls a second (or /m, /h) that each tenant may make")


def run(chosen: argparse.Namespace) -> int:
    """Serve until interrupted; the exit code. What goes wrong is told on stderr."""
    options = ServeOptions(
        chosen.host,
        chosen.port,
        chosen.allow_reset,
        chosen.path,
        chosen.durability,
        chosen.dialect,
        chosen.embedder,
        chosen.legacy_v1,
        chosen.default_limit,
        chosen.strict_scope,
        tuple(chosen.cors_allow_origin),
        chosen.max_payload_size_bytes,
        AccessOptions(
            chosen.api_key,
            server_keys(),
            chosen.api_keys_file,
            chosen.basic_auth_file,
            chosen.quota,
            chosen.rate_limit,
        ),
        WatchOptions.of(chosen),
    )
    if options.path is None and options.durability is not None:
        return failed(_NOTHING_TO_KEEP, 2)
    if options.embedder is not None and options.dialect == "chroma":
        return failed(_UNUSED_EMBEDDER, 2)
    watch = options.watch
    kept = (options.path, watch.faults_file, watch.log_requests, watch.record)
    if watch.replay is not None and (watch.faults or any(each is not None for each in kept)):
        return failed(_ONLY_REPLAY, 2)
    try:
        from chromalink_mock import Settings
        from chromalink_mock.listener import AddressError
        from chromalink_mock.serve import run as run_server
        from chromalink_mock.storage import StoreError
    except ImportError as error:
        return failed(f"{_MISSING_EXTRA} ({error})", 1)
    try:
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
            admin="exposed" if watch.expose else "loopback",
        )
        settings = with_access(options.access, asked)
    except (ValueError, OSError) as error:
        return failed(str(error), 2)
    with ExitStack() as files:
        try:
            app = _application(settings, options, files)
        except StoreError as error:
            return failed(str(error), 1)
        except (ValueError, OSError) as error:
            return failed(str(error), 2)
        if settings.path is not None:
            print(f"chromalink keeps its data in {settings.path} (durability: {settings.durability})", flush=True)
        try:
            run_server(app, host=options.host, port=options.port, announce=_announce)
        except AddressError as error:
            return failed(str(error), 1)
    return 0


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
        with _naming("--replay"):
            return Replay(read_recording(watch.replay), watch.replay_order)
    faults = Faults(seed=watch.seed)
    with _naming("--fault"):
        for text in watch.faults:
            faults.put(read_rule(text))
    if watch.faults_file is not None:
        with _naming("--faults"):
            for rule in rules_from(json.loads(Path(watch.faults_file).read_text(encoding="utf-8"))):
                faults.put(rule)
    written = ((watch.log_requests, False), (watch.record, True))
    recorders = [files.enter_context(Recorder(path, answers=answers)) for path, answers in written if path]
    with _naming("--fault, --faults"):
        return create_app(
            settings,
            embedder=options.embedder,
            clock=Clock(None if watch.seed is None else SEEDED_START),
            random_bits=secrets.randbits if watch.seed is None else Random(watch.seed).getrandbits,
            faults=faults,
            log=RequestLog(observers=recorders) if recorders or watch.log_requests is not None else None,
        )


def with_access(options: AccessOptions, settings: Settings) -> Settings:
    """`settings` with what `options` say; raises ValueError, without secrets in its text, and OSError for files."""
    from chromalink_mock.auth import Credentials, read_api_key, read_api_keys, read_basic_users
    from chromalink_mock.limiter import read_rate_limit
    from chromalink_mock.quotas import read_quotas

    with _naming("--api-key"):
        keys = [read_api_key(text) for text in options.api_keys]
    with _naming(SERVER_KEYS_VARIABLE):
        if options.api_keys_variable is not None:
            if not options.api_keys_variable.strip():
                raise ValueError("it is set and holds no key; unset it to let everybody in")
            keys += [read_api_key(text) for text in options.api_keys_variable.split()]
    with _naming("--api-keys-file"):
        keys += _some(read_api_keys, options.api_keys_file)
    with _naming("--basic-auth-file"):
        users = _some(read_basic_users, options.basic_auth_file)
    with _naming("--api-key, --api-keys-file, --basic-auth-file"):
        Credentials(keys, users)
    with _naming("--quota"):
        quotas = read_quotas(options.quotas)
    with _naming("--rate-limit"):
        limit = None if options.rate_limit is None else read_rate_limit(options.rate_limit)
    return replace(settings, api_keys=tuple(keys), basic_users=users, quotas=quotas, rate_limit=limit)


@contextmanager
def _naming(option: str) -> Generator[None]:
    """Put the option in front of what is wrong with its value."""
    try:
        yield
    except UnicodeDecodeError:
        raise ValueError(f"{option}: expected UTF-8 text") from None
    except ValueError as error:
        raise ValueError(f"{option}: {error}") from None


def _some(read: Callable[[str], tuple[T, ...]], path: str | None) -> tuple[T, ...]:
    """What a file holds. An empty one is an error: the server would let everybody in."""
    if path is None:
        return ()
    found = read(Path(path).read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{path} holds none")
    return found


def _announce(url: str) -> None:
    print(f"chromalink serves on {url} (Ctrl-C stops it)", flush=True)


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= _MAX_PORT:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to {_MAX_PORT}, got {text!r}")
    return port


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number, got {text!r}")
    return int(text)
