"""The `chromalink` command: one module per subcommand, put together in `app`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

_MISSING_EXTRA = "the command line needs typer: pip install 'chromalink[cli]', or pip install 'chromalink[mock]'"
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 = done, 1 = failed, 2 = the command made no sense, 130 = interrupted. `arguments` defaults to those of the
    process. What goes wrong is told on stderr, in one line, without a traceback.
    """
    try:
        import typer
    except ImportError as error:
        return _told(f"{_MISSING_EXTRA} ({error})", 1)
    from ..errors import ChromaError, InvalidInputError
    from .app import app
    from .failure import Failure

    # typer does not export what it raises for a command line that makes no sense, only a kind of it.
    senseless = cast("type[typer.BadParameter]", typer.BadParameter.__bases__[0])
    try:
        code: object = app(
            args=None if arguments is None else list(arguments), prog_name="chromalink", standalone_mode=False
        )
    except SystemExit as end:
        code = 1 if isinstance(end.code, str) else end.code
    except senseless as error:
        return _told(error.format_message(), 2)
    except Failure as failure:
        return _told(str(failure), failure.code)
    except ChromaError as error:
        return _told(str(error), 2 if isinstance(error, InvalidInputError) else 1)
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    if code == _INTERRUPTED:  # typer may have taken the exception for itself
        return _told("interrupted", _INTERRUPTED)
    return code if isinstance(code, int) else 0


def _told(message: str, code: int) -> int:
    if message:  # there is none where the help text was shown
        print(f"chromalink: {message}", file=sys.stderr)
    return code
