"""`python -m chromalink.as_chromadb script.py [arguments]`, or `-m module [arguments]`: run it with our `chromadb`."""

from __future__ import annotations

import os
import runpy
import sys

from .finder import install_as_chromadb

USAGE = "usage: python -m chromalink.as_chromadb (script.py | -m module) [arguments]"


def main(arguments: list[str]) -> None:
    """Run the script or module as the program; raises SystemExit where none is named, and what the program raises."""
    as_module = arguments[:1] == ["-m"]
    program = arguments[1:] if as_module else arguments
    if not program:
        raise SystemExit(USAGE)
    install_as_chromadb()
    sys.argv = program
    if as_module:
        sys.path[0] = os.getcwd()
        runpy.run_module(program[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = os.path.dirname(os.path.abspath(program[0]))
        runpy.run_path(program[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
