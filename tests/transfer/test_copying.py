"""`copy_collection`: whole, checked, and resumable after any end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from chromalink import CloudClient, Collection, EphemeralClient, HashingEmbeddingFunction, PersistentClient, Record
from chromalink.embeddings.registry import stand_in
from chromalink.errors import BulkError, EmbeddingError, TransferError
from chromalink.testing import MockServer
from chromalink.transfer import TransferProgress, copy_collection, is_unfinished
from chromalink.types import Include

EVERYTHING: Include = ("documents", "embeddings", "metadatas", "uris")


def plain(count: int) -> list[Record]:
    return [Record(f"r{n:05d}", [float(n), 1.0], f"text {n}", {"n": n}) for n in range(count)]


def held(collection: Collection) -> list[tuple[object, ...]]:
    """The records with their types, embeddings by their bytes."""
    return [
        (one.id, np.asarray(one.embedding, np.float32).tobytes(), one.document, repr(one.metadata or None), one.uri)
        for one in collection.iter_records(include=EVERYTHING)
    ]


def described(collection: Collection) -> tuple[object, ...]:
    return collection.name, collection.metadata, collection.configuration_json, collection.schema_json


def names(client: EphemeralClient) -> list[str]:
    return [one.name for one in client.list_collections()]


def test_a_copy_has_everything_in_the_same_order(
    films: Collection, here: EphemeralClient, there: EphemeralClient
) -> None:
    done = copy_collection(films, there)
    copy = there.get_collection("films")
    assert held(copy) == held(films)
    assert described(copy) == described(here.get_collection("films"))
    assert (done.state, done.records, done.in_order, done.rounded, done.differences) == ("copied", 4, True, False, ())


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"embedding_function": HashingEmbeddingFunction()},
        {"embedding_function": None},
        {"embedding_function": None, "metadata": {"hnsw:space": "ip", "hnsw:M": 7}},
        {"embedding_function": HashingEmbeddingFunction(), "metadata": {"hnsw:space": "ip"}},
        {
            "embedding_function": None,
            "configuration": {"hnsw": {"space": "cosine", "num_threads": 7}},
        },
    ],
)
def test_the_settings_of_a_collection_are_kept(
    how: dict[str, object], here: EphemeralClient, there: EphemeralClient
) -> None:
    source = here.create_collection("films", **how)  # type: ignore[arg-type]  # cases of a table
    assert copy_collection(source, there).differences == ()
    assert described(there.get_collection("films")) == described(here.get_collection("films"))


def test_an_embedding_function_that_cannot_be_built_here_is_kept_as_it_is_stored(
    here: EphemeralClient, there: EphemeralClient
) -> None:
    foreign = stand_in("foreign", {"model": "m", "key_var": "NOWHERE"}, EmbeddingError("never called"))
    source = here.create_collection("films", embedding_function=foreign)
    source.add(ids=["a"], embeddings=[[1.0]], documents=["text"])
    copy_collection(source, there)
    copy = there.get_collection("films")
    assert copy.configuration_json["embedding_function"] == {
        "type": "known",
        "name": "foreign",
        "config": {"model": "m", "key_var": "NOWHERE"},
    }


def test_a_copy_may_get_another_name(films: Collection, there: EphemeralClient) -> None:
    assert copy_collection(films, there, "pictures").name == "pictures"
    assert names(there) == ["pictures"]


def cloud_client(server: MockServer) -> CloudClient:
    return CloudClient("test-tenant", "test-database", "ck-test", transport=server.transport())


class Killed(BaseException):
    """What ends a copy, as a signal would."""


def killed_after(records: int) -> object:
    def report(now: TransferProgress) -> None:
        if now.step == "copying" and now.done >= records:
            raise Killed

    return report


@pytest.mark.parametrize("records", [0, 1, 5_000])
def test_a_copy_that_was_ended_has_no_name_and_is_resumed(
    records: int, here: EphemeralClient, there: EphemeralClient
) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add_many(plain(12_000))
    with pytest.raises(Killed):
        copy_collection(source, there, progress=killed_after(records))  # type: ignore[arg-type]  # see above
    (unfinished,) = there.list_collections()
    assert is_unfinished(unfinished.name)
    kept = unfinished.count()
    assert kept < 12_000
    steps: list[TransferProgress] = []
    done = copy_collection(source, there, progress=steps.append)
    assert (done.state, done.records) == ("resumed" if kept else "copied", 12_000)
    assert next(one for one in steps if one.step == "copying").done == kept
    assert names(there) == ["films"]
    assert held(there.get_collection("films")) == held(source)


@pytest.mark.parametrize("change", ["delete", "update", "shrink"])
def test_a_copy_of_what_has_changed_meanwhile_begins_anew(
    change: str, here: EphemeralClient, there: EphemeralClient
) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add_many(plain(12_000))
    with pytest.raises(Killed):
        copy_collection(source, there, progress=killed_after(5_000))  # type: ignore[arg-type]  # see above
    if change == "delete":
        source.delete(ids=["r00007"])
    elif change == "update":
        source.update(ids=["r00007"], documents=["another text"], embeddings=[[0.5, 0.5]])
    else:
        source.delete(where={"n": {"$gte": 10}})
    copy_collection(source, there)
    assert names(there) == ["films"]
    assert held(there.get_collection("films")) == held(source)


def test_a_collection_that_is_there_already_is_left_as_it_is(films: Collection, there: EphemeralClient) -> None:
    copy_collection(films, there)
    before = there.get_collection("films").id
    assert copy_collection(films, there).state == "already there"
    assert there.get_collection("films").id == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"documents": ["another"], "embeddings": [[0.0, 1.0]]}, "record 'bare' has another document"),
        ({"embeddings": [[0.0, 1.0]]}, "record 'bare' has another embedding"),
        ({"metadatas": [{"i": 1.0}]}, "record 'bare' has another metadata"),
        ({"uris": ["u"]}, "record 'bare' has another uri"),
    ],
)
def test_another_collection_of_the_name_is_refused_and_replaced_only_when_asked(
    change: dict[str, Sequence[object]], told: str, films: Collection, there: EphemeralClient
) -> None:
    copy_collection(films, there)
    there.get_collection("films").update(ids=["bare"], **change)  # type: ignore[arg-type]  # cases of a table
    before = held(there.get_collection("films"))
    with pytest.raises(TransferError, match=f"films: the target has another collection of this name: {told}"):
        copy_collection(films, there)
    assert names(there) == ["films"]
    assert held(there.get_collection("films")) == before
    assert copy_collection(films, there, overwrite=True).state == "replaced"
    assert held(there.get_collection("films")) == held(films)


def test_collections_of_one_name_differ_by_metadata_and_by_number_too(
    films: Collection, there: EphemeralClient
) -> None:
    copy_collection(films, there)
    there.get_collection("films").delete(ids=[record.id for record in films.iter_records()])
    there.get_collection("films").modify(metadata={"year": 1996})
    with pytest.raises(TransferError, match="its metadata is"):
        copy_collection(films, there)
    there.get_collection("films").modify(metadata={"year": 1995, "share": 1.0})
    with pytest.raises(TransferError, match="it has 0 records rather than 4"):
        copy_collection(films, there)


def test_a_source_that_is_written_to_meanwhile_is_told(here: EphemeralClient, there: EphemeralClient) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add_many(plain(10))

    def report(now: TransferProgress) -> None:
        if now.step == "checking":
            source.upsert(ids=["late"], embeddings=[[0.0, 0.0]])

    with pytest.raises(TransferError, match="10 records were read, and now there are 11"):
        copy_collection(source, there, progress=report)
    assert not [name for name in names(there) if not is_unfinished(name)]
    assert copy_collection(source, there).records == 11


def test_a_copy_that_is_not_what_was_read_is_an_error_with_the_record(
    here: EphemeralClient, there: EphemeralClient
) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add_many(plain(3_000))

    def meddle(now: TransferProgress) -> None:
        if now.step == "copying" and now.done == 3_000:
            there.list_collections()[0].update(ids=["r01234"], documents=["another text"], embeddings=[[1234.0, 1.0]])

    with pytest.raises(TransferError, match="the copy differs from the source: record 'r01234' has another document"):
        copy_collection(source, there, progress=meddle)
    assert copy_collection(source, there).state == "copied"
    assert held(there.get_collection("films")) == held(source)


def test_writes_keep_to_the_quota_of_the_target(here: EphemeralClient) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add_many(plain(700))
    with MockServer.cloud() as cloud, cloud_client(cloud) as there:
        assert copy_collection(source, there).records == 700
        assert len([one for one in cloud.requests.all() if one.operation == "addRecords"]) == 3


def test_what_the_target_refuses_ends_the_copy_with_its_reason(here: EphemeralClient) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add(ids=["a"], embeddings=[[1.0]], metadatas=[{"long": "x" * 10_000}])
    with (
        MockServer.cloud() as cloud,
        cloud.cloud_client() as there,
        pytest.raises(BulkError, match=r"(?i)quota exceeded"),
    ):
        copy_collection(source, there)


def test_a_setting_that_the_target_does_not_keep_is_told(films: Collection) -> None:
    films.delete(ids=["sparse"])
    with MockServer(faults="createCollection:400:times=1") as server, server.client() as there:
        assert [line.partition(":")[0] for line in copy_collection(films, there).differences] == [
            "schema.keys.weights",
        ]


def test_stores_are_copied_into_stores(tmp_path_factory: pytest.TempPathFactory) -> None:
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    with PersistentClient(one) as here:
        here.create_collection("films", embedding_function=None).add_many(plain(10))
    with PersistentClient(one) as here, PersistentClient(other) as there:
        copy_collection(here.get_collection("films"), there)
    with PersistentClient(one) as here, PersistentClient(other) as there:
        assert held(there.get_collection("films")) == held(here.get_collection("films"))


def test_long_names_are_copied_too(here: EphemeralClient, there: EphemeralClient) -> None:
    for name in ("x" * 512, "x" * 511 + "y"):
        copy_collection(here.create_collection(name, embedding_function=None), there)
    assert sorted(names(there)) == ["x" * 512, "x" * 511 + "y"]
