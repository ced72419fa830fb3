"""The part of docs/cli.md that lists every command with its options, made from the commands themselves.

`python scripts/command_reference.py` writes it; `--check` only compares, and ends with 1 where the page is behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from chromalink.cli.app import app

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
BEGIN = "<!-- What follows is written by scripts/cli_reference. -->"

BAR = "\\|"
"""A bar within a cell."""

_INHERITED = {"help", "install_completion", "show_completion"}
"""What every command has, and the page tells once."""


def commands() -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Every command and group with the words that call it, as the help lists them."""
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    yield from _within("chromalink", root)


def reference() -> str:
    """The reference in Markdown, beginning with its marker."""
    return "\n\n".join([BEGIN, *(part for words, command in commands() for part in _section(words, command))]) + "\n"


def main(arguments: list[str], page: Path = PAGE) -> int:
    """Write the page, or with `--check` compare it; the exit code."""
    text = page.read_text(encoding="utf-8")
    written = text.partition(BEGIN)[0] + reference()
    if arguments == ["--check"]:
        if written != text:
            print(f"{page.name} is behind the commands: run scripts/cli_reference", file=sys.stderr)
        return int(written != text)
    page.write_text(written, encoding="utf-8")
    return 0


def _within(words: str, command: TyperCommand | TyperGroup) -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    yield words, command
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            assert isinstance(inner, TyperCommand | TyperGroup)
            if not inner.hidden:
                yield from _within(f"{words} {name}", inner)


def _section(words: str, command: TyperCommand | TyperGroup) -> Iterator[str]:
    arguments = [param for param in command.params if isinstance(param, TyperArgument)]
    options = [param for param in command.params if isinstance(param, TyperOption) and param.name not in _INHERITED]
    yield f"### `{words}`"
    yield _text(command.help or "")
    if isinstance(command, TyperGroup):
        yield f"```text\n{words} COMMAND\n```"
    else:
        usage = [words, *(["[OPTIONS]"] if options else []), *map(_placed, arguments)]
        yield f"```text\n{' '.join(usage)}\n```"
    shown = [*map(_row, arguments), *map(_row, options)]
    if shown:
        yield "\n".join(["| Argument or option | Means | Default |", "|---|---|---|", *shown])


def _row(param: TyperArgument | TyperOption) -> str:
    name = _argument(param) if isinstance(param, TyperArgument) else _option(param)
    return f"| {name} | {_text(param.help or '').replace('|', BAR)} | {_default(param)} |"


def _text(written: str) -> str:
    """Paragraphs on a line each, with nothing that Markdown would take for markup."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in written.split("\n\n")]
    return "\n\n".join(_escaped(paragraph) for paragraph in paragraphs)


def _escaped(paragraph: str) -> str:
    """Stars and angle brackets as they are, outside of what is code already."""
    parts = paragraph.split("`")
    plain = [part.replace("*", "\\*").replace("<", "&lt;") for part in parts[::2]]
    parts[::2] = plain
    return "`".join(parts)


def _argument(argument: TyperArgument) -> str:
    return f"`{_shown(argument)}`"


def _option(option: TyperOption) -> str:
    """Its names, with what stands behind it: nothing, one of some words, or something of a kind."""
    names = ", ".join(option.opts)
    choices: Sequence[str] = getattr(option.type, "choices", ())
    if option.is_flag:
        return f"`{names}`"
    if option.metavar is None and choices:
        # No bar between them: some readers of tables take it for the end of the cell.
        return f"`{names}` {' or '.join(f'`{choice}`' for choice in choices)}"
    return f"`{names} {option.metavar or option.type.name.upper()}`"


def _shown(argument: TyperArgument) -> str:
    return str(argument.metavar or (argument.name or "").upper())


def _placed(argument: TyperArgument) -> str:
    name = _shown(argument)
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _default(param: TyperArgument | TyperOption) -> str:
    if isinstance(param.show_default, str):
        return param.show_default
    if param.required:
        return "it must be there"
    if param.default is None or isinstance(param.default, bool) or param.default == ():
        return ""
    return f"`{param.default}`"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
