"""Servers that only answer: what they say is what our server would, asked once beforehand."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from . import servers
from .line import Line
from .loaded import DATABASE
from .servers import Served
from .sides.calls import EXPECTED

BATCH_RECORDS = 5461
"""What the official server takes in one write."""


@contextmanager
def sink() -> Generator[tuple[Served, str]]:
    """A server that reads everything and keeps nothing (sides/sink.py), and the path of its only collection, `sink`."""
    with _answering("sink") as found:
        yield found


@contextmanager
def receiver() -> Generator[tuple[Served, str]]:
    """The same for one that takes every body whole (sides/receiver.py)."""
    with _answering("receiver") as found:
        yield found


@contextmanager
def _answering(module: str) -> Generator[tuple[Served, str]]:
    table, path = _table()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "table.json")
        file.write_text(json.dumps(table), encoding="utf-8")
        with servers.answering(module, file) as served:
            yield served, path


def _table() -> tuple[dict[str, object], str]:
    tenant, _, database = DATABASE.partition("/databases")
    with servers.ours() as server, Line(server) as line:
        made = cast("dict[str, str]", line.call("POST", f"{DATABASE}/collections", {"name": "sink"}))
        system = {name: line.call("GET", f"/api/v2/{name}") for name in ("heartbeat", "version", "auth/identity")}
        table: dict[str, object] = {f"GET {name.rpartition('/')[2]}": answer for name, answer in system.items()}
        table["GET pre-flight-checks"] = {"max_batch_size": BATCH_RECORDS, "supports_base64_encoding": True}
        table["GET default_tenant"] = line.call("GET", tenant)
        table["GET default_database"] = line.call("GET", f"{tenant}/databases{database}")
        table["GET sink"] = made
        table["GET count"] = EXPECTED
        table["POST collections"] = made
        table["POST add"] = {}
    return table, f"{DATABASE}/collections/{made['id']}"
