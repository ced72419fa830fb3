"""Every vector of the search contract: a collection, a request, and the answer or error derived by hand.

Where single node and Cloud read a filter differently, ours reads it as a single node does in a get.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import pytest

from chromalink.contract.comparison import Comparison
from chromalink.contract.comparison import Json as Recorded

from ..extensions.documented import Calls
from .searching import Json, made

VECTORS = cast(
    "Sequence[Mapping[str, Json]]", json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
)


def rows(value: Recorded) -> Recorded:
    """An answer as the rows of its first search, for comparing them as a set."""
    assert isinstance(value, dict)
    pairs = sorted(
        zip(cast("list[list[str]]", value["ids"])[0], cast("list[list[float]]", value["scores"])[0], strict=True)
    )
    return [list(pair) for pair in pairs]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_a_vector_of_the_contract_is_answered_as_it_says(vector: Mapping[str, Json], calls: Calls) -> None:
    collection = made(calls, vector["schema"], str(vector["space"]))
    records = cast("Sequence[Mapping[str, Json]]", vector["records"])
    if records:
        columns = {name: [record[name] for record in records] for name in ("embedding", "document", "metadata")}
        body: Json = {"ids": [record["id"] for record in records]} | {f"{name}s": columns[name] for name in columns}
        assert collection.post("addRecords", "add", body).status_code == 201
    flat = str(vector["name"]).startswith("flat_")
    path = f"{collection.path}/search"
    answer = (
        calls.client.post(path, json=vector["payload"])
        if flat
        else calls("searchRecords", "POST", path, vector["payload"])
    )
    expect = cast("dict[str, Recorded]", vector["expect"])
    if "error_contains" in expect:
        assert (answer.status_code, answer.json()["error"]) == (expect["status"], expect["error"])
        assert str(expect["error_contains"]) in answer.json()["message"]
        return
    assert answer.status_code == 200, answer.text
    if "expect_ids_if_oss_where_semantics" in vector:
        assert answer.json()["ids"] == vector["expect_ids_if_oss_where_semantics"]
        return
    if expect.pop("unordered", False):
        assert Comparison().differences(rows(expect), rows(answer.json())) == []
    else:
        assert Comparison().differences(expect, answer.json()) == []


def test_no_vector_is_left_out() -> None:
    assert len(VECTORS) == 102
