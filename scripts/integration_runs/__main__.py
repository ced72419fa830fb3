"""`python -m integration_runs FRAMEWORK...`: every way for each, printed; all three of them, documented too."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from chromalink_mock import serve
from crosschecks.run import official_server

from .suite_run import run
from .table import Framework, inserted, markdown, plain
from .ways import WAYS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/integrations.md"


class Subject(NamedTuple):
    """A framework as it is called, the distributions that matter, and what its suite is."""

    title: str
    distributions: tuple[str, ...]
    suite: str


SUBJECTS = {
    "langchain": Subject(
        "LangChain",
        ("langchain-chroma", "langchain-core", "langchain-tests"),
        "standard tests of `langchain_tests` (`VectorStoreIntegrationTests`)",
    ),
    "llama-index": Subject(
        "LlamaIndex",
        ("llama-index-vector-stores-chroma", "llama-index-core"),
        "operations of the store, written here (the packages ship no tests)",
    ),
    "haystack": Subject(
        "Haystack",
        ("chroma-haystack", "haystack-ai"),
        "standard tests of `haystack.testing.document_store`",
    ),
}
_TUPLES = "a tuple of values after `in` is taken as a list; the official client refuses it"
MEANT = {
    "test_comparison_in_with_with_non_list_iterable": _TUPLES,
    "test_comparison_not_in_with_with_non_list_iterable": _TUPLES,
}
"""Tests that our client fails on purpose, and why."""
_VERSIONS = "import json, sys; from importlib.metadata import version; print(json.dumps([*map(version, sys.argv[1:])]))"


def main(names: list[str]) -> int:
    with ExitStack() as running:
        official = ROOT / f".integrations/{names[0]}-chromadb/bin/chroma"
        ports = {
            "chromalink": running.enter_context(serve()).port,
            "chromadb": running.enter_context(official_server(official)),
        }
        frameworks = [tried(name, ports) for name in names]
    print(plain(frameworks))
    if set(names) == set(SUBJECTS):
        PAGE.write_text(inserted(PAGE.read_text("utf-8"), markdown(frameworks)), "utf-8")
    return 1 if any(one.faults for one in frameworks) else 0


def tried(name: str, ports: dict[str, int]) -> Framework:
    """The framework under its suite, every way."""
    subject = SUBJECTS[name]
    suite = name.replace("-", "_")
    place = ROOT / ".integrations"
    results = {way: run(place / f"{name}-{way.client}", suite, way.client, ports.get(way.server)) for way in WAYS}
    asked = [str(place / f"{name}-chromalink/bin/python"), "-c", _VERSIONS, *subject.distributions]
    versions = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    told = ", ".join(f"{one} {version}" for one, version in zip(subject.distributions, versions, strict=True))
    return Framework(subject.title, told, subject.suite, results, MEANT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
