"""What the page about the server shows runs as written, and names every option."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chromalink_mock.fault_rules import read_rule

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")


def snippets() -> list[str]:
    return [block.partition("```")[0] for block in PAGE.split("```python\n")[1:]]


@pytest.mark.parametrize("code", snippets())
def test_a_snippet_runs(code: str) -> None:
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout in ("True\n", "1\n")


def test_every_option_of_the_command_is_on_the_page() -> None:
    helped = subprocess.run(
        [sys.executable, "-c", "from chromalink.cli import main; main(['serve', '--help'])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    options = {word.strip("[],:") for word in helped.split() if word.startswith(("--", "[--"))}
    unnamed = {option for option in options - {"--help", "--host"} if option not in PAGE}
    assert unnamed == set()


def test_every_way_to_write_a_fault_is_understood() -> None:
    table = PAGE.partition("| Written | In Python |")[2].partition("\n\n")[0].splitlines()[2:]
    written = [row.split("|")[1].split(", with")[0] for row in table]
    faults = [each.strip(" `") for cell in written for each in cell.split(",")]
    assert len(faults) >= 14
    for fault in faults:
        text = f"reset={fault}" if fault in ("during", "after") else fault
        assert read_rule(f"*:{text}").operation is None
