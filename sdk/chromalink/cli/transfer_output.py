"""What copies, exports and imports show: a bar while they run, and a line for each collection."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import MofNCompleteColumn, Progress

if TYPE_CHECKING:
    from ..transfer import Exported, Report, TransferProgress, Transferred

_STATES = {"copied": "brought over", "resumed": "brought over, from where an earlier run had ended"}
_MOST_DIFFERENCES = 8


@contextmanager
def bar(name: str) -> Generator[Report]:
    """Shows how a transfer goes, on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield _unheard
        return
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=Console(stderr=True)) as shown:
        task = shown.add_task(escape(name), total=None)

        def tell(now: TransferProgress) -> None:
            shown.update(task, description=f"{escape(name)}: {now.step}", completed=now.done, total=now.total)

        yield tell


def say(done: Transferred | Exported, state: str) -> None:
    """Print a line about a collection."""
    print(f"{done.name}: {done.records} records {_STATES.get(state, state)}, checksum {done.checksum}")


def warn(done: Transferred) -> None:
    """Tell on stderr what the target keeps otherwise."""
    lines = list(done.differences[:_MOST_DIFFERENCES])
    if len(done.differences) > len(lines):
        lines.append(f"and {len(done.differences) - len(lines)} more settings")
    if done.rounded:
        lines.append("the target has rounded some numbers in their last digits")
    if not done.in_order:
        lines.append("the target has the records in another order")
    note(f"{done.name}: {line}" for line in lines)


def note(lines: Iterable[str]) -> None:
    """Tell something on stderr, a line each."""
    for line in lines:
        print(f"note: {line}", file=sys.stderr)


def _unheard(now: TransferProgress) -> None:
    """Where there is no terminal."""
