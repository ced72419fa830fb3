"""What the README shows runs as written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from chromalink_mock import serve
from readme_examples import README, examples

EXPECTED = ("pineapple", "'shard': ", "[['n1'], ['n2']]")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


@pytest.mark.parametrize(("number", "shown"), list(enumerate(EXPECTED)))
def test_every_example_runs_against_a_fresh_server(number: int, shown: str, port: int) -> None:
    assert len(examples()) == len(EXPECTED)
    code = examples()[number]
    code = code.replace("port=8000", f"port={port}").replace("HttpClient()", f"HttpClient(port={port})")
    code = code.replace("HttpClient(timeout=10)", f"HttpClient(port={port}, timeout=10)")
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert shown in ran.stdout


def test_the_map_of_the_tree_names_only_what_exists() -> None:
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    folders = [line.split("`")[1] for line in rows]
    assert folders
    assert [folder for folder in folders if not (README.parent / folder).is_dir()] == []
