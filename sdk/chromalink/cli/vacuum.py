"""`chromalink vacuum`: make a store as small as it can be, or bring a damaged one back to what can be read."""

from __future__ import annotations

import argparse

from .failure import failed

_MISSING_EXTRA = "chromalink vacuum needs the reference server: pip install 'chromalink[mock]'"
_MEBIBYTE = 1 << 20
_LOSS = "what was written after the damage is given up for good"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `vacuum` to the subcommands."""
    parser = commands.add_parser(
        "vacuum",
        help="make a directory of `serve --path` smaller",
        description="Put all data of a directory into one fresh snapshot, and give back what older ones and the journal"
        " take. Nobody may have it open. Exit code 0: done; 1: not done; 2: the command made no sense.",
    )
    parser.add_argument("path", metavar="PATH", help="the directory")
    parser.add_argument("--force", action="store_true", help="do not ask")
    parser.add_argument(
        "--accept-loss", action="store_true", help=f"bring back what can be read of a damaged directory: {_LOSS}"
    )


def run(chosen: argparse.Namespace) -> int:
    """Vacuum after asking; the exit code. What goes wrong is told on stderr."""
    try:
        from chromalink_mock.storage import StoreError, size_of, vacuum
    except ImportError as error:
        return failed(f"{_MISSING_EXTRA} ({error})", 1)
    try:
        print(f"{chosen.path}: {_shown(size_of(chosen.path))}")
        if not chosen.force and not _agreed(_LOSS if chosen.accept_loss else "older snapshots go"):
            return failed("vacuum: nothing was changed", 1)
        done = vacuum(chosen.path, accept_loss=chosen.accept_loss)
    except (StoreError, OSError) as error:
        return failed(str(error), 1)
    print(f"before: {_shown(done.before)}, after: {_shown(done.after)}")
    return 0


def _agreed(consequence: str) -> bool:
    try:
        return input(f"Go on ({consequence})? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _shown(size: int) -> str:
    return f"{size / _MEBIBYTE:.1f} MiB"
