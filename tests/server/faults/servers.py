"""Servers with faults, on real sockets, one for each protocol that may break a connection."""

from __future__ import annotations

import threading
from asyncio import Protocol
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn

from chromalink_mock import create_app
from chromalink_mock.faults import Faults
from chromalink_mock.listener import ListeningServer, listening
from chromalink_mock.request_log import RequestLog

DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"


@dataclass(frozen=True)
class Faulty:
    """A server: where, what goes wrong, and what it was asked."""

    url: str
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)


@contextmanager
def faulty(protocol: type[Protocol], loop: str) -> Generator[Faulty]:
    """A server that speaks this protocol on this event loop (a name of uvicorn's)."""
    faults, log = Faults(), RequestLog()
    app = create_app(faults=faults, log=log)
    ready = threading.Event()
    with listening("127.0.0.1", 0) as listener:
        config = uvicorn.Config(app, http=protocol, loop=loop, log_config=None, access_log=False)
        server = ListeningServer(config, ready.set)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert ready.wait(10)
        try:
            yield Faulty(f"http://127.0.0.1:{listener.getsockname()[1]}", faults, log)
        finally:
            server.should_exit = True
            thread.join()
