"""How a command tells that it came to nothing."""

from __future__ import annotations

import sys


def failed(message: str, code: int) -> int:
    """Tell it on stderr; the exit code."""
    print(f"chromalink: {message}", file=sys.stderr)
    return code
