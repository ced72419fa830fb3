"""What the page about many records shows runs as written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from chromalink_mock import serve

PAGE = Path(__file__).parents[2] / "docs" / "bulk.md"


def test_the_snippets_run_one_after_the_other() -> None:
    blocks = PAGE.read_text(encoding="utf-8").split("```python\n")[1:]
    code = "\n".join(block.partition("```")[0] for block in blocks)
    with serve() as server:
        code = code.replace("port=8000", f"port={server.port}") + "\nclient.close()\n"
        ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "BulkResult(landed=2000, failed=0, unknown=0)",
        "[{'year': 1995}]",
        "['a'] ['b'] records[1]: expected an embedding, or a document or uri to embed, got neither",
        "BulkResult(landed=2, failed=0, unknown=0)",
        "16",
        "True",
        "['films', 'copy']",
    ]
