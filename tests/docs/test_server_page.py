"""The page about the server names every option, and faults as they are written."""

from __future__ import annotations

from pathlib import Path

from typer.core import TyperGroup
from typer.main import get_command

from chromalink.cli.app import app
from chromalink_mock.fault_rules import read_rule

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")


def test_every_option_of_the_command_is_on_the_page() -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    options = {name for option in group.commands["serve"].params for name in option.opts}
    assert len(options) > 20
    assert {option for option in options - {"--host"} if f"`{option}" not in PAGE} == set()


def test_every_way_to_write_a_fault_is_understood() -> None:
    table = PAGE.partition("| Written | In Python |")[2].partition("\n\n")[0].splitlines()[2:]
    written = [row.split("|")[1].split(", with")[0] for row in table]
    faults = [each.strip(" `") for cell in written for each in cell.split(",")]
    assert len(faults) >= 14
    for fault in faults:
        text = f"reset={fault}" if fault in ("during", "after") else fault
        assert read_rule(f"*:{text}").operation is None
