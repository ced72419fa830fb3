"""Writes `data/hashing_v1.json`: what version 1 of the hashing function answers. For a new version only."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from chromalink.embeddings.hashing import HashingEmbeddingFunction

TEXTS = [
    "",
    "?!",
    "the",
    "read",
    "How do I read a CSV file?",
    "csv.DictReader(f, fieldnames=None)",
    "HTTPServer2Go and read_csv_rows",
    "word word word word word",
    "Straße STRASSE \ufb01le caf\u00e9 cafe\u0301",
    "\u6570\u636e\u5e93\u8fde\u63a5",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440",
    "\U0001f600 emoji",
    "x" * 200,
    "read the csv module " * 30,
]


def main() -> None:
    small, usual = HashingEmbeddingFunction(32)(TEXTS), HashingEmbeddingFunction()(TEXTS)
    rows = [
        {
            "text": text,
            "vector_32": [float(value) for value in short],
            "sha256_384": hashlib.sha256(long.astype("<f4").tobytes()).hexdigest(),
        }
        for text, short, long in zip(TEXTS, small, usual, strict=True)
    ]
    target = Path(__file__).with_name("data") / "hashing_v1.json"
    target.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
