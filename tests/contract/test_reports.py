"""The report as a table, as JSON and as JUnit XML."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any, cast

import pytest

from chromalink.contract import reports
from chromalink.contract.scenario import Capability, Scenario
from chromalink.contract.scenario_files import read_dialect
from chromalink.contract.verdicts import CapabilityVerdict, Finding, Outcome, Report, Verdict

QUERY, SEARCH = Capability("query", "Nearest neighbours"), Capability("search", "Search: execution")


def scenario(name: str, capability: str = "query") -> Scenario:
    return Scenario(name, capability, f"Because of {name}.", "distances", ("queryRecords",), ())


@pytest.fixture
def report() -> Report:
    """One verdict of each kind."""
    query = (
        Verdict(scenario("good"), Outcome.PASS),
        Verdict(scenario("bad"), Outcome.DIFFERS, tuple(f"line {n} \x1b<&" for n in range(10))),
        Verdict(scenario("broken"), Outcome.ERROR, ("no answer",)),
        Verdict(scenario("risky"), Outcome.NOT_RUN, ("needs --allow-traces",)),
    )
    search = (Verdict(scenario("absent", "search"), Outcome.NOT_OFFERED, ("search: status 501",)),)
    return Report(
        "http://stub",
        "1.0.0",
        "chroma",
        (
            CapabilityVerdict(QUERY, Finding(Outcome.PASS), query),
            CapabilityVerdict(SEARCH, Finding(Outcome.NOT_OFFERED, "status 501"), search),
        ),
    )


def test_the_table_has_a_line_a_capability_and_the_differences(report: Report) -> None:
    lines = reports.table(report).splitlines()
    assert lines[0] == "http://stub (version 1.0.0, dialect chroma)"
    assert lines[3].split() == ["Nearest", "neighbours", "error", "1", "1", "1", "1"]
    assert lines[4].split() == ["Search:", "execution", "not", "offered", "1"]
    assert "differs: bad: Because of bad. (wire contract: distances)" in lines
    assert "    ... and 2 more lines" in lines
    assert "error: broken: Because of broken. (wire contract: distances)" in lines
    assert lines[-1] == "5 scenarios: 1 pass, 1 differs, 1 not offered, 1 error, 1 not run"


def test_every_difference_is_printed_on_demand(report: Report) -> None:
    assert reports.table(report, every_line=True).count("    line ") == 10


def test_the_json_report_says_all_of_it(report: Report) -> None:
    whole = cast("dict[str, Any]", json.loads(reports.as_json(report)))
    assert whole["faithful"] is False
    assert [one["verdict"] for one in whole["capabilities"]] == ["error", "not offered"]
    assert whole["capabilities"][0]["counts"] == {
        "pass": 1,
        "differs": 1,
        "not offered": 0,
        "error": 1,
        "not run": 1,
    }
    assert whole["scenarios"][1] == {
        "id": "bad",
        "capability": "query",
        "operations": ["queryRecords"],
        "why": "Because of bad.",
        "wire": "distances",
        "verdict": "differs",
        "reasons": [f"line {n} \x1b<&" for n in range(10)],
    }


def test_the_junit_report_is_xml_with_a_case_a_scenario(report: Report) -> None:
    root = ET.fromstring(reports.as_junit(report))
    assert root.attrib == {
        "name": "chromalink contract",
        "tests": "5",
        "failures": "1",
        "errors": "1",
        "skipped": "2",
    }
    assert [suite.get("name") for suite in root] == ["query", "search"]
    outcomes = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert outcomes == {
        "good": [],
        "bad": ["failure"],
        "broken": ["error"],
        "risky": ["skipped"],
        "absent": ["skipped"],
    }
    assert [one.get("message") for one in root.iter("skipped")] == [
        "not run: needs --allow-traces",
        "not offered: search: status 501",
    ]


def test_a_passing_report_is_faithful() -> None:
    passing = CapabilityVerdict(QUERY, Finding(Outcome.PASS), (Verdict(scenario("good"), Outcome.PASS),))
    assert Report("u", "v", "chroma", (passing,)).is_faithful
    assert not Report("u", "v", "chroma", (passing,), ("database d",)).is_faithful


@pytest.mark.parametrize(
    ("finding", "outcomes", "whole"),
    [
        (Outcome.PASS, [Outcome.PASS, Outcome.NOT_RUN], Outcome.PASS),
        (Outcome.PASS, [Outcome.NOT_RUN], Outcome.NOT_RUN),
        (Outcome.PASS, [Outcome.PASS, Outcome.DIFFERS], Outcome.DIFFERS),
        (Outcome.PASS, [Outcome.DIFFERS, Outcome.ERROR], Outcome.ERROR),
        (Outcome.NOT_OFFERED, [Outcome.NOT_OFFERED], Outcome.NOT_OFFERED),
        (Outcome.NOT_OFFERED, [Outcome.PASS, Outcome.NOT_OFFERED], Outcome.NOT_OFFERED),
        (Outcome.NOT_OFFERED, [Outcome.DIFFERS], Outcome.DIFFERS),
        (Outcome.ERROR, [Outcome.ERROR], Outcome.ERROR),
        (Outcome.NOT_RUN, [Outcome.NOT_RUN], Outcome.NOT_RUN),
    ],
)
def test_a_capability_is_as_good_as_its_worst_scenario(
    finding: Outcome, outcomes: list[Outcome], whole: Outcome
) -> None:
    verdicts = tuple(Verdict(scenario(str(n)), outcome) for n, outcome in enumerate(outcomes))
    assert CapabilityVerdict(QUERY, Finding(finding), verdicts).outcome is whole


def test_the_listing_names_every_scenario_with_its_reason() -> None:
    scenarios = read_dialect("chroma").scenarios
    text = reports.listing(scenarios)
    assert [one.id for one in scenarios if f"{one.id}  [{one.capability}]" not in text] == []
    assert [one.id for one in scenarios if one.why not in text] == []
