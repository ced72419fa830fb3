"""A report as a table for people, as JSON, and as JUnit XML."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from .comparison import Json
from .scenario import Scenario
from .verdicts import CapabilityVerdict, Outcome, Report, Verdict

_HEADINGS = ("capability", "verdict", *(outcome.value for outcome in Outcome))
_MOST_LINES = 8


def table(report: Report, *, every_line: bool = False) -> str:
    """The verdict on each capability, then what differs; at most eight lines a scenario unless `every_line`."""
    rows = [_HEADINGS, *(_row(one) for one in report.capabilities)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = [f"{report.url} (version {report.version}, dialect {report.dialect})", ""]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    for outcome in (Outcome.DIFFERS, Outcome.ERROR):
        for verdict in report.verdicts:
            if verdict.outcome is outcome:
                lines += ["", *_explained(verdict, every_line)]
    for capability in report.capabilities:
        if capability.finding.outcome is Outcome.ERROR:
            lines += ["", f"error: {capability.capability.name}: {capability.finding.reason}"]
    if report.left_behind:
        lines += ["", *report.left_behind]
    return "\n".join([*lines, "", _summary(report)])


def listing(scenarios: Sequence[Scenario]) -> str:
    """The scenarios with the operations they cover and why they are there."""
    blocks = [
        f"{scenario.id}  [{scenario.capability}]  {', '.join(scenario.operations)}\n"
        f"    {scenario.why} (wire contract: {scenario.wire})"
        for scenario in scenarios
    ]
    return "\n".join(blocks)


def as_json(report: Report) -> str:
    """The whole report, indented."""
    capabilities: list[Json] = [
        {
            "name": one.capability.name,
            "title": one.capability.title,
            "verdict": one.outcome.value,
            "reason": one.finding.reason,
            "counts": {outcome.value: one.counts.get(outcome, 0) for outcome in Outcome},
        }
        for one in report.capabilities
    ]
    scenarios: list[Json] = [
        {
            "id": verdict.scenario.id,
            "capability": verdict.scenario.capability,
            "operations": list(verdict.scenario.operations),
            "why": verdict.scenario.why,
            "wire": verdict.scenario.wire,
            "verdict": verdict.outcome.value,
            "reasons": list(verdict.reasons),
        }
        for verdict in report.verdicts
    ]
    whole: Json = {
        "url": report.url,
        "version": report.version,
        "dialect": report.dialect,
        "faithful": report.is_faithful,
        "capabilities": capabilities,
        "scenarios": scenarios,
        "left_behind": list(report.left_behind),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def as_junit(report: Report) -> str:
    """One suite a capability, one case a scenario; what is not offered or not run is skipped."""
    root = ET.Element("testsuites", {"name": "chromalink contract", **_tally(report.verdicts)})
    for one in report.capabilities:
        suite = ET.SubElement(root, "testsuite", {"name": one.capability.name, **_tally(one.verdicts)})
        for verdict in one.verdicts:
            case = ET.SubElement(suite, "testcase", classname=one.capability.name, name=verdict.scenario.id)
            text = "\n".join(_printable(line) for line in verdict.reasons)
            message = _printable(verdict.reasons[0]) if verdict.reasons else ""
            match verdict.outcome:
                case Outcome.PASS:
                    continue
                case Outcome.DIFFERS:
                    ET.SubElement(case, "failure", message=message).text = text
                case Outcome.ERROR:
                    ET.SubElement(case, "error", message=message).text = text
                case Outcome.NOT_OFFERED | Outcome.NOT_RUN:
                    ET.SubElement(case, "skipped", message=f"{verdict.outcome.value}: {message}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _row(one: CapabilityVerdict) -> tuple[str, ...]:
    counts = one.counts
    return (one.capability.title, one.outcome.value, *(str(counts.get(outcome, "") or "") for outcome in Outcome))


def _explained(verdict: Verdict, every_line: bool) -> Iterator[str]:
    scenario = verdict.scenario
    yield f"{verdict.outcome.value}: {scenario.id}: {scenario.why} (wire contract: {scenario.wire})"
    shown = verdict.reasons if every_line else verdict.reasons[:_MOST_LINES]
    yield from (f"    {line}" for line in shown)
    if len(shown) < len(verdict.reasons):
        yield f"    ... and {len(verdict.reasons) - len(shown)} more lines"


def _summary(report: Report) -> str:
    outcomes = [verdict.outcome for verdict in report.verdicts]
    told = ", ".join(f"{outcomes.count(outcome)} {outcome.value}" for outcome in Outcome if outcome in outcomes)
    return f"{len(outcomes)} scenarios: {told}"


def _tally(verdicts: Sequence[Verdict]) -> dict[str, str]:
    outcomes = [verdict.outcome for verdict in verdicts]
    skipped = outcomes.count(Outcome.NOT_OFFERED) + outcomes.count(Outcome.NOT_RUN)
    return {
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count(Outcome.DIFFERS)),
        "errors": str(outcomes.count(Outcome.ERROR)),
        "skipped": str(skipped),
    }


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(one if one.isprintable() or one == "\t" else "\ufffd" for one in text)
