from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine.errors import Internal, InvalidArgument
from chromalink_mock.engine.filters import parse_where, parse_where_document
from chromalink_mock.engine.store import RecordStore
from chromalink_mock.engine.table import COMPACT_FROM
from chromalink_mock.engine.values import Batch, Field, Floats, HnswParameters, MetadataPatch, Records, Selection, Space

from . import naive

EVERYTHING: frozenset[Field] = frozenset(("documents", "embeddings", "metadatas", "uris", "distances"))
ALL = Selection()
LENGTHS = "Inconsistent number of IDs, embeddings, documents, URIs and metadatas"


def floats(values: Sequence[Sequence[float]]) -> Floats:
    return np.array(values, np.float32)


def new_store(space: Space = "l2") -> RecordStore:
    return RecordStore(HnswParameters(space=space))


def everything(store: RecordStore) -> Records:
    return store.get(ALL, None, 0, EVERYTHING)


def filled(ids: Sequence[str], metadatas: Sequence[MetadataPatch | None] | None = None) -> RecordStore:
    store = new_store()
    store.add(Batch(ids=ids, embeddings=floats([[i, 0] for i in range(len(ids))]), metadatas=metadatas))
    return store


IDS = st.sampled_from("abcdef")
VALUES = st.sampled_from([True, 1, 2, 1.5, "x", "", [1, 2], ["x"], [True]])
PATCHES: st.SearchStrategy[Mapping[str, object] | None] = st.none() | st.dictionaries(
    st.sampled_from(["k", "l"]), VALUES | st.sampled_from([None, []]), max_size=2
)
RESERVED: st.SearchStrategy[Mapping[str, object]] = st.fixed_dictionaries(
    {}, optional={"chroma:document": st.sampled_from(["md", "me"]), "chroma:uri": st.sampled_from(["mu", None])}
)
VECTORS = st.tuples(st.integers(-3, 3), st.integers(-3, 3))
TEXTS = st.none() | st.sampled_from(["", "one", "two"])


@st.composite
def batches(draw: st.DrawFn, *, update: bool, insert: bool) -> list[naive.Row]:
    rows: list[naive.Row] = []
    for id_ in draw(st.lists(IDS, max_size=4)):
        drawn, reserved = draw(PATCHES), draw(RESERVED)
        patch = dict(drawn or {})
        if draw(st.booleans()):
            patch.update(reserved)
        if insert and not update:
            patch = {key: value for key, value in patch.items() if value is not None}
        vector = cast("tuple[float, ...] | None", draw(VECTORS if insert else st.none() | VECTORS))
        rows.append((id_, vector, draw(TEXTS), draw(TEXTS), cast(naive.Patch, patch) or None))
    return rows


def batch_of(rows: Sequence[naive.Row]) -> Batch:
    vectors = [row[1] for row in rows if row[1] is not None]
    sparse = len(vectors) < len(rows)
    places = iter(range(len(vectors)))
    return Batch(
        ids=[row[0] for row in rows],
        embeddings=floats(vectors) if vectors else None if rows else np.zeros((0, 0), np.float32),
        embedding_rows=[-1 if row[1] is None else next(places) for row in rows] if vectors and sparse else None,
        documents=[row[2] for row in rows],
        uris=[row[3] for row in rows],
        metadatas=[row[4] for row in rows],
    )


def check(store: RecordStore, model: naive.Model) -> None:
    records = everything(store)
    expected = model.records
    assert records.ids == list(expected)
    assert records.documents == [record.document for record in expected.values()]
    assert records.uris == [record.uri for record in expected.values()]
    shown = [record.shown for record in expected.values()]
    assert as_text(records.metadatas) == as_text(shown)
    assert records.embeddings is not None
    assert [tuple(row) for row in records.embeddings.tolist()] == [record.vector for record in expected.values()]
    assert store.count() == len(expected)


