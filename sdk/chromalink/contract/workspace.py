"""The databases that a run makes, and their removal."""

from __future__ import annotations

import json
import time
from urllib.parse import quote

from .comparison import Json
from .connection import Answered, Connection, Dropped, Unanswered

_DATABASES_OF = "/api/v2/tenants/"
_SEGMENTS_OF_DATABASES = 6
_GONE = (200, 404)
_WAITS = (0.1, 0.4)
"""Between attempts to delete: Chroma 1.5.9 answers 500 "database is locked" while it is at work in the background."""

_WRITES = frozenset({"add", "upsert", "update"})


class WorkspaceError(Exception):
    """A database that a scenario was to work in could not be made."""


class Workspace:
    """Remembers every database that may have come to be, from before the request on, so that none is left behind."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.tenant = tenant
        self._connection = connection
        self._made: dict[tuple[str, str], None] = {}
        self._with_lists: dict[str, None] = {}

    def make(self, name: str) -> None:
        """A database in the run's tenant; raises WorkspaceError."""
        content = json.dumps({"name": name}).encode()
        target = _databases(quote(self.tenant, safe=""))
        self._made[quote(self.tenant, safe=""), name] = None
        answer = self._connection.send("POST", target, content=content)
        if not (isinstance(answer, Answered) and answer.status == 200):
            raise WorkspaceError(f"cannot make a database in tenant {self.tenant!r}: {told(answer)}")

    def watch(self, method: str, target: str, content: bytes | None) -> None:
        """Take note of a request that may make a database, or store lists as metadata."""
        segments = target.partition("?")[0].split("/")
        if method != "POST" or not target.startswith(_DATABASES_OF) or content is None:
            return
        try:
            body: Json = json.loads(content)
        except (ValueError, RecursionError):
            return
        if len(segments) == _SEGMENTS_OF_DATABASES:
            name = body.get("name") if isinstance(body, dict) else body[0] if isinstance(body, list) and body else None
            if isinstance(name, str) and name:
                self._made[segments[4], name] = None
        elif segments[-1] in _WRITES and _has_lists(body):
            self._with_lists["/".join(segments[:-1])] = None

    def clear(self) -> list[str]:
        """Delete what has been made; one line for each that could not be."""
        for collection in self._with_lists:
            self._empty(collection)
        self._with_lists.clear()
        kept = self._deleted()
        for seconds in _WAITS:
            if kept:
                time.sleep(seconds)
                kept = self._deleted()
        return kept

    def _deleted(self) -> list[str]:
        kept: list[str] = []
        answer: Answered | Dropped | Unanswered | None = None
        for tenant, name in list(self._made):
            # A server that is gone is asked once, not once for each database.
            if not isinstance(answer, Unanswered):
                answer = self._connection.send("DELETE", f"{_databases(tenant)}/{quote(name, safe='')}")
            if isinstance(answer, Answered) and answer.status in _GONE:
                del self._made[tenant, name]
            else:
                kept.append(f"database {name} of tenant {tenant} could not be deleted: {told(answer)}")
        return kept

    def _empty(self, collection: str) -> None:
        """Delete the records before their collection goes.

        Chroma 1.5.9 forgets the list metadata of records whose collection or database is deleted, and hands it to
        records that are made later, in whatever collection. Deleted one by one they take it along.
        """
        found = self._connection.send("POST", f"{collection}/get", content=b'{"include":[]}')
        if isinstance(found, Answered) and found.status == 200 and isinstance(found.body, dict) and found.body["ids"]:
            content = json.dumps({"ids": found.body["ids"]}).encode()
            self._connection.send("POST", f"{collection}/delete", content=content)


def told(answer: Answered | Dropped | Unanswered) -> str:
    """An answer in half a line."""
    match answer:
        case Answered(status, body):
            return f"status {status}, {json.dumps(body)[:200]}"
        case Dropped(reason):
            return f"connection dropped: {reason}"
        case Unanswered(reason):
            return f"no answer: {reason}"


def _has_lists(body: Json) -> bool:
    rows = body.get("metadatas") if isinstance(body, dict) else None
    return isinstance(rows, list) and any(
        isinstance(row, dict) and any(isinstance(value, list) for value in row.values()) for row in rows
    )


def _databases(tenant: str) -> str:
    return f"{_DATABASES_OF}{tenant}/databases"
