"""`chromalink profile`: the keys of Chroma Cloud that are kept, and which of them is used."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from . import output
from .asking import ForceAsked, agreed
from .failure import Failure
from .profiles import Profiles

group = typer.Typer(help="Keep the keys of Chroma Cloud, by name.", no_args_is_help=True)

_NONE = "there is no profile: `chromalink login` makes one"
_NO_ACTIVE = "no profile is active: `chromalink profile use NAME` chooses one, `chromalink login` makes one"

Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="The profile.")]


@group.command("list")
def list_profiles(*, json: output.JsonAsked = False) -> None:
    """Print the profiles and which one is active; keys are not shown."""
    profiles = Profiles()
    active = profiles.active_name()
    found = [(one.name, one.tenant_id, one.name == active) for one in profiles.all().values()]
    if json:
        output.as_json([{"name": name, "tenant_id": tenant, "active": used} for name, tenant, used in found])
    elif found:
        rows = [(name, tenant, "active" if used else "") for name, tenant, used in found]
        output.out().print(output.table(("Profile", "Tenant", ""), rows))
    else:
        print(_NONE)


@group.command("show")
def show(*, json: output.JsonAsked = False) -> None:
    """Print the name of the active profile."""
    active = Profiles().active()
    if active is None:
        raise Failure(_NO_ACTIVE)
    if json:
        output.as_json({"name": active.name, "tenant_id": active.tenant_id})
    else:
        print(active.name)


@group.command("use")
def use(name: Name) -> None:
    """Make a profile the active one."""
    Profiles().use(name)
    print(f"{name} is the active profile")


@group.command("rename")
def rename(
    name: Name, new_name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="What to call it from now on.")]
) -> None:
    """Give a profile another name; it stays active if it is."""
    Profiles().rename(name, new_name)
    print(f"{name} is now called {new_name}")


@group.command("delete")
def delete(name: Name, *, force: ForceAsked = False) -> None:
    """Forget a profile; the active one only after asking. The key itself stays valid."""
    profiles = Profiles()
    profiles.named(name)
    is_active = profiles.active_name() == name
    if is_active and not force and not agreed(f"{name} is the active profile. Delete it?"):
        raise Failure("profile: nothing was changed")
    profiles.delete(name)
    print(f"{name} is deleted")
    if is_active:
        print("no profile is active now: chromalink profile use NAME chooses one")