def as_text(rows: Sequence[Mapping[str, object] | None] | None) -> list[str]:
    """Comparable as on the wire: in Python 1 == 1.0 == True."""
    return [repr(None if row is None else sorted(row.items(), key=lambda item: item[0])) for row in rows or ()]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_sequence_of_writes_leaves_what_the_contract_says(data: st.DataObject) -> None:
    store, model = new_store(), naive.Model()
    for _ in range(data.draw(st.integers(1, 8))):
        match data.draw(st.sampled_from(["add", "upsert", "update", "delete"])):
            case "add":
                rows = data.draw(batches(update=False, insert=True))
                store.add(batch_of(rows))
                model.add(rows)
            case "upsert":
                rows = data.draw(batches(update=True, insert=True))
                store.upsert(batch_of(rows))
                model.upsert(rows)
            case "update":
                rows = data.draw(batches(update=True, insert=False))
                assert store.update(batch_of(rows)) == model.update(rows)
            case _:
                ids = data.draw(st.lists(IDS, max_size=3))
                assert store.delete(Selection(ids=ids)) == model.delete(ids)
        check(store, model)
    for where in (
        {"k": 1},
        {"k": {"$ne": "x"}},
        {"l": {"$contains": 1}},
        {"chroma:uri": "one"},
        {"chroma:document": "md"},
    ):
        found = store.get(Selection(where=parse_where(where)), None, 0, frozenset())
        view = {
            id_: record.metadata
            | ({} if record.uri is None else {"chroma:uri": record.uri})
            | ({} if record.document is None else {"chroma:document": record.document})
            for id_, record in model.records.items()
        }
        assert found.ids == [id_ for id_, metadata in view.items() if naive.holds(where, metadata, None)]


