"""The configuration file of Chroma's own server, in YAML: what `--config` reads of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from .failure import Failure

T = TypeVar("T")

MAX_PORT = 65535

_MISSING_EXTRA = "--config needs a YAML parser: pip install 'chromalink[cli]'"
_KEYS = ("port", "listen_address", "persist_path", "allow_reset", "cors_allow_origins", "max_payload_size_bytes")


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What a file says, None for each key that is not in it; the names are Chroma's."""

    port: int | None = None
    listen_address: str | None = None
    persist_path: str | None = None
    allow_reset: bool | None = None
    cors_allow_origins: tuple[str, ...] | None = None
    max_payload_size_bytes: int | None = None


def read_server_config(path: Path) -> ServerConfig:
    """The file's settings; keys that mean nothing here are named in one warning on stderr.

    Raises Failure for a file that cannot be read, is no YAML mapping, or has a value of the wrong kind.
    """
    found = _mapping(path)
    unknown = [str(key) for key in found if key not in _KEYS]
    if unknown:
        print(f"chromalink: {path}: of no meaning here, and ignored: {', '.join(unknown)}", file=sys.stderr)

    def value(key: str, read: Callable[[object], T], expected: str) -> T | None:
        if found.get(key) is None:
            return None
        try:
            return read(found[key])
        except ValueError:
            raise Failure(f"{path}: {key}: expected {expected}, got {found[key]!r}", 2) from None

    return ServerConfig(
        value("port", lambda port: _whole(port, MAX_PORT), f"a number from 0 to {MAX_PORT}"),
        value("listen_address", _text, "a host name or address"),
        value("persist_path", _text, "a directory"),
        value("allow_reset", _truth, "true or false"),
        value("cors_allow_origins", _texts, "a list of origins"),
        value("max_payload_size_bytes", _whole, "a whole number"),
    )


def stated(flag: T | None, of_file: T | None, default: T) -> T:
    """The first that is there: flags beat the file, and the file the defaults."""
    if flag is not None:
        return flag
    return default if of_file is None else of_file


def _mapping(path: Path) -> Mapping[object, object]:
    try:
        import yaml
    except ImportError as error:
        raise Failure(f"{_MISSING_EXTRA} ({error})") from error
    try:
        found: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Failure(f"--config: cannot read {path}: {error.strerror}", 2) from error
    except UnicodeDecodeError:
        raise Failure(f"--config: {path}: expected UTF-8 text", 2) from None
    except yaml.YAMLError as error:
        raise Failure(f"--config: {path} is no YAML: {' '.join(str(error).split())}", 2) from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Failure(f"--config: {path}: expected keys with values, got {type(found).__name__}", 2)
    return cast("Mapping[object, object]", found)


def _whole(value: object, most: int = sys.maxsize) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(_text(each) for each in cast("list[object]", value))
