"""Functions over libraries of this machine, which stand-ins take the place of: imported on use, shared, in order."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from chromalink import embeddings
from chromalink.embeddings.providers import local

from ..stand_ins import installed, open_clip_installed


class Model:
    """Embeds a text as its length, and remembers how it was made and asked."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.asked: list[tuple[list[Any], dict[str, Any]]] = []

    def encode(self, texts: list[Any], **how: Any) -> Any:
        self.asked.append((texts, how))
        return np.array([[len(text), 1] for text in texts], dtype=np.float64)


@pytest.fixture(autouse=True)
def _no_models_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_LOADED", {})


@pytest.mark.parametrize(
    ("kind", "package"),
    [
        ("SentenceTransformerEmbeddingFunction", "sentence-transformers"),
        ("InstructorEmbeddingFunction", "InstructorEmbedding"),
        ("Text2VecEmbeddingFunction", "text2vec"),
        ("OpenCLIPEmbeddingFunction", "open-clip-torch"),
    ],
)
def test_without_its_library_the_first_text_raises_the_pip_line(
    kind: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sentence_transformers", "InstructorEmbedding", "text2vec", "open_clip"):
        monkeypatch.setitem(sys.modules, module, None)
    function = getattr(embeddings, kind)()
    with pytest.raises(ImportError, match=f"pip install {package}"):
        function(["heist"])


def test_sentence_transformers_are_asked_as_configured_and_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Model] = []

    def make(**settings: Any) -> Model:
        made.append(Model(**settings))
        return made[-1]

    installed(monkeypatch, "sentence_transformers", SentenceTransformer=make)
    first = embeddings.SentenceTransformerEmbeddingFunction(normalize_embeddings=True, revision="main")
    second = embeddings.SentenceTransformerEmbeddingFunction(normalize_embeddings=True, revision="main")
    vectors = first(["heist"])
    assert (vectors.dtype, vectors.tolist()) == (np.dtype(np.float32), [[5.0, 1.0]])
    assert second(["robbery", ""]).tolist() == [[7.0, 1.0], [0.0, 1.0]]
    assert [one.settings for one in made] == [
        {"model_name_or_path": "all-MiniLM-L6-v2", "device": "cpu", "revision": "main"}
    ]
    assert made[0].asked[0] == (["heist"], {"convert_to_numpy": True, "normalize_embeddings": True})
    assert len(first([])) == 0


def test_instructor_tells_the_instruction_beside_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model()
    installed(monkeypatch, "InstructorEmbedding", INSTRUCTOR=lambda **_: model)
    embeddings.InstructorEmbeddingFunction(instruction="Represent the film:")(["heist"])
    embeddings.InstructorEmbeddingFunction()(["heist"])
    assert model.asked[0] == ([["Represent the film:", "heist"]], {"convert_to_numpy": True})


def test_text2vec_is_asked_for_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model()
    installed(monkeypatch, "text2vec", SentenceModel=lambda **_: model)
    assert embeddings.Text2VecEmbeddingFunction()(["heist"]).tolist() == [[5.0, 1.0]]


def test_open_clip_embeds_texts_and_images_at_length_1(monkeypatch: pytest.MonkeyPatch) -> None:
    open_clip_installed(monkeypatch)
    function = embeddings.OpenCLIPEmbeddingFunction()
    vectors = function(["heist", np.full((2, 2, 3), 9, dtype=np.uint8)])
    assert (vectors.dtype, vectors.tolist()) == (np.dtype(np.float32), [[1.0, 0.0], [0.0, 1.0]])
    assert len(function([])) == 0
