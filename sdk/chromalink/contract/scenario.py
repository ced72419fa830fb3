"""What a scenario is. Scenarios are data; `scenario_files` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .comparison import Comparison, Json, Path


class Risk(StrEnum):
    """What running a scenario costs; such a scenario runs only when it is asked for."""

    NONE = "none"
    TRACE = "trace"
    """Leaves something that the API cannot delete: a tenant."""
    CRASH = "crash"
    """Makes a handler of some real servers panic (wire contract: crashes)."""
    RESET = "reset"
    """Deletes everything the server holds."""


class NoBody:
    """The type of ANY_BODY."""


ANY_BODY: Final = NoBody()
"""In place of an expected body: it is not looked at."""

DROPPED = "dropped"
"""In place of a status: the connection is closed without a response."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer that passes. `statuses` are codes, classes like `4xx`, or DROPPED; `because` is for alternatives."""

    statuses: tuple[str, ...]
    body: Json | NoBody = ANY_BODY
    because: str = ""

    def has_status(self, status: int) -> bool:
        return str(status) in self.statuses or f"{status // 100}xx" in self.statuses

    @property
    def is_dropped(self) -> bool:
        return DROPPED in self.statuses


@dataclass(frozen=True, slots=True)
class Step:
    """One request and the answers that pass, the first of them being the expected one.

    `soft` paths are compared only by a strict run, and so is `media_type`. `save` names values of the answer, by path,
    for later steps. Without `credentials` the headers of the run are left out. With `ascending` the answer is a list of
    objects whose values of that key ascend.
    """

    method: str
    target: str
    content: Json | NoBody
    raw: str | None
    headers: Mapping[str, str]
    answers: tuple[Accepted, ...]
    media_type: str
    soft: tuple[Path, ...] = ()
    unordered: tuple[Path, ...] = ()
    save: Mapping[str, str] = field(default_factory=dict[str, str])
    credentials: bool = True
    ascending: str | None = None

    @property
    def expects_drop(self) -> bool:
        return any(answer.is_dropped for answer in self.answers)

    def comparison(self, *, strict: bool) -> Comparison:
        return Comparison(() if strict else self.soft, self.unordered, strict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps that belong together and need nothing but a database of their own.

    `why` says which behaviour is pinned, `wire` where it is described; `operations` are the operationIds covered;
    `needs` names capabilities without which the scenario has nothing to ask.
    """

    id: str
    capability: str
    why: str
    wire: str
    operations: tuple[str, ...]
    steps: tuple[Step, ...]
    needs: tuple[str, ...] = ()
    risk: Risk = Risk.NONE

    @property
    def wants_database(self) -> bool:
        return any("${database}" in step.target or "${database}" in (step.raw or "") for step in self.steps)


@dataclass(frozen=True, slots=True)
class Capability:
    """A part of the contract that is reported on by itself.

    One without a `probe` is what every server offers. Else the probe's last step is a question whose status tells:
    `offered`, or `absent`; any other is an error of the server. Where the answer lacks a value that the question would
    save, the capability is absent too: servers take a request and ignore what they do not know in it.
    """

    name: str
    title: str
    probe: tuple[Step, ...] = ()
    offered: tuple[str, ...] = ("2xx",)
    absent: tuple[str, ...] = ("404", "405", "501")
    risk: Risk = Risk.NONE

    @property
    def wants_database(self) -> bool:
        return any("${database}" in step.target for step in self.probe)
