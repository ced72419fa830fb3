"""In what our surface differs from the official one, and which differences are meant."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

from . import introspection

ALLOWED = Path(__file__).parent / "allowed.toml"
RECORD = Path(__file__).parents[2] / "tests" / "data" / "official_surface.json"
POSITIONAL = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")
MADE_ANEW = ("[]", "dict", "list", "_HAS_DEFAULT_FACTORY_CLASS")
"""Defaults that are an empty or standing collection, made for each call or not."""
COLLECTING = ("VAR_POSITIONAL", "VAR_KEYWORD")

Surface = Mapping[str, Mapping[str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One place where a program written for the official package would meet something else."""

    where: str
    """Such as `chromadb.api.types.GetResult`."""
    kind: str
    told: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}{f' ({self.told})' if self.told else ''}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Differences that are meant: those of one kind at places like these."""

    kind: str
    places: tuple[str, ...]
    reason: str

    def covers(self, one: Difference) -> bool:
        """Whether the difference is one of these."""
        return one.kind == self.kind and any(fnmatchcase(one.where, place) for place in self.places)


def allowances() -> list[Allowance]:
    """The list, as it stands beside this module."""
    found = tomllib.loads(ALLOWED.read_text("utf-8"))["difference"]
    return [Allowance(one["kind"], tuple(one["at"]), one["reason"]) for one in found]


def unexplained(found: list[Difference]) -> list[Difference]:
    """Those that no allowance covers."""
    allowed = allowances()
    return [one for one in found if not any(each.covers(one) for each in allowed)]


def unused(found: list[Difference]) -> list[str]:
    """The places of allowances where there is no such difference any more."""
    return [
        place
        for one in allowances()
        for place in one.places
        if not any(Allowance(one.kind, (place,), one.reason).covers(each) for each in found)
    ]


def recorded() -> Surface:
    """The official surface as it was when it was recorded."""
    return cast("Surface", json.loads(RECORD.read_text("utf-8")))


def ours(package: str, official: Surface) -> Surface:
    """What stands in for the official names, where it does."""
    return cast("Surface", introspection.surface(package, cast("dict[str, dict[str, object]]", official)))


def written(surface: Surface) -> str:
    """The record: JSON, with a line for each name."""
    modules = (
        f" {json.dumps(module)}: {{\n"
        + ",\n".join(
            f"  {json.dumps(name)}: {json.dumps(surface[module][name], sort_keys=True)}" for name in sorted(names)
        )
        + "\n }"
        for module, names in sorted(surface.items())
    )
    return "{\n" + ",\n".join(modules) + "\n}\n"


def differences(official: Surface, ours: Surface) -> list[Difference]:
    """What is missing or otherwise in ours; what ours has beyond is no difference, where it is not in the way."""
    return sorted(_differences(official, ours))


def _differences(official: Surface, ours: Surface) -> Iterator[Difference]:
    for module, names in official.items():
        dotted = f"chromadb.{module}".rstrip(".")
        if module not in ours:
            yield Difference(dotted, "module missing")
            continue
        for name, theirs in names.items():
            if name not in ours[module]:
                yield Difference(f"{dotted}.{name}", "name missing")
            else:
                yield from _of_one(f"{dotted}.{name}", theirs, ours[module][name])


def _of_one(where: str, theirs: Mapping[str, object], ours: Mapping[str, object]) -> Iterator[Difference]:
    if ours["is"] == "value" and theirs["is"] != "value":
        yield Difference(where, "kind", f"{theirs['is']}, ours a value")
    for part, kind in (("fields", "field"), ("keys", "key"), ("values", "value")):
        if part in theirs and part in ours:
            yield from _of_parts(where, kind, theirs[part], ours[part])
    if "fields" in theirs and ours.get("parameters") is not None:
        keywords = cast("list[list[str]]", ours["parameters"])
        yield from _of_parts(where, "field", theirs["fields"], {name: default for name, _, default in keywords})
    yield from _of_parameters(where, theirs.get("parameters"), ours.get("parameters"))
    their_members = cast("Mapping[str, Mapping[str, object]]", theirs.get("members", {}))
    our_members = cast("Mapping[str, Mapping[str, object]]", ours.get("members", {}))
    for name, member in their_members.items():
        if name not in our_members:
            yield Difference(f"{where}.{name}", "member missing")
        else:
            yield from _of_parameters(f"{where}.{name}", member.get("parameters"), our_members[name].get("parameters"))


def _of_parts(where: str, kind: str, theirs: object, ours: object) -> Iterator[Difference]:
    wanted, found = _by_name(theirs), _by_name(ours)
    for name, value in wanted.items():
        if name not in found:
            yield Difference(f"{where}.{name}", f"{kind} missing")
        elif found[name] != value:
            yield Difference(f"{where}.{name}", f"{kind} differs", f"{value}, ours {found[name]}")


def _by_name(parts: object) -> dict[str, object]:
    return cast("dict[str, object]", parts) if isinstance(parts, dict) else dict.fromkeys(cast("list[str]", parts))


def _of_parameters(where: str, theirs: object, ours: object) -> Iterator[Difference]:
    if theirs is None or ours is None:
        return
    wanted, found = cast("list[list[str]]", theirs), cast("list[list[str]]", ours)
    collects = {kind for _, kind, _ in found}
    order = [name for name, kind, _ in found if kind in POSITIONAL]
    at = {name: (kind, default) for name, kind, default in found}
    for place, (name, kind, default) in enumerate(wanted):
        here = f"{where}({name})"
        if kind in COLLECTING:
            if kind not in collects:
                yield Difference(here, "parameter missing")
        elif name not in at:
            if "VAR_KEYWORD" not in collects:
                yield Difference(here, "parameter missing")
        elif kind in POSITIONAL and (place >= len(order) or order[place] != name):
            yield Difference(here, "order")
        elif at[name][1] != default and not {at[name][1], default} <= set(MADE_ANEW):
            yield Difference(here, "default", f"{default or 'none'}, ours {at[name][1] or 'none'}")
    known = {name for name, _, _ in wanted}
    for name, kind, default in found:
        if name not in known and kind not in COLLECTING and not default:
            yield Difference(f"{where}({name})", "parameter required")
