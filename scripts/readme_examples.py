"""The Python examples of README.md, as files: `python scripts/readme_examples.py DIRECTORY` writes them there."""

from __future__ import annotations

import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def examples() -> list[str]:
    """The text of each block fenced as python, in order."""
    found: list[str] = []
    for block in README.read_text(encoding="utf-8").split("```python\n")[1:]:
        code, fence, _ = block.partition("```")
        if not fence:
            raise ValueError("README.md: a python block is not closed")
        found.append(code)
    return found


def write(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for number, code in enumerate(examples(), 1):
        (directory / f"readme_example_{number}.py").write_text(code, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
