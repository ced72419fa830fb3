"""Plays scenarios against a server and judges the answers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx

from .comparison import Json
from .connection import Answered, Connection, Dropped, Unanswered
from .placeholders import MissingValue, filled, filled_text, picked
from .scenario import Accepted, Capability, NoBody, Risk, Scenario, Step
from .scenario_files import Dialect, DialectName, read_dialect
from .verdicts import CapabilityVerdict, Finding, Outcome, Report, Verdict
from .workspace import Workspace, WorkspaceError, told

DEFAULT_TENANT = "default_tenant"
_HEARTBEAT = "/api/v2/heartbeat"
_HEARTBEAT_KEY = "nanosecond heartbeat"
_OPTIONS = {Risk.TRACE: "--allow-traces", Risk.CRASH: "--allow-crashers", Risk.RESET: "--allow-reset"}


class UnusableServer(Exception):
    """Nothing answers at the URL, or what answers is no Chroma server; the message says which."""


class NoSuchScenario(ValueError):
    """A prefix fits the id of no scenario."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. `only` are prefixes of scenario ids or names of capabilities; empty for all."""

    dialect: DialectName = "chroma"
    tenant: str = DEFAULT_TENANT
    only: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    strict: bool = False
    allowed: frozenset[Risk] = frozenset()
    timeout: float = 30.0


