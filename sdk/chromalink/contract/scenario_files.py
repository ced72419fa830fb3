"""Reads the scenarios of a dialect from the package.

A dialect is a folder: `capabilities.jsonl`, `fragments.json` and any number of `*.jsonl` with scenarios. A line with
`id` begins a scenario, the lines that follow are its steps; all keys are fields of Scenario, Step, Accepted and
Capability but for these: `do` is method and target, with `C` for the collections of the scenario's database; `json` is
a body, `raw` one that is sent as written; `status` and `body` are the expected answer, `or` further ones; `gap` accepts
any 2xx or 4xx beside it; `"@name"` in a body stands for the fragment of that name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, TypeAlias, get_args

from .comparison import Json, path
from .scenario import ANY_BODY, DROPPED, Accepted, Capability, NoBody, Risk, Scenario, Step

DialectName: TypeAlias = Literal["chroma", "cloud-openapi"]
DIALECTS: tuple[DialectName, ...] = get_args(DialectName)

COLLECTIONS = "/api/v2/tenants/${tenant}/databases/${database}/collections"
_CAPABILITIES = "capabilities.jsonl"
_FRAGMENTS = "fragments.json"

GAP = Accepted(("2xx", "4xx"), because="the recorded single-node server lacks this; a server that has it may go beyond")
_BETTER_THAN_DROPPING = Accepted(("4xx",), because="a refusal is better than a dropped connection")


class MalformedScenario(ValueError):
    """A line of a scenario file makes no sense; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """All that is asked in one dialect, capabilities in the order of the report."""

    name: DialectName
    capabilities: tuple[Capability, ...]
    scenarios: tuple[Scenario, ...]


def dialect_named(text: str) -> DialectName | None:
    """The dialect of that name, if there is one."""
    for name in DIALECTS:
        if name == text:
            return name
    return None


