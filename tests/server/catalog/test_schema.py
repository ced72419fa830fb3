"""Schemas: merging, learning, refusing; asked for over HTTP where the request itself matters."""

from __future__ import annotations

import pytest

from chromalink_mock.engine.configuration import Configuration, EmbeddingFunction, HnswChanges
from chromalink_mock.engine.errors import Internal, InvalidArgument
from chromalink_mock.engine.filters import parse_where, parse_where_document
from chromalink_mock.engine.schema import Index, Schema, SchemaRequest, ValueTypes, VectorChanges, reconcile
from chromalink_mock.engine.values import HnswParameters, ValueKind

DEFAULTS = HnswParameters(num_threads=2)
PLAIN = Configuration(DEFAULTS)
OFF, ON = Index(False), Index(True)


def keyed(key: str, types: ValueTypes) -> SchemaRequest:
    return SchemaRequest({}, {key: types})


def vector(enabled: bool = True, changes: VectorChanges | None = None) -> ValueTypes:
    return {"float_list": {"vector_index": Index(enabled, changes or VectorChanges())}}


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        (keyed("#bad", {}), "key cannot begin with '#'. Keys starting with '#' are reserved for system use: #bad"),
        (keyed("k", vector()), "Vector index can only be enabled on #embedding field: k"),
        (
            keyed("k", {"string": {"fts_index": ON}}),
            "Full text search / regular expression index can only be enabled on #document field: k",
        ),
        (
            keyed("#document", {"string": {"string_inverted_index": ON}}),
            "String inverted index can not be enabled on #document key: #document",
        ),
        (
            keyed("#document", {"int": {"int_inverted_index": OFF}}),
            "Document field cannot have any value types other than string: #document",
        ),
        (
            keyed("#embedding", {"string": {"string_inverted_index": OFF}}),
            "Embedding field cannot have any value types other than float_list: #embedding",
        ),
        (
            keyed("#embedding", vector(changes=VectorChanges(source_key="k"))),
            "Vector index can only source from #document",
        ),
        (
            SchemaRequest(vector(), {}),
            "Vector index cannot be enabled by default. It can only be enabled on #embedding field.",
        ),
        (
            SchemaRequest({}, {}, names_function=True),
            "Cannot set source_attached_function_id. This field is reserved for system use.",
        ),
    ],
)
def test_what_validation_refuses(request_: SchemaRequest, fault: str) -> None:
    assert request_.fault() == fault


@pytest.mark.parametrize(
    "request_",
    [
        SchemaRequest({}, {}),
        keyed("k", {}),
        keyed("$k", {"string": {}}),
        keyed("k", vector(enabled=False)),
        keyed("#document", {"string": {"fts_index": OFF}}),
        keyed("#embedding", vector(enabled=False)),
    ],
)
def test_what_validation_lets_pass(request_: SchemaRequest) -> None:
    assert request_.fault() is None


def test_a_schema_decides_the_configuration() -> None:
    asked = keyed("#embedding", vector(changes=VectorChanges(space="cosine", hnsw=HnswChanges(ef_search=5))))
    schema = reconcile(asked, PLAIN, DEFAULTS)
    assert schema.configuration().hnsw == HnswParameters(space="cosine", ef_search=5, num_threads=2)
    assert schema.defaults == Schema.of(PLAIN).defaults


def test_a_configuration_decides_the_schema_when_the_schema_says_nothing() -> None:
    configuration = Configuration(HnswParameters(space="ip", num_threads=2), EmbeddingFunction("legacy"))
    assert reconcile(SchemaRequest({}, {}), configuration, DEFAULTS) == Schema.of(configuration)


def test_both_at_once_are_refused() -> None:
    configuration = Configuration(HnswParameters(ef_search=3, num_threads=2))
    with pytest.raises(InvalidArgument, match="Cannot set both collection config and schema simultaneously"):
        reconcile(keyed("k", {"int": {"int_inverted_index": OFF}}), configuration, DEFAULTS)


def test_batches_of_one_are_refused_in_a_schema() -> None:
    asked = keyed("#embedding", vector(changes=VectorChanges(hnsw=HnswChanges(sync_threshold=1))))
    with pytest.raises(InvalidArgument, match="Invalid HNSW configuration: sync_threshold"):
        reconcile(asked, PLAIN, DEFAULTS)


def test_keys_are_learned_with_the_defaults_of_their_kind() -> None:
    schema = reconcile(SchemaRequest({"int": {"int_inverted_index": OFF}}, {"s": {"string": {}}}), PLAIN, DEFAULTS)
    met: dict[str, tuple[ValueKind, ...]] = {"i": ("int", "float"), "s": ("string",), "new": ()}
    learned = schema.learned(met)
    assert learned["i"] == {"int": {"int_inverted_index": OFF}, "float": {"float_inverted_index": ON}}
    assert learned["s"] == {"string": {}}
    assert learned["new"] == {}


@pytest.mark.parametrize(
    ("where", "label"), [({"k": "v"}, "Str"), ({"k": {"$ne": "v"}}, "Str"), ({"$and": [{"i": 1}, {"k": "v"}]}, "Str")]
)
def test_a_filter_over_a_switched_off_index_is_refused(where: dict[str, object], label: str) -> None:
    schema = reconcile(keyed("k", {"string": {"string_inverted_index": OFF}}), PLAIN, DEFAULTS)
    schema.refuse_unindexed(parse_where({"j": "w"}))
    schema.refuse_unindexed(parse_where({"k": 1}))
    expected = f"Cannot filter using metadata key 'k' with type '{label}' because indexing is disabled"
    with pytest.raises(InvalidArgument, match=expected):
        schema.refuse_unindexed(parse_where(where))


def test_documents_are_filtered_as_text_only() -> None:
    schema = Schema.of(PLAIN)
    schema.refuse_unindexed(parse_where({"#document": {"$contains": "x"}}))
    with pytest.raises(InvalidArgument, match="metadata key '#document' with type 'Str'"):
        schema.refuse_unindexed(parse_where({"#document": "x"}))
    without = reconcile(keyed("#document", {"string": {"fts_index": OFF}}), PLAIN, DEFAULTS)
    with pytest.raises(InvalidArgument, match="FTS indexing is disabled"):
        without.refuse_unindexed(parse_where_document({"$contains": "x"}))


def test_a_kind_named_without_its_index_is_malformed() -> None:
    schema = reconcile(keyed("k", {"string": {}}), PLAIN, DEFAULTS)
    with pytest.raises(Internal, match="missing index configuration for metadata key 'k' with type 'string'"):
        schema.refuse_unindexed(parse_where({"k": "v"}))


def test_an_update_changes_what_it_names() -> None:
    schema = Schema.of(Configuration(HnswParameters(space="cosine", num_threads=2)))
    changed = schema.reconfigured(HnswChanges(ef_search=7), None).reconfigured(
        HnswChanges(max_neighbors=4), EmbeddingFunction("unknown")
    )
    assert changed.configuration() == Configuration(
        HnswParameters(space="cosine", ef_search=7, max_neighbors=4, num_threads=2), EmbeddingFunction("unknown")
    )
