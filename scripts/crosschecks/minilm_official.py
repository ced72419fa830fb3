"""Runs in the official package's environment: `python minilm_official.py MODEL TEXTS VECTORS`, both files JSON.

The official function looks for its model under the home directory, so it gets one of its own with the model in it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

FILES = ("config.json", "model.onnx", "special_tokens_map.json", "tokenizer_config.json", "tokenizer.json", "vocab.txt")
"""Those it wants to see before it does without a download; it reads the model and the tokenizer."""


def main(model: Path, texts: Path, vectors: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home
        place = Path(home, ".cache", "chroma", "onnx_models", "all-MiniLM-L6-v2", "onnx")
        place.mkdir(parents=True)
        for name in FILES:
            (place / name).touch()
        for name in ("model.onnx", "tokenizer.json"):
            (place / name).unlink()
            (place / name).symlink_to(model / name)
        from chromadb.utils.embedding_functions import DefaultEmbeddingFunction

        found = DefaultEmbeddingFunction()(json.loads(texts.read_text(encoding="utf-8")))
        vectors.write_text(json.dumps([[float(number) for number in vector] for vector in found]), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