@cache
def read_dialect(name: DialectName) -> Dialect:
    """The dialect of that name; raises MalformedScenario."""
    folder = files(__name__.rpartition(".")[0]).joinpath("data", name)
    fragments = json.loads(folder.joinpath(_FRAGMENTS).read_text("utf-8"))
    capabilities = tuple(_capability(line) for line in _Lines(folder.joinpath(_CAPABILITIES), fragments))
    order = [capability.name for capability in capabilities]
    scenarios: list[Scenario] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".jsonl") and file.name != _CAPABILITIES:
            scenarios += _scenarios(_Lines(file, fragments))
    _check(scenarios, order)
    # In this order what harms the server comes last.
    scenarios.sort(key=lambda scenario: order.index(scenario.capability))
    return Dialect(name, capabilities, tuple(scenarios))


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, its fields taken out one by one; what is left over is a mistake."""

    place: str
    fields: dict[str, Json]

    def text(self, key: str, default: str | None = None) -> str:
        value = self.fields.pop(key, default)
        if not isinstance(value, str):
            raise MalformedScenario(f"{self.place}: {key}: expected text, got {value!r}")
        return value

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        value = self.fields.pop(key, None)
        if value is None:
            return tuple(default)
        if not isinstance(value, list):
            value = [value]
        return tuple(str(item) for item in value)

    def named(self, key: str) -> dict[str, str]:
        value = self.fields.pop(key, {})
        if not isinstance(value, dict):
            raise MalformedScenario(f"{self.place}: {key}: expected an object, got {value!r}")
        return {name: str(item) for name, item in value.items()}

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.fields.pop(key, default)
        if not isinstance(value, bool):
            raise MalformedScenario(f"{self.place}: {key}: expected true or false, got {value!r}")
        return value

    def body(self, key: str) -> Json | NoBody:
        return self.fields.pop(key) if key in self.fields else ANY_BODY

    def parts(self, key: str) -> list[_Line]:
        value = self.fields.pop(key, [])
        if not isinstance(value, list):
            raise MalformedScenario(f"{self.place}: {key}: expected a list, got {value!r}")
        parts = [_Line(self.place, dict(part)) for part in value if isinstance(part, dict)]
        if len(parts) != len(value):
            raise MalformedScenario(f"{self.place}: {key}: expected objects, got {value!r}")
        return parts

    def done(self) -> None:
        if self.fields:
            raise MalformedScenario(f"{self.place}: unknown fields {', '.join(sorted(self.fields))}")


class _Lines:
    """The lines of a file, fragments put in."""

    def __init__(self, file: Traversable, fragments: Mapping[str, Json]) -> None:
        self._file = file
        self._fragments = fragments

    def __iter__(self) -> Iterator[_Line]:
        for number, text in enumerate(self._file.read_text("utf-8").splitlines(), 1):
            if not text:
                continue
            place = f"{self._file.name}:{number}"
            try:
                value: Json = json.loads(text)
            except ValueError as error:
                raise MalformedScenario(f"{place}: {error}") from error
            whole = self._whole(value, place)
            if not isinstance(whole, dict):
                raise MalformedScenario(f"{place}: expected an object, got {text[:60]}")
            yield _Line(place, whole)

    def _whole(self, value: Json, place: str) -> Json:
        match value:
            case str() if value.startswith("@"):
                if value[1:] not in self._fragments:
                    raise MalformedScenario(f"{place}: no fragment {value}")
                return self._fragments[value[1:]]
            case list():
                return [self._whole(item, place) for item in value]
            case dict():
                return {key: self._whole(item, place) for key, item in value.items()}
            case _:
                return value


def _scenarios(lines: _Lines) -> Iterator[Scenario]:
    head: _Line | None = None
    steps: list[Step] = []
    for line in lines:
        if "id" in line.fields:
            if head is not None:
                yield _scenario(head, steps)
            head, steps = line, []
        elif head is None:
            raise MalformedScenario(f"{line.place}: a step before the first scenario")
        else:
            steps.append(_step(line))
    if head is not None:
        yield _scenario(head, steps)


def _scenario(head: _Line, steps: Sequence[Step]) -> Scenario:
    scenario = Scenario(
        id=head.text("id"),
        capability=head.text("capability"),
        why=head.text("why"),
        wire=head.text("wire"),
        operations=head.texts("operations"),
        steps=tuple(steps),
        needs=head.texts("needs"),
        risk=Risk(head.text("risk", Risk.NONE)),
    )
    head.done()
    if not scenario.steps or not scenario.why:
        raise MalformedScenario(f"{head.place}: {scenario.id}: expected steps and a reason")
    return scenario


def _step(line: _Line) -> Step:
    method, _, target = line.text("do").partition(" ")
    answers = [_accepted(line), *(_accepted(part, alternative=True) for part in line.parts("or"))]
    if line.flag("gap"):
        answers.append(GAP)
    if answers[0].is_dropped:
        answers.append(_BETTER_THAN_DROPPING)
    body = answers[0].body
    step = Step(
        method=method,
        target=COLLECTIONS + target[1:] if target[:1] == "C" else target,
        content=line.body("json"),
        raw=line.text("raw") if "raw" in line.fields else None,
        headers=line.named("headers"),
        answers=tuple(answers),
        media_type=line.text("type", "" if answers[0].is_dropped or body == "" else "application/json"),
        soft=tuple(path(one) for one in line.texts("soft")),
        unordered=tuple(path(one) for one in line.texts("unordered")),
        save=line.named("save"),
        credentials=line.flag("credentials", True),
        ascending=line.text("ascending") if "ascending" in line.fields else None,
    )
    line.done()
    return step


def _accepted(line: _Line, *, alternative: bool = False) -> Accepted:
    accepted = Accepted(line.texts("status"), line.body("body"), line.text("because", ""))
    if not accepted.statuses or not all(one == DROPPED or len(one) == 3 for one in accepted.statuses):
        raise MalformedScenario(f"{line.place}: status: expected codes like 200 or 4xx, got {accepted.statuses}")
    if alternative:
        line.done()
        if not accepted.because:
            raise MalformedScenario(f"{line.place}: another accepted answer needs a reason")
    return accepted


def _capability(line: _Line) -> Capability:
    capability = Capability(
        name=line.text("name"),
        title=line.text("title"),
        probe=tuple(_step(part) for part in line.parts("probe")),
        offered=line.texts("offered", ("2xx",)),
        absent=line.texts("absent", ("404", "405", "501")),
        risk=Risk(line.text("risk", Risk.NONE)),
    )
    line.done()
    return capability


def _check(scenarios: Sequence[Scenario], capabilities: Sequence[str]) -> None:
    seen: set[str] = set()
    for scenario in scenarios:
        unknown = {scenario.capability, *scenario.needs} - set(capabilities)
        if unknown:
            raise MalformedScenario(f"{scenario.id}: unknown capabilities {', '.join(sorted(unknown))}")
        if scenario.id in seen:
            raise MalformedScenario(f"{scenario.id}: two scenarios of that id")
        seen.add(scenario.id)
