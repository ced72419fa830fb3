"""The options by which commands are told where collections are, and the places they mean."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

import typer

from .. import addresses
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT
from .account import Account, given_secret
from .asking import asked
from .failure import Failure
from .places import Place
from .profiles import NoActiveProfile, Profile, Profiles

CLOUD = "cloud"

DbAsked: TypeAlias = Annotated[str | None, typer.Option("--db", metavar="NAME", help="The database.")]
LocalAsked: TypeAlias = Annotated[bool, typer.Option("--local", help="A server at localhost:8000.")]
HostAsked: TypeAlias = Annotated[str | None, typer.Option("--host", metavar="URL", help="A server elsewhere.")]
PathAsked: TypeAlias = Annotated[str | None, typer.Option("--path", metavar="DIR", help="A directory of data.")]
ProfileAsked: TypeAlias = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="The profile on Chroma Cloud.", show_default="active")
]
TenantAsked: TypeAlias = Annotated[
    str | None, typer.Option("--tenant", metavar="NAME", help="With a server or directory: the tenant.")
]
TokenAsked: TypeAlias = Annotated[
    str | None, typer.Option("--token", metavar="KEY", help="With a server: its key; - reads it from stdin.")
]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which database of a place, and the key to it, as far as they are given; `prefix` begins their options' names."""

    prefix: str
    db: str | None
    tenant: str | None
    token: str | None = field(repr=False)

    def refuse(self, *names: str) -> None:
        """Raise Failure where one of these is given: it means nothing at such a place."""
        for name in names:
            if getattr(self, name) is not None:
                raise Failure(f"{self.prefix}{name}: it is about a server, and there is none to connect to", 2)


def server(host: str | None, scope: Scope) -> Place:
    """A server, by default the one at localhost:8000."""
    token = None if scope.token is None else given_secret(f"{scope.prefix}token", scope.token)
    return Place.at_server(
        host or addresses.DEFAULT_HOST,
        tenant=scope.tenant or DEFAULT_TENANT,
        database=scope.db or DEFAULT_DATABASE,
        token=token,
    )


def directory(path: str, scope: Scope) -> Place:
    """A directory of data."""
    scope.refuse("token")
    return Place.at_path(path, scope.tenant or DEFAULT_TENANT, scope.db or DEFAULT_DATABASE)


def in_cloud(profile: str | None, scope: Scope) -> Place:
    """A database of Chroma Cloud: the one named, else the only one there is, else the one that is chosen."""
    scope.refuse("token", "tenant")
    found = Profiles().chosen(profile)
    return Place.in_cloud(found, scope.db or _chosen_database(found, scope))


def named(place: str, profile: str | None, scope: Scope) -> Place:
    """What a text means: `cloud`, a URL or HOST:PORT, else a directory."""
    if place == CLOUD:
        return in_cloud(profile, scope)
    host, colon, port = place.rpartition(":")
    if "://" in place or (colon and host and port.isdecimal() and os.sep not in place):
        return server(place, scope)
    return directory(place, scope)


def _chosen_database(profile: Profile, scope: Scope) -> str:
    with Account.asked_for(profile.name, None, None, None).opened() as client:
        names = [one["name"] for one in client.admin.iter_databases(tenant=profile.tenant_id)]
    return names[0] if len(names) == 1 else asked(f"{scope.prefix}db", "Database", choices=names)


def one_place(*, local: bool, host: str | None, path: str | None, profile: str | None, scope: Scope) -> Place:
    """The place of a command that is about one: Chroma Cloud, unless something else is said.

    Raises Failure for more than one place, and where no profile is active.
    """
    said = {"--local": local, "--host": host, "--path": path, "--profile": profile}
    given = [option for option, value in said.items() if value]
    if len(given) > 1 and given not in (["--local", "--host"], ["--local", "--path"]):
        raise Failure(f"{' and '.join(given)}: expected one place", 2)
    if path is not None:
        return directory(path, scope)
    if local or host is not None:
        return server(host, scope)
    try:
        return in_cloud(profile, scope)
    except NoActiveProfile as none:
        raise Failure(f"{none}; --local, --host or --path mean another place") from None
