"""What the page about search shows runs as written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chromalink_mock import serve

PAGE = Path(__file__).parents[2] / "docs" / "search.md"


def snippets() -> list[str]:
    blocks = PAGE.read_text(encoding="utf-8").split("```python\n")[1:]
    return [block.partition("```")[0] for block in blocks]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


def test_the_snippets_run_one_after_the_other(port: int) -> None:
    code = "\n".join(snippets()).replace("port=8000", f"port={port}")
    assert code.count(f"port={port}") == 2
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("heat ")


def test_every_snippet_is_read() -> None:
    assert len(snippets()) == PAGE.read_text(encoding="utf-8").count("```") // 2
