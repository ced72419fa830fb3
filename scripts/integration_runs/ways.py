"""The pairs of client and server that a store is tried with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Client = Literal["chromalink", "chromadb"]
Server = Literal["chromalink", "chromadb", "memory"]


@dataclass(frozen=True, slots=True)
class Way:
    """A client, by the package it is of, and what it talks to; `memory` is the client's own server in its process."""

    client: Client
    server: Server

    @property
    def title(self) -> str:
        """The heading of its column."""
        if self.server == "memory":
            return f"{_CALLED[self.client]} client, in memory"
        return f"{_CALLED[self.client]} client, {_CALLED[self.server]} server"


_CALLED = {"chromalink": "our", "chromadb": "official"}
REFERENCE = Way("chromadb", "chromadb")
"""What fails this way is no fault of ours."""
WAYS = (
    Way("chromalink", "chromalink"),
    Way("chromalink", "chromadb"),
    Way("chromalink", "memory"),
    Way("chromadb", "chromalink"),
    REFERENCE,
)
