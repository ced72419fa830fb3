"""Run the sessions and write what they show into the documentation."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from .pictures import of_browse, of_page
from .terminal import COMMANDS, Terminal

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEGIN, END = "<!-- session:begin -->", "<!-- session:end -->"


def main() -> None:
    """Record both sessions; the page's text between the marks, and its pictures, are written anew."""
    page = DOCS / "sessions.md"
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name).resolve()
        shutil.copy(Path(__file__).with_name("films.py"), directory)
        terminal = Terminal(directory)
        terminal.run("python films.py")
        with terminal.serving():
            for command in COMMANDS:
                terminal.run(command)
            asyncio.run(of_browse(terminal.url, DOCS / "images"))
            of_page(terminal.url, DOCS / "images")
    text = "\n\n".join(terminal.record)
    page.write_text(f"{before}{BEGIN}\n```text\n{text}\n```\n{END}{after}", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
