"""`chromalink db`: the databases of an account."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from ..environment import DOTENV
from . import output
from .account import Account, HostAsked, ProfileAsked, TenantAsked, TokenAsked
from .asking import ForceAsked, asked, on_terminal
from .connection import Connection, Language, assignments, write_env_file
from .failure import Failure

if TYPE_CHECKING:
    from .._sync.client import ClientAPI

group = typer.Typer(help="Make, find and delete databases of Chroma Cloud, or of any server.", no_args_is_help=True)

Name: TypeAlias = Annotated[str | None, typer.Argument(metavar="[NAME]", help="The database; asked for if left out.")]


@group.command("list")
def list_databases(
    *,
    profile: ProfileAsked = None,
    host: HostAsked = None,
    tenant: TenantAsked = None,
    token: TokenAsked = None,
    json: output.JsonAsked = False,
) -> None:
    """Print the databases of the account."""
    account = Account.asked_for(profile, host, tenant, token)
    with account.opened() as client:
        found = list(client.admin.iter_databases(tenant=account.tenant))
    if json:
        output.as_json(found)
    elif found:
        output.out().print(output.table(("Database", "ID"), [(one["name"], one["id"]) for one in found]))
    else:
        print(f"tenant {account.tenant} has no database: `chromalink db create NAME` makes one")


@group.command("create")
def create(
    name: Name = None,
    *,
    profile: ProfileAsked = None,
    host: HostAsked = None,
    tenant: TenantAsked = None,
    token: TokenAsked = None,
) -> None:
    """Make a database; an error where it exists."""
    account = Account.asked_for(profile, host, tenant, token)
    chosen = asked("NAME", "Name of the new database") if name is None else name
    with account.opened() as client:
        client.admin.create_database(chosen, tenant=account.tenant)
    print(f"database {chosen} is made (tenant {account.tenant})")


@group.command("delete")
def delete(
    name: Name = None,
    *,
    profile: ProfileAsked = None,
    host: HostAsked = None,
    tenant: TenantAsked = None,
    token: TokenAsked = None,
    force: ForceAsked = False,
) -> None:
    """Delete a database with all that is in it, after asking for its name once more."""
    account = Account.asked_for(profile, host, tenant, token)
    with account.opened() as client:
        chosen = _existing(name, client, account)
        if not force:
            _confirm(chosen, account)
        client.admin.delete_database(chosen, tenant=account.tenant)
    print(f"database {chosen} is deleted (tenant {account.tenant})")


@group.command("connect")
def connect(
    name: Name = None,
    *,
    language: Annotated[
        Language | None,
        typer.Option(case_sensitive=False, help="What the code is written in; asked for if left out."),
    ] = None,
    env_file: Annotated[
        bool, typer.Option("--env-file", help=f"Set key, tenant and database in {DOTENV} of the working directory.")
    ] = False,
    env_vars: Annotated[
        bool, typer.Option("--env-vars", help="Print key, tenant and database as environment variables.")
    ] = False,
    profile: ProfileAsked = None,
    host: HostAsked = None,
    tenant: TenantAsked = None,
    token: TokenAsked = None,
) -> None:
    """Print code that makes a client of a database, which reads the key from the environment."""
    account = Account.asked_for(profile, host, tenant, token)
    with account.opened() as client:
        connection = Connection(account, _existing(name, client, account))
    if env_vars:
        print(assignments(connection.variables()), end="")
    if env_file:
        write_env_file(Path(DOTENV), connection.variables())
        print(f"{DOTENV} has CHROMA_API_KEY, CHROMA_TENANT and CHROMA_DATABASE now; keep it out of version control")
    if language is not None or not (env_vars or env_file):
        print(connection.snippet(language or _asked_language()))


def _existing(name: str | None, client: ClientAPI, account: Account) -> str:
    """The name, or the answer where it is missing; NotFoundError where there is no such database."""
    if name is None:
        return asked("NAME", "Database", choices=_names(client, account) if on_terminal() else None)
    return client.admin.get_database(name, tenant=account.tenant)["name"]


def _names(client: ClientAPI, account: Account) -> list[str]:
    found: Sequence[str] = [one["name"] for one in client.admin.iter_databases(tenant=account.tenant)]
    if not found:
        raise Failure(f"tenant {account.tenant} has no database")
    return list(found)


def _confirm(name: str, account: Account) -> None:
    if not on_terminal():
        raise Failure("--force: missing, and there is no terminal to ask on", 2)
    if asked("NAME", f"Name of the database, to delete it for good from {account.url}") != name:
        raise Failure("db: the name is another; nothing was deleted")


def _asked_language() -> Language:
    return Language(asked("--language", "Language", choices=["python", "js", "ts"]))
