"""What commands print: tables and lines for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, TypeAlias

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

JsonAsked: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def out() -> Console:
    """The console of what was asked for, on stdout."""
    return Console(highlight=False, soft_wrap=True)


def as_json(value: object) -> None:
    """Print one JSON value on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> Table:
    """Rows under their headings; cells are shown as they are, without markup."""
    made = Table(*columns, title=title)
    for row in rows:
        made.add_row(*(escape(str(cell)) for cell in row))
    return made
