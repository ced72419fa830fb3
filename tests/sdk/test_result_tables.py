"""Results as tables: pandas, polars, Arrow, one line, and HTML."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from chromalink import GetResult, QueryResult, SearchResult, SparseVector
from chromalink.results import UsualQueryResult

VECTORS = np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32)
GOT: dict[str, Any] = {
    "ids": ["a", "b"],
    "embeddings": VECTORS,
    "documents": ["x", None],
    "uris": None,
    "data": None,
    "metadatas": [{"n": 1, "tags": ["p"]}, {"n": 2.5}],
    "included": ["documents", "embeddings", "metadatas"],
}
NEAR: dict[str, Any] = {
    "ids": [["a", "b"], []],
    "embeddings": None,
    "documents": [["x", None], []],
    "uris": None,
    "data": None,
    "metadatas": None,
    "distances": [[0.5, None], []],
    "included": ["documents", "distances"],
}
FOUND: dict[str, Any] = {
    "ids": [["a", "b"]],
    "documents": [["x", "y"]],
    "embeddings": [None],
    "metadatas": [None],
    "scores": [[0.5, 1.5]],
    "select": [["#document", "#score"]],
}
ROWS = [
    {"id": "a", "document": "x", "embedding": [1.0, 2.0], "n": 1.0, "tags": ["p"]},
    {"id": "b", "document": None, "embedding": [3.0, 4.0], "n": 2.5, "tags": None},
]


def got(**columns: Any) -> GetResult:
    return GetResult({**GOT, **columns})


def mixed(*values: object) -> GetResult:
    ids = [str(place) for place in range(len(values))]
    metadatas = [None if value is None else {"m": value} for value in values]
    return got(ids=ids, embeddings=None, documents=None, metadatas=metadatas)


def test_the_first_record_is_a_row_or_none() -> None:
    first = got().first()
    assert first is not None
    assert (first["id"], first["metadata"]) == ("a", {"n": 1, "tags": ["p"]})
    assert mixed().first() is None


def test_the_first_record_of_a_query_is_the_nearest() -> None:
    nearest = QueryResult(NEAR).first()
    assert nearest is not None
    assert (nearest["id"], nearest["distance"]) == ("a", 0.5)
    assert QueryResult(NEAR).first(1) is None
    assert SearchResult(FOUND).first() == {"id": "a", "document": "x", "score": 0.5}


def test_a_dataframe_of_pandas_is_indexed_by_id_with_a_column_for_each_field() -> None:
    frame = got().to_pandas()
    assert (list(frame.index), list(frame.columns)) == (["a", "b"], ["document", "embedding", "n", "tags"])
    assert frame.to_dict("records")[0]["tags"] == ["p"]
    first, second = QueryResult(NEAR).to_pandas()
    assert (list(first.columns), list(second.index)) == (["document", "distance"], [])


def test_a_dataframe_of_polars_has_typed_columns() -> None:
    polars = pytest.importorskip("polars")
    frame = got().to_polars()
    assert frame.to_dicts() == ROWS
    assert frame.schema["embedding"] == polars.List(polars.Float32)
    first, second = QueryResult(NEAR).to_polars()
    assert first.to_dicts() == [
        {"id": "a", "document": "x", "distance": 0.5},
        {"id": "b", "document": None, "distance": None},
    ]
    assert second.schema == {"id": polars.String, "document": polars.String, "distance": polars.Float64}


def test_an_arrow_table_has_typed_columns() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = got().to_arrow()
    assert table.to_pylist() == ROWS
    assert table.schema.field("embedding").type == pyarrow.list_(pyarrow.float32())
    first, second = QueryResult(NEAR).to_arrow()
    assert first.schema == second.schema
    assert SearchResult(FOUND).to_arrow()[0].to_pylist() == [
        {"id": "a", "document": "x", "score": 0.5},
        {"id": "b", "document": "y", "score": 1.5},
    ]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ((1, 2), [1, 2]),
        ((1, 2.5, None), [1.0, 2.5, None]),
        ((True, None), [True, None]),
        ((1, "1"), ["1", '"1"']),
        ((True, 1), ["true", "1"]),
        (([1], ["x"]), ["[1]", '["x"]']),
        ((SparseVector([1], [2.0]),), ['{"#type": "sparse_vector", "indices": [1], "values": [2.0]}']),
    ],
)
def test_values_of_several_kinds_become_json_text_and_no_others(values: tuple[object, ...], column: list[Any]) -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    result = mixed(*values)
    assert result.to_polars()["m"].to_list() == column
    assert [row["m"] for row in result.to_arrow().to_pylist()] == column


def test_the_record_keeps_its_own_fields_where_metadata_has_the_same_names() -> None:
    result = got(metadatas=[{"id": 9, "document": "no"}, None])
    table = result.to_arrow()
    assert table.column_names == ["id", "document", "embedding"]
    assert table.to_pylist()[0] == {"id": "a", "document": "x", "embedding": [1.0, 2.0]}


@pytest.mark.parametrize(("method", "module"), [("pandas", "pandas"), ("polars", "polars"), ("arrow", "pyarrow")])
def test_without_the_library_the_command_that_installs_it_is_named(
    method: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    for result in (got(), QueryResult(NEAR), SearchResult(FOUND)):
        with pytest.raises(ImportError, match=rf"to_{method} needs {module}: pip install 'chromalink\[{method}\]'"):
            getattr(result, f"to_{method}")()


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (got(), "<GetResult: 2 records ['a': 'x', 'b']; document, embedding, n, tags>"),
        (mixed(1, 2, 3, 4), "<GetResult: 4 records ['0', '1', '2', ...]; m>"),
        (mixed(), "<GetResult: 0 records>"),
        (QueryResult(NEAR), "<QueryResult: 2 queries: 2 records ['a': 'x', 'b'], 0 records; document, distance>"),
        (UsualQueryResult(NEAR), "<QueryResult: 2 queries: 2 records ['a': 'x', 'b'], 0 records; document, distance>"),
        (SearchResult(FOUND), "<SearchResult: 1 search: 2 records ['a': 'x', 'b': 'y']; document, score>"),
    ],
)
def test_a_result_shows_itself_in_one_line(result: object, shown: str) -> None:
    assert repr(result) == shown


def test_a_notebook_shows_escaped_and_shortened_cells() -> None:
    long = np.arange(384, dtype=np.float32)[np.newaxis]
    shown = got(ids=["<a>"], documents=["&" * 100], embeddings=long, metadatas=[None])._repr_html_()
    assert "<td>&lt;a&gt;</td>" in shown
    assert f"<td>{'&amp;' * 57}...</td>" in shown
    assert "<td>[0, 1, 2, ...] (384)</td>" in shown
    assert "<caption>1 record</caption>" in shown


def test_a_notebook_shows_the_start_of_many_records_and_a_table_for_each_query() -> None:
    many = mixed(*range(30))._repr_html_()
    assert many.count("<tr>") == 21
    assert "... and 10 more" in many
    assert QueryResult(NEAR)._repr_html_().count("<table>") == 2
