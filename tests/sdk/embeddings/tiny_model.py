"""A sentence transformer small enough to be made on the spot: each word's state is its row of a table."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from chromalink.embeddings.model_archive import ModelArchive

VOCABULARY = ["[PAD]", "[UNK]", "red", "green", "blue"]
TABLE = np.array([[9, 9, 9, 9], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], dtype=np.float32)


def write(directory: Path) -> Path:
    """Write model.onnx and tokenizer.json into `directory`, and return it."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "tokenizer.json").write_text(json.dumps(_tokenizer()))
    (directory / "model.onnx").write_bytes(_model().SerializeToString())
    return directory


def packed(directory: Path, *, folder: str = "onnx", extra: dict[str, bytes] | None = None) -> bytes:
    """The files of `directory` as a gzipped tar file, with members named `extra` besides."""
    buffer = io.BytesIO()
    members = {f"{folder}/{file.name}": file.read_bytes() for file in sorted(directory.iterdir())}
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in {**members, **(extra or {})}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def archive(content: bytes, url: str = "https://models.example/onnx.tar.gz") -> ModelArchive:
    return ModelArchive(url=url, sha256=hashlib.sha256(content).hexdigest(), folder="onnx")


def _tokenizer() -> dict[str, object]:
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: number for number, word in enumerate(VOCABULARY)},
            "unk_token": "[UNK]",
        },
    }


def _model() -> onnx.ModelProto:
    shape = ["batch", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, TABLE.shape[1]])
    look_up = helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])
    graph = helper.make_graph(
        [look_up], "tiny", inputs, [output], initializer=[numpy_helper.from_array(TABLE, "table")]
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
