"""A bar on the terminal for bulk writes."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, cast

from .bulk import BulkProgress, Progress

if TYPE_CHECKING:
    from rich import progress as rich_progress


@contextmanager
def bar(description: str) -> Generator[Progress]:
    """Shows what it is told, on standard error, until it is left. Raises ImportError without rich."""
    try:
        console = import_module("rich.console").Console(stderr=True)
        found = import_module("rich.progress")
    except ImportError as missing:
        raise ImportError("progress=True needs rich: pip install 'chromalink[progress]'") from missing
    columns = (*found.Progress.get_default_columns(), found.MofNCompleteColumn())
    with cast("rich_progress.Progress", found.Progress(*columns, console=console)) as shown:
        task = shown.add_task(description, total=None)

        def tell(now: BulkProgress) -> None:
            shown.update(task, completed=now.done, total=now.total)

        yield tell
