"""Every wrong argument ends in one typed error that names it, before anything is sent."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import anyio
import numpy as np
import pytest

from chromalink import Collection, HashingEmbeddingFunction, HttpClient
from chromalink.errors import DuplicateIDError, InvalidInputError

from .fake_chroma import FakeChroma, body

WRITES = pytest.mark.parametrize("write", ["add", "upsert", "update"])
NAN, INF = float("nan"), float("inf")
VECTOR = [1.0, 2.0]


def refused(chroma: FakeChroma, names: str, call: Callable[[Collection], object], **options: Any) -> InvalidInputError:
    """The error of `call`, whose message begins with the argument at fault; nothing was sent."""
    collection = chroma.collection(**options)
    with pytest.raises(InvalidInputError) as caught:
        call(collection)
    assert str(caught.value).startswith(names), str(caught.value)
    assert chroma.requests == []
    return caught.value


IDS: list[tuple[Any, str]] = [
    ([], "ids: expected at least one"),
    (None, "ids: expected an id"),
    (5, "ids: expected an id"),
    ([1, 2], "ids[0]: expected a text"),
    (["a", None], "ids[1]: expected a text"),
    (["a", ["b"]], "ids[1]: expected a text"),
    (b"a", "ids: expected an id"),
    ({"a": 1}, "ids: expected an id"),
    ({"a"}, "ids: expected an id"),
    ((one for one in "ab"), "ids: expected an id"),
    ([UUID(int=1)], "ids[0]: expected a text"),
    ("", "ids[0]: expected a non-empty text"),
    (["a", ""], "ids[1]: expected a non-empty text"),
    (["a", "b", "a"], "ids: expected every id once, found again: 'a'"),
    (np.array([1, 2]), "ids[0]: expected a text"),
]


@WRITES
@pytest.mark.parametrize(("ids", "message"), IDS)
def test_bad_ids_of_a_write_are_refused(write: str, ids: Any, message: str, chroma: FakeChroma) -> None:
    refused(chroma, message, lambda collection: getattr(collection, write)(ids, [VECTOR]))


@pytest.mark.parametrize("read", ["get", "delete"])
@pytest.mark.parametrize(("ids", "message"), [one for one in IDS if one[0] is not None])
def test_bad_ids_of_a_selection_are_refused(read: str, ids: Any, message: str, chroma: FakeChroma) -> None:
    refused(chroma, message, lambda collection: getattr(collection, read)(ids))


def test_a_duplicate_id_is_an_error_of_its_own(chroma: FakeChroma) -> None:
    error = refused(chroma, "ids", lambda collection: collection.add(["a", "a"], [VECTOR, VECTOR]))
    assert type(error) is DuplicateIDError


EMBEDDINGS: list[tuple[Any, str]] = [
    ([], "embeddings: expected at least one"),
    ([[]], "embeddings: expected at least one vector of at least one number"),
    ("abc", "embeddings: expected a vector"),
    (5.0, "embeddings: expected a vector"),
    ({"a": [1.0]}, "embeddings: expected a vector"),
    (["a"], "embeddings[0]: expected a number"),
    ([[1.0, "a"], VECTOR], "embeddings[0][1]: expected a number"),
    ([[1.0, None], VECTOR], "embeddings[0][1]: expected a number"),
    ([VECTOR, None], "embeddings[1]: expected a vector"),
    ([VECTOR, [1.0, [2.0]]], "embeddings[1][1]: expected a number"),
    ([VECTOR, [1.0, 2.0, 3.0]], "embeddings[1]: expected 2 numbers as in embeddings[0], got 3"),
    ([True, False], "embeddings[0]: expected a number"),
    ([[True, 1.0], VECTOR], "embeddings[0][0]: expected a number"),
    ([[1.0, True, 1.0], [1.0, 2.0, 3.0]], "embeddings[0][1]: expected a number"),
    ([[1.0, 2.0, 3.0], [1.0, b"four", 3.0]], "embeddings[1][1]: expected a number"),
    (np.array([[True, False]]), "embeddings: expected vectors of numbers"),
    ([np.array([True])], "embeddings[0]: expected one vector of numbers"),
    (np.array([["a"]]), "embeddings: expected vectors of numbers"),
    (np.array([[1j]]), "embeddings: expected vectors of numbers"),
    (np.array([[1.0, None]]), "embeddings: expected vectors of numbers"),
    (np.zeros((2, 2, 2)), "embeddings: expected vectors of numbers"),
    (np.float32(1), "embeddings: expected a vector"),
    (np.array(1.0), "embeddings: expected vectors of numbers"),
    (np.zeros((0, 3)), "embeddings: expected at least one vector"),
    ([np.zeros((2, 2)), np.zeros((2, 2))], "embeddings[0]: expected one vector"),
    ([VECTOR, [NAN, 1.0]], "embeddings[1]: expected finite"),
    ([VECTOR, [1.0, -INF]], "embeddings[1]: expected finite"),
    ([VECTOR, [1e39, 1.0]], "embeddings[1]: expected finite"),
    ([VECTOR, [10**400, 1.0]], "embeddings: expected finite"),
    (np.array([VECTOR, [NAN, 0.0]]), "embeddings[1]: expected finite"),
    ([VECTOR], "embeddings: expected one for each of the 2 ids, got 1"),
    (VECTOR, "embeddings: expected one for each of the 2 ids, got 1"),
    ([VECTOR] * 3, "embeddings: expected one for each of the 2 ids, got 3"),
]


@WRITES
@pytest.mark.parametrize(("given", "message"), EMBEDDINGS)
def test_bad_embeddings_are_refused(write: str, given: Any, message: str, chroma: FakeChroma) -> None:
    refused(chroma, message, lambda collection: getattr(collection, write)(["a", "b"], given))


@pytest.mark.parametrize(("given", "message"), [one for one in EMBEDDINGS if "ids" not in one[1]])
def test_bad_query_embeddings_are_refused(given: Any, message: str, chroma: FakeChroma) -> None:
    expected = message.replace("embeddings", "query_embeddings")
    refused(chroma, expected, lambda collection: collection.query(query_embeddings=given))


class Planet(enum.IntEnum):
    EARTH = 3


RECORD_METADATA: list[tuple[Any, str]] = [
    ([], "metadatas: expected at least one"),
    ("text", "metadatas: expected a mapping"),
    (["text"], "metadatas[0]: expected a mapping"),
    ({}, "metadatas[0]: expected at least one key"),
    ({"": 1}, "metadatas[0]: expected keys"),
    ({"#k": 1}, "metadatas[0]: expected keys"),
    ({"$k": 1}, "metadatas[0]: expected keys"),
    ({5: 1}, "metadatas[0]: expected keys"),
    ({"chroma:document": "x"}, "metadatas[0]: the key 'chroma:document' is reserved"),
    ({"chroma:document": 5}, "metadatas[0]: the key 'chroma:document' is reserved"),
    ({"chroma:uri": "x"}, "metadatas[0]: the key 'chroma:uri' is reserved"),
    ({"k": {"nested": 1}}, "metadatas[0]['k']: expected a text"),
    ({"k": object()}, "metadatas[0]['k']: expected a text"),
    ({"k": b"x"}, "metadatas[0]['k']: expected a text"),
    ({"k": {"a"}}, "metadatas[0]['k']: expected a text"),
    ({"k": np.array([1])}, "metadatas[0]['k']: expected a text"),
    ({"k": np.datetime64("2020-01-01")}, "metadatas[0]['k']: expected a text"),
    ({"k": 2**63}, "metadatas[0]['k']: expected a number of 64 bits"),
    ({"k": -(2**63) - 1}, "metadatas[0]['k']: expected a number of 64 bits"),
    ({"k": NAN}, "metadatas[0]['k']: expected a finite number"),
    ({"k": INF}, "metadatas[0]['k']: expected a finite number"),
    ({"k": np.float32("inf")}, "metadatas[0]['k']: expected a finite number"),
    ({"k": []}, "metadatas[0]['k']: expected a list of at least one"),
    ({"k": [1, "a"]}, "metadatas[0]['k']: expected elements of one kind"),
    ({"k": [True, 1]}, "metadatas[0]['k']: expected elements of one kind"),
    ({"k": [[1]]}, "metadatas[0]['k'][0]: expected a text"),
    ({"k": [None]}, "metadatas[0]['k'][0]: expected a text"),
    ({"k": [NAN]}, "metadatas[0]['k'][0]: expected a finite number"),
    ([{"k": 1}, {"k": 1}], "metadatas: expected one for each of the 1 ids, got 2"),
]


@WRITES
@pytest.mark.parametrize(("given", "message"), RECORD_METADATA)
def test_bad_metadata_is_refused(write: str, given: Any, message: str, chroma: FakeChroma) -> None:
    refused(chroma, message, lambda collection: getattr(collection, write)("a", [VECTOR], metadatas=given))


def test_a_value_of_none_is_refused_in_add_where_servers_refuse_it(chroma: FakeChroma) -> None:
    refused(chroma, "metadatas[0]['k']", lambda collection: collection.add("a", [VECTOR], {"k": None}))  # type: ignore[dict-item]  # what is tested


@pytest.mark.parametrize("write", ["upsert", "update"])
def test_a_value_of_none_removes_a_key_elsewhere(write: str, chroma: FakeChroma) -> None:
    getattr(chroma.collection(), write)("a", [VECTOR], {"k": None, "chroma:uri": None})
    assert body(chroma.asked(f"POST {write}")[0])["metadatas"] == [{"k": None, "chroma:uri": None}]


def test_good_values_arrive_with_their_kind(chroma: FakeChroma) -> None:
    given: Mapping[str, Any] = {
        "text": np.str_("a"),
        "int": np.int64(-(2**63)),
        "big": 2**63 - 1,
        "enum": Planet.EARTH,
        "float": np.float32(0.5),
        "long": np.longdouble(0.25),
        "bool": np.bool_(True),
        "list": (1, 2.5),
    }
    chroma.collection().add("a", [VECTOR], given)
    sent = body(chroma.asked("POST add")[0])["metadatas"][0]
    assert sent == {
        "text": "a",
        "int": -(2**63),
        "big": 2**63 - 1,
        "enum": 3,
        "float": 0.5,
        "long": 0.25,
        "bool": True,
        "list": [1, 2.5],
    }
    assert sent["bool"] is True


@WRITES
@pytest.mark.parametrize("column", ["documents", "uris"])
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], ": expected at least one"),
        (5, ": expected a text"),
        ([5], "[0]: expected a text"),
        ([b"x"], "[0]: expected a text"),
        (["a", "b"], ": expected one for each of the 1 ids, got 2"),
    ],
)
def test_bad_texts_are_refused(write: str, column: str, given: Any, message: str, chroma: FakeChroma) -> None:
    refused(
        chroma, f"{column}{message}", lambda collection: getattr(collection, write)("a", [VECTOR], **{column: given})
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "images: expected at least one"),
        ("cat.png", "images: expected an array"),
        (["cat.png"], "images[0]: expected a numpy array"),
        ([np.zeros(3), np.zeros(3)], "images: expected one for each of the 1 ids, got 2"),
    ],
)
def test_bad_images_are_refused(given: Any, message: str, chroma: FakeChroma) -> None:
    refused(chroma, message, lambda collection: collection.add("a", images=given))


@pytest.mark.parametrize("write", ["add", "upsert"])
def test_a_record_of_nothing_is_refused(write: str, chroma: FakeChroma) -> None:
    message = "embeddings: expected embeddings, documents, images or uris, got none"
    refused(chroma, message, lambda collection: getattr(collection, write)("a", metadatas={"k": 1}))


@WRITES
def test_documents_beside_images_are_refused_without_vectors(write: str, chroma: FakeChroma) -> None:
    refused(
        chroma,
        "documents, images: expected one of them",
        lambda collection: getattr(collection, write)("a", documents="x", images=np.zeros(3)),
        embedding_function=HashingEmbeddingFunction(),
    )


@WRITES
def test_texts_for_a_collection_without_a_function_are_refused(write: str, chroma: FakeChroma) -> None:
    message = "documents: collection 'films' has no embedding function; pass embeddings"
    refused(chroma, message, lambda collection: getattr(collection, write)("a", documents="x"))


def test_a_gap_in_documents_to_embed_is_refused(chroma: FakeChroma) -> None:
    refused(
        chroma,
        "documents[1]: expected a text to embed",
        lambda collection: collection.add(["a", "b"], documents=["x", None]),  # type: ignore[list-item]  # what is tested
        embedding_function=HashingEmbeddingFunction(),
    )


@pytest.mark.parametrize("write", ["add", "upsert"])
def test_uris_without_a_data_loader_are_refused(write: str, chroma: FakeChroma) -> None:
    message = "uris: the collection has no data loader"
    refused(
        chroma,
        message,
        lambda collection: getattr(collection, write)("a", uris="file:x"),
        embedding_function=HashingEmbeddingFunction(),
    )


def test_an_update_of_nothing_is_refused(chroma: FakeChroma) -> None:
    refused(chroma, "update: expected embeddings", lambda collection: collection.update("a"))


def test_a_delete_without_a_selector_is_refused(chroma: FakeChroma) -> None:
    refused(chroma, "delete: expected ids, where or where_document", lambda collection: collection.delete())
    refused(chroma, "delete: expected ids", lambda collection: collection.delete(limit=1))


def test_a_limited_delete_needs_a_filter(chroma: FakeChroma) -> None:
    refused(chroma, "limit: expected where", lambda collection: collection.delete(["a"], limit=1))


def test_a_modification_of_nothing_is_refused(chroma: FakeChroma) -> None:
    refused(chroma, "modify: expected a name", lambda collection: collection.modify())


@pytest.mark.parametrize("value", [-1, 1.0, "1", True, [1]])
@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("limit", lambda collection, value: collection.get(limit=value)),
        ("offset", lambda collection, value: collection.get(offset=value)),
        ("limit", lambda collection, value: collection.peek(value)),
        ("limit", lambda collection, value: collection.delete(where={"k": 1}, limit=value)),
        ("n_results", lambda collection, value: collection.query(VECTOR, n_results=value)),
    ],
)
def test_bad_counts_are_refused(
    argument: str, call: Callable[[Collection, Any], object], value: Any, chroma: FakeChroma
) -> None:
    refused(chroma, f"{argument}: expected a whole number >= ", lambda collection: call(collection, value))


def test_0_results_are_refused(chroma: FakeChroma) -> None:
    refused(chroma, "n_results: expected a whole number >= 1", lambda collection: collection.query(VECTOR, n_results=0))


def test_a_numpy_count_is_one(chroma: FakeChroma) -> None:
    chroma.collection().query(VECTOR, n_results=np.int64(3))  # type: ignore[call-overload]  # arithmetic on arrays gives these
    assert body(chroma.requests[0])["n_results"] == 3


@pytest.mark.parametrize(
    ("read", "given", "message"),
    [
        ("get", ["distances"], "include[0]: expected one of"),
        ("get", ["documents", "data"], "include: 'data' needs a data loader"),
        ("query", ["data"], "include: 'data' needs a data loader"),
        ("query", ["embedding"], "include[0]: expected one of"),
        ("query", [5], "include[0]: expected one of"),
        ("query", [["documents"]], "include[0]: expected one of"),
        ("get", "documents", "include: expected a list"),
        ("get", None, "include: expected a list"),
    ],
)
def test_bad_includes_are_refused(read: str, given: Any, message: str, chroma: FakeChroma) -> None:
    arguments = {"query_embeddings": VECTOR} if read == "query" else {}
    refused(chroma, message, lambda collection: getattr(collection, read)(include=given, **arguments))


def test_a_read_level_nobody_knows_is_refused(chroma: FakeChroma) -> None:
    refused(chroma, "read_level: expected a ReadLevel", lambda collection: collection.count("fresh"))  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"query_texts": "a", "query_images": np.zeros(3)},
        {"query_texts": "a", "query_uris": "u"},
        {"query_images": np.zeros(3), "query_uris": "u"},
    ],
)
def test_a_query_takes_one_kind_of_question(given: dict[str, Any], chroma: FakeChroma) -> None:
    refused(chroma, "query: expected query_embeddings, or exactly one", lambda collection: collection.query(**given))


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"query_texts": "a"}, "query_texts: collection 'films' has no embedding function"),
        ({"query_images": np.zeros(3)}, "query_images: collection 'films' has no embedding function"),
        ({"query_uris": "u"}, "query_uris: the collection has no data loader"),
        ({"query_texts": []}, "query_texts: expected at least one"),
        ({"query_texts": [None]}, "query_texts[0]: expected a text"),
        ({"query_texts": 5}, "query_texts: expected a text"),
        ({"query_uris": [5]}, "query_uris[0]: expected a text"),
        ({"query_images": ["x"]}, "query_images[0]: expected a numpy array"),
    ],
)
def test_bad_questions_are_refused_by_name(given: dict[str, Any], names: str, chroma: FakeChroma) -> None:
    refused(chroma, names, lambda collection: collection.query(**given))


def test_an_async_client_refuses_the_same_before_anything_is_sent(chroma: FakeChroma) -> None:
    async def main() -> None:
        async with chroma.async_client() as client:
            collection = await client.get_collection("films", None)
            chroma.requests.clear()
            with pytest.raises(InvalidInputError, match=r"^embeddings\[0\]: expected finite"):
                await collection.add("a", [NAN])
            with pytest.raises(InvalidInputError, match=r"^documents: collection 'films' has no embedding function"):
                await collection.add("a", documents="x")

    anyio.run(main)
    assert chroma.requests == []


MAKE = pytest.mark.parametrize("make", ["create_collection", "get_or_create_collection"])


@MAKE
@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"name": ""}, "name: expected a non-empty text"),
        ({"name": 5}, "name: expected a non-empty text"),
        ({"name": "\ud800"}, "name: expected a text of Unicode characters"),
        ({"metadata": {}}, "metadata: expected at least one key"),
        ({"metadata": "x"}, "metadata: expected a mapping"),
        ({"metadata": {"k": [1]}}, "metadata['k']: expected a text"),
        ({"metadata": {"k": {"a": 1}}}, "metadata['k']: expected a text"),
        ({"metadata": {"k": NAN}}, "metadata['k']: expected a finite number"),
        ({"metadata": {"#k": 1}}, "metadata: expected keys"),
        ({"configuration": []}, "configuration: expected a mapping"),
        ({"configuration": {"hsnw": {}}}, "configuration: expected keys out of"),
        ({"configuration": {"hnsw": 5}}, "configuration['hnsw']: expected a mapping"),
        ({"configuration": {"hnsw": {"m": 5}}}, "configuration['hnsw']: expected keys out of"),
        ({"configuration": {"hnsw": {"space": "l1"}}}, "configuration['hnsw']['space']: expected one of"),
        ({"configuration": {"hnsw": {"max_neighbors": 0}}}, "configuration['hnsw']['max_neighbors']: expected a whole"),
        ({"configuration": {"hnsw": {"ef_search": True}}}, "configuration['hnsw']['ef_search']: expected a whole"),
        ({"configuration": {"hnsw": {"resize_factor": 0}}}, "configuration['hnsw']['resize_factor']: expected a num"),
        ({"configuration": {"hnsw": {}, "spann": {}}}, "configuration: expected hnsw or spann"),
        ({"configuration": {"spann": 5}}, "configuration['spann']: expected a mapping"),
        ({"configuration": {"hnsw": {}}, "schema": {"keys": {}}}, "schema, configuration: expected one"),
        ({"schema": 5}, "schema: expected"),
        ({"embedding_function": "default"}, "embedding_function: expected an object that is called"),
    ],
)
def test_bad_descriptions_of_a_collection_are_refused(
    make: str, given: dict[str, Any], names: str, chroma: FakeChroma
) -> None:
    arguments: dict[str, Any] = {"name": "films", "embedding_function": None, **given}
    client = chroma.client()
    with pytest.raises(InvalidInputError) as caught:
        getattr(client, make)(**arguments)
    assert str(caught.value).startswith(names)
    assert chroma.requests == []


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"name": ""}, "name: expected"),
        ({"metadata": {"hnsw:space": "ip"}}, "metadata: 'hnsw:space' cannot change"),
        ({"metadata": {}}, "metadata: expected at least one key"),
        ({"configuration": {"hnsw": {"space": "ip"}}}, "configuration['hnsw']: space and ef_construction are fixed"),
        ({"configuration": {"hnsw": {"ef_construction": 5}}}, "configuration['hnsw']: space and ef_construction"),
        ({"configuration": {"hnsw": {"max_neighbors": 0}}}, "configuration['hnsw']['max_neighbors']"),
        ({"configuration": {"other": 1}}, "configuration: expected keys out of"),
    ],
)
def test_bad_modifications_are_refused(given: dict[str, Any], names: str, chroma: FakeChroma) -> None:
    refused(chroma, names, lambda collection: collection.modify(**given))


CLIENT_CALLS: list[tuple[str, Callable[[HttpClient], object]]] = [
    ("id: expected a UUID", lambda client: client.get_collection_by_id("films", None)),
    ("id: expected a UUID", lambda client: client.get_collection_by_id(5, None)),  # type: ignore[arg-type]  # what is tested
    ("name: expected", lambda client: client.get_collection("", None)),
    ("name: expected", lambda client: client.delete_collection("")),
    ("limit: expected", lambda client: client.list_collections(-1)),
    ("offset: expected", lambda client: client.list_collections(0, -1)),
    ("tenant: expected", lambda client: client.set_tenant("")),
    ("database: expected", lambda client: client.set_database("")),
    ("new_name: expected", lambda client: client.get_collection("films", None).fork("")),
]


@pytest.mark.parametrize(("names", "call"), CLIENT_CALLS)
def test_bad_arguments_of_client_calls_are_refused(
    names: str, call: Callable[[HttpClient], object], chroma: FakeChroma
) -> None:
    client = chroma.client()
    with pytest.raises(InvalidInputError) as caught:
        call(client)
    assert str(caught.value).startswith(names)
    assert [one for one in chroma.operations() if one != "GET collections/*"] == []


def test_a_collection_is_found_by_a_uuid_or_its_text(chroma: FakeChroma) -> None:
    client = chroma.client()
    for id in (UUID(int=7), str(UUID(int=7))):
        client.get_collection_by_id(id, None)
    assert {one.url.path.rpartition("/")[2] for one in chroma.requests} == {str(UUID(int=7))}
