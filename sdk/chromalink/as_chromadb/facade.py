"""What `import chromadb` gives: the names of the official package, made of chromalink.

Clients in memory share one server, which lasts until `clear_system_cache`: code that was written for the official
client finds in a second client what it put into a first.
"""

from __future__ import annotations

import chromalink
from chromalink import embedded
from chromalink.config import Settings, get_settings
from chromalink.types import DEFAULT_DATABASE, DEFAULT_TENANT

__version__ = "1.5.9"
"""The release whose surface this is, because code compares it with releases of the official package."""
__path__: list[str] = []
"""A package, for `chromadb.config` and others to be found in it; the finder knows where."""

SHARED = "chromadb"


def EphemeralClient(  # noqa: N802 - the official name
    settings: Settings | None = None, tenant: str = DEFAULT_TENANT, database: str = DEFAULT_DATABASE
) -> chromalink.ClientAPI:
    """A client of the one server in memory that all clients made here share."""
    chosen = settings or get_settings()
    embedded.keep(chosen, SHARED)
    return chromalink.EphemeralClient(chosen, tenant, database, shared=SHARED)


def Client(  # noqa: N802 - the official name
    settings: Settings | None = None, tenant: str = DEFAULT_TENANT, database: str = DEFAULT_DATABASE
) -> chromalink.ClientAPI:
    """A client of what the settings ask for: the shared server in memory, a directory, or a server over HTTP."""
    chosen = settings or get_settings()
    if chosen.over_http or chosen.is_persistent:
        return chromalink.Client(chosen, tenant, database)
    return EphemeralClient(chosen, tenant, database)


def AdminClient(settings: Settings | None = None) -> chromalink.AdminAPI:  # noqa: N802 - the official name
    """Makes, finds and removes tenants and databases of what the settings ask for.

    That is the server at their host, that of their directory, or without either the shared one in memory.
    """
    chosen = settings or get_settings()
    if chosen.over_http or chosen.is_persistent or chosen.chroma_server_host is not None:
        return chromalink.AdminClient(chosen)
    return EphemeralClient(chosen).admin


def __getattr__(name: str) -> object:
    found: object = chromalink.__all__ if name == "__all__" else getattr(chromalink, name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *chromalink.__all__})
