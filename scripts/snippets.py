"""The code blocks of README.md and of the pages of docs/.

`python scripts/snippets.py write DIRECTORY` writes those of the README as files, for type checkers.
`python scripts/snippets.py run PAGE PORT` runs the Python blocks of a page, one after the other, as a reader would type
them into one session: against the server on PORT where they say 8000. A block that is to fail has the error before it,
`<!-- raises: NotFoundError: Collection ... -->`; a block fenced as `text` behind a Python block is what it prints.
"""

from __future__ import annotations

import doctest
import io
import sys
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from chromalink import ClientAPI

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = ROOT / "docs"

FENCE = "```"
RAISES = "<!-- raises: "


@dataclass(frozen=True)
class Block:
    """A fenced block; `line` is that of its first line of code, `before` the last line above it that is not blank."""

    language: str
    code: str
    line: int
    before: str

    @property
    def raises(self) -> str | None:
        """The error that running it must end with."""
        return self.before.removeprefix(RAISES).removesuffix(" -->") if self.before.startswith(RAISES) else None


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order. Raises ValueError for one that is not closed."""
    before, language, start = "", "", 0
    lines = page.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith(FENCE):
            if start:
                yield Block(language, "".join(f"{one}\n" for one in lines[start : number - 1]), start + 1, before)
                start = 0
            else:
                language, start = line.removeprefix(FENCE).strip(), number
                continue
        if not start and line.strip():
            before = line.strip()
    if start:
        raise ValueError(f"{page.name}:{start}: a block is not closed")


def code(page: Path, language: str) -> list[str]:
    """The code of each block of one language, in order."""
    return [block.code for block in blocks(page) if block.language == language]


def printed(page: Path) -> dict[int, str]:
    """What a Python block must print, by its line, where the page shows it."""
    shown, previous = {}, None
    for block in blocks(page):
        if block.language == "text" and previous is not None and block.before == FENCE:
            shown[previous.line] = block.code
        previous = block if block.language == "python" else None
    return shown


def at(port: int, source: str) -> str:
    """`source` for a server on another port than the usual one."""
    source = source.replace("port=8000", f"port={port}").replace("localhost:8000", f"localhost:{port}")
    return source.replace("HttpClient()", f"HttpClient(port={port})").replace(
        "(timeout=10)", f"(port={port}, timeout=10)"
    )


def run(page: Path, port: int) -> None:
    """Run the Python blocks of a page, and print what they print. Raises AssertionError where one does otherwise."""
    names: dict[str, object] = {"__name__": "page"}
    expected, checker = printed(page), doctest.OutputChecker()
    for block in (one for one in blocks(page) if one.language == "python"):
        place = f"{page.name}:{block.line}"
        program = compile("\n" * (block.line - 1) + at(port, block.code), str(page), "exec")
        ended = None
        with redirect_stdout(io.StringIO()) as out:
            try:
                exec(program, names)  # noqa: S102 - our own page
            except Exception as error:
                if block.raises is None:
                    raise
                ended = traceback.format_exception_only(error)[-1].strip().rpartition("errors.")[2]
        print(out.getvalue(), end="")
        if block.raises is not None:
            told = f"{ended}\n"
            assert checker.check_output(f"{block.raises}\n", told, doctest.ELLIPSIS), f"{place}: raised {told}"
        if block.line in expected:
            got = out.getvalue().replace(f":{port}", ":8000")
            assert checker.check_output(expected[block.line], got, doctest.ELLIPSIS), f"{place}: printed {got}"
    for client in (one for one in names.values() if isinstance(one, ClientAPI)):
        client.close()


def write(directory: Path) -> None:
    """Write the Python examples of the README to files, one each."""
    directory.mkdir(parents=True, exist_ok=True)
    for number, example in enumerate(code(README, "python"), 1):
        (directory / f"readme_example_{number}.py").write_text(example, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        run(Path(sys.argv[2]), int(sys.argv[3]))
