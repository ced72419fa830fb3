"""What the page about embedded clients shows runs as written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "embedded.md"


def snippets() -> list[str]:
    blocks = PAGE.read_text(encoding="utf-8").split("```python\n")[1:]
    return [block.partition("```")[0] for block in blocks]


def test_the_snippets_run_one_after_the_other(tmp_path: Path) -> None:
    code = "\n".join(snippets())
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    told = ran.stdout.splitlines()
    assert told[:5] == ["[['heat']]", "1", "['films']", "['A crew of thieves and a detective.']", "1"]
    assert told[5] == "1.0.0" or "pip install chromadb" in told[5]
    assert told[6:] == ["1.0.0", "True"]


def test_every_snippet_is_read() -> None:
    assert len(snippets()) == PAGE.read_text(encoding="utf-8").count("```") // 2 - 1
