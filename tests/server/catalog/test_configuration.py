"""Configurations: defaults, legacy metadata, and what cannot be asked for."""

from __future__ import annotations

import pytest

from chromalink_mock.engine.configuration import (
    ConfigurationRequest,
    EmbeddingFunction,
    HnswChanges,
    resolve,
)
from chromalink_mock.engine.errors import InvalidArgument
from chromalink_mock.engine.spann import SpannChanges
from chromalink_mock.engine.values import HnswParameters, Scalar

DEFAULTS = HnswParameters(num_threads=3)


def resolved(request: ConfigurationRequest, metadata: dict[str, Scalar] | None = None) -> HnswParameters:
    return resolve(request, metadata, DEFAULTS).hnsw


def test_nothing_asked_gives_the_defaults() -> None:
    assert resolved(ConfigurationRequest()) == DEFAULTS


def test_what_is_named_replaces_its_default() -> None:
    asked = ConfigurationRequest(hnsw=HnswChanges(space="ip", ef_search=0))
    assert resolved(asked) == HnswParameters(space="ip", ef_search=0, num_threads=3)


def test_of_spann_only_the_space_is_kept() -> None:
    assert resolved(ConfigurationRequest(spann=SpannChanges("cosine"))).space == "cosine"


def test_legacy_metadata_counts() -> None:
    metadata: dict[str, Scalar] = {
        "hnsw:space": "cosine",
        "hnsw:M": 7,
        "hnsw:search_ef": 11,
        "hnsw:construction_ef": 12,
        "hnsw:sync_threshold": 20,
        "hnsw:batch_size": 5,
        "hnsw:num_threads": 4,
        "hnsw:resize_factor": 2,
        "other": "x",
    }
    assert resolved(ConfigurationRequest(), metadata) == HnswParameters(
        space="cosine",
        max_neighbors=7,
        ef_search=11,
        ef_construction=12,
        sync_threshold=20,
        batch_size=5,
        num_threads=4,
        resize_factor=2.0,
    )


def test_legacy_metadata_wins_over_explicit_settings_that_equal_the_defaults() -> None:
    asked = ConfigurationRequest(hnsw=HnswChanges(space="l2"))
    assert resolved(asked, {"hnsw:space": "cosine"}).space == "cosine"


def test_explicit_settings_win_over_legacy_metadata() -> None:
    asked = ConfigurationRequest(hnsw=HnswChanges(ef_search=7))
    assert resolved(asked, {"hnsw:space": "cosine"}).space == "l2"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hnsw:foo", 1),
        ("hnsw:", 1),
        ("hnsw:space", "L2"),
        ("hnsw:space", 1),
        ("hnsw:M", "x"),
        ("hnsw:M", 1.5),
        ("hnsw:M", True),
        ("hnsw:M", -1),
        ("hnsw:resize_factor", "x"),
        ("hnsw:sync_threshold", 1),
        ("hnsw:batch_size", 1),
    ],
)
def test_legacy_metadata_that_makes_no_sense_is_refused(key: str, value: Scalar) -> None:
    with pytest.raises(InvalidArgument, match="Failed to parse hnsw parameters from segment metadata"):
        resolved(ConfigurationRequest(hnsw=HnswChanges(ef_search=7)), {key: value})


def test_legacy_metadata_is_not_read_beside_spann() -> None:
    assert resolved(ConfigurationRequest(spann=SpannChanges()), {"hnsw:space": "bogus"}) == DEFAULTS


def test_two_kinds_of_index_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="Multiple vector index configurations provided"):
        ConfigurationRequest(hnsw=HnswChanges(), spann=SpannChanges()).refuse_two_indexes()


def test_an_embedding_function_is_shown_as_it_came() -> None:
    known = EmbeddingFunction("known", "default", {"a": [1, None]})
    assert known.document() == {"type": "known", "name": "default", "config": {"a": [1, None]}}
    assert EmbeddingFunction("legacy").document() == {"type": "legacy"}
