from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import cast

import httpx
import numpy as np
import pytest
import respx

from chromalink import EphemeralClient
from chromalink.embeddings.default import DefaultEmbeddingFunction, official_cache
from chromalink.embeddings.model_archive import MINILM
from chromalink.errors import EmbeddingError, InvalidInputError

from . import tiny_model


@pytest.fixture
def model_directory(tmp_path: Path) -> Path:
    return tiny_model.write(tmp_path / "model")


def test_vectors_are_the_mean_over_the_tokens_without_padding_and_have_length_one(
    model_directory: Path,
) -> None:
    vectors = DefaultEmbeddingFunction(model_directory)(["red", "Red green", "red red red blue"])
    half, tenth = 1 / np.sqrt(2), 1 / np.sqrt(10)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[1, 0, 0, 0], [half, half, 0, 0], [3 * tenth, 0, tenth, 0]], atol=1e-6)


def test_many_texts_keep_their_order(model_directory: Path) -> None:
    texts = ["red", "green", "blue"] * 40
    vectors = DefaultEmbeddingFunction(model_directory)(texts)
    assert vectors.argmax(axis=1).tolist() == [0, 1, 2] * 40


def test_only_the_first_256_tokens_count(model_directory: Path) -> None:
    function = DefaultEmbeddingFunction(model_directory)
    vectors = function(["red " * 255 + "green", "red " * 256 + "green " * 100])
    assert vectors[0, 1] > 0
    assert vectors[1].tolist() == [1, 0, 0, 0]
    assert function.max_tokens() == 256


def test_a_text_without_tokens_gives_a_zero_vector_and_no_warning(model_directory: Path) -> None:
    assert DefaultEmbeddingFunction(model_directory)([""]).tolist() == [[0, 0, 0, 0]]


def test_no_texts_give_an_array_without_rows(model_directory: Path) -> None:
    assert len(DefaultEmbeddingFunction(model_directory)([])) == 0


def test_threads_that_begin_together_share_one_model(model_directory: Path) -> None:
    function = DefaultEmbeddingFunction(str(model_directory))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(function, [["red"]] * 16))
    assert [answer.tolist() for answer in answers] == [[[1, 0, 0, 0]]] * 16


def test_functions_for_one_directory_share_one_loaded_model(model_directory: Path) -> None:
    DefaultEmbeddingFunction(model_directory)(["red"])
    (model_directory / "model.onnx").write_bytes(b"would not load")
    assert DefaultEmbeddingFunction(model_directory)(["red"]).tolist() == [[1, 0, 0, 0]]


def test_the_cache_of_the_official_client_is_used_where_no_directory_is_given(home: Path) -> None:
    tiny_model.write(home / ".cache" / "chroma" / "onnx_models" / "all-MiniLM-L6-v2" / "onnx")
    assert DefaultEmbeddingFunction()(["green"]).tolist() == [[0, 1, 0, 0]]


def test_a_given_directory_is_not_replaced_by_another_place(home: Path, tmp_path: Path) -> None:
    tiny_model.write(official_cache())
    assert home in official_cache().parents
    with pytest.raises(EmbeddingError, match=r"in .*elsewhere"):
        DefaultEmbeddingFunction(tmp_path / "elsewhere")(["green"])


@pytest.mark.usefixtures("home")
def test_without_a_model_the_first_text_names_three_ways_on_and_asks_no_network() -> None:
    with respx.mock, pytest.raises(EmbeddingError) as raised:
        DefaultEmbeddingFunction()(["text"])
    message = str(raised.value)
    assert "no model.onnx and no tokenizer.json" in message
    for way in ("DefaultEmbeddingFunction(model_directory)", "download=True", "HashingEmbeddingFunction()"):
        assert way in message


def test_a_missing_runtime_names_the_extra(model_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Absent(importlib.abc.MetaPathFinder):
        def find_spec(
            self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
        ) -> importlib.machinery.ModuleSpec | None:
            return None

    for name in [name for name in sys.modules if name.split(".")[0] == "onnxruntime"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Absent()])
    with pytest.raises(EmbeddingError, match=r"needs onnxruntime.*: pip install 'chromalink\[onnx\]'"):
        DefaultEmbeddingFunction(model_directory)(["text"])


@pytest.mark.parametrize("damaged", ["model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_an_embedding_error_that_names_the_directory(model_directory: Path, damaged: str) -> None:
    (model_directory / damaged).write_bytes(b"not what it says")
    with pytest.raises(EmbeddingError, match=f"the model in {model_directory} could not be loaded"):
        DefaultEmbeddingFunction(model_directory)(["text"])


def test_a_download_that_was_consented_to_fills_the_official_cache_once(home: Path, model_directory: Path) -> None:
    content = tiny_model.packed(model_directory)

    class Tiny(DefaultEmbeddingFunction):
        archive = tiny_model.archive(content)

    with respx.mock as router:
        route = router.get(Tiny.archive.url).mock(return_value=httpx.Response(200, content=content))
        assert Tiny(download=True)(["blue"]).tolist() == [[0, 0, 1, 0]]
        assert Tiny(download=True)(["red"]).tolist() == [[1, 0, 0, 0]]
    assert route.call_count == 1
    assert sorted(file.name for file in official_cache().iterdir()) == ["model.onnx", "tokenizer.json"]
    assert DefaultEmbeddingFunction()(["red"]).tolist() == [[1, 0, 0, 0]]
    assert home in official_cache().parents


def test_the_download_is_the_official_archive_and_its_content_is_checked(home: Path) -> None:
    with respx.mock as router:
        router.get(MINILM.url).mock(return_value=httpx.Response(200, content=b"something else"))
        with pytest.raises(EmbeddingError, match=f"expected SHA-256 {MINILM.sha256}, found "):
            DefaultEmbeddingFunction(download=True)(["text"])
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_a_model_that_answers_in_another_shape_is_an_embedding_error(
    model_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny_model, "TABLE", tiny_model.TABLE[:, 0].copy().reshape(-1, 1, 1))
    tiny_model.write(model_directory)
    with pytest.raises(EmbeddingError):
        DefaultEmbeddingFunction(model_directory)(["red green"])


def test_what_is_not_a_sequence_of_strings_is_refused_before_the_model_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="input: expected a sequence of strings, found str"):
        DefaultEmbeddingFunction(tmp_path)("one text")
    with pytest.raises(InvalidInputError, match=r"input\[0\]: expected a string, found int"):
        DefaultEmbeddingFunction(tmp_path)(cast("list[str]", [1]))


def test_it_is_stored_under_the_official_name_without_configuration() -> None:
    assert DefaultEmbeddingFunction.name() == "default"
    assert DefaultEmbeddingFunction("/anywhere", download=True).get_config() == {}
    assert isinstance(DefaultEmbeddingFunction.build_from_config({}), DefaultEmbeddingFunction)
    assert DefaultEmbeddingFunction().default_space() == "l2"


def test_a_distance_told_in_the_metadata_is_kept_beside_the_default_function() -> None:
    with EphemeralClient() as client:
        films = client.create_collection("films", metadata={"hnsw:space": "cosine"})
        films.add(ids=["a"], embeddings=[[1.0, 1.0]])
        assert films.query(query_embeddings=[[4.0, 4.0]])["distances"] == [[pytest.approx(0, abs=1e-6)]]
        stored = cast("dict[str, dict[str, object]]", films.configuration_json)
        assert stored["hnsw"]["space"] == "cosine"
