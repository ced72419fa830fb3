"""The recorded sessions in docs/sessions.md are those that `scripts/sessions` would record."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from session_records.terminal import COMMANDS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_shows_the_commands_of_the_script_in_their_order() -> None:
    typed = [
        line.removeprefix("$ ") for line in (DOCS / "sessions.md").read_text("utf-8").splitlines() if line[:2] == "$ "
    ]
    assert [line for line in typed if line.startswith(("chromalink", "head")) and not line.endswith("&")] == [*COMMANDS]


def test_its_pictures_load_nothing_from_elsewhere() -> None:
    for picture in ("browse.svg", "browse-form.svg"):
        text = (DOCS / "images" / picture).read_text("utf-8")
        ElementTree.fromstring(text)
        assert "https://" not in text
