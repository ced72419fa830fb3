"""The page about the contract suite names every option of the command, and no other."""

from __future__ import annotations

import re

from typer.core import TyperGroup
from typer.main import get_command

from chromalink.cli.app import app
from snippets import DOCS

PAGE = (DOCS / "contract.md").read_text(encoding="utf-8")


def test_the_options_on_the_page_are_those_of_the_command() -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    options = {name for option in group.commands["contract"].params for name in option.opts if name.startswith("--")}
    told = {
        option for option in re.findall(r"--[a-z][a-z-]+", PAGE) if not option.startswith(("--chroma-", "--pyargs"))
    }
    assert told == options - {"--help"}
