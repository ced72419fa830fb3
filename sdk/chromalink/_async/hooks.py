"""Events to the hooks of a client."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from .._core import logbook
from .._core.effects import AnyHook
from ..events import Event


async def tell(hooks: Sequence[AnyHook], event: Event) -> None:
    """Call `hooks` with `event`. What one raises is logged; the others and the call go on."""
    for hook in hooks:
        try:
            outcome = hook(event)
            if inspect.isawaitable(outcome):
                await outcome
        except Exception as exc:
            logbook.broken_hook(exc)
