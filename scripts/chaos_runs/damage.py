"""A store whose files are cut short or changed in one bit: it opens with everything, or not at all."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from chromalink_mock.engine.holdings import Holdings
from chromalink_mock.engine.values import Field, Selection
from chromalink_mock.storage import Store, StoreError

_ALL: frozenset[Field] = frozenset({"documents", "metadatas", "embeddings", "uris"})


@dataclass(frozen=True)
class Damage:
    """How many damaged copies opened with everything, and how many said why they do not; and what was wrong."""

    opened: int
    refused: Mapping[str, int]
    faults: list[str]


def damage(path: Path, scratch: Path, times: int, seed: int) -> Damage:
    """Damage so many copies of a store that nobody has open, each in one place, and open them."""
    expected = _opened(_copied(path, scratch))
    random = Random(seed)
    opened, refused, faults = 0, Counter[str](), list[str]()
    for _ in range(times):
        copy = _copied(path, scratch)
        told = _damage_one(random, copy)
        try:
            found = _opened(copy)
        except StoreError as error:
            refused[type(error).__name__] += 1
            continue
        opened += 1
        if found != expected:
            faults.append(f"{told}: other data is served")
    shutil.rmtree(scratch)
    return Damage(opened, dict(refused), faults)


def content(holdings: Holdings) -> object:
    """All that is held, in a form that can be compared."""
    collections = [
        (each.document(), each.operations, _records(each.get(Selection(), None, 0, _ALL)))
        for each in holdings.collections.values()
    ]
    return dict(holdings.tenants), list(holdings.databases), collections


def _records(found: object) -> str:
    embeddings = getattr(found, "embeddings", None)
    return repr(found) + ("" if embeddings is None else embeddings.tobytes().hex())


def _damage_one(random: Random, store: Path) -> str:
    files = [each for each in sorted(store.rglob("*")) if each.is_file() and each.stat().st_size]
    files = [each for each in files if each.name != "lock" and not each.name.endswith("-shm")]
    file = random.choice(files)
    data = bytearray(file.read_bytes())
    at = random.randrange(len(data))
    if random.random() < 0.3:
        file.write_bytes(data[:at])
        return f"{file.name} cut to {at} of {len(data)} bytes"
    data[at] ^= 1 << random.randrange(8)
    file.write_bytes(data)
    return f"{file.name} changed at {at} of {len(data)}"


def _copied(path: Path, scratch: Path) -> Path:
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(path, scratch)
    return scratch


def _opened(path: Path) -> object:
    store = Store(path)
    try:
        return content(store.holdings)
    finally:
        store.close()
