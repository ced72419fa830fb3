"""Index the documentation of the running interpreter's standard library, and answer questions about it.

Without arguments a fixed list of questions is asked; any arguments together are one question of your own.
"""

from __future__ import annotations

import signal
import sys
import warnings

INTERRUPTED = 130


def main() -> int:
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        from .demonstration import run

        run(" ".join(sys.argv[1:]).strip())
    except KeyboardInterrupt:
        warnings.simplefilter("ignore")  # of a coroutine whose event loop had not begun
        print("\ninterrupted", file=sys.stderr)
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
