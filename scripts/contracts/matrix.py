"""Writes the verdicts on this server and on published ones side by side: `python -m contracts.matrix FILE`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chromalink._version import __version__
from chromalink.contract.scenario import Risk
from chromalink.contract.scenario_files import Dialect, read_dialect
from chromalink.contract.suite import Options, run
from chromalink.contract.verdicts import CapabilityVerdict, Outcome, Report
from chromalink_mock import serve
from contracts.official import Release, Unavailable

OPTIONS = Options(allowed=frozenset({Risk.TRACE}), timeout=20)
RELEASES = (
    Release("0.6.3", beside=("numpy<2",)),
    Release("1.0.20"),
    Release("1.3.7"),
    Release("1.5.9"),
)
_MARKS = {
    Outcome.PASS: "pass",
    Outcome.DIFFERS: "**differs**",
    Outcome.NOT_OFFERED: "-",
    Outcome.ERROR: "**error**",
    Outcome.NOT_RUN: "not run",
}
_INTRODUCTION = """# Contract matrix

What `chromalink contract` finds, made by `scripts/contract_matrix`; do not edit. The yardstick is the single-node
server of Chroma 1.5.9, so an older release differs where Chroma itself has changed. Each server ran on an empty
directory, with `--allow-traces`; what crashes real servers and what erases them was not run. A dash: not offered.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A column of the matrix: a report, or why there is none."""

    name: str
    report: Report | None
    reason: str = ""

    @property
    def capabilities(self) -> Mapping[str, CapabilityVerdict]:
        found = self.report.capabilities if self.report is not None else ()
        return {one.capability.name: one for one in found}

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        found = self.report.verdicts if self.report is not None else ()
        return {verdict.scenario.id: verdict.outcome for verdict in found}


def main(file: Path) -> int:
    """Judge all servers and write the page; the exit code is 0 when this server and the newest release pass."""
    columns = [_ours(), *(_official(release) for release in RELEASES)]
    file.write_text(_page(read_dialect(OPTIONS.dialect), columns), "utf-8")
    faithful = {column.name: column.report is not None and column.report.is_faithful for column in columns}
    for name, passes in faithful.items():
        print(f"{name}: {'nothing differs' if passes else 'differs, or could not be judged'}")
    return 0 if faithful[columns[0].name] and faithful[columns[-1].name] else 1


def _ours() -> Judged:
    with serve() as server:
        return Judged(f"chromalink {__version__}", run(server.url, OPTIONS))


def _official(release: Release) -> Judged:
    name = f"chromadb {release.version}"
    try:
        release.install()
        with release.served() as url:
            return Judged(name, run(url, OPTIONS))
    except Unavailable as error:
        return Judged(name, None, str(error))


def _page(dialect: Dialect, columns: Sequence[Judged]) -> str:
    names = [column.name for column in columns]
    parts = [
        _INTRODUCTION,
        "## By capability\n\nScenarios passed of those played; what the server does not offer is not played.\n",
        _table(["Capability", *names], [_capability_row(one.name, one.title, columns) for one in dialect.capabilities]),
        "## By scenario\n",
        _table(
            ["Scenario", *names],
            [
                [f"`{scenario.id}`", *(_mark(column.outcomes.get(scenario.id)) for column in columns)]
                for scenario in dialect.scenarios
            ],
        ),
    ]
    missing = [f"* {column.name}: {column.reason}" for column in columns if column.report is None]
    if missing:
        parts += ["## Not judged\n", "\n".join(missing) + "\n"]
    return "\n".join(parts)


def _capability_row(name: str, title: str, columns: Sequence[Judged]) -> list[str]:
    return [title, *(_summary(column.capabilities.get(name)) for column in columns)]


def _summary(one: CapabilityVerdict | None) -> str:
    if one is None:
        return ""
    passed = one.counts.get(Outcome.PASS, 0)
    played = passed + one.counts.get(Outcome.DIFFERS, 0) + one.counts.get(Outcome.ERROR, 0)
    return f"{_MARKS[one.outcome]} {passed}/{played}" if played else _MARKS[one.outcome]


def _mark(outcome: Outcome | None) -> str:
    return "" if outcome is None else _MARKS[outcome]


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
