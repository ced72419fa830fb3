"""What commands ask on a terminal, and refuse to guess elsewhere."""

from __future__ import annotations

import sys
from typing import Annotated, TypeAlias

import typer
from rich.markup import escape
from rich.prompt import Confirm, Prompt

from .failure import Failure

ForceAsked: TypeAlias = Annotated[bool, typer.Option("--force", help="Do not ask.")]


def on_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def asked(
    argument: str,
    question: str,
    *,
    choices: list[str] | None = None,
    default: str | None = None,
    secret: bool = False,
) -> str:
    """The answer of the user, `default` if it is empty; without a terminal Failure names the missing argument."""
    if not on_terminal():
        raise Failure(f"{argument}: missing, and there is no terminal to ask on", 2)
    try:
        answer = Prompt.ask(
            escape(question), choices=choices, default=default or "", show_default=default is not None, password=secret
        ).strip()
    except EOFError:
        answer = ""
    if not answer:
        raise Failure(f"{argument}: missing", 2)
    return answer


def agreed(question: str) -> bool:
    """Whether the user says yes; no is the default, and the answer of an empty stdin."""
    try:
        return Confirm.ask(escape(question), default=False)
    except EOFError:
        return False
