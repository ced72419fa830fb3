"""Where collections are: a server, a directory, or Chroma Cloud."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .. import addresses
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT
from .failure import Failure

if TYPE_CHECKING:
    from .._sync.client import ClientAPI
    from .profiles import Profile

OFFICIAL_FILE = "chroma.sqlite3"
_MISSING_MOCK = "a directory needs the reference server: pip install 'chromalink[mock]'"
_MISSING_OFFICIAL = (
    "holds a database of the official Chroma, which its own server has to read: pip install chromadb, or start"
    " `chroma run --path` where it is installed, and name that server"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server over HTTP; `host` may be a URL with a login, `token` goes as X-Chroma-Token."""

    host: str = field(repr=False)
    port: int
    ssl: bool
    tenant: str
    database: str
    token: str | None = field(repr=False)

    @property
    def url(self) -> str:
        """Where it is, without a login. Raises InvalidInputError for an impossible address."""
        return addresses.base_url(self.host, self.port, self.ssl)


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory of `PersistentClient`, or of the official Chroma."""

    path: Path
    tenant: str
    database: str


@dataclass(frozen=True, slots=True)
class Cloud:
    """A database of Chroma Cloud, as a profile may reach it; without a name the one that the key allows."""

    profile: Profile
    database: str | None


Kind: TypeAlias = Server | Directory | Cloud


@dataclass(frozen=True, slots=True)
class Place:
    """One database somewhere; `str` names it, without secrets."""

    kind: Kind

    @classmethod
    def at_server(
        cls,
        host: str = addresses.DEFAULT_HOST,
        port: int = addresses.DEFAULT_PORT,
        ssl: bool = False,
        tenant: str = DEFAULT_TENANT,
        database: str = DEFAULT_DATABASE,
        token: str | None = None,
    ) -> Place:
        """A server; `host` may be a URL, as with HttpClient. Raises InvalidInputError for an impossible address."""
        server = Server(host, port, ssl, tenant, database, token)
        addresses.base_url(host, port, ssl)
        return cls(server)

    @classmethod
    def at_path(
        cls, path: str | os.PathLike[str], tenant: str = DEFAULT_TENANT, database: str = DEFAULT_DATABASE
    ) -> Place:
        """A directory: a store of ours, or one of the official Chroma, which its own server then reads and writes."""
        return cls(Directory(Path(path), tenant, database))

    @classmethod
    def in_cloud(cls, profile: Profile, database: str | None = None) -> Place:
        """A database of Chroma Cloud."""
        return cls(Cloud(profile, database))

    def __str__(self) -> str:
        match self.kind:
            case Server():
                name, scope = self.kind.url, (self.kind.tenant, self.kind.database)
            case Directory():
                name, scope = str(self.kind.path), (self.kind.tenant, self.kind.database)
            case Cloud():
                return f"Chroma Cloud ({self.kind.profile.name}: {self.kind.database or 'its database'})"
        return name if scope == (DEFAULT_TENANT, DEFAULT_DATABASE) else f"{name} ({'/'.join(scope)})"

    @contextmanager
    def opened(self, *, make: bool = False) -> Generator[ClientAPI]:
        """A client of it, closed on leaving. A directory that is not there is made only where `make` says so.

        Raises Failure where the directory does not exist or what reads it is not installed, and what clients raise
        when they are made.
        """
        with self._client(make=make) as client:
            yield client

    def _client(self, *, make: bool) -> ClientAPI:
        match self.kind:
            case Server(host, port, ssl, tenant, database, token):
                from .._sync.http_client import HttpClient

                return HttpClient(host, port, ssl, tenant=tenant, database=database, api_key=token)
            case Directory():
                return _of_directory(self.kind, make=make)
            case Cloud(profile, database):
                from .._sync.http_client import CloudClient

                return CloudClient(profile.tenant_id, database, profile.api_key)


def _of_directory(directory: Directory, *, make: bool) -> ClientAPI:
    from .._sync.embedded import PersistentClient, RustClient

    path = directory.path.expanduser()
    if not make and not (path.is_dir() and any(path.iterdir())):
        raise Failure(f"{path}: expected a directory with collections, found {_what_is_at(path)}")
    if (path / OFFICIAL_FILE).is_file():
        try:
            return RustClient(path, tenant=directory.tenant, database=directory.database)
        except ImportError as error:
            raise Failure(f"{path} {_MISSING_OFFICIAL}") from error
    try:
        return PersistentClient(path, tenant=directory.tenant, database=directory.database)
    except ImportError as error:
        raise Failure(f"{path}: {_MISSING_MOCK}") from error


def _what_is_at(path: Path) -> str:
    if not path.exists():
        return "nothing"
    return "an empty one" if path.is_dir() else "a file"