def chosen_scenarios(dialect: Dialect, only: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios that a prefix fits, or all; raises NoSuchScenario for a prefix that fits none."""
    for prefix in only:
        if not any(_fits(scenario, prefix) for scenario in dialect.scenarios):
            raise NoSuchScenario(f"no scenario begins with {prefix!r}, and no capability has that name")
    return tuple(
        scenario for scenario in dialect.scenarios if not only or any(_fits(scenario, prefix) for prefix in only)
    )


def run(
    url: str,
    options: Options | None = None,
    *,
    transport: httpx.BaseTransport | None = None,
    progress: Callable[[Verdict], None] | None = None,
) -> Report:
    """Play the chosen scenarios against the server at `url` and report.

    `progress` sees each verdict as it is reached. What the run makes is deleted, also when it is interrupted. Raises
    UnusableServer and NoSuchScenario.
    """
    options = options or Options()
    chosen = chosen_scenarios(read_dialect(options.dialect), options.only)
    verdicts: list[Verdict] = []
    with opened(url, options, transport=transport) as suite:
        for scenario in chosen:
            verdict = suite.play(scenario)
            verdicts.append(verdict)
            if progress is not None:
                progress(verdict)
        report = suite.report(verdicts)
        left_behind = suite.clear()
    return Report(report.url, report.version, report.dialect, report.capabilities, tuple(left_behind))


@contextmanager
def opened(url: str, options: Options, *, transport: httpx.BaseTransport | None = None) -> Generator[Suite]:
    """A suite for a server that has been seen to answer; raises UnusableServer. What it makes is deleted at the end."""
    connection = Connection(url, headers=options.headers, timeout=options.timeout, transport=transport)
    try:
        _recognise(connection)
        suite = Suite(connection, options)
        try:
            yield suite
        finally:
            suite.clear()
    finally:
        connection.close()


class Suite:
    """One run: asks each probe once, plays scenarios, knows what it has made."""

    def __init__(self, connection: Connection, options: Options) -> None:
        self._connection = connection
        self._options = options
        self._dialect = read_dialect(options.dialect)
        self._capabilities = {capability.name: capability for capability in self._dialect.capabilities}
        self._findings: dict[str, Finding] = {}
        self._workspace = Workspace(connection, options.tenant)

    def scenarios(self) -> tuple[Scenario, ...]:
        """What there is to play, by the options; raises NoSuchScenario."""
        return chosen_scenarios(self._dialect, self._options.only)

    def play(self, scenario: Scenario) -> Verdict:
        """The verdict on one scenario."""
        if scenario.risk is not Risk.NONE and scenario.risk not in self._options.allowed:
            return Verdict(scenario, Outcome.NOT_RUN, (f"needs {_OPTIONS[scenario.risk]}",))
        for need in scenario.needs:
            finding = self.finding(need)
            if finding.outcome is not Outcome.PASS:
                return Verdict(scenario, finding.outcome, (f"{need}: {finding.reason}",))
        try:
            names = self._names(wants_database=scenario.wants_database)
        except WorkspaceError as error:
            return Verdict(scenario, Outcome.ERROR, (str(error),))
        return self._judged(scenario, names)

    def finding(self, name: str) -> Finding:
        """Whether the server offers a capability."""
        if name not in self._findings:
            self._findings[name] = self._found(self._capabilities[name])
        return self._findings[name]

    def report(self, verdicts: Sequence[Verdict]) -> Report:
        """The verdicts by capability, those without a verdict left out."""
        groups = [
            (capability, tuple(verdict for verdict in verdicts if verdict.scenario.capability == capability.name))
            for capability in self._dialect.capabilities
        ]
        return Report(
            url=self._connection.url,
            version=self._version(),
            dialect=self._dialect.name,
            capabilities=tuple(
                CapabilityVerdict(capability, self.finding(capability.name), group)
                for capability, group in groups
                if group
            ),
        )

    def clear(self) -> list[str]:
        """Delete all databases made so far; one line for each that could not be."""
        return self._workspace.clear()

    def _names(self, *, wants_database: bool) -> dict[str, str]:
        token = f"r{secrets.token_hex(4)}"
        tenant = self._workspace.tenant
        names = {
            "run": token,
            "tenant": tenant,
            "tenant_escaped": "".join(f"%{byte:02X}" for byte in tenant.encode()),
            "database": f"contract_{token}",
        }
        if wants_database:
            self._workspace.make(names["database"])
        return names

    def _found(self, capability: Capability) -> Finding:
        if not capability.probe:
            return Finding(Outcome.PASS)
        if capability.risk is not Risk.NONE and capability.risk not in self._options.allowed:
            return Finding(Outcome.NOT_RUN, f"needs {_OPTIONS[capability.risk]}")
        try:
            names = self._names(wants_database=capability.wants_database)
        except WorkspaceError as error:
            return Finding(Outcome.ERROR, str(error))
        *before, question = capability.probe
        for step in before:
            lines = self._asked(step, names)[1]
            if lines:
                return Finding(Outcome.ERROR, f"what comes before the question failed: {lines[0]}")
        answer = self._send(question, names)
        if isinstance(answer, Answered) and Accepted(capability.offered).has_status(answer.status):
            return _told_of(question, answer)
        absent = Accepted(capability.absent)
        if absent.is_dropped if isinstance(answer, Dropped) else _has(absent, answer):
            return Finding(Outcome.NOT_OFFERED, told(answer))
        return Finding(Outcome.ERROR, f"the probe was answered with {told(answer)}")

    def _judged(self, scenario: Scenario, names: dict[str, str]) -> Verdict:
        reasons: list[str] = []
        for number, step in enumerate(scenario.steps, 1):
            answer, lines = self._asked(step, names)
            asked = f"step {number} {step.method} {filled_text(step.target, names)}"
            reasons += [f"{asked}: {line}" for line in lines]
            if isinstance(answer, Unanswered):
                return Verdict(scenario, Outcome.ERROR, tuple(reasons))
            if lines and step.save.keys() - names.keys():
                reasons.append(f"what follows step {number} could not be asked")
                break
        return Verdict(scenario, Outcome.DIFFERS if reasons else Outcome.PASS, tuple(reasons))

    def _asked(self, step: Step, names: dict[str, str]) -> tuple[Answered | Dropped | Unanswered, list[str]]:
        answer = self._send(step, names)
        match answer:
            case Answered():
                return answer, self._differences(step, answer, names)
            case Dropped():
                return answer, [] if step.expects_drop else [told(answer)]
            case Unanswered():
                return answer, [told(answer)]

    def _send(self, step: Step, names: Mapping[str, str]) -> Answered | Dropped | Unanswered:
        target = filled_text(step.target, {**names, "tenant": quote(names["tenant"], safe="")})
        content = None
        if step.raw is not None:
            content = filled_text(step.raw, names).encode()
        elif not isinstance(step.content, NoBody):
            content = json.dumps(filled(step.content, names), ensure_ascii=False, separators=(",", ":")).encode()
        self._workspace.watch(step.method, target, content)
        return self._connection.send(
            step.method,
            target,
            content=content,
            headers=step.headers,
            credentials=step.credentials,
            repeat=not step.expects_drop,
        )

    def _differences(self, step: Step, answer: Answered, names: dict[str, str]) -> list[str]:
        """What is wrong with an answer, by the accepted answer of its status that it is nearest to."""
        fitting = [accepted for accepted in step.answers if accepted.has_status(answer.status)]
        if not fitting:
            wanted = " or ".join("/".join(accepted.statuses) for accepted in step.answers)
            return [f"want status {wanted}, got {told(answer)}"]
        if fitting[0] is step.answers[0]:
            try:
                names.update({name: picked(answer.body, at) for name, at in step.save.items()})
            except MissingValue as error:
                return [str(error)]
        comparison = step.comparison(strict=self._options.strict)
        found = [
            []
            if isinstance(accepted.body, NoBody)
            else comparison.differences(filled(accepted.body, names), answer.body)
            for accepted in fitting
        ]
        nearest = min(found, key=len)
        expected = fitting[found.index(nearest)] is step.answers[0]
        if self._options.strict and expected and answer.media_type != step.media_type:
            nearest = [*nearest, f"want content type {step.media_type!r}, got {answer.media_type!r}"]
        if expected and step.ascending is not None:
            nearest = [*nearest, *_disorder(answer.body, step.ascending)]
        return nearest

    def _version(self) -> str:
        answer = self._connection.send("GET", "/api/v2/version")
        return str(answer.body) if isinstance(answer, Answered) and answer.status == 200 else "unknown"


def _recognise(connection: Connection) -> None:
    answer = connection.send("GET", _HEARTBEAT)
    if not isinstance(answer, Answered):
        raise UnusableServer(f"{connection.url} does not answer: {answer.reason}")
    is_chroma = answer.status == 200 and isinstance(answer.body, dict) and _HEARTBEAT_KEY in answer.body
    if not is_chroma:
        raise UnusableServer(f"{connection.url} is no Chroma server: GET {_HEARTBEAT} gave {told(answer)}")


def _disorder(body: Json, key: str) -> list[str]:
    rows = body if isinstance(body, list) else []
    values = [str(row.get(key)) for row in rows if isinstance(row, dict)]
    return [] if values == sorted(values) else [f"want {key} to ascend, got {', '.join(values)}"]


def _told_of(question: Step, answer: Answered) -> Finding:
    """Of a probe that was answered as where there is the capability: whether what it would save is there too."""
    try:
        for at in question.save.values():
            picked(answer.body, at)
    except MissingValue as error:
        return Finding(Outcome.NOT_OFFERED, str(error))
    return Finding(Outcome.PASS)


def _fits(scenario: Scenario, prefix: str) -> bool:
    return scenario.id.startswith(prefix) or scenario.capability == prefix


def _has(accepted: Accepted, answer: Answered | Unanswered) -> bool:
    return isinstance(answer, Answered) and accepted.has_status(answer.status)
