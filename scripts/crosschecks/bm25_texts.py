"""The texts and configurations that both sides embed: `python -m crosschecks.bm25_texts FILE` writes them as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from stdlib_search.corpus import entries

ODDITIES = [
    "",
    "   \n\t",
    "the and of",
    "Don't stop: the runner's running, RUNNING ran_runs!",
    "İstanbul naïve café ﬁne ß ẞ Ǆ",
    "日本語 テキスト中文 한국어 текст по-русски",
    "x" * 40 + " " + "y" * 41,
    "a_b __init__ snake_case CamelCase 3.14 1e-9 x² ½ ٣",
    "zero\u200bwidth soft\u00adhyphen nb\u00a0sp line\u2028sep em—dash 😀smile",
    "generously generate generation " * 50,
]
CONFIGURATIONS: list[dict[str, object]] = [
    {},
    {"include_tokens": True},
    {"k": 2.0, "b": 0.0, "avg_doc_length": 17.5},
    {"stopwords": [], "token_max_length": 7, "include_tokens": True},
    {"stopwords": ["CSV", "reader"], "b": 1.0},
]


def main(path: Path) -> None:
    texts = [*ODDITIES, *(entry.document for entry in entries())]
    path.write_text(json.dumps({"texts": texts, "configurations": CONFIGURATIONS}), encoding="utf-8")
    print(f"{len(texts)} texts, {len(CONFIGURATIONS)} configurations")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
