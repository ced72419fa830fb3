"""Searches the paragraphs of a folder of text files: python notes.py "how deep do I plant garlic"."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chromalink import Collection, HashingEmbeddingFunction, PersistentClient

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Paragraph:
    file: str
    text: str

    @property
    def id(self) -> str:
        """Another one when the text is another, so that an id in the index is up to date."""
        return hashlib.sha256(f"{self.file}\n{self.text}".encode()).hexdigest()[:32]


def paragraphs(folder: Path) -> Mapping[str, Paragraph]:
    """The paragraphs of all .txt files below a folder, by id."""
    found = [
        Paragraph(path.relative_to(folder).as_posix(), text.strip())
        for path in sorted(folder.rglob("*.txt"))
        for text in path.read_text(encoding="utf-8").split("\n\n")
        if text.strip()
    ]
    return {one.id: one for one in found}


def bring_up_to_date(index: Collection, now: Mapping[str, Paragraph]) -> tuple[int, int]:
    """Make the index hold these paragraphs and no others; how many were added and how many deleted."""
    before = set(index.get(include=[]).ids)
    new = {id: one for id, one in now.items() if id not in before}
    gone = sorted(before - now.keys())
    if new:
        index.add(
            ids=list(new),
            documents=[one.text for one in new.values()],
            metadatas=[{"file": one.file} for one in new.values()],
        )
    if gone:
        index.delete(ids=gone)
    return len(new), len(gone)


def main() -> None:
    asked = argparse.ArgumentParser(description="Search the paragraphs of a folder of text files.")
    asked.add_argument("question")
    asked.add_argument("--folder", type=Path, default=HERE / "texts", help="where the .txt files are")
    asked.add_argument("--index", type=Path, default=HERE / ".index", help="where the index is kept")
    asked.add_argument("--results", type=int, default=3, help="how many paragraphs to print")
    chosen = asked.parse_args()
    if not chosen.folder.is_dir():
        asked.error(f"--folder: {chosen.folder} is no directory")

    with PersistentClient(chosen.index) as client:
        index = client.get_or_create_collection(
            "paragraphs",
            embedding_function=HashingEmbeddingFunction(),
            configuration={"hnsw": {"space": "cosine"}},
        )
        added, deleted = bring_up_to_date(index, paragraphs(chosen.folder))
        print(f"{index.count()} paragraphs ({added} added, {deleted} deleted)")
        if not index.count():
            return
        for row in index.query(query_texts=chosen.question, n_results=chosen.results).rows()[0]:
            file = (row["metadata"] or {}).get("file")
            print(f"\n{file} (distance {row['distance'] or 0.0:.2f})\n{row['document']}")


if __name__ == "__main__":
    main()
