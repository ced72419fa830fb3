"""The two sides of a copy: which options name them, which go together, and the places they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import whereabouts
from .asking import asked
from .failure import Failure
from .places import Place
from .whereabouts import CLOUD, Scope

LOCAL = "local"
_OTHER = {LOCAL: CLOUD, CLOUD: LOCAL}
_PLACE = "(a URL, HOST:PORT, a directory, or cloud)"


@dataclass(frozen=True, slots=True)
class Side:
    """What was said of one side; `prefix` is "--from" or "--to"."""

    prefix: str
    local: bool
    cloud: bool
    place: str | None
    scope: Scope

    @property
    def said(self) -> str | None:
        """`local`, `cloud`, or the text of a place; None where nothing was said. Raises Failure for more than one."""
        said = {f"{self.prefix}-local": self.local, f"{self.prefix}-cloud": self.cloud, self.prefix: self.place}
        given = [option for option, value in said.items() if value]
        if len(given) > 1:
            raise Failure(f"{' and '.join(given)}: expected one of them", 2)
        return LOCAL if self.local else CLOUD if self.cloud else self.place


@dataclass(frozen=True, slots=True)
class Details:
    """What is said of the side that is local, and of the one in Chroma Cloud."""

    host: str | None
    path: str | None
    db: str | None
    profile: str | None


def places(source: Side, target: Side, details: Details) -> tuple[Place, Place]:
    """Where to copy from and where to. Raises Failure for options that do not go together."""
    origin, aim = source.said, target.said
    if origin is None:
        origin = _OTHER.get(aim or "") or asked("--from", f"Copy from {_PLACE}")
    if aim is None:
        aim = _OTHER.get(origin) or asked("--to", f"Copy to {_PLACE}")
    _refuse_what_fits_neither(origin, aim, details)
    scopes = [_scope(said, side.scope, details) for said, side in ((origin, source), (aim, target))]
    found = _place(origin, scopes[0], details), _place(aim, scopes[1], details)
    if str(found[0]) == str(found[1]):
        raise Failure(f"{found[0]}: expected two places, got one twice", 2)
    return found


def _refuse_what_fits_neither(origin: str, aim: str, details: Details) -> None:
    sides = (origin, aim)
    if details.host is not None and details.path is not None:
        raise Failure("--host and --path: expected one of them", 2)
    if sides == (LOCAL, LOCAL):
        raise Failure("--from-local and --to-local: name the two places with --from and --to", 2)
    if LOCAL not in sides and (details.host is not None or details.path is not None):
        raise Failure("--host, --path: they are about a local side, and there is none", 2)
    if CLOUD not in sides and (details.db is not None or details.profile is not None):
        raise Failure("--db, --profile: they are about Chroma Cloud; elsewhere it is --from-db and --to-db", 2)
    if sides == (CLOUD, CLOUD) and details.db is not None:
        raise Failure("--db: both sides are in Chroma Cloud; name their databases with --from-db and --to-db", 2)


def _scope(said: str, scope: Scope, details: Details) -> Scope:
    if said != CLOUD or details.db is None:
        return scope
    if scope.db is not None:
        raise Failure(f"--db and {scope.prefix}db: expected one of them", 2)
    return replace(scope, db=details.db)


def _place(said: str, scope: Scope, details: Details) -> Place:
    if said != LOCAL:
        return whereabouts.named(said, details.profile, scope)
    if details.path is not None:
        return whereabouts.directory(details.path, scope)
    return whereabouts.server(details.host, scope)
