from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from chromalink import ChromaBm25EmbeddingFunction, SparseEmbeddingFunction, SparseVector
from chromalink.embeddings import register_sparse_embedding_function, sparse_registry
from chromalink.embeddings.bm25 import STOP_WORDS, words
from chromalink.errors import EmbeddingError, InvalidInputError

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).with_name("data") / "chroma_bm25.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: ascii(row["text"])[:30])
def test_vectors_and_settings_are_the_official_ones(row: dict[str, Any]) -> None:
    function = ChromaBm25EmbeddingFunction(**row["config"])
    assert function([row["text"]])[0].to_dict() == row["vector"]
    assert json.dumps(function.get_config()) == json.dumps(row["stored"])
    assert function.embed_query([row["text"]]) == function([row["text"]])


@pytest.mark.parametrize("row", GOLDEN[::7], ids=lambda row: ascii(row["text"])[:30])
def test_a_function_rebuilt_from_its_settings_gives_the_same(row: dict[str, Any]) -> None:
    stored = sparse_registry.to_stored(ChromaBm25EmbeddingFunction(**row["config"]))
    assert stored == {"name": "chroma_bm25", "type": "known", "config": row["stored"]}
    rebuilt = sparse_registry.from_stored(json.loads(json.dumps(stored)))
    assert isinstance(rebuilt, ChromaBm25EmbeddingFunction)
    assert rebuilt([row["text"]])[0].to_dict() == row["vector"]


def test_many_texts_give_what_each_alone_gives() -> None:
    function = ChromaBm25EmbeddingFunction(include_tokens=True)
    texts = ["running runners ran", "", "a reader of csv files"]
    assert function(texts) == [function([text])[0] for text in texts]
    assert function([]) == []


def test_rarer_repetitions_of_a_word_count_less_and_less() -> None:
    function = ChromaBm25EmbeddingFunction(b=0)
    once, twice, thrice = (function(["film " * times])[0].values[0] for times in (1, 2, 3))
    assert once < twice < thrice < function.k + 1
    assert twice - once > thrice - twice


def test_words_are_letters_digits_and_underscores_in_lower_case() -> None:
    assert words("Read_csv: 3.14, naïve—CAFÉ\u200bX") == ["read_csv", "3", "14", "naïve", "café", "x"]
    assert "the" in STOP_WORDS


def test_unknown_settings_are_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match=r"chroma_bm25: expected settings out of k, b, .* got 'kk'"):
        ChromaBm25EmbeddingFunction.build_from_config({"kk": 1})
    with pytest.raises(InvalidInputError, match="avg_doc_length: expected a number above 0"):
        ChromaBm25EmbeddingFunction(avg_doc_length=0)


def test_an_input_that_is_no_list_of_texts_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="input: expected a sequence of strings, found str"):
        ChromaBm25EmbeddingFunction()("text")


@pytest.mark.parametrize("missing", ["snowballstemmer", "mmh3"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=rf"needs {missing}: pip install 'chromalink\[bm25\]'"):
        ChromaBm25EmbeddingFunction()(["text"])


class Initials(SparseEmbeddingFunction[list[str]]):
    """The first letter of each text."""

    def __init__(self, weight: float = 1.0) -> None:
        self.weight = weight

    def __call__(self, input: list[str]) -> list[SparseVector]:
        return [SparseVector([ord(text[0])], [self.weight]) for text in input]

    @staticmethod
    def name() -> str:
        return "initials"

    def get_config(self) -> dict[str, object]:
        return {"weight": self.weight}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> Initials:
        return Initials(config["weight"])

    @staticmethod
    def validate_config(config: dict[str, object]) -> None:
        if config["weight"] == 0:
            raise ValueError("a weight of 0 finds nothing")


def test_a_registered_function_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sparse_registry.known_sparse_embedding_functions, "initials", Initials)  # restored at the end
    del sparse_registry.known_sparse_embedding_functions["initials"]
    stored = {"name": "initials", "type": "known", "config": {"weight": 2.0}}
    unknown = sparse_registry.from_stored(stored)
    assert unknown is not None
    with pytest.raises(EmbeddingError, match=r"'initials': unknown here; .*@register_sparse_embedding_function"):
        unknown(["text"])
    assert sparse_registry.to_stored(unknown) == stored
    assert register_sparse_embedding_function()(Initials) is Initials
    found = sparse_registry.from_stored(stored)
    assert isinstance(found, Initials)
    assert found.weight == 2.0


@pytest.mark.parametrize("stored", [None, {"type": "unknown"}, {"type": "legacy"}, {"type": "known"}, "x"])
def test_what_names_no_function_gives_none(stored: object) -> None:
    assert sparse_registry.from_stored(stored) is None


def test_no_function_is_stored_as_unknown_and_a_refused_one_not_at_all() -> None:
    assert sparse_registry.to_stored(None) == {"type": "unknown"}
    with pytest.raises(InvalidInputError, match="'initials' refuses its configuration: a weight of 0"):
        sparse_registry.to_stored(Initials(0))
