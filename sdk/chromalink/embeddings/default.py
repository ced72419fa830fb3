"""The default embedding function: all-MiniLM-L6-v2 through onnxruntime, from files that are already there.

Its stored name and configuration are the official client's: either client opens the other's collections.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from chromalink.errors import EmbeddingError

from .model_archive import MINILM, ModelArchive
from .protocol import EmbeddingFunction
from .texts import checked

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from .minilm import MiniLM

MODEL_FILES = ("model.onnx", "tokenizer.json")
_LOADING = threading.Lock()  # of the process: functions that begin together share one download and one model


class DefaultEmbeddingFunction(EmbeddingFunction[Sequence[str]]):
    """all-MiniLM-L6-v2: float32 vectors of 384 numbers and length 1, from the first 256 tokens of each text.

    The model is looked for in `model_directory` or, where that is None, in the official client's cache
    (`~/.cache/chroma/onnx_models/all-MiniLM-L6-v2/onnx`). Nothing is downloaded unless `download=True`, and
    then only when the files are missing: about 80 MB, once, into that directory. Needs the extra `onnx`.

    Making the function does nothing. The first text raises EmbeddingError where the model cannot run.

    Examples:
        >>> stories = client.create_collection("stories", embedding_function=DefaultEmbeddingFunction())
        >>> type(stories.configuration["embedding_function"]).__name__
        'DefaultEmbeddingFunction'
    """

    archive: ClassVar[ModelArchive] = MINILM

    def __init__(self, model_directory: str | os.PathLike[str] | None = None, *, download: bool = False) -> None:
        self._directory = None if model_directory is None else Path(model_directory)
        self._download = download
        self._model: MiniLM | None = None

    def __call__(self, input: Sequence[str]) -> npt.NDArray[np.float32]:
        texts = checked(input)
        with _LOADING:
            if self._model is None:
                self._model = self._load()
        return self._model(texts)

    @staticmethod
    def name() -> str:
        return "default"

    def get_config(self) -> Mapping[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> DefaultEmbeddingFunction:
        DefaultEmbeddingFunction.validate_config(config)
        return DefaultEmbeddingFunction()

    def max_tokens(self) -> int:
        """Tokens of a text that count; what follows is left out."""
        return 256

    def _load(self) -> MiniLM:
        directory = self._directory or official_cache()
        missing = [name for name in MODEL_FILES if not (directory / name).is_file()]
        absent = [name for name in ("onnxruntime", "tokenizers") if find_spec(name) is None]
        if absent:
            raise EmbeddingError(
                f"the default embedding function needs {' and '.join(absent)}: pip install "
                "'chromalink[onnx]', or pass HashingEmbeddingFunction(), which needs no model"
            )
        if missing and self._download:
            from .download import fetch

            fetch(self.archive, directory, MODEL_FILES)
        elif missing:
            raise EmbeddingError(
                f"the default embedding function (all-MiniLM-L6-v2) has no {' and no '.join(missing)} "
                f"in {directory}; pass DefaultEmbeddingFunction(model_directory) where the files are, "
                "or DefaultEmbeddingFunction(download=True) to consent to one download of about 80 MB, "
                "or HashingEmbeddingFunction(), which needs no model"
            )
        from .minilm import loaded

        return loaded(directory, self.max_tokens())


DEFAULT_EMBEDDING_FUNCTION = DefaultEmbeddingFunction()
"""What a collection made without an embedding function stores, by name."""


def official_cache() -> Path:
    """Where the official client keeps this model; the folder need not exist."""
    return Path.home() / ".cache" / "chroma" / "onnx_models" / "all-MiniLM-L6-v2" / "onnx"
