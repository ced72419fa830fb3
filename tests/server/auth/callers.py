"""Clients of a server with keys, every answer held against the document, and the requests they make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from chromalink_mock import RunningServer
from chromalink_mock.auth import ApiKey, BasicUser

from . import declared

TENANT = "/api/v2/tenants/acme"
FILMS = f"{TENANT}/databases/films"
BOOKS = f"{TENANT}/databases/books"
FOREIGN = "/api/v2/tenants/other/databases/films"

EVERYTHING = ApiKey("ck-everything-of-acme", "acme", user_id="user-1")
ONE = ApiKey("ck-films-of-acme==", "acme", ("films",))
TWO = ApiKey("ck-two-of-acme", "acme", ("films", "books"))
OTHER = ApiKey("ck-films-of-other", "other", ("films",))
OPERATOR = ApiKey("ck-operator", "*")
KEYS = (EVERYTHING, ONE, TWO, OTHER, OPERATOR)
ADA = BasicUser("ada", "pass:wörd", "acme", ("books",))

DENIED = {"error": "ChromaError", "message": "Permission denied."}


@contextmanager
def caller(server: RunningServer, key: ApiKey | None) -> Iterator[httpx.Client]:
    """A client that shows `key` the way Chroma Cloud wants it."""
    headers = {} if key is None else {"x-chroma-token": key.secret}
    with httpx.Client(base_url=server.url, headers=headers, event_hooks={"response": [declared.check]}) as client:
        yield client


def made(client: httpx.Client, database: str, name: str) -> str:
    """The id of a collection made just now."""
    answer = client.post(f"{database}/collections", json={"name": name})
    assert answer.status_code == 200, answer.text
    id = answer.json()["id"]
    assert isinstance(id, str)
    return id
