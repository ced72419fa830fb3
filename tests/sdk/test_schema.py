"""Schemas: how they are built, what they are on the wire, and what a collection makes of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

import chromalink
from chromalink import (
    BoolInvertedIndexConfig,
    ChromaBm25EmbeddingFunction,
    Cmek,
    DefaultEmbeddingFunction,
    FloatInvertedIndexConfig,
    FtsIndexConfig,
    HashingEmbeddingFunction,
    HnswIndexConfig,
    IntInvertedIndexConfig,
    K,
    Schema,
    SpannIndexConfig,
    SparseVectorIndexConfig,
    StringInvertedIndexConfig,
    VectorIndexConfig,
)
from chromalink.errors import EmbeddingError, InvalidInputError, WrongTypeError

from .fake_chroma import FakeChroma, body, description

LOOSE: Any = chromalink
"""The same names without their types, for what type checkers refuse too."""
BM25 = ChromaBm25EmbeddingFunction
KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k"

BUILT = {
    "default": Schema(),
    "vectors": Schema().create_index(
        VectorIndexConfig(space="cosine", hnsw=HnswIndexConfig(ef_search=5), embedding_function=None, source_key="t")
    ),
    "spann": Schema().create_index(VectorIndexConfig(spann=SpannIndexConfig(search_nprobe=9), source_key=K.DOCUMENT)),
    "sparse": Schema().create_index(
        SparseVectorIndexConfig(embedding_function=BM25(k=2), source_key=K.DOCUMENT, bm25=True), key=K("sp")
    ),
    "keys": Schema()
    .create_index(SparseVectorIndexConfig(bm25=True), key="sp")
    .create_index(IntInvertedIndexConfig(), key=K("n"))
    .delete_index(FloatInvertedIndexConfig(), key="n")
    .delete_index(StringInvertedIndexConfig())
    .delete_index(BoolInvertedIndexConfig())
    .delete_index(FtsIndexConfig(), K.DOCUMENT)
    .set_cmek(Cmek.gcp(KEY)),
}
OFFICIAL: dict[str, object] = json.loads(
    (Path(__file__).with_name("data") / "official_schemas.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", BUILT)
def test_a_schema_is_on_the_wire_what_the_official_one_is(name: str) -> None:
    assert json.dumps(BUILT[name].serialize_to_json()) == json.dumps(OFFICIAL[name])


@pytest.mark.parametrize("name", BUILT)
def test_a_schema_read_from_the_wire_tells_the_same(name: str) -> None:
    again = Schema.deserialize_from_json(json.loads(json.dumps(OFFICIAL[name])))
    assert again.serialize_to_json() == OFFICIAL[name]
    assert again.cmek == BUILT[name].cmek


def test_what_a_newer_server_tells_is_left_out() -> None:
    told: Any = json.loads(json.dumps(OFFICIAL["vectors"]))
    told["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["hnsw"]["novel"] = 1
    told["keys"]["n"] = {"int": {"int_inverted_index": {"enabled": True, "config": {}}, "novel_index": {}}, "novel": {}}
    told["novel"] = 1
    read = Schema.deserialize_from_json(told)
    assert read.keys["n"].int_value is not None
    assert read.keys["#embedding"].vector == BUILT["vectors"].keys["#embedding"].vector


def test_a_function_that_cannot_be_rebuilt_keeps_its_name_and_fails_when_used() -> None:
    told: Any = json.loads(json.dumps(OFFICIAL["sparse"]))
    told["keys"]["sp"]["sparse_vector"]["sparse_vector_index"]["config"]["embedding_function"]["name"] = "nobody's"
    told["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["embedding_function"]["name"] = "nobody's"
    read = Schema.deserialize_from_json(told)
    assert read.serialize_to_json() == told
    sparse = read.keys["sp"].sparse
    assert sparse is not None
    assert sparse.embedding_function is not None
    with pytest.raises(EmbeddingError, match="unknown here"):
        sparse.embedding_function(["text"])


def test_the_default_function_stands_where_none_is_told() -> None:
    index = {"vector_index": {"enabled": True, "config": {"space": "ip"}}}
    read = Schema.deserialize_from_json({"defaults": {}, "keys": {"#embedding": {"float_list": index}}})
    assert isinstance(read.embedding_function, DefaultEmbeddingFunction)


def test_a_space_the_function_is_not_made_for_is_warned_of() -> None:
    class Cosine(HashingEmbeddingFunction):
        def supported_spaces(self) -> list[Any]:
            return ["cosine"]

    schema = Schema().create_index(VectorIndexConfig(space="l2", embedding_function=Cosine(8)))
    with pytest.warns(UserWarning, match="'chromalink_hashing' is made for cosine, not for l2"):
        schema.serialize_to_json()


def test_several_keys_may_hold_sparse_vectors() -> None:
    schema = Schema().create_index(SparseVectorIndexConfig(), "a").create_index(SparseVectorIndexConfig(), "b")
    assert [key for key, types in schema.keys.items() if types.sparse is not None] == ["a", "b"]


def test_schemas_are_equal_by_what_they_say() -> None:
    assert Schema() == Schema()
    assert Schema().delete_index(IntInvertedIndexConfig()) != Schema()
    assert Schema() != 5
    assert "IntValueType" in repr(Schema())
    with pytest.raises(TypeError, match="unhashable"):
        hash(Schema())


@pytest.mark.parametrize(
    ("verb", "config", "key", "message"),
    [
        ("create", None, None, "config, key: expected the index to create, got neither"),
        ("delete", None, None, "config, key: expected the index to delete, got neither"),
        ("create", None, "n", "config: expected the index that is meant, got None"),
        ("delete", None, "n", "config: expected the index that is meant, got None"),
        ("create", 5, "n", "config: expected one of the index configurations, got int 5"),
        ("create", IntInvertedIndexConfig(), 5, "key: expected a key or a text, got int 5"),
        ("create", IntInvertedIndexConfig(), "", "key: expected a non-empty text"),
        ("create", IntInvertedIndexConfig(), "#embedding", "key: '#embedding' has its index always"),
        ("create", IntInvertedIndexConfig(), K.DOCUMENT, "config, key: FtsIndexConfig and '#document' go together"),
        ("create", IntInvertedIndexConfig(), "#id", "key: expected '#document' or a metadata key, got '#id'"),
        ("create", FtsIndexConfig(), "n", "config, key: FtsIndexConfig and '#document' go together"),
        ("create", FtsIndexConfig(), None, "config, key: FtsIndexConfig and '#document' go together"),
        ("create", VectorIndexConfig(), "n", "key: expected none with a VectorIndexConfig"),
        ("create", SparseVectorIndexConfig(), None, "key: expected the metadata key that holds the sparse vectors"),
        ("create", SparseVectorIndexConfig(source_key="t"), "sp", "config: expected an embedding_function to make"),
        ("delete", VectorIndexConfig(), None, "config: the index of a VectorIndexConfig cannot be deleted"),
        ("delete", SparseVectorIndexConfig(), "sp", "config: the index of a SparseVectorIndexConfig cannot be"),
    ],
)
def test_indexes_that_cannot_be_are_refused(verb: str, config: Any, key: Any, message: str) -> None:
    schema = Schema()
    with pytest.raises(InvalidInputError, match=message):
        getattr(schema, f"{verb}_index")(config, key)
    assert schema == Schema()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: LOOSE.VectorIndexConfig(space="l1"),
            "VectorIndexConfig space: expected one of cosine, l2, ip, got 'l1'",
        ),
        (
            lambda: LOOSE.VectorIndexConfig(source_key="#id"),
            "source_key: expected '#document' or a metadata key, got '#id'",
        ),
        (lambda: LOOSE.VectorIndexConfig(source_key=5), "source_key: expected a key or a text, got int 5"),
        (
            lambda: LOOSE.VectorIndexConfig(embedding_function=5),
            "embedding_function: expected an object that is called",
        ),
        (lambda: LOOSE.VectorIndexConfig(hnsw=5), "hnsw: expected a HnswIndexConfig or a dict, got int 5"),
        (lambda: LOOSE.VectorIndexConfig(hnsw={"novel": 1}), "hnsw: .*unexpected keyword argument 'novel'"),
        (
            lambda: LOOSE.HnswIndexConfig(ef_search="x"),
            "HnswIndexConfig ef_search: expected a whole number, got str 'x'",
        ),
        (lambda: LOOSE.HnswIndexConfig(resize_factor="x"), "HnswIndexConfig resize_factor: expected a number"),
        (lambda: LOOSE.SpannIndexConfig(search_nprobe=-1), "search_nprobe: expected a whole number >= 0, got -1"),
        (lambda: LOOSE.SparseVectorIndexConfig(embedding_function=len), "embedding_function: expected an object with"),
        (lambda: LOOSE.SparseVectorIndexConfig(bm25=1), "SparseVectorIndexConfig bm25: expected a bool, got int 1"),
        (lambda: LOOSE.Schema().set_cmek("x"), "cmek: expected a Cmek or None, got str 'x'"),
        (lambda: LOOSE.Cmek.gcp(5), "resource: expected a text, got int 5"),
        (lambda: LOOSE.Cmek.from_dict({"aws": "x"}), "cmek: expected a text under 'gcp', got"),
    ],
)
def test_settings_that_cannot_be_are_refused(make: Any, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        make()


def test_settings_of_an_index_may_be_a_dict() -> None:
    assert VectorIndexConfig(hnsw={"ef_search": 3}).hnsw == HnswIndexConfig(ef_search=3)  # type: ignore[arg-type]  # official code does it


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        (KEY, True),
        (f"{KEY}/more", True),
        ("projects//locations/l/keyRings/r/cryptoKeys/k", False),
        ("projects/p/locations/l/keyRings/r/cryptoKeys/", False),
        (f"x{KEY}", False),
        ("projects/p/keyRings/r/locations/l/cryptoKeys/k", False),
        ("nope", False),
    ],
)
def test_the_pattern_of_a_key_is_checked(name: str, valid: bool) -> None:
    assert Cmek.gcp(name).validate_pattern() is valid


def created(chroma: FakeChroma, schema: Any, **given: Any) -> Any:
    """A collection made with `schema`, which the server tells back."""
    told = schema.serialize_to_json() if isinstance(schema, Schema) else schema
    chroma.reply("POST collections", httpx.Response(200, json=description(schema=told)))
    return chroma.client().create_collection("films", schema, **given)


@pytest.mark.parametrize("name", BUILT)
def test_creation_sends_the_schema_and_no_configuration(name: str, chroma: FakeChroma) -> None:
    found = created(chroma, BUILT[name])
    sent = body(chroma.asked("POST collections")[0])
    assert (sent["schema"], sent.get("configuration")) == (OFFICIAL[name], None)
    assert found.schema_json == OFFICIAL[name]
    assert found.schema.serialize_to_json() == OFFICIAL[name]


def test_what_a_schema_names_embeds_when_made_and_when_opened(chroma: FakeChroma) -> None:
    schema = Schema().create_index(VectorIndexConfig(embedding_function=HashingEmbeddingFunction(8)))
    made = created(chroma, schema)
    chroma.stored = description(schema=schema.serialize_to_json())
    opened = chroma.client().get_collection("films")
    for collection in (made, opened):
        assert isinstance(collection.configuration["embedding_function"], HashingEmbeddingFunction)


def test_a_function_beside_a_schema_must_be_the_schemas(chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match="HashingEmbeddingFunction was given beside a schema that has another"):
        created(chroma, Schema(), embedding_function=HashingEmbeddingFunction(8))
    assert chroma.requests == []
    schema = Schema().create_index(VectorIndexConfig(embedding_function=HashingEmbeddingFunction(8)))
    assert created(chroma, schema, embedding_function=HashingEmbeddingFunction(8)).schema is not None


def test_a_schema_of_the_wrong_kind_is_refused(chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match="schema: expected"):
        chroma.client().create_collection("films", 5)  # type: ignore[arg-type]  # the point of the test
    with pytest.raises(WrongTypeError):
        Schema().create_index(5)  # type: ignore[arg-type]  # the point of the test


def test_a_collection_without_a_schema_has_none(chroma: FakeChroma) -> None:
    collection = chroma.collection()
    assert (collection.schema, collection.schema_json) == (None, None)
