"""Our BM25 vectors against the official client's, bit for bit: `python -m crosschecks.bm25 TEXTS VECTORS`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from chromalink.embeddings.bm25 import ChromaBm25EmbeddingFunction


def main(source: Path, target: Path) -> int:
    """How many vectors and configurations differ."""
    given = json.loads(source.read_text(encoding="utf-8"))
    official = json.loads(target.read_text(encoding="utf-8"))
    different = 0
    for configuration, theirs in zip(given["configurations"], official, strict=True):
        function = ChromaBm25EmbeddingFunction(**configuration)
        ours = [one.to_dict() for one in function(given["texts"])]
        wrong = [place for place, one in enumerate(ours) if one != theirs["vectors"][place]]
        different += len(wrong) + (json.dumps(function.get_config()) != json.dumps(theirs["stored"]))
        for place in wrong[:3]:
            print(f"{configuration}: {given['texts'][place]!r}:\n  {ours[place]}\n  {theirs['vectors'][place]}")
        print(f"{configuration}: {len(ours)} vectors, {len(wrong)} differ")
    return different


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
