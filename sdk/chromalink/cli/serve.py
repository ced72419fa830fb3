"""`chromalink serve`: the reference server in the foreground."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000

_MISSING_EXTRA = "chromalink serve needs the reference server: pip install 'chromalink[mock]'"
_NO_PERSISTENCE = "--path: keeping data on disk is not available yet; leave --path out to serve from memory"
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What was asked for on the command line."""

    host: str
    port: int
    allow_reset: bool
    path: str | None


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve` to the subcommands."""
    parser = commands.add_parser(
        "serve",
        help="run the reference server",
        description="Run a server that answers like a single-node Chroma. Data lives in memory.",
    )
    parser.add_argument("--host", default=DEFAULT_HOST, help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        help="port to listen on, 0 for any free one (default: %(default)s)",
    )
    parser.add_argument("--allow-reset", action="store_true", help="let clients empty the server with a reset")
    parser.add_argument("--path", metavar="DIR", help="directory to keep the data in (not available yet)")


def run(chosen: argparse.Namespace) -> int:
    """Serve until interrupted; the exit code. What goes wrong is told on stderr."""
    options = ServeOptions(chosen.host, chosen.port, chosen.allow_reset, chosen.path)
    if options.path is not None:
        return _fail(_NO_PERSISTENCE, 2)
    try:
        from chromalink_mock import Settings
        from chromalink_mock.serve import AddressError
        from chromalink_mock.serve import run as run_server
    except ImportError as error:
        return _fail(f"{_MISSING_EXTRA} ({error})", 1)
    try:
        run_server(Settings(allow_reset=options.allow_reset), host=options.host, port=options.port, announce=_announce)
    except AddressError as error:
        return _fail(str(error), 1)
    return 0


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


def _fail(message: str, code: int) -> int:
    print(f"chromalink: {message}", file=sys.stderr)
    return code
