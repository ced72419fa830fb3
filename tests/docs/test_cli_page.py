"""The page about the command line has every command, and the commands that it names exist."""

from __future__ import annotations

from pathlib import Path

import pytest

import command_reference
from command_reference import BEGIN, PAGE, commands

TEXT = PAGE.read_text(encoding="utf-8")
KNOWN = {words: {name for option in command.params for name in option.opts} for words, command in commands()}


def rows() -> list[list[str]]:
    table = TEXT.partition("| Chroma's | Here | Compared |\n")[2].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table]


def spoken_of() -> list[str]:
    """What stands between backticks and calls this program."""
    return [code for code in TEXT.partition(BEGIN)[0].split("`")[1::2] if code.startswith("chromalink ")]


def test_the_reference_is_what_the_commands_are() -> None:
    assert command_reference.main(["--check"]) == 0


def test_a_page_that_is_behind_is_told_and_written_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "cli.md"
    page.write_text(TEXT.replace("| `--strict` |", "| `--lenient` |"), encoding="utf-8")
    assert command_reference.main(["--check"], page) == 1
    assert "cli.md is behind the commands: run scripts/cli_reference" in capsys.readouterr().err
    assert command_reference.main([], page) == 0
    assert page.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("code", spoken_of())
def test_what_is_spoken_of_exists(code: str) -> None:
    words = code.split()
    command = max((known for known in KNOWN if code == known or code.startswith(f"{known} ")), key=len)
    options = {word for word in words if word.startswith("--")} - {"--help"}
    assert options <= KNOWN[command] | {"--install-completion"}
    rest = [word for word in words[len(command.split()) :] if not word.startswith("--")]
    assert command != "chromalink" or rest in ([], ["COMMAND"])


def test_every_command_is_compared_with_chromas() -> None:
    found = rows()
    assert len(found) > 30
    assert {len(row) for row in found} == {3}
    verdicts = {row[2].split()[0].strip(":;") for row in found}
    assert verdicts == {"same", "better", "different", "more"}
    groups = {"chromalink", "chromalink utils", "chromalink db", "chromalink profile"}
    compared = {code for row in found for code in row[1].split("`")[1::2]}
    unnamed = [known for known in KNOWN if not any(code == known or code.startswith(f"{known} ") for code in compared)]
    assert set(unnamed) <= groups
