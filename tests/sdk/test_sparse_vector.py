"""Sparse vectors as values: alone, and in the metadata of records."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest

from chromalink import SparseVector
from chromalink.errors import DecodeError, InvalidInputError

from .fake_chroma import FakeChroma, body

VECTOR = SparseVector([1, 5], [0.5, 2.0])
TOLD = {"#type": "sparse_vector", "indices": [1, 5], "values": [0.5, 2.0]}


@pytest.mark.parametrize(
    ("vector", "told"),
    [
        (VECTOR, TOLD),
        (SparseVector([], []), {"#type": "sparse_vector", "indices": [], "values": []}),
        (SparseVector([1, 5], [0.5, 2.0], ["a", "b"]), {**TOLD, "tokens": ["a", "b"]}),
    ],
)
def test_a_vector_is_told_and_read_back(vector: SparseVector, told: dict[str, object]) -> None:
    assert vector.to_dict() == told
    assert SparseVector.from_dict(told) == vector


def test_arrays_become_lists_of_plain_numbers() -> None:
    indices: Any = np.array([1, 5], dtype=np.uint32)
    values: Any = [np.float32(0.5), 2]
    vector = SparseVector(indices, values)
    assert (vector.indices, vector.values) == ([1, 5], [0.5, 2])
    assert [type(one) for one in (*vector.indices, *vector.values)] == [int, int, float, int]


def test_a_vector_keeps_a_copy_of_what_it_was_made_of() -> None:
    indices = [1, 5]
    vector = SparseVector(indices, [1.0, 1.0])
    indices.append(9)
    assert vector.indices == [1, 5]
    with pytest.raises(AttributeError):
        vector.indices = []  # type: ignore[misc]  # refused at run time too


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (([2, 1], [1, 1]), r"indices: expected each to be above the one before it, got indices\[1\]=1 after 2"),
        (([1, 1], [1, 1]), r"got indices\[1\]=1 after 1"),
        (([1], []), "values: expected one for each of the 1 indices, got 0"),
        (([1], [1.0], []), "labels: expected one for each of the 1 indices, got 0"),
        (([-1], [1.0]), r"indices\[0\]: expected a whole number from 0 to 4294967295, got -1"),
        (([2**32], [1.0]), r"indices\[0\]: expected a whole number"),
        (([1.5], [1.0]), r"indices\[0\]: expected a whole number"),
        (([True], [1.0]), r"indices\[0\]: expected a whole number"),
        (([1], ["x"]), r"values\[0\]: expected a number, got str 'x'"),
        (([1], [float("nan")]), r"values\[0\]: expected a finite number, got nan"),
        (("ab", [1.0]), "indices: expected a list, got str"),
        (([1], None), "values: expected a list, got NoneType"),
    ],
)
def test_what_is_no_sparse_vector_is_refused(given: Any, message: str) -> None:
    with pytest.raises(InvalidInputError, match=f"SparseVector {message}" if message[0] != "g" else message):
        SparseVector(*given)


@pytest.mark.parametrize("told", [{}, {"#type": "other"}, {"indices": [1], "values": [1.0]}])
def test_a_dict_without_the_mark_is_no_sparse_vector(told: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="sparse vector: expected '#type': 'sparse_vector'"):
        SparseVector.from_dict(told)


@pytest.mark.parametrize("write", ["add", "upsert", "update"])
@pytest.mark.parametrize("value", [VECTOR, TOLD])
def test_metadata_takes_a_sparse_vector_in_either_form(write: str, value: Any, chroma: FakeChroma) -> None:
    getattr(chroma.collection(), write)("a", [1.0], {"sp": value, "n": 1})
    assert body(chroma.asked(f"POST {write}")[0])["metadatas"] == [{"sp": TOLD, "n": 1}]


def test_a_faulty_sparse_vector_in_metadata_is_refused_by_its_place(chroma: FakeChroma) -> None:
    faulty: Any = {"#type": "sparse_vector", "indices": [3, 2], "values": [1.0, 1.0]}
    with pytest.raises(InvalidInputError, match=r"metadatas\[0\]\['sp'\]: SparseVector indices: expected each"):
        chroma.collection().add("a", [1.0], {"sp": faulty})
    assert chroma.requests == []


def test_reads_give_sparse_vectors_back(chroma: FakeChroma) -> None:
    metadatas = [{"sp": TOLD, "n": 1}, None]
    told = {"ids": ["a", "b"], "metadatas": metadatas, "include": ["metadatas"]}
    chroma.reply("POST get", httpx.Response(200, json=told))
    assert chroma.collection().get()["metadatas"] == [{"sp": VECTOR, "n": 1}, None]
    found = {"ids": [["a", "b"], []], "metadatas": [metadatas, []], "include": ["metadatas"]}
    chroma.reply("POST query", httpx.Response(200, json=found))
    assert chroma.collection().query([[1.0], [2.0]])["metadatas"] == [[{"sp": VECTOR, "n": 1}, None], []]


def test_a_faulty_sparse_vector_in_an_answer_is_a_decode_error(chroma: FakeChroma) -> None:
    faulty = {"#type": "sparse_vector", "indices": [3, 2], "values": [1.0, 1.0]}
    chroma.reply("POST get", httpx.Response(200, json={"ids": ["a"], "metadatas": [{"sp": faulty}]}))
    with pytest.raises(DecodeError, match="SparseVector indices"):
        chroma.collection().get()
