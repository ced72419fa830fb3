"""Results as data frames, where the official client has them. Needs the extra `pandas`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from chromalink.tables import Table

if TYPE_CHECKING:
    import pandas

__all__ = ["get_result_to_df", "query_result_to_dfs"]


def query_result_to_dfs(query_result: Mapping[str, object]) -> list[pandas.DataFrame]:
    """For each query a frame of what it found, indexed by id, with a column for each one included.

    The columns are called document, metadata, embedding (lists of floats), distance, uri and data. Raises ImportError
    without pandas.
    """
    groups = cast("Sequence[Sequence[str]]", query_result["ids"])
    included = _included(query_result)
    return [
        _frame(ids, {name: cast("Sequence[Sequence[object]]", column)[query] for name, column in included.items()})
        for query, ids in enumerate(groups)
    ]


def get_result_to_df(get_result: Mapping[str, object]) -> pandas.DataFrame:
    """A frame of the records, indexed by id; columns as in `query_result_to_dfs`. Raises ImportError without pandas."""
    return _frame(cast("Sequence[str]", get_result["ids"]), _included(get_result))


def _included(result: Mapping[str, object]) -> dict[str, Sequence[object]]:
    return {
        field: cast("Sequence[object]", result[field])
        for field in cast("Sequence[str]", result["included"])
        if result.get(field) is not None
    }


def _frame(ids: Sequence[str], columns: Mapping[str, Sequence[object]]) -> pandas.DataFrame:
    names = [field.rstrip("s") for field in columns]
    values = [map(_plain, column) if field == "embeddings" else column for field, column in columns.items()]
    rows: list[dict[str, object]] = [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
    return Table(ids, names, rows if columns else [{} for _ in ids]).pandas()


def _plain(vector: object) -> object:
    to_list = cast("Callable[[], list[float]] | None", getattr(vector, "tolist", None))
    return vector if to_list is None else to_list()
