"""Numbers as they stand on a command line; each function raises BadParameter for what is none."""

from __future__ import annotations

import typer

from .server_config import MAX_PORT


def port_number(text: str) -> int:
    """A port, 0 for any free one."""
    try:
        found = int(text)
    except ValueError:
        found = -1
    if not 0 <= found <= MAX_PORT:
        raise typer.BadParameter(f"expected a number from 0 to {MAX_PORT}, got {text!r}")
    return found


def count(text: str) -> int:
    """A whole number."""
    if not text.isascii() or not text.isdecimal():
        raise typer.BadParameter(f"expected a whole number, got {text!r}")
    return int(text)


def seconds(text: str) -> float:
    """A positive number."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise typer.BadParameter(f"expected a positive number of seconds, got {text!r}")
    return found
