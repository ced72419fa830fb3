"""The official client's BM25 vectors of texts in a file: `python bm25_official.py TEXTS VECTORS`.

Runs in the official client's own environment, which needs snowballstemmer and mmh3 beside it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from chromadb.utils.embedding_functions.chroma_bm25_embedding_function import ChromaBm25EmbeddingFunction


def main(source: Path, target: Path) -> None:
    given = json.loads(source.read_text(encoding="utf-8"))
    told = []
    for configuration in given["configurations"]:
        function = ChromaBm25EmbeddingFunction(**configuration)
        vectors = [one.to_dict() for one in function(given["texts"])]
        told.append({"stored": function.get_config(), "vectors": vectors})
    target.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
