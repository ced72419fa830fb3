from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import TypedDict

import pytest

from chromalink.embeddings.hashing import HashingEmbeddingFunction

# In a process of its own: reading the corpus imports the whole standard library.
DUMP = """
import json, sys, threading
from stdlib_search import corpus
before = threading.active_count()
found = [
    {"id": entry.qualified_name, "document": entry.document, "metadata": entry.metadata}
    for entry in corpus.entries()
]
json.dump({"entries": found, "threads": threading.active_count() - before}, sys.stdout)
"""


class Record(TypedDict):
    id: str
    document: str
    metadata: dict[str, object]


class Corpus(TypedDict):
    entries: list[Record]
    threads: int


def read(hash_seed: str) -> Corpus:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DUMP], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    found: Corpus = json.loads(done.stdout)  # which also shows that no module printed anything
    return found


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read("1")


def test_there_are_at_least_five_thousand_documents_of_every_kind(corpus: Corpus) -> None:
    kinds = Counter(record["metadata"]["kind"] for record in corpus["entries"])
    assert sum(kinds.values()) >= 5_000
    assert set(kinds) == {"module", "class", "function", "method"}
    assert min(kinds.values()) > 100


def test_ids_are_unique_and_are_the_qualified_names(corpus: Corpus) -> None:
    ids = [record["id"] for record in corpus["entries"]]
    assert len(set(ids)) == len(ids)
    assert ids == [record["metadata"]["qualified_name"] for record in corpus["entries"]]


def test_metadata_has_four_keys_of_fixed_types(corpus: Corpus) -> None:
    types = {
        tuple((key, type(value).__name__) for key, value in sorted(record["metadata"].items()))
        for record in corpus["entries"]
    }
    assert types == {(("kind", "str"), ("line_count", "int"), ("module", "str"), ("qualified_name", "str"))}
    assert all(record["metadata"]["line_count"] != 0 for record in corpus["entries"])


def test_well_known_things_are_in_it_with_their_kind(corpus: Corpus) -> None:
    kinds = {record["id"]: record["metadata"]["kind"] for record in corpus["entries"]}
    assert kinds["csv"] == "module"
    assert kinds["csv.reader"] == "function"
    assert kinds["datetime.date"] == "class"
    assert kinds["datetime.date.fromisoformat"] == "method"
    assert kinds["builtins.list.sort"] == "method"


def test_private_names_and_skipped_modules_are_not_in_it(corpus: Corpus) -> None:
    parts = {part for record in corpus["entries"] for part in record["id"].split(".")}
    assert not {part for part in parts if part.startswith("_")}
    assert not parts & {"antigravity", "idlelib", "turtledemo"}


def test_a_document_is_the_name_the_modules_subject_and_the_docstring(corpus: Corpus) -> None:
    documents = {record["id"]: record["document"] for record in corpus["entries"]}
    assert documents["gzip.compress"].startswith(f"gzip.compress\ngzip: {documents['gzip'][6:].split('.')[0]}")
    assert documents["gzip"].startswith("gzip\n\n")


def test_reading_it_leaves_no_thread_behind(corpus: Corpus) -> None:
    assert corpus["threads"] == 0


def test_the_order_depends_on_the_interpreter_alone(corpus: Corpus) -> None:
    assert read("2")["entries"] == corpus["entries"]


@pytest.mark.parametrize(
    ("question", "modules"),
    [
        ("how do I read a csv file", {"csv"}),
        ("write rows to a csv file", {"csv"}),
        ("compress data with gzip", {"gzip", "zlib", "bz2"}),
        ("walk a directory tree", {"os", "tkinter.tix", "shutil", "pathlib"}),
        ("random choice from a list", {"random"}),
        ("connect to a sqlite database", {"sqlite3"}),
    ],
)
def test_the_nearest_documents_are_about_the_question(corpus: Corpus, question: str, modules: set[str]) -> None:
    function = HashingEmbeddingFunction()
    vectors = function([record["document"] for record in corpus["entries"]])
    scores = vectors @ function([question])[0]
    nearest = sorted(range(len(scores)), key=lambda place: -float(scores[place]))[:3]
    assert {str(corpus["entries"][place]["metadata"]["module"]) for place in nearest} <= modules
