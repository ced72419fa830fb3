"""`chromalink ping`: whether a server answers, and what it says of itself."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from .. import addresses
from ..errors import APIError, AuthorizationError, ChromaAuthError, NoAnswerError
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT, UserIdentity
from .account import CLOUD_URL, Account, given_secret
from .failure import Failure
from .numbers import seconds
from .output import as_json

if TYPE_CHECKING:
    from .._sync.client import ClientAPI

_PAUSE = 0.2
"""Seconds between two attempts with --wait."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a server said."""

    url: str
    version: str
    heartbeat: int
    """The server's clock, in nanoseconds since the epoch."""
    latency_ms: float
    """Of a heartbeat over an open connection."""
    identity: UserIdentity | None
    """Whom it takes the caller for; None where it says so only to those with a key, and none was shown."""
    tenant: str | None
    database: str | None
    collections: int | None
    """How many the database has; None where that is for those with a key."""


def run(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="The server, like http://127.0.0.1:8000, in place of --host.")
    ] = None,
    *,
    host: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The server, by name or address.", show_default=addresses.DEFAULT_HOST),
    ] = None,
    port: Annotated[int, typer.Option(metavar="N", help="The port of --host.")] = addresses.DEFAULT_PORT,
    ssl: Annotated[bool, typer.Option("--ssl", help="Speak TLS with --host.")] = False,
    cloud: Annotated[bool, typer.Option("--cloud", help="Ask Chroma Cloud, with the key of a profile.")] = False,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --cloud: the profile.", show_default="active")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="Sent as X-Chroma-Token; - reads it from stdin."),
    ] = None,
    tenant: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where collections are counted.", show_default="that of the key"),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where collections are counted.", show_default="that of the key"),
    ] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", parser=seconds, help="For each answer.")] = 5.0,
    wait: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", parser=seconds, help="Try again for so long, while nothing or only 429 or 5xx answers."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask a server for its heartbeat, its version, whom it takes you for, and how many collections there are.

    Exit code 1, and the reason on stderr, where it does not answer. A server that answers but wants a key is alive:
    exit code 0, unless a key was shown.
    """
    where, client = _server(url, host, port, ssl, cloud, profile, token, timeout)
    with client:
        _await(client, wait)
        found = _found(where, client, tenant, database, has_key=cloud or token is not None)
    if json:
        as_json(asdict(found))
    else:
        print(_told(found))


def _server(
    url: str | None,
    host: str | None,
    port: int,
    ssl: bool,
    cloud: bool,
    profile: str | None,
    token: str | None,
    timeout: float,
) -> tuple[str, ClientAPI]:
    """Its URL, and a client that tries once and sends nothing before it is asked to."""
    from .._sync.http_client import CloudClient, HttpClient

    elsewhere = url is not None or host is not None
    if cloud and (elsewhere or token is not None):
        raise Failure("--cloud: it goes with --profile, and in place of URL, --host and --token", 2)
    if profile is not None and not cloud:
        raise Failure("--profile: it goes with --cloud", 2)
    if url is not None and host is not None:
        raise Failure("--host: the server is named twice, by URL and by --host", 2)
    if cloud:
        account = Account.asked_for(profile, None, None, None)
        return CLOUD_URL, CloudClient(
            account.tenant, DEFAULT_DATABASE, account.api_key, timeout=timeout, retries=0, validate=False
        )
    server = url or host or addresses.DEFAULT_HOST
    key = None if token is None else given_secret("--token", token)
    client = HttpClient(server, port, ssl, api_key=key, timeout=timeout, retries=0, validate=False)
    return addresses.base_url(server, port, ssl), client


def _await(client: ClientAPI, wait: float | None) -> None:
    """Return when the server answers; after `wait` seconds raise what the last attempt raised."""
    end = time.monotonic() + (wait or 0)
    while True:
        try:
            client.heartbeat()
            return
        except (NoAnswerError, APIError) as error:
            passing = isinstance(error, NoAnswerError) or error.status_code == 429 or error.status_code >= 500
            if not passing or time.monotonic() + _PAUSE > end:
                raise
        time.sleep(_PAUSE)


def _found(url: str, client: ClientAPI, tenant: str | None, database: str | None, *, has_key: bool) -> Found:
    began = time.perf_counter()
    heartbeat = client.heartbeat()
    latency = round((time.perf_counter() - began) * 1000, 3)
    version = client.get_version()
    try:
        identity = client.get_user_identity()
        of_key = identity["databases"]
        scope = (
            tenant or _settled([identity["tenant"]], DEFAULT_TENANT),
            database or _settled(of_key, DEFAULT_DATABASE),
        )
        client.set_tenant(*scope)
        return Found(url, version, heartbeat, latency, identity, *scope, client.count_collections())
    except (AuthorizationError, ChromaAuthError):
        if has_key:
            raise
        return Found(url, version, heartbeat, latency, None, None, None, None)


def _settled(names: list[str], default: str) -> str:
    """The one that a key is good for, if it is one."""
    return names[0] if len(names) == 1 and names[0] not in ("", "*") else default


def _told(found: Found) -> str:
    moment = datetime.fromtimestamp(found.heartbeat / 1e9, UTC).isoformat(timespec="milliseconds")
    lines = [
        f"{found.url} answers in {found.latency_ms:.1f} ms",
        f"version      {found.version}",
        f"heartbeat    {found.heartbeat} ({moment})",
    ]
    if found.identity is None:
        return "\n".join([*lines, "identity     only for those with a key (--token)"])
    user, databases = found.identity["user_id"], ", ".join(found.identity["databases"])
    return "\n".join(
        [
            *lines,
            f"identity     user {user or '-'}, tenant {found.identity['tenant']}, databases {databases or '-'}",
            f"collections  {found.collections} in {found.tenant}/{found.database}",
        ]
    )
