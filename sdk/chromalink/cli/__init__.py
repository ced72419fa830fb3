"""The `chromalink` command: one module per subcommand."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from .._version import __version__
from . import contract, serve, vacuum

_COMMANDS = {"serve": serve, "contract": contract, "vacuum": vacuum}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 = done, 1 = failed, 2 = the command made no sense.

    `arguments` defaults to those of the process.
    """
    parser = argparse.ArgumentParser(prog="chromalink", description="Tools around the Chroma vector database.")
    parser.add_argument("--version", action="version", version=f"chromalink {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for command in _COMMANDS.values():
        command.register(commands)
    chosen = parser.parse_args(arguments)
    code: int = _COMMANDS[chosen.command].run(chosen)
    return code
