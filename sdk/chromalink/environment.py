"""The environment, read here only: the variables of the process, and those of a `.env` file beside it."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache

DOTENV = ".env"
_ESCAPES = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


def variable(name: str) -> str | None:
    """A variable of the process; None where it is not set, or empty."""
    return stated(name) or None


def stated(name: str) -> str | None:
    """A variable of the process, even an empty one; None where it is not set."""
    return os.environ.get(name)


def declared(names: Container[str]) -> Mapping[str, str]:
    """The variables of the process over those of `.env` in the working directory, by name in lower case.

    Only those of `names`; empty ones count as not set.
    """
    # Values are read singly: each takes the process some time to decode.
    found = {lower: os.environ[name] for name in os.environ if (lower := name.lower()) in names}
    of_file = {name: value for name, value in _of_file(DOTENV).items() if name in names}
    return {name: value for name, value in {**of_file, **found}.items() if value}


def _of_file(path: str) -> Mapping[str, str]:
    try:
        stamp = os.stat(path)
    except OSError:
        return {}
    return _read(os.path.abspath(path), stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _read(path: str, changed: int, size: int) -> Mapping[str, str]:
    """What the file says; `changed` and `size` make a file that was edited another one."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return dict(_assignments(file.read()))
    except (OSError, UnicodeDecodeError):
        return {}


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    """`NAME=value` on each line, with or without `export`, quotes and a comment; other lines say nothing."""
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.strip() and not name.startswith("#"):
            yield name.strip().lower(), _unquoted(value.strip())


def _unquoted(value: str) -> str:
    quote = value[:1]
    if quote not in ("'", '"'):
        return value.partition(" #")[0].rstrip() if not value.startswith("#") else ""
    end = value.find(quote, 1)
    while quote == '"' and end > 0 and value[end - 1] == "\\":
        end = value.find(quote, end + 1)
    inner = value[1:end] if end > 0 else value[1:]
    if quote == '"':
        for written, meant in _ESCAPES.items():
            inner = inner.replace(written, meant)
    return inner
