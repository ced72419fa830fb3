"""What counts as the same record, and what as one that a server has rounded."""

from __future__ import annotations

import numpy as np
import pytest

from chromalink import EphemeralClient, Record, SparseVector
from chromalink.errors import TransferError
from chromalink.testing import MockServer
from chromalink.transfer import TransferProgress, copy_collection
from chromalink.transfer.checksum import Checksum
from chromalink.types import Metadata, Space


def value(*records: Record) -> str:
    found = Checksum()
    for record in records:
        found.add(record)
    return found.value


def of(metadata: Metadata) -> str:
    return value(Record("a", [1.0], metadata=metadata))


def test_checksums_know_types_and_not_the_order_of_keys_or_the_sign_of_zero() -> None:
    assert of({"a": 1, "b": 2}) == of({"b": 2, "a": 1})
    assert of({"a": 0.0}) == of({"a": -0.0})
    assert of({"a": SparseVector([1], [0.1])}) == of({"a": SparseVector([1], [float(np.float32(0.1))])})
    assert len({of({"a": one}) for one in (1, 1.0, True, "1", [1], [1.0])}) == 6


def test_checksums_do_not_depend_on_the_order_of_records_and_tell_it() -> None:
    one, other = Record("a", [1.0]), Record("b", [2.0])
    assert value(one, other) == value(other, one)
    assert value(one, other) != value(one, one)
    assert value(Record("a", [0.0])) != value(Record("a", [-0.0]))
    first, second = Checksum(), Checksum()
    for checksum, records in ((first, (one, other)), (second, (other, one))):
        for record in records:
            checksum.add(record)
    assert first.order != second.order


@pytest.mark.parametrize(
    ("space", "embedding", "share", "told"),
    [
        ("cosine", 1 + 1.2e-7, 1 / 3, None),
        ("cosine", 1.0, 1 / 3 + 5e-17, None),
        ("l2", 1.0, 1 / 3 + 5e-17, None),
        ("l2", 1 + 1.2e-7, 1 / 3, "has another embedding"),
        ("cosine", 1.001, 1 / 3, "has another embedding"),
        ("cosine", 1.0, 0.3334, "has another metadata"),
    ],
)
def test_a_target_may_round_in_the_last_digits(
    space: Space, embedding: float, share: float, told: str | None, here: EphemeralClient, there: EphemeralClient
) -> None:
    source = here.create_collection("films", embedding_function=None, configuration={"hnsw": {"space": space}})
    source.add(ids=["a"], embeddings=[[1.0, 0.5]], metadatas=[{"share": 1 / 3}])

    def rounds(now: TransferProgress) -> None:
        if now.step == "copying" and now.done:
            (copy,) = there.list_collections()
            copy.update(ids=["a"], embeddings=[[embedding, 0.5]], metadatas=[{"share": share}])

    if told is None:
        assert copy_collection(source, there, progress=rounds).rounded
        assert copy_collection(source, there).state == "already there"
        return
    with pytest.raises(TransferError, match=told):
        copy_collection(source, there, progress=rounds)


def test_a_number_of_another_type_is_no_rounding(here: EphemeralClient, there: EphemeralClient) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add(ids=["a"], embeddings=[[1.0]], metadatas=[{"n": 1}])
    copy_collection(source, there)
    there.get_collection("films").update(ids=["a"], metadatas=[{"n": 1.0}])
    with pytest.raises(TransferError, match="record 'a' has another metadata"):
        copy_collection(source, there)


def test_a_server_that_refuses_schemas_gets_the_settings_as_configuration(here: EphemeralClient) -> None:
    source = here.create_collection(
        "films", configuration={"hnsw": {"space": "cosine", "ef_search": 7, "num_threads": 3, "batch_size": 55}}
    )
    with MockServer(faults="createCollection:400:times=1") as server, server.client() as there:
        assert copy_collection(source, there).differences == ()
        assert there.get_collection("films").schema_json == here.get_collection("films").schema_json
