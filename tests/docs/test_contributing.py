"""What the page for contributors tells of the tree is so."""

from __future__ import annotations

import re

import pytest
import yaml

from snippets import DOCS, README, ROOT, Block, blocks

PAGE = DOCS / "CONTRIBUTING.md"
WRITTEN = [README, ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
QUOTES = [block for block in blocks(PAGE) if block.language in ("py", "yaml")]


def test_each_script_that_is_named_exists_and_each_that_exists_is_named() -> None:
    everywhere = "\n".join(page.read_text(encoding="utf-8") for page in WRITTEN)
    named = set(re.findall(r"`(?:\./)?scripts/(\w+)[`\s]", everywhere))
    there = {path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and path.stat().st_mode & 0o100}
    assert {name for name in named if not (ROOT / "scripts" / name).exists()} == set()
    assert {name for name in there if f"`scripts/{name}`" not in PAGE.read_text(encoding="utf-8")} == set()


@pytest.mark.parametrize("block", QUOTES, ids=[block.code.partition("\n")[0] for block in QUOTES])
def test_what_the_worked_example_quotes_is_in_the_file_it_names(block: Block) -> None:
    place, _, quoted = block.code.partition("\n")
    assert quoted in (ROOT / place.removeprefix("# ")).read_text(encoding="utf-8")


def test_the_worked_example_goes_through_the_tree() -> None:
    places = [block.code.partition("\n")[0].removeprefix("# ") for block in QUOTES]
    assert [place.split("/")[0] for place in places] == ["openapi", *["sdk"] * 4, *["mockserver"] * 2]
    (line,) = [block.code for block in blocks(PAGE) if block.language == "json"]
    assert line in (ROOT / "sdk/chromalink/contract/data/chroma/fork.jsonl").read_text(encoding="utf-8")


def test_each_folder_and_file_of_the_map_exists() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("| Code in |")[2].partition("\n\n")[0]
    places = [
        place for row in table.splitlines()[2:] for place in re.findall(r"`((?:sdk|mockserver|generated)/[^`]*)`", row)
    ]
    assert len(places) > 6
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_what_runs_before_a_commit_is_part_of_the_check() -> None:
    check = (ROOT / "scripts" / "check").read_text(encoding="utf-8")
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"] for repository in settings["repos"] for hook in repository["hooks"]]
    assert entries
    assert {repository["repo"] for repository in settings["repos"]} == {"local"}
    for entry in entries:
        command = entry.removeprefix(".venv/bin/").removesuffix(" --force-exclude")
        assert any(line == command or line.startswith(f"{command} ") for line in check.splitlines()), command
