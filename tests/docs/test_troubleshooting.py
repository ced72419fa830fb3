"""Each error that the troubleshooting page explains is one that somebody can get."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from snippets import DOCS, ROOT

PAGE = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
HEADINGS = [line.removeprefix("### ") for line in PAGE.splitlines() if line.startswith("### ")]
QUOTED = [heading.split("`")[1] for heading in HEADINGS if heading.startswith("`")]

OF_OTHERS = {
    "The truth value of an array ... is ambiguous",
    "Cannot return the results in a contiguous 2D array. Probably ef or M is too small",
    "Failed to build hnswlib",
    "Illegal instruction (core dumped)",
    "Your system has an unsupported version of sqlite3",
    "No module named 'chromadb'",
}
"""What numpy, Python, pip, Chroma's server and the official package say."""


def texts(path: Path) -> str:
    """The strings of a module, what is filled in left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return "\n".join(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@pytest.fixture(scope="module")
def everything() -> str:
    modules = [*(ROOT / "sdk" / "chromalink").rglob("*.py"), *(ROOT / "mockserver").rglob("*.py")]
    return "\n".join(map(texts, modules))


def telling(heading: str) -> str:
    """The longest run of a message's words into which nothing is filled in."""
    runs, run = [], list[str]()
    for word in heading.split():
        if word.isalpha():
            run.append(word)
        else:
            runs.append(" ".join(run))
            run = []
    return max([*runs, " ".join(run)], key=len)


@pytest.mark.parametrize("heading", [one for one in QUOTED if one not in OF_OTHERS])
def test_the_words_of_a_heading_are_in_our_source(heading: str, everything: str) -> None:
    assert telling(heading) in everything or heading in everything


def test_the_headings_of_others_are_on_the_page() -> None:
    assert set(QUOTED) >= OF_OTHERS
    assert len(QUOTED) > len(OF_OTHERS) + 12


def test_the_telling_part_of_a_message_is_its_longest_run_of_words() -> None:
    assert telling("ids: expected every id once, found again: 'a'") == "expected every id"
