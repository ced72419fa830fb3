"""Runs a sentence transformer of the MiniLM kind: tokens, ONNX model, mean over tokens, length 1."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import tokenizers

from chromalink.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy.typing as npt

_TEXTS_AT_ONCE = 32
_WIDTH = 384


class MiniLM:
    """The model in `directory`, loaded: texts in, float32 array of shape (texts, width of the model) out.

    Raises EmbeddingError where a file cannot be read or the model does not answer with a vector per token.
    """

    def __init__(self, directory: Path, *, max_tokens: int) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors only
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(directory / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(directory / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as failure:  # both libraries raise classes of their own for a damaged file
            raise EmbeddingError(f"the model in {directory} could not be loaded: {failure}") from failure
        self._tokenizer.enable_truncation(max_length=max_tokens)
        self._tokenizer.enable_padding(pad_id=0)
        self._takes = {node.name for node in self._session.get_inputs()}

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if not texts:
            return np.empty((0, _WIDTH), dtype=np.float32)
        slabs = [texts[start : start + _TEXTS_AT_ONCE] for start in range(0, len(texts), _TEXTS_AT_ONCE)]
        return np.concatenate([self._embedded(slab) for slab in slabs])

    def _embedded(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(list(texts))
        tokens = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        offered = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        try:
            answer = self._session.run(None, {name: offered[name] for name in self._takes})[0]
        except Exception as failure:  # onnxruntime raises classes of its own
            raise EmbeddingError(f"the model failed on {len(texts)} texts: {failure}") from failure
        states = answer.astype(np.float32, copy=False)
        if states.ndim != 3 or states.shape[:2] != tokens.shape:
            raise EmbeddingError(f"expected a model that answers with a vector per token, found shape {states.shape}")
        return _unit(_mean(states, mask))


@lru_cache(maxsize=1)
def loaded(directory: Path, max_tokens: int) -> MiniLM:
    """The model in `directory`, shared by all who ask: every collection that stores the default function does."""
    return MiniLM(directory, max_tokens=max_tokens)


def _mean(states: npt.NDArray[np.float32], mask: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """The mean state of the tokens that are not padding."""
    counted = mask[:, :, np.newaxis].astype(np.float32)
    total: npt.NDArray[np.float32] = np.sum(states * counted, axis=1)
    mean: npt.NDArray[np.float32] = total / np.maximum(counted.sum(axis=1), np.float32(1e-9))
    return mean


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: npt.NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return scaled
