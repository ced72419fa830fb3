"""How far the memory of this process rises above where it is; /proc of Linux tells."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

_SELF = Path("/proc/self")


def growth(work: Callable[[], object]) -> float:
    """MB between resident memory before the work and its peak until the result is there."""
    gc.collect()
    before = _status("VmRSS")
    (_SELF / "clear_refs").write_text("5", encoding="ascii")  # sets the peak back to what there is now
    result = work()
    peak = _status("VmHWM")
    del result
    return (peak - before) * 1024 / 1e6


def _status(field: str) -> int:
    """A field of /proc/self/status, in KiB."""
    lines = (_SELF / "status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
