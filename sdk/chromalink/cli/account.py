"""Whose databases a command is about: those of a profile on Chroma Cloud, or those of a tenant elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from .. import addresses
from ..config import CLOUD_HOST, DEFAULT_PORT
from ..types import DEFAULT_DATABASE, DEFAULT_TENANT
from .failure import Failure
from .profiles import Profiles

if TYPE_CHECKING:
    from .._sync.client import ClientAPI

CLOUD_URL = f"https://{CLOUD_HOST}"
FROM_STDIN = "-"

ProfileAsked = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="The profile whose key is used.", show_default="active")
]
HostAsked = Annotated[str | None, typer.Option("--host", metavar="URL", help="The server.", show_default=CLOUD_URL)]
TenantAsked = Annotated[
    str | None, typer.Option("--tenant", metavar="NAME", help="The tenant.", show_default="that of the profile")
]
TokenAsked = Annotated[
    str | None,
    typer.Option(
        "--token",
        metavar="KEY",
        help="With --host: sent in place of a profile's key, as X-Chroma-Token; - reads it from stdin.",
    ),
]


@dataclass(frozen=True, slots=True)
class Account:
    """A tenant of a server, which may be a URL with a login, and the key to it."""

    host: str = field(repr=False)
    tenant: str
    api_key: str | None = field(repr=False)

    @classmethod
    def asked_for(cls, profile: str | None, host: str | None, tenant: str | None, token: str | None) -> Account:
        """What the options of a command mean.

        Without `host` it is Chroma Cloud and the active profile, if no other is named. With it a key is sent only
        where one is named: by its profile, or as it is. Raises Failure for what goes together with nothing.
        """
        if token is not None and (host is None or profile is not None):
            raise Failure("--token: it goes with --host, and in place of --profile", 2)
        if host is not None and profile is None:
            key = None if token is None else given_secret("--token", token)
            return cls(stated_url(host), tenant or DEFAULT_TENANT, key)
        chosen = Profiles().chosen(profile)
        return cls(CLOUD_URL if host is None else stated_url(host), tenant or chosen.tenant_id, chosen.api_key)

    @property
    def url(self) -> str:
        """Where the server is, without a login."""
        return addresses.base_url(self.host, DEFAULT_PORT, False)

    @property
    def is_in_cloud(self) -> bool:
        """Whether it is where CloudClient goes by itself."""
        return self.url == CLOUD_URL

    @contextmanager
    def opened(self) -> Generator[ClientAPI]:
        """A client for its administration, closed on leaving; nothing is sent before the first call."""
        from .._sync.http_client import CloudClient, HttpClient

        client: ClientAPI
        if self.api_key is None:
            client = HttpClient(self.host, tenant=self.tenant, validate=False)
        else:
            client = CloudClient(
                self.tenant,
                DEFAULT_DATABASE,
                self.api_key,
                cloud_host=self.host,
                cloud_port=DEFAULT_PORT,
                enable_ssl=False,  # the URL says
                validate=False,
            )
        with client:
            yield client


def stated_url(host: str) -> str:
    """`host` where it is a URL; Failure where it is not, because a key must not go out in the clear by omission.

    Raises InvalidInputError for an impossible one.
    """
    parts, _ = addresses.split(host)
    if not parts.scheme:
        shown = addresses.without_password(host)
        raise Failure(f"--host: expected a URL that begins with https:// or http://, got {shown!r}", 2)
    return host


def given_secret(option: str, value: str) -> str:
    """A key as it was given: itself, or the first line of stdin where it is `-`."""
    found = (sys.stdin.readline() if value == FROM_STDIN else value).strip()
    if not found:
        raise Failure(f"{option}: expected a key, got an empty text", 2)
    return found
