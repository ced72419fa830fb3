"""Tenants, databases and collections, asked of the catalog itself."""

from __future__ import annotations

from itertools import count
from uuid import UUID

import numpy as np
import pytest

from chromalink_mock.engine.catalog import Catalog
from chromalink_mock.engine.collection import CollectionChanges, NewCollection, Place
from chromalink_mock.engine.configuration import ConfigurationRequest, HnswChanges
from chromalink_mock.engine.errors import AlreadyExists, Internal, InvalidArgument, NotFound
from chromalink_mock.engine.holdings import Tenant
from chromalink_mock.engine.identity import NIL
from chromalink_mock.engine.values import Batch, HnswParameters

HOME = Place("default_tenant", "default_database")


@pytest.fixture
def catalog() -> Catalog:
    numbers = count(1)
    return Catalog(lambda: UUID(int=next(numbers)), HnswParameters())


def test_a_new_catalog_has_the_default_tenant_and_database(catalog: Catalog) -> None:
    assert catalog.tenants(None, 0) == [Tenant("default_tenant", None)]
    assert catalog.database(HOME).id == NIL


def test_a_tenant_name_has_three_characters_at_least(catalog: Catalog) -> None:
    with pytest.raises(InvalidArgument, match="Validation error: name: Validation error: length"):
        catalog.create_tenant("ab")
    catalog.create_tenant("a b")
    with pytest.raises(AlreadyExists, match=r"Tenant \[a b\] already exists"):
        catalog.create_tenant("a b")


def test_a_database_needs_no_tenant_and_databases_are_listed_by_name(catalog: Catalog) -> None:
    for name in ("zoo", "Abc", "abc"):
        catalog.create_database(Place("nobody", name))
    assert [each.place.database for each in catalog.databases("nobody", None, 0)] == ["Abc", "abc", "zoo"]
    assert [each.place.database for each in catalog.databases("nobody", 1, 1)] == ["abc"]
    assert catalog.databases("somebody", None, 0) == []


def test_collections_are_listed_in_order_of_creation(catalog: Catalog) -> None:
    for name in ("zzz", "aaa", "mmm"):
        catalog.create_collection(HOME, NewCollection(name))
    catalog.update_collection(catalog.named(HOME, "zzz"), CollectionChanges(name="bbb"))
    assert [each.name for each in catalog.collections(HOME, None, 0)] == ["bbb", "aaa", "mmm"]
    assert [each.name for each in catalog.collections(HOME, 1, 1)] == ["aaa"]
    assert catalog.collections(HOME, 0, 0) == []
    assert catalog.count_collections(HOME) == 3


def test_get_or_create_returns_what_is_there_unchanged(catalog: Catalog) -> None:
    made = catalog.create_collection(HOME, NewCollection("one", {"a": 1}))
    asked = NewCollection("one", {"b": 2}, get_or_create=True)
    assert catalog.create_collection(HOME, asked) is made
    assert made.document()["metadata"] == {"a": 1}
    with pytest.raises(InvalidArgument, match="Metadata cannot be empty"):
        catalog.create_collection(HOME, NewCollection("one", {}, get_or_create=True))


def test_a_collection_needs_a_database(catalog: Catalog) -> None:
    with pytest.raises(InvalidArgument, match=r"Database \[nowhere\] does not exist"):
        catalog.create_collection(Place("default_tenant", "nowhere"), NewCollection("one"))


def test_a_rename_onto_a_taken_name_changes_nothing(catalog: Catalog) -> None:
    one = catalog.create_collection(HOME, NewCollection("one"))
    catalog.create_collection(HOME, NewCollection("two"))
    with pytest.raises(Internal, match="UNIQUE constraint failed"):
        catalog.update_collection(one, CollectionChanges("two", {"a": 1}))
    assert (one.name, one.document()["metadata"]) == ("one", None)
    assert catalog.named(HOME, "one") is one


def test_an_update_replaces_metadata_and_adjusts_the_configuration(catalog: Catalog) -> None:
    one = catalog.create_collection(HOME, NewCollection("one", {"a": 1, "b": 2}))
    configuration = ConfigurationRequest(hnsw=HnswChanges(ef_search=5))
    catalog.update_collection(one, CollectionChanges("uno", {"c": 3, "d": None}, configuration))
    document = one.document()
    assert (document["name"], document["metadata"]) == ("uno", {"c": 3})
    catalog.update_collection(one, CollectionChanges(metadata={"c": None}))
    assert one.document()["metadata"] is None
    assert catalog.named(HOME, "uno") is one


def test_deleting_a_database_takes_its_collections_along(catalog: Catalog) -> None:
    place = Place("default_tenant", "temporary")
    catalog.create_database(place)
    made = catalog.create_collection(place, NewCollection("one"))
    catalog.delete_database(place)
    with pytest.raises(NotFound):
        catalog.collection(place, made.id)
    with pytest.raises(NotFound, match="does not exist"):
        catalog.update_collection(made, CollectionChanges("two"))
    catalog.create_database(place)
    assert catalog.count_collections(place) == 0


def test_a_collection_is_found_by_id_in_its_own_place_only(catalog: Catalog) -> None:
    made = catalog.create_collection(HOME, NewCollection("one"))
    elsewhere = Place("default_tenant", "elsewhere")
    assert catalog.within(HOME, made.id) is made
    with pytest.raises(NotFound, match=rf"Collection \[{made.id}\] does not exist$"):
        catalog.within(elsewhere, made.id)
    assert catalog.collection(elsewhere, made.id) is made


def test_a_recreated_collection_is_empty_and_has_another_id(catalog: Catalog) -> None:
    first = catalog.create_collection(HOME, NewCollection("one"))
    first.add(Batch(ids=["a"], embeddings=np.ones((1, 2), np.float32)))
    catalog.delete_collection(HOME, "one")
    second = catalog.create_collection(HOME, NewCollection("one"))
    assert (second.count(), second.document()["dimension"]) == (0, None)
    assert second.id > first.id


def test_reset_leaves_the_defaults(catalog: Catalog) -> None:
    catalog.create_tenant("someone")
    catalog.create_collection(HOME, NewCollection("one"))
    catalog.reset()
    assert catalog.tenants(None, 0) == [Tenant("default_tenant", None)]
    assert catalog.collections(HOME, None, 0) == []
