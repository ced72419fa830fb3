"""Starts the servers, runs every method against each in both colours, prints a table: `python -m compats.run 1.5.9`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio

from chromalink import AdminClient, AsyncAdminClient, AsyncHttpClient, Collection, HttpClient
from chromalink import ClientAPI as Client
from chromalink_mock import Settings, serve
from compats.methods import told_async, told_sync
from crosschecks.run import official_server

ENVIRONMENTS = Path(__file__).parents[2] / ".crosscheck"
OURS = "chromalink"
PLAIN = {
    "client": {"close", "database", "get_settings", "low_level", "tenant"},
    "admin": {"close"},
    "collection": {"configuration", "configuration_json", "database", "id", "metadata", "name", "schema", "schema_json"}
    | {"tenant"},
}
"""What asks the server for nothing."""


@contextmanager
def server(version: str) -> Iterator[int]:
    """The port of an official server of this version, or of ours."""
    if version == OURS:
        with serve(settings=Settings(allow_reset=True)) as ours:
            yield ours.port
    else:
        with official_server(ENVIRONMENTS / f"chromadb-{version}" / "bin" / "chroma") as port:
            yield port


def methods() -> list[str]:
    """All public methods that ask a server for something."""
    kinds = {"client": Client, "admin": AdminClient, "collection": Collection}
    return [
        f"{kind}.{name}"
        for kind, made in kinds.items()
        for name in dir(made)
        if not name.startswith("_") and name not in PLAIN[kind]
    ]


async def by_async(port: int) -> dict[str, str]:
    async with (
        AsyncHttpClient(host="127.0.0.1", port=port) as client,
        AsyncAdminClient(host="127.0.0.1", port=port) as admin,
    ):
        return await told_async(client, admin)


def by_all(port: int) -> dict[str, str]:
    """The verdicts of the sync client, once the async one on both event loops has come to the same."""
    with HttpClient(host="127.0.0.1", port=port) as client, AdminClient(host="127.0.0.1", port=port) as admin:
        found = told_sync(client, admin)
    for backend in ("asyncio", "trio"):
        other = anyio.run(by_async, port, backend=backend)
        if other != found:
            raise SystemExit(f"sync and {backend} differ: {set(found.items()) ^ set(other.items())}")
    return found


def main(versions: list[str]) -> None:
    columns: dict[str, dict[str, str]] = {}
    for version in [*versions, OURS]:
        with server(version) as port:
            columns[version] = by_all(port)
    missing = [name for name in methods() for table in columns.values() if name not in table]
    if missing:
        raise SystemExit(f"not exercised: {sorted(set(missing))}")
    print("| Method | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name in methods():
        print(f"| `{name}` | " + " | ".join(table[name] for table in columns.values()) + " |")
    print(f"{len(methods())} methods, {len(columns)} servers, sync, asyncio and trio: no failures", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
