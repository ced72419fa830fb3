from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine.filters import Mask
from chromalink_mock.engine.fulltext import SEGMENT, Documents

ALPHABET = st.text("ab\0é😀", max_size=4)


def documents_of(texts: list[str | None]) -> Documents:
    documents = Documents()
    documents.append(len(texts))
    documents.write(range(len(texts)), texts)
    return documents


def all_of(texts: list[str | None]) -> Mask:
    return np.ones(len(texts), np.bool_)


@settings(deadline=None)
@given(st.lists(st.none() | ALPHABET, max_size=12), ALPHABET)
def test_a_substring_is_found_where_python_finds_it(texts: list[str | None], needle: str) -> None:
    found = documents_of(texts).containing(needle, all_of(texts))
    assert found.tolist() == [text is not None and needle in text for text in texts]


def test_a_needle_does_not_match_across_two_documents() -> None:
    texts: list[str | None] = ["ab", "cd", "b\0c"]
    assert documents_of(texts).containing("b\0c", all_of(texts)).tolist() == [False, False, True]


def test_a_rewritten_document_is_searched_anew() -> None:
    texts: list[str | None] = [f"text {i}" for i in range(SEGMENT * 3)]
    documents = documents_of(texts)
    assert not documents.containing("needle", all_of(texts)).any()
    documents.write([SEGMENT + 1], ["a needle"])
    documents.append(1)
    documents.write([SEGMENT * 3], ["needle too"])
    everywhere = np.ones(SEGMENT * 3 + 1, np.bool_)
    assert np.flatnonzero(documents.containing("needle", everywhere)).tolist() == [SEGMENT + 1, SEGMENT * 3]
    documents.remove([SEGMENT + 1])
    assert np.flatnonzero(documents.containing("needle", everywhere)).tolist() == [SEGMENT * 3]


def test_few_candidates_are_looked_at_one_by_one() -> None:
    texts: list[str | None] = ["needle"] * (SEGMENT * 3)
    among = np.zeros(len(texts), np.bool_)
    among[[7, 700]] = True
    assert np.flatnonzero(documents_of(texts).containing("needle", among)).tolist() == [7, 700]


def test_a_compaction_renumbers_documents() -> None:
    documents = documents_of(["a", "b", None, "d"])
    documents.keep(np.array([1, 2, 3]))
    assert documents.read(np.array([2, 0, 1])) == ["d", "b", None]
