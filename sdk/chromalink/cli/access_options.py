"""Options of `chromalink serve` that say who may call, and how much."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from ..config import SERVER_KEYS_VARIABLE, server_keys

if TYPE_CHECKING:
    from chromalink_mock import Settings

T = TypeVar("T")

_PANEL = "Access"

ApiKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--api-key",
        metavar="KEY=TENANT[:DB,DB]",
        rich_help_panel=_PANEL,
        help="Let this key in, for all or some databases of a tenant; repeatable"
        f" (also: {SERVER_KEYS_VARIABLE}, such entries with spaces between them).",
    ),
]
ApiKeysFile = Annotated[
    str | None,
    typer.Option(
        "--api-keys-file", metavar="FILE", rich_help_panel=_PANEL, help="Keys, one KEY=TENANT[:DB,DB] to a line."
    ),
]
BasicAuthFile = Annotated[
    str | None,
    typer.Option(
        "--basic-auth-file",
        metavar="FILE",
        rich_help_panel=_PANEL,
        help="Users, as htpasswd -s, -m or -B (needs bcrypt) writes them; NAME:HASH[:TENANT[:DB,DB]] binds one.",
    ),
]
QuotasAsked = Annotated[
    list[str] | None,
    typer.Option(
        "--quota",
        metavar="NAME=VALUE",
        rich_help_panel=_PANEL,
        help="Bound what one call asks for, num_records=300 say; cloud = all that Chroma Cloud documents; repeatable.",
    ),
]
RateLimitAsked = Annotated[
    str | None,
    typer.Option(
        "--rate-limit",
        metavar="N/s",
        rich_help_panel=_PANEL,
        help="Calls a second (or /m, /h) that each tenant may make.",
    ),
]


@dataclass(frozen=True, slots=True)
class AccessOptions:
    """Who may call and how much, as written; secrets stay out of the repr."""

    api_keys: Sequence[str] = field(default=(), repr=False)
    api_keys_variable: str | None = field(default_factory=server_keys, repr=False)
    api_keys_file: str | None = None
    basic_auth_file: str | None = None
    quotas: Sequence[str] = ()
    rate_limit: str | None = None


def with_access(options: AccessOptions, settings: Settings) -> Settings:
    """`settings` with what `options` say; raises ValueError, without secrets in its text, and OSError for files."""
    from chromalink_mock.auth import Credentials, read_api_key, read_api_keys, read_basic_users
    from chromalink_mock.limiter import read_rate_limit
    from chromalink_mock.quotas import read_quotas

    with naming("--api-key"):
        keys = [read_api_key(text) for text in options.api_keys]
    with naming(SERVER_KEYS_VARIABLE):
        if options.api_keys_variable is not None:
            if not options.api_keys_variable.strip():
                raise ValueError("it is set and holds no key; unset it to let everybody in")
            keys += [read_api_key(text) for text in options.api_keys_variable.split()]
    with naming("--api-keys-file"):
        keys += _some(read_api_keys, options.api_keys_file)
    with naming("--basic-auth-file"):
        users = _some(read_basic_users, options.basic_auth_file)
    with naming("--api-key, --api-keys-file, --basic-auth-file"):
        Credentials(keys, users)
    with naming("--quota"):
        quotas = read_quotas(options.quotas)
    with naming("--rate-limit"):
        limit = None if options.rate_limit is None else read_rate_limit(options.rate_limit)
    return replace(settings, api_keys=tuple(keys), basic_users=users, quotas=quotas, rate_limit=limit)


@contextmanager
def naming(option: str) -> Generator[None]:
    """Put the option in front of what is wrong with its value."""
    try:
        yield
    except UnicodeDecodeError:
        raise ValueError(f"{option}: expected UTF-8 text") from None
    except ValueError as error:
        raise ValueError(f"{option}: {error}") from None


def _some(read: Callable[[str], tuple[T, ...]], path: str | None) -> tuple[T, ...]:
    """What a file holds. An empty one is an error: the server would let everybody in."""
    if path is None:
        return ()
    found = read(Path(path).read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{path} holds none")
    return found
