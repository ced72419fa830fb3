"""What one writer's database must hold, and writes that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

import httpx

DIMENSION = 8
_MOST_RECORDS = 400
_MOST_COLLECTIONS = 3

Record: TypeAlias = tuple[str, tuple[tuple[str, int], ...], tuple[float, ...]]
"""Document, metadata by key, vector; whole numbers, so that they are the same on either side."""


@dataclass
class Held:
    """One collection: its metadata, and its records in order of insertion."""

    note: int
    records: dict[str, Record] = field(default_factory=dict[str, Record])


Database: TypeAlias = dict[str, Held]
Change: TypeAlias = tuple[Callable[[Database], None], Callable[[httpx.Client, str, Mapping[str, str]], httpx.Response]]
"""How a write changes the model, and the request that asks for it, given the database's URL and ids by name."""


def read(client: httpx.Client, base: str) -> tuple[Database, dict[str, str]]:
    """What the server holds in this database, and the ids of its collections."""
    found: Database = {}
    ids: dict[str, str] = {}
    for each in _checked(client.get(f"{base}/collections")):
        name = each["name"]
        ids[name] = each["id"]
        body = {"include": ["documents", "metadatas", "embeddings"]}
        told = _checked(client.post(f"{base}/collections/{each['id']}/get", json=body))
        rows = zip(told["ids"], told["documents"], told["metadatas"], told["embeddings"], strict=True)
        found[name] = Held(
            each["metadata"]["note"],
            {
                id_: (document, tuple(sorted(metadata.items())), tuple(vector))
                for id_, document, metadata, vector in rows
            },
        )
    return found, ids


def same(one: Database, other: Database) -> bool:
    """Whether both hold the same records in the same order."""
    return one == other and all(list(one[name].records) == list(other[name].records) for name in one)


def changed(database: Database, change: Change) -> Database:
    """The model after a change."""
    after = deepcopy(database)
    change[0](after)
    return after


def pick(random: Random, database: Database, serial: int) -> Change:
    """A write that makes sense for this database; `serial` is new each time."""
    if not database:
        return _create(f"made-{serial}", serial)
    name = random.choice(sorted(database))
    records = database[name].records
    choices = [_annotate(name, serial), _rename(name, f"named-{serial}")]
    if len(database) < _MOST_COLLECTIONS:
        choices += [_fork(name, f"fork-{serial}"), _create(f"made-{serial}", serial)]
    else:
        choices.append(_drop(name))
    if len(records) < _MOST_RECORDS:
        new = [f"{serial}-{i}" for i in range(random.randint(1, 60))]
        choices += [_write("add", name, new, random, serial)] * 8
        some = random.sample(sorted(records), min(len(records), 10))
        choices += [_write("upsert", name, some + new, random, serial)] * 4
    if records:
        some = random.sample(sorted(records), min(len(records), 40))
        choices += [_write("update", name, some, random, serial)] * 4
        choices += [_delete(name, some)] * 3
        choices += [_delete_where(name, random.randrange(5))] * 2
    return random.choice(choices)


def _create(name: str, note: int) -> Change:
    def model(database: Database) -> None:
        database[name] = Held(note)

    return model, lambda client, base, ids: client.post(
        f"{base}/collections", json={"name": name, "metadata": {"note": note}}
    )


def _annotate(name: str, note: int) -> Change:
    def model(database: Database) -> None:
        database[name].note = note

    body = {"new_metadata": {"note": note}}
    return model, lambda client, base, ids: client.put(f"{base}/collections/{ids[name]}", json=body)


def _rename(name: str, new: str) -> Change:
    def model(database: Database) -> None:
        database[new] = database.pop(name)

    return model, lambda client, base, ids: client.put(f"{base}/collections/{ids[name]}", json={"new_name": new})


def _fork(name: str, new: str) -> Change:
    def model(database: Database) -> None:
        database[new] = deepcopy(database[name])

    return model, lambda client, base, ids: client.post(f"{base}/collections/{ids[name]}/fork", json={"new_name": new})


def _drop(name: str) -> Change:
    def model(database: Database) -> None:
        del database[name]

    return model, lambda client, base, ids: client.delete(f"{base}/collections/{name}")


def _write(kind: str, name: str, chosen: list[str], random: Random, serial: int) -> Change:
    def record(id_: str) -> Record:
        vector = tuple(float(random.randint(-9, 9)) for _ in range(DIMENSION))
        return f"{id_} by {serial}", (("group", random.randrange(5)), ("serial", serial)), vector

    rows = {id_: record(id_) for id_ in chosen}

    def model(database: Database) -> None:
        database[name].records.update(rows)

    body = {
        "ids": list(rows),
        "documents": [document for document, _, _ in rows.values()],
        "metadatas": [dict(metadata) for _, metadata, _ in rows.values()],
        "embeddings": [list(vector) for _, _, vector in rows.values()],
    }
    return model, lambda client, base, ids: client.post(f"{base}/collections/{ids[name]}/{kind}", json=body)


def _delete(name: str, chosen: list[str]) -> Change:
    def model(database: Database) -> None:
        for id_ in chosen:
            del database[name].records[id_]

    return model, lambda client, base, ids: client.post(f"{base}/collections/{ids[name]}/delete", json={"ids": chosen})


def _delete_where(name: str, group: int) -> Change:
    def model(database: Database) -> None:
        held = database[name]
        held.records = {id_: record for id_, record in held.records.items() if ("group", group) not in record[1]}

    body = {"where": {"group": group}}
    return model, lambda client, base, ids: client.post(f"{base}/collections/{ids[name]}/delete", json=body)


def _checked(response: httpx.Response) -> Any:
    response.raise_for_status()
    return response.json()
