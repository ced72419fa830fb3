"""`chromalink vacuum`: make a store as small as it can be, or bring a damaged one back to what can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import output
from .asking import ForceAsked, agreed
from .failure import Failure

_MISSING_EXTRA = "chromalink vacuum needs the reference server: pip install 'chromalink[mock]'"
_MEBIBYTE = 1 << 20
_LOSS = "what was written after the damage is given up for good"


def run(
    directory: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="The directory of `serve --path`; nobody may have it open."),
    ] = None,
    *,
    path: Annotated[Path | None, typer.Option(metavar="DIR", help="The directory, in place of the argument.")] = None,
    force: ForceAsked = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help=f"Bring back what can be read of a damaged directory: {_LOSS}.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the sizes in bytes as JSON; it goes with --force.")
    ] = False,
) -> None:
    """Put all data of a directory into one fresh snapshot, and give back what older ones and the journal take."""
    if (directory is None) == (path is None):
        raise Failure(f"--path: expected one directory, got {'none' if path is None else f'{directory} and {path}'}", 2)
    if json and not force:
        raise Failure("--json: nothing is asked then; it goes with --force", 2)
    _vacuum(directory or path or Path(), force=force, accept_loss=accept_loss, json=json)


def _vacuum(path: Path, *, force: bool, accept_loss: bool, json: bool) -> None:
    try:
        from chromalink_mock.storage import StoreError, size_of, vacuum
    except ImportError as error:
        raise Failure(f"{_MISSING_EXTRA} ({error})") from error
    try:
        size = size_of(path)
        if not json:
            print(f"{path}: {_shown(size)}")
        if not force and not agreed(f"Go on ({_LOSS if accept_loss else 'older snapshots go'})?"):
            raise Failure("vacuum: nothing was changed")
        done = vacuum(path, accept_loss=accept_loss)
    except (StoreError, OSError) as error:
        raise Failure(str(error)) from error
    if json:
        output.as_json({"path": str(path), "before": done.before, "after": done.after})
    else:
        print(f"before: {_shown(done.before)}, after: {_shown(done.after)}")


def _shown(size: int) -> str:
    return f"{size / _MEBIBYTE:.1f} MiB"
