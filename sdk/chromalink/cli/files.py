"""`chromalink export` and `chromalink import`: a collection to a file, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Annotated, TypeAlias, TypeVar

import typer

from ..transfer.file_format import FileFormat
from . import transfer_output
from .failure import Failure
from .output import JsonAsked, as_json
from .whereabouts import (
    DbAsked,
    HostAsked,
    LocalAsked,
    PathAsked,
    ProfileAsked,
    Scope,
    TenantAsked,
    TokenAsked,
    one_place,
)

T = TypeVar("T")

_STREAM = "-"
Format: TypeAlias = Annotated[
    FileFormat | None, typer.Option("--format", help="The format, in place of the one the ending says.")
]


def run_export(
    collection: Annotated[str, typer.Argument(metavar="COLLECTION", help="The collection.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .jsonl or .parquet file; - for stdout, as JSONL.")],
    *,
    format: Format = None,
    db: DbAsked = None,
    local: LocalAsked = False,
    host: HostAsked = None,
    path: PathAsked = None,
    profile: ProfileAsked = None,
    tenant: TenantAsked = None,
    token: TokenAsked = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that exists.")] = False,
    json: JsonAsked = False,
) -> None:
    """Write a collection to a file, with everything that `chromalink import` needs to make an equal one.

    From Chroma Cloud, with the active profile, unless --local, --host or --path says where.
    """
    from ..transfer import export_collection

    if file == _STREAM and json:
        raise Failure("--json: stdout is where the collection goes", 2)
    if file != _STREAM and Path(file).exists() and not overwrite:
        raise Failure(f"{file}: exists; --overwrite replaces it")
    place = one_place(local=local, host=host, path=path, profile=profile, scope=Scope("--", db, tenant, token))
    with place.opened() as client, transfer_output.bar(collection) as report:
        found = client.get_collection(collection, embedding_function=None)
        target: str | IO[bytes] = sys.stdout.buffer if file == _STREAM else file
        done = _told(lambda: export_collection(found, target, format=format, progress=report))
    if json:
        as_json({"from": str(place), "to": file, **asdict(done)})
    elif file == _STREAM:
        sys.stdout.flush()
    else:
        transfer_output.say(done, "exported")


def run_import(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `export` wrote; - for stdin, as JSONL.")],
    collection: Annotated[
        str | None, typer.Argument(metavar="[COLLECTION]", help="The name it gets, in place of its own.")
    ] = None,
    *,
    format: Format = None,
    db: DbAsked = None,
    local: LocalAsked = False,
    host: HostAsked = None,
    path: PathAsked = None,
    profile: ProfileAsked = None,
    tenant: TenantAsked = None,
    token: TokenAsked = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a collection of the same name that differs.")
    ] = False,
    json: JsonAsked = False,
) -> None:
    """Make a collection of what a file holds, and check it; run again, it goes on where it ended.

    To Chroma Cloud, with the active profile, unless --local, --host or --path says where.
    """
    from ..transfer import import_collection

    place = one_place(local=local, host=host, path=path, profile=profile, scope=Scope("--", db, tenant, token))
    if file != _STREAM and not Path(file).is_file():
        raise Failure(f"{file}: expected a file, found {'a directory' if Path(file).is_dir() else 'nothing'}")
    source: str | IO[bytes] = sys.stdin.buffer if file == _STREAM else file
    with place.opened(make=True) as client, transfer_output.bar(collection or file) as report:
        done = _told(
            lambda: import_collection(source, client, collection, format=format, overwrite=overwrite, progress=report)
        )
    transfer_output.warn(done)
    if json:
        as_json({"from": file, "to": str(place), **asdict(done)})
    else:
        transfer_output.say(done, done.state)


def _told(transfer: Callable[[], T]) -> T:
    """What `transfer` returns; Failure for a file that cannot be read or written, or a package that is missing."""
    try:
        return transfer()
    except (OSError, ImportError) as error:
        raise Failure(str(error)) from error
