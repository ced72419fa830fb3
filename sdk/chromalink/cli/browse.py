"""`chromalink browse`: the records of a collection in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .asking import asked, on_terminal
from .failure import Failure
from .profiles import Profiles, Theme
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

if TYPE_CHECKING:
    from .._sync.client import ClientAPI
    from .._sync.collection import Collection

_MISSING_EXTRA = "chromalink browse needs textual: pip install 'chromalink[cli]'"


def run(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The collection; without one it is asked for.")
    ] = None,
    *,
    db: DbAsked = None,
    local: LocalAsked = False,
    host: HostAsked = None,
    path: PathAsked = None,
    profile: ProfileAsked = None,
    tenant: TenantAsked = None,
    token: TokenAsked = None,
    theme: Annotated[
        Theme | None, typer.Option("--theme", help="Colours for a light or dark terminal; remembered.")
    ] = None,
) -> None:
    """Look at the records of a collection: page by page, filtered, or those near to something.

    On Chroma Cloud, with the active profile, unless --local, --host or --path says where.
    """
    if not on_terminal():
        raise Failure("browse: it needs a terminal; `chromalink export` writes records to a file", 2)
    place = one_place(local=local, host=host, path=path, profile=profile, scope=Scope("--", db, tenant, token))
    try:
        from .browser import CollectionBrowser
    except ImportError as error:
        raise Failure(f"{_MISSING_EXTRA} ({error})") from error
    profiles = Profiles()
    if theme is not None:
        profiles.set_theme(theme)
    with place.opened() as client:
        CollectionBrowser(_chosen(client, name), profiles.theme).run()


def _chosen(client: ClientAPI, name: str | None) -> Collection:
    """The collection of that name, or the one that is picked on the terminal."""
    if name is None:
        known = [each.name for each in client.iter_collections()]
        if not known:
            raise Failure("NAME: there is no collection")
        name = asked("NAME", "Collection", choices=known)
    return client.get_collection(name)
