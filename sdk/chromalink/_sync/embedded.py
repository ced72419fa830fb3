"""Clients with an engine of their own, in this process or as its child."""

from __future__ import annotations

import os

from .. import config, embedded
from ..config import RetryPolicy, Settings, Timeouts
from ..embedded import Dialect, Durability
from ..official_server import OfficialServer
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT
from .child_process import ChildTransport
from .client import ClientAPI
from .in_process import InProcessTransport, settled


class EphemeralClient(ClientAPI):
    """A client of an empty server of its own, in memory and in this process: nothing is sent over a network.

    Clients with the same `shared` name use one server, which lives as long as one of them is open. `dialect` is how it
    speaks; of `settings` only `allow_reset` counts. The tenant and the database are not looked up. Raises ImportError
    without the extra `[mock]`.

    Examples:
        >>> with EphemeralClient() as client:
        ...     points = client.create_collection("points", embedding_function=None)
        ...     points.add(ids=["a", "b"], embeddings=[[1.0, 0.0], [0.0, 1.0]])
        ...     points.count()
        2
    """

    def __init__(
        self,
        settings: Settings | None = None,
        tenant: str = DEFAULT_TENANT,
        database: str = DEFAULT_DATABASE,
        *,
        shared: str | None = None,
        dialect: Dialect = "chroma",
    ) -> None:
        options = config.embedded_options(settings, tenant, database)
        engine = embedded.ephemeral(options.settings, shared=shared, dialect=dialect)
        super().__init__(options, InProcessTransport(engine, options))


class PersistentClient(ClientAPI):
    """A client of a server in this process that keeps its data in the directory `path`, which is made if need be.

    What a call has acknowledged survives the death of the process; with `durability="full"` also a loss of power, for
    slower writes. One process at a time may have the directory open: its clients share one server, others get a
    StoreError, as do directories that this version cannot read. Of `settings` only `allow_reset` counts. Raises
    ImportError without the extra `[mock]`.

    Examples:
        >>> with PersistentClient("films.chroma", durability="full") as client:
        ...     client.count_collections()
        0
    """

    def __init__(
        self,
        path: str | os.PathLike[str] = "./chroma",
        settings: Settings | None = None,
        tenant: str = DEFAULT_TENANT,
        database: str = DEFAULT_DATABASE,
        *,
        durability: Durability = "normal",
    ) -> None:
        options = config.embedded_options(settings, tenant, database)
        engine = embedded.persistent(path, options.settings, durability=durability)
        super().__init__(options, InProcessTransport(engine, options))


class Client(ClientAPI):
    """A client of a server in this process: in memory, or with `is_persistent` in the settings' `persist_directory`.

    With `chroma_api_impl` "chromadb.api.fastapi.FastAPI" it is a client of the server at the settings' host and port,
    as HttpClient. Otherwise as EphemeralClient and PersistentClient.

    Examples:
        >>> with Client(Settings(is_persistent=True, persist_directory="films.chroma")) as client:
        ...     client.count_collections()
        0
    """

    def __init__(
        self,
        settings: Settings | None = None,
        tenant: str = DEFAULT_TENANT,
        database: str = DEFAULT_DATABASE,
    ) -> None:
        options = config.settled_options(settings, tenant, database)
        super().__init__(options, settled(options))


class RustClient(ClientAPI):
    """A client of the Rust server that the package `chromadb` brings, run as a child process of this one.

    The server keeps its data in the directory `path`, else in one that is removed with it. It is started with the
    first request and stopped when the client is closed, and at exit. `executable` names the `chroma` to run, by default
    the one of this environment. `timeout` and `retries` as in HttpClient. Raises ImportError where `chromadb` is
    not installed, ServerUnreachableError, with what it said, when the server does not start.

    Examples:
        >>> with RustClient("films.chroma") as client:  # doctest: +SKIP
        ...     client.get_version()
        '1.0.0'
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        settings: Settings | None = None,
        tenant: str = DEFAULT_TENANT,
        database: str = DEFAULT_DATABASE,
        *,
        executable: str | os.PathLike[str] | None = None,
        timeout: float | Timeouts | None = config.DEFAULT_TIMEOUTS,
        retries: int | RetryPolicy = config.DEFAULT_RETRIES,
    ) -> None:
        chosen = config.embedded_options(settings, tenant, database)
        server = OfficialServer(path, executable=executable, allow_reset=chosen.settings.allow_reset)
        options = config.of_child(chosen, server.url, timeout=timeout, retries=retries)
        super().__init__(options, ChildTransport(server, options))
