"""`chromalink copy`: collections from one place to another."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from . import transfer_output
from .asking import asked, on_terminal
from .failure import Failure
from .output import JsonAsked, as_json
from .places import Place
from .sides import Details, Side, places
from .whereabouts import ProfileAsked, Scope

if TYPE_CHECKING:
    from .._sync.client import ClientAPI
    from .._sync.collection import Collection
    from ..transfer import Transferred

_PLACE = "A server (URL or HOST:PORT), a directory, or `cloud`"
_WORD = "collections"
_ALL = "all"
_NAMED = "--collections"


def run(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[collections] NAME...", help="The collections to copy; `all` alone means each."),
    ] = None,
    *,
    from_local: Annotated[bool, typer.Option("--from-local", help="Copy from a local server.")] = False,
    from_cloud: Annotated[bool, typer.Option("--from-cloud", help="Copy from Chroma Cloud.")] = False,
    to_local: Annotated[bool, typer.Option("--to-local", help="Copy to a local server.")] = False,
    to_cloud: Annotated[bool, typer.Option("--to-cloud", help="Copy to Chroma Cloud.")] = False,
    from_: Annotated[str | None, typer.Option("--from", metavar="PLACE", help=f"{_PLACE}, to copy from.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="PLACE", help=f"{_PLACE}, to copy to.")] = None,
    collections: Annotated[
        list[str] | None, typer.Option("--collections", metavar="NAME...", help="The collections to copy.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Copy every collection.")] = False,
    db: Annotated[str | None, typer.Option("--db", metavar="NAME", help="The database on Chroma Cloud.")] = None,
    host: Annotated[
        str | None, typer.Option("--host", metavar="URL", help="The local server.", show_default="localhost:8000")
    ] = None,
    path: Annotated[
        str | None, typer.Option("--path", metavar="DIR", help="The local data, in place of a server.")
    ] = None,
    profile: ProfileAsked = None,
    from_db: Annotated[str | None, typer.Option(metavar="NAME", help="The database to copy from.")] = None,
    from_tenant: Annotated[str | None, typer.Option(metavar="NAME", help="The tenant to copy from.")] = None,
    from_token: Annotated[
        str | None, typer.Option(metavar="KEY", help="The key to the server to copy from; - reads it from stdin.")
    ] = None,
    to_db: Annotated[str | None, typer.Option(metavar="NAME", help="The database to copy to.")] = None,
    to_tenant: Annotated[str | None, typer.Option(metavar="NAME", help="The tenant to copy to.")] = None,
    to_token: Annotated[
        str | None, typer.Option(metavar="KEY", help="The key to the server to copy to; - reads it from stdin.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace collections of the same name that differ.")
    ] = False,
    json: JsonAsked = False,
) -> None:
    """Copy collections with all that is in them, and check the copies; run again, it goes on where it ended.

    Between a local server and Chroma Cloud, or with --from and --to between any two places.

    Exit code 0: the copies are whole; 1: failed; 2: the command made no sense.
    """
    from ..transfer import copy_collection

    names = _names(words or [], collections or [], every=every)
    source, target = places(
        Side("--from", from_local, from_cloud, from_, Scope("--from-", from_db, from_tenant, from_token)),
        Side("--to", to_local, to_cloud, to, Scope("--to-", to_db, to_tenant, to_token)),
        Details(host, path, db, profile),
    )
    done: list[Transferred] = []
    with ExitStack() as opened:
        origin = opened.enter_context(source.opened())
        chosen = _chosen(origin, names)
        aim = opened.enter_context(target.opened(make=True))
        if json:
            opened.callback(_print_summary, source, target, done)
        for collection in chosen:
            with transfer_output.bar(collection.name) as report:
                done.append(copy_collection(collection, aim, overwrite=overwrite, progress=report))
            transfer_output.warn(done[-1])
            if not json:
                transfer_output.say(done[-1], done[-1].state)


def _names(words: Sequence[str], named: Sequence[str], *, every: bool) -> Sequence[str] | None:
    """The names that were given, each once; None for every collection."""
    bare = list(words[1:] if words[:1] == [_WORD] and not named else words)
    if not named and list(words) == [_ALL]:
        every, bare = True, []
    found = list(dict.fromkeys([*named, *bare]))
    if every and found:
        raise Failure("--all and names of collections: expected one of them", 2)
    return None if every else found


def _chosen(origin: ClientAPI, names: Sequence[str] | None) -> Sequence[Collection]:
    """The collections of the source; raises NotFoundError before anything is copied, Failure where none is named."""
    from ..transfer import is_unfinished

    if names is not None and not names:
        known = [one.name for one in origin.iter_collections()] if on_terminal() else []
        names = asked(_NAMED, f"Collections to copy, of {', '.join(known) or 'none'}").split()
    if names is not None:
        return [origin.get_collection(name, embedding_function=None) for name in names]
    found = list(origin.iter_collections())
    unfinished = [one.name for one in found if is_unfinished(one.name)]
    transfer_output.note(f"{name}: left out, for it is a copy that was never finished" for name in unfinished)
    return [one for one in found if one.name not in unfinished]


def _print_summary(source: Place, target: Place, done: Sequence[Transferred]) -> None:
    as_json({"from": str(source), "to": str(target), "collections": [asdict(one) for one in done]})
