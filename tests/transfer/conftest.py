"""Two databases, and a collection with records of every kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from chromalink import Collection, EphemeralClient, Record, Schema, SparseVector, SparseVectorIndexConfig

RECORDS = (
    Record("every type", [0.1, -2.5], "a\u2028b", {"i": 1, "f": 1.0, "t": True, "s": "x", "l": [1], "m": [1.0]}),
    Record("sparse", [1e-40, 3.0], "text", {"weights": SparseVector([1, 7], [0.1, 2.0], ["one", "seven"])}),
    Record("uri only", [0.0, -0.0], None, None, "https://example.com/1"),
    Record("bare", [float(np.float32(1 / 3)), 3e38]),
)


@pytest.fixture
def here() -> Iterator[EphemeralClient]:
    with EphemeralClient() as client:
        yield client


@pytest.fixture
def there() -> Iterator[EphemeralClient]:
    with EphemeralClient() as client:
        yield client


@pytest.fixture
def films(here: EphemeralClient) -> Collection:
    """Everything that a collection can have, on a server that takes it."""
    schema = Schema().create_index(SparseVectorIndexConfig(), key="weights")
    made = here.create_collection(
        "films", schema=schema, metadata={"year": 1995, "share": 1.0}, embedding_function=None
    )
    made.add_many(RECORDS)
    return made
