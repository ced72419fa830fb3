"""`chromalink login`: keep a key of Chroma Cloud as a profile."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from ..environment import variable
from ..types import DEFAULT_TENANT
from .account import CLOUD_URL, Account, given_secret, stated_url
from .asking import asked, on_terminal
from .failure import Failure
from .profiles import Profile, Profiles

if TYPE_CHECKING:
    from ..types import UserIdentity

KEY_VARIABLE = "CHROMA_API_KEY"
_ANY = ("", "*")


def run(
    *,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Name of the profile.", show_default="the tenant")
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(
            "--api-key",
            metavar="KEY",
            help=f"The key; - reads it from stdin. Without it {KEY_VARIABLE} counts, and else you are asked.",
        ),
    ] = None,
    tenant: Annotated[
        str | None, typer.Option("--tenant", metavar="ID", help="The tenant, for a key that is good for all.")
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="URL", help="The server that knows the key.")] = CLOUD_URL,
) -> None:
    """Check a key of Chroma Cloud and keep it as a profile; the first profile becomes the active one."""
    url = stated_url(host)
    key = _key(api_key)
    found = _tenant(_identity(url, key), tenant)
    profiles = Profiles()
    name = profile or _name(found)
    before = profiles.all().get(name)
    if before is not None and before.tenant_id != found:
        raise Failure(
            f"profile: {name!r} is of tenant {before.tenant_id}, and the key of {found}: --profile names another"
        )
    profiles.save(Profile(name, key, found))
    print(f"profile {name}: {'made' if before is None else 'has a new key'} (tenant {found})")
    if profiles.active_name() is None:
        profiles.use(name)
    if profiles.active_name() == name:
        print("it is the active profile")
    else:
        print(f"to make it the active one: chromalink profile use {quote(name)}")


def _key(given: str | None) -> str:
    if given is not None:
        return given_secret("--api-key", given)
    return variable(KEY_VARIABLE) or asked("--api-key", "API key (it is not shown)", secret=True)


def _identity(url: str, key: str) -> UserIdentity:
    with Account(url, DEFAULT_TENANT, key).opened() as client:
        return client.get_user_identity()


def _tenant(identity: UserIdentity, wanted: str | None) -> str:
    found = identity["tenant"]
    if found in _ANY:
        if wanted is None:
            raise Failure("--tenant: the key is good for every tenant; name the one that is meant", 2)
        return wanted
    if wanted not in (None, found):
        raise Failure(f"--tenant: the key is of tenant {found}, not {wanted}")
    return found


def _name(tenant: str) -> str:
    """What the user calls the profile; without a terminal it is called as its tenant."""
    return asked("--profile", "Name of the profile", default=tenant) if on_terminal() else tenant
