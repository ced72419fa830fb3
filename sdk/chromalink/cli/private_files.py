"""Files that hold keys: readable by their owner only, and never half written."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

from .failure import Failure

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read(path: Path) -> str | None:
    """What a file says; None where there is none. One that others may read is closed to them, with a warning.

    Raises Failure for a file that cannot be read.
    """
    try:
        close_to_others(path)
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise Failure(f"{path}: expected UTF-8 text") from error
    except OSError as error:
        raise Failure(f"{path}: cannot be read: {error.strerror}") from error


def write(path: Path, text: str) -> None:
    """Put a file in the place of what was there, at once and for its owner only; a symbolic link stays one.

    Raises Failure where it cannot be written; what was there is there then.
    """
    target = path.resolve()
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(handle)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise Failure(f"{path}: cannot be written: {error.strerror}") from error


def close_to_others(path: Path) -> None:
    """Take from everybody but the owner what they may do to a file or directory, and say so where they could."""
    if os.name != "posix":
        return  # bits of the mode say nothing there
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & _OTHERS:
        return
    try:
        path.chmod(mode & ~_OTHERS)
        told = "was open to other users; it no longer is"
    except OSError as error:
        told = f"is open to other users, which could not be changed: {error.strerror}"
    print(f"chromalink: warning: {path} {told}", file=sys.stderr)
