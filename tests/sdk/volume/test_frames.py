"""Frames of pandas and polars, and Arrow, as records."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

import numpy as np
import pytest

from chromalink._core import frames
from chromalink.errors import InvalidInputError

from ..fake_chroma import FakeChroma, body, vectors

pandas, polars, pyarrow = (cast("Any", import_module(name)) for name in ("pandas", "polars", "pyarrow"))

IDS = [f"r{n}" for n in range(6)]
COLUMNS: dict[str, Any] = {
    "id": IDS,
    "embedding": [[float(n), 0.5] for n in range(6)],
    "document": ["x", None, "z", "x", "y", "z"],
    "year": [1990, 1991, None, 1993, 1994, 1995],
    "kind": ["a", None, "c", "d", "e", "f"],
}


def reader() -> Any:
    table = pyarrow.table(COLUMNS)
    return pyarrow.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=2))


FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": lambda: pandas.DataFrame(COLUMNS),
    "pandas, indexed": lambda: pandas.DataFrame(COLUMNS).set_index("id"),
    "pandas, arrays": lambda: pandas.DataFrame({**COLUMNS, "embedding": list(np.array(COLUMNS["embedding"]))}),
    "polars": lambda: polars.DataFrame(COLUMNS),
    "polars, arrays": lambda: polars.DataFrame(COLUMNS).with_columns(polars.col("embedding").list.to_array(2)),
    "arrow": lambda: pyarrow.table(COLUMNS),
    "arrow, fixed size": lambda: pyarrow.table(
        {**COLUMNS, "embedding": pyarrow.array(COLUMNS["embedding"], pyarrow.list_(pyarrow.float32(), 2))}
    ),
    "arrow, reader": reader,
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_is_records_and_its_other_columns_metadata(
    frame: Callable[[], Any], chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "SLICE", 4)
    result = chroma.collection().add_many(frame())
    requests = chroma.asked("POST add")
    assert [body(one)["ids"] for one in requests] == [IDS[:4], IDS[4:]]
    assert [text for one in requests for text in body(one)["documents"]] == COLUMNS["document"]
    told = [metadata for one in requests for metadata in body(one)["metadatas"]]
    assert told[:3] == [{"year": 1990, "kind": "a"}, {"year": 1991}, {"kind": "c"}]
    np.testing.assert_array_equal(np.concatenate([vectors(one) for one in requests]), COLUMNS["embedding"])
    assert result.landed == IDS


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table])
def test_columns_of_other_names_are_told(make: Callable[[Any], Any], chroma: FakeChroma) -> None:
    frame = make({"film": ["a"], "plot": ["x"], "v": [[1.0]], "year": [1990], "kind": ["b"], "rest": [1]})
    columns: Any = {"id": "film", "document": "plot", "embedding": "v", "metadata": ["year", "kind"]}
    chroma.collection().add_many(frame, columns=columns)
    told = body(chroma.asked("POST add")[0])
    assert (told["ids"], told["documents"], told["metadatas"]) == (["a"], ["x"], [{"year": 1990, "kind": "b"}])


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table])
def test_a_column_of_mappings_is_the_metadata(make: Callable[[Any], Any], chroma: FakeChroma) -> None:
    mappings = [{"a": 1, "b": None, "c": ["x"]}, None]
    frame = make({"id": ["a", "b"], "embedding": [[1.0], [2.0]], "metadata": mappings, "rest": [1, 2]})
    chroma.collection().add_many(frame)
    assert body(chroma.asked("POST add")[0])["metadatas"] == [{"a": 1, "c": ["x"]}, None]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (None, r"records: expected a column 'id', or columns=\{'id': ...\}; got the columns 'name', 'v'"),
        ({"id": "nome"}, r"columns\['id'\]: expected a column out of 'name', 'v', got 'nome'"),
        ({"id": ["name", "v"]}, r"columns\['id'\]: expected a column"),
        ({"ids": "name"}, "columns: expected keys out of id, embedding"),
        ("name", "columns: expected a mapping"),
    ],
)
def test_columns_that_lead_nowhere_are_refused(columns: Any, message: str, chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match=message):
        chroma.collection().add_many(pandas.DataFrame({"name": ["a"], "v": [[1.0]]}), columns=columns)
    assert chroma.requests == []


def test_a_lazy_frame_is_refused_with_the_cure(chroma: FakeChroma) -> None:
    lazy: Any = polars.LazyFrame({"id": ["a"]})
    with pytest.raises(InvalidInputError, match=r"pass records.collect\(\)"):
        chroma.collection().add_many(lazy)


@pytest.mark.parametrize(("missing", "extra"), [("pyarrow", "arrow"), ("rich.console", "progress")])
def test_a_missing_library_is_told_with_the_line_that_installs_it(
    missing: str, extra: str, chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    table: Any = pyarrow.table(COLUMNS)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=rf"pip install 'chromalink\[{extra}\]'"):
        chroma.collection().add_many(table if missing == "pyarrow" else [], progress=missing != "pyarrow")
