"""Where the store under test keeps its data, and whose `chromadb` it speaks through."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, distribution

PORT, CLIENT = "INTEGRATION_PORT", "INTEGRATION_CLIENT"
HOST = "127.0.0.1"


def port() -> int | None:
    """The port of the server on this machine; None: in memory."""
    told = os.environ.get(PORT)
    return None if told is None else int(told)


def confirm_client() -> None:
    """Raises RuntimeError where `import chromadb` does not give what this run is about."""
    wanted = os.environ[CLIENT]
    try:
        distribution("chromadb")
        installed = True
    except PackageNotFoundError:
        installed = False
    import chromadb

    found = chromadb.HttpClient.__module__.partition(".")[0]
    if found != wanted or installed != (wanted == "chromadb"):
        raise RuntimeError(f"expected the client of {wanted}, found that of {found}; official installed: {installed}")
