"""What a run found out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .scenario import Capability, Scenario


class Outcome(StrEnum):
    """The verdict on a scenario or a capability."""

    PASS = "pass"  # noqa: S105 - no password
    DIFFERS = "differs"
    NOT_OFFERED = "not offered"
    ERROR = "error"
    """No verdict: nothing answered, or what comes before the question failed."""
    NOT_RUN = "not run"


_GRAVEST_FIRST = (Outcome.ERROR, Outcome.DIFFERS, Outcome.PASS, Outcome.NOT_OFFERED, Outcome.NOT_RUN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a scenario, and why it is not a pass: a line for each difference, or one reason."""

    scenario: Scenario
    outcome: Outcome
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a capability is there, by its probe; `outcome` is PASS, NOT_OFFERED, NOT_RUN or ERROR."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CapabilityVerdict:
    """A capability with the scenarios that were about it."""

    capability: Capability
    finding: Finding
    verdicts: tuple[Verdict, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return Counter(verdict.outcome for verdict in self.verdicts)

    @property
    def outcome(self) -> Outcome:
        """The gravest of its scenarios and its probe; what is not offered is so whatever else passes."""
        found = {verdict.outcome for verdict in self.verdicts} | {self.finding.outcome}
        if self.finding.outcome is Outcome.NOT_OFFERED and not found & {Outcome.ERROR, Outcome.DIFFERS}:
            return Outcome.NOT_OFFERED
        if self.verdicts and all(verdict.outcome is Outcome.NOT_RUN for verdict in self.verdicts):
            return Outcome.NOT_RUN
        return next(outcome for outcome in _GRAVEST_FIRST if outcome in found)


@dataclass(frozen=True, slots=True)
class Report:
    """One run against one server. `left_behind` names databases that could not be deleted."""

    url: str
    version: str
    dialect: str
    capabilities: tuple[CapabilityVerdict, ...]
    left_behind: Sequence[str] = ()

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(verdict for capability in self.capabilities for verdict in capability.verdicts)

    @property
    def is_faithful(self) -> bool:
        """Whether nothing differed, nothing failed, and nothing was left behind."""
        outcomes = {capability.outcome for capability in self.capabilities}
        return not outcomes & {Outcome.DIFFERS, Outcome.ERROR} and not self.left_behind