def test_many_deletions_close_up_the_holes_and_change_nothing_else() -> None:
    ids = [f"r{i}" for i in range(COMPACT_FROM * 4)]
    metadatas: list[naive.Patch] = [{"n": i, "l": [i % 3]} if i % 2 else {"s": f"s{i}"} for i in range(len(ids))]
    store, model = filled(ids, metadatas=metadatas), naive.Model()
    model.add([(id_, (float(i), 0.0), None, None, metadatas[i]) for i, id_ in enumerate(ids)])
    random = np.random.default_rng(0)
    for round_ in range(6):
        gone = [ids[int(i)] for i in random.integers(0, len(ids), COMPACT_FROM // 2)]
        store.delete(Selection(ids=gone))
        model.delete(gone)
        back: list[naive.Row] = [(id_, (0.0, float(round_)), f"doc {round_}", None, {"n": -1}) for id_ in gone[:20]]
        store.upsert(batch_of(back))
        model.upsert(back)
        check(store, model)
        found = store.get(Selection(where=parse_where({"l": {"$contains": 1}})), None, 0, frozenset())
        assert found.ids == [
            id_ for id_, r in model.records.items() if naive.holds({"l": {"$contains": 1}}, r.metadata, None)
        ]
    answers = store.query(floats([[0, 3]]), 5, ALL, EVERYTHING)
    assert answers[0].distances is not None
    assert answers[0].distances[0] == 0.0


def test_deleting_and_adding_moves_a_record_to_the_end_while_updating_does_not() -> None:
    store = filled(["a", "b", "c"])
    store.upsert(Batch(ids=["a"], embeddings=floats([[9, 9]])))
    assert everything(store).ids == ["a", "b", "c"]
    store.delete(Selection(ids=["a"]))
    store.add(Batch(ids=["a"], embeddings=floats([[9, 9]])))
    assert everything(store).ids == ["b", "c", "a"]


@pytest.mark.parametrize(
    "batch",
    [
        Batch(ids=["a", "b"], embeddings=floats([[1, 2]])),
        Batch(ids=["a"], embeddings=floats([[1, 2], [3, 4]])),
        Batch(ids=["a"], embeddings=floats([[1, 2]]), documents=[]),
        Batch(ids=["a"], embeddings=floats([[1, 2]]), metadatas=[None, None]),
        Batch(ids=["a"], embeddings=floats([[1, 2]]), uris=["x", "y"]),
        Batch(ids=[], embeddings=floats([[1, 2]])),
        Batch(ids=["a"], embeddings=np.zeros((0, 0), np.float32)),
        Batch(ids=["a"], embeddings=floats([[1, 2]]), embedding_rows=[-1, 0]),
    ],
)
def test_columns_of_different_length_are_refused_and_nothing_is_stored(batch: Batch) -> None:
    store = new_store()
    for write in (store.add, store.upsert, store.update):
        with pytest.raises(InvalidArgument) as refusal:
            write(batch)
        assert refusal.value.message == LENGTHS
    assert store.count() == 0


def test_a_refused_write_still_fixes_the_dimension() -> None:
    store = new_store()
    with pytest.raises(InvalidArgument, match="Inconsistent number"):
        store.add(Batch(ids=["a", "b"], embeddings=floats([[1, 2, 3]])))
    assert store.dimension == 3
    with pytest.raises(InvalidArgument) as refusal:
        store.upsert(Batch(ids=["a", ""], embeddings=floats([[1, 2]])))
    assert refusal.value.message == "Collection expecting embedding with dimension of 3, got 2"


def test_updating_an_unknown_id_fixes_the_dimension_and_stores_nothing() -> None:
    store = new_store()
    assert store.update(Batch(ids=["a", "a"], embeddings=floats([[1, 2, 3], [1, 2, 3]]))) == ["a"]
    assert (store.dimension, store.count()) == (3, 0)
    assert everything(store).embeddings is not None


def test_the_dimension_outlives_the_records() -> None:
    store = filled(["a"])
    store.delete(Selection(ids=["a"]))
    with pytest.raises(InvalidArgument):
        store.check_dimension(3)
    store.check_dimension(2)


def test_an_empty_id_is_refused() -> None:
    store = new_store()
    with pytest.raises(InvalidArgument) as refusal:
        store.add(Batch(ids=["a", ""], embeddings=floats([[1, 2], [1, 2]]), metadatas=[{"bad": 1}, None]))
    assert refusal.value.message == "Empty ID, ID must have at least one character"
    assert store.count() == 0
    assert store.value_kinds == {}


def test_an_empty_batch_does_nothing() -> None:
    store = new_store()
    empty = Batch(ids=[], embeddings=np.zeros((0, 0), np.float32), documents=[], metadatas=[], uris=[])
    store.add(empty)
    store.upsert(empty)
    assert store.update(Batch(ids=[])) == []
    assert (store.count(), store.dimension) == (0, None)


@pytest.mark.parametrize("value", [5, 1.5, True, ["x"], [], None])
def test_anything_but_a_string_under_the_documents_key_is_refused_before_anything_is_stored(value: object) -> None:
    store = filled(["a"])
    patch = cast(MetadataPatch, {"chroma:document": value})
    with pytest.raises(InvalidArgument, match="chroma:document"):
        store.upsert(Batch(ids=["b", "a"], embeddings=floats([[1, 2], [1, 2]]), metadatas=[{"k": 1}, patch]))
    assert everything(store).ids == ["a"]
    assert everything(store).metadatas == [None]


def test_a_list_under_the_uris_key_is_refused_and_null_unsets_the_uri() -> None:
    store = new_store()
    store.add(Batch(ids=["a"], embeddings=floats([[1, 2]]), uris=["u"]))
    with pytest.raises(InvalidArgument, match="chroma:uri"):
        store.update(Batch(ids=["a"], metadatas=[{"chroma:uri": ["x"]}]))
    assert everything(store).metadatas == [{}]
    store.update(Batch(ids=["a"], metadatas=[{"chroma:uri": None}]))
    assert everything(store).uris == [None]
    assert everything(store).metadatas == [None]


def test_a_document_of_its_own_column_beats_one_sent_as_metadata() -> None:
    store = new_store()
    patch = {"chroma:document": "M", "chroma:uri": "MU"}
    store.add(Batch(ids=["a"], embeddings=floats([[1, 2]]), documents=["D"], uris=["U"], metadatas=[patch]))
    assert (everything(store).documents, everything(store).uris) == (["D"], ["U"])


def test_a_document_sent_as_metadata_is_found_by_full_text_search() -> None:
    store = new_store()
    store.add(Batch(ids=["a"], embeddings=floats([[1, 2]]), metadatas=[{"chroma:document": "via metadata"}]))
    selection = Selection(where_document=parse_where_document({"$contains": "via"}))
    assert store.get(selection, None, 0, frozenset()).ids == ["a"]


def test_kinds_are_learned_from_what_is_stored_only() -> None:
    store = new_store()
    vectors = floats([[1, 2], [1, 2]])
    store.add(
        Batch(
            ids=["a", "b"],
            embeddings=vectors,
            documents=["d", None],
            uris=["u", None],
            metadatas=[{"s": "x", "i": 1, "f": 1.5, "b": True, "l": ["p"], "li": [1], "e": []}, {"i": 2.5}],
        )
    )
    store.add(Batch(ids=["a"], embeddings=vectors[:1], metadatas=[{"ignored": 1}]))
    store.update(Batch(ids=["zz"], metadatas=[{"unknown": 1}]))
    store.upsert(Batch(ids=["a", "a"], embeddings=vectors, metadatas=[{"t": 1, "n": None}, {"t": "x"}]))
    store.update(Batch(ids=["a"], metadatas=[{"s": None}]))
    reserved = {"chroma:uri": "u", "chroma:document": "d"}
    store.update(Batch(ids=["zz", "zz", "a"], metadatas=[{"unknown": 1}, {"unknown": "x"}, reserved]))
    assert {key: set(kinds) for key, kinds in store.value_kinds.items()} == {
        "s": {"string"},
        "i": {"int", "float"},
        "f": {"float"},
        "b": {"bool"},
        "l": {"string"},
        "li": {"int"},
        "e": {"bool"},
        "t": {"int", "string"},
    }


def test_get_applies_offset_and_limit_after_the_filter_and_in_insertion_order() -> None:
    store = filled(list("abcdef"), metadatas=[{"n": i} for i in range(6)])
    odd = parse_where({"n": {"$in": [1, 3, 5]}})
    assert store.get(Selection(ids=["f", "b", "b", "zz", "a"]), None, 0, frozenset()).ids == ["a", "b", "f"]
    assert store.get(Selection(where=odd), 1, 1, frozenset()).ids == ["d"]
    assert store.get(Selection(ids=["f", "a", "b"], where=odd), None, 0, frozenset()).ids == ["b", "f"]
    assert store.get(ALL, 2, 3, frozenset()).ids == ["d", "e"]
    assert store.get(ALL, 0, 0, frozenset()).ids == []
    assert store.get(ALL, None, 9, frozenset()).ids == []
    assert store.get(Selection(ids=[]), None, 0, frozenset()).ids == []
    store.delete(Selection(ids=["b"]))
    assert store.get(ALL, 2, 1, frozenset()).ids == ["c", "d"]


def test_columns_not_asked_for_are_none() -> None:
    records = filled(["a"]).get(ALL, None, 0, frozenset(("uris",)))
    assert (records.embeddings, records.documents, records.metadatas, records.uris) == (None, None, None, [None])


def test_delete_counts_as_recorded() -> None:
    store = filled(list("abcdef"), metadatas=[{"n": i % 2} for i in range(6)])
    even = parse_where({"n": 0})
    assert store.delete(ALL) == 0
    assert store.delete(Selection(where=even), 0) == 0
    assert store.delete(Selection(where=even), 2) == 2
    assert everything(store).ids == ["b", "d", "e", "f"]
    assert store.delete(Selection(ids=["b", "b", "zz"])) == 3
    assert store.delete(Selection(ids=["d", "e"], where=even)) == 1
    assert everything(store).ids == ["d", "f"]


def test_a_query_answers_per_vector_and_pads_nothing() -> None:
    store = new_store()
    store.add(
        Batch(
            ids=["a", "b", "c"],
            embeddings=floats([[0, 0], [1, 0], [2, 0]]),
            documents=["da", None, "dc"],
            metadatas=[{"k": 1}, None, {"k": 3}],
            uris=["ua", None, None],
        )
    )
    first, second = store.query(floats([[0, 0], [2, 0]]), 10, ALL, EVERYTHING)
    assert (first.ids, second.ids) == (["a", "b", "c"], ["c", "b", "a"])
    assert (second.documents, second.uris) == (["dc", None, "da"], [None, None, "ua"])
    assert second.metadatas == [{"k": 3}, None, {"k": 1}]
    assert first.distances is not None
    assert first.distances.tolist() == [0.0, 1.0, 4.0]
    assert second.embeddings is not None
    assert second.embeddings.tolist() == [[2.0, 0.0], [1.0, 0.0], [0.0, 0.0]]
    assert store.query(floats([[0, 0]]), 0, ALL, EVERYTHING)[0].ids == []
    assert store.query(np.zeros((0, 0), np.float32), 10, ALL, EVERYTHING) == []
    assert store.query(floats([[0, 0]]), 1, ALL, frozenset())[0].distances is None


def test_a_query_refuses_another_dimension_and_an_empty_collection_answers_any() -> None:
    store = new_store()
    (nothing,) = store.query(floats([[1, 2, 3]]), 10, Selection(ids=["zz"]), EVERYTHING)
    assert nothing.ids == []
    store.add(Batch(ids=["a"], embeddings=floats([[1, 2]])))
    for vectors, found in ((floats([[1, 2, 3]]), 3), (np.zeros((1, 0), np.float32), 0)):
        with pytest.raises(InvalidArgument) as refusal:
            store.query(vectors, 0, Selection(ids=["zz"]), EVERYTHING)
        assert refusal.value.message == f"Collection expecting embedding with dimension of 2, got {found}"


def test_an_unknown_id_breaks_a_query_only_without_a_filter() -> None:
    store = filled(["a", "b"], metadatas=[{"k": 1}, {"k": 2}])
    for vectors in (floats([[0, 0]]), np.zeros((0, 0), np.float32)):
        with pytest.raises(Internal) as refusal:
            store.query(vectors, 0, Selection(ids=["a", "zz"]), EVERYTHING)
        assert refusal.value.message == "Error executing plan: Internal error: Error finding id"
    where = parse_where({"k": 1})
    assert store.query(floats([[0, 0]]), 10, Selection(ids=["a", "zz"], where=where), EVERYTHING)[0].ids == ["a"]
    assert store.query(floats([[0, 0]]), 10, Selection(ids=["a", "a"]), EVERYTHING)[0].ids == ["a"]
    assert store.query(floats([[0, 0]]), 10, Selection(ids=[]), EVERYTHING)[0].ids == []


def test_ties_come_in_insertion_order() -> None:
    store = new_store("cosine")
    store.add(Batch(ids=["z", "a", "m"], embeddings=floats([[0, 0], [0, 0], [2, 0]])))
    (answer,) = store.query(floats([[0, 0]]), 2, ALL, EVERYTHING)
    assert answer.ids == ["z", "a"]
    assert answer.distances is not None
    assert answer.distances.tolist() == [1.0, 1.0]


def test_what_was_read_does_not_change_with_later_writes() -> None:
    store = filled(["a"], metadatas=[{"l": [1]}])
    before = everything(store)
    store.upsert(Batch(ids=["a"], embeddings=floats([[7, 7]]), metadatas=[{"l": [2]}]))
    assert before.embeddings is not None
    assert before.embeddings.tolist() == [[0.0, 0.0]]
    assert before.metadatas == [{"l": [1]}]


def test_a_store_may_be_closed_twice_and_before_its_first_record() -> None:
    store = new_store()
    store.close()
    store.add(Batch(ids=["a"], embeddings=floats([[1, 2]])))
    store.close()
    store.close()
    assert store.count() == 1
