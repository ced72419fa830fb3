"""The results of all runs as a table, for the terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .suite_run import Tried
from .ways import REFERENCE, WAYS, Way

BEGIN, END = "<!-- integrations:begin -->", "<!-- integrations:end -->"


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework with the versions that were tried, what tested it, and the results per way and test.

    `meant`: tests that our client fails on purpose, with the reason.
    """

    title: str
    versions: str
    suite: str
    results: Mapping[Way, Mapping[str, Tried]]
    meant: Mapping[str, str]

    @property
    def faults(self) -> list[str]:
        """What fails with ours in the run, passes with the official client and server, and is not meant."""
        return [
            f"{self.title}, {way.title}: {test}: {tried.message}"
            for way, results in self.results.items()
            for test, tried in results.items()
            if tried.result == "failed"
            and not self._fails_everywhere(test)
            and not (way.client == "chromalink" and test in self.meant)
        ]

    @property
    def deliberate(self) -> list[str]:
        """What our client fails on purpose."""
        failed = {
            test
            for way, results in self.results.items()
            for test, tried in results.items()
            if way.client == "chromalink" and tried.result == "failed"
        }
        return [f"{self.title}: `{test}`: {reason}" for test, reason in self.meant.items() if test in failed]

    @property
    def shared(self) -> list[str]:
        """What fails with the official client against the official server too, and which of the other ways share it."""
        return [
            f"{self.title}: `{test}`, in {self._failing(test)} of the other {self._running(test)} ways that run it:"
            f" {tried.message}"
            for test, tried in self.results[REFERENCE].items()
            if tried.result == "failed"
        ]

    def cell(self, way: Way) -> str:
        """`25 of 25`, with what was left out."""
        ended = [one.result for one in self.results[way].values()]
        skipped = ended.count("skipped")
        told = f"{ended.count('passed')} of {len(ended) - skipped}"
        return f"{told}, {skipped} skipped" if skipped else told

    def _fails_everywhere(self, test: str) -> bool:
        reference = self.results[REFERENCE].get(test)
        return reference is not None and reference.result == "failed"

    def _failing(self, test: str) -> int:
        return sum(
            test in results and results[test].result == "failed"
            for way, results in self.results.items()
            if way != REFERENCE
        )

    def _running(self, test: str) -> int:
        return sum(
            test in results and results[test].result != "skipped"
            for way, results in self.results.items()
            if way != REFERENCE
        )


def plain(frameworks: Sequence[Framework]) -> str:
    """A block per framework, a line per way, then what failed."""
    lines: list[str] = []
    for one in frameworks:
        lines += [f"{one.title} ({one.versions}): {one.suite}"]
        lines += [f"  {way.title:35}{one.cell(way)}" for way in WAYS]
        lines += [f"  FAILED {fault}" for fault in one.faults]
        lines += [f"  on purpose: {line}" for line in one.deliberate]
        lines += [f"  official too: {line}" for line in one.shared]
    return "\n".join(lines)


def markdown(frameworks: Sequence[Framework]) -> str:
    """One row per framework, one column per way, and below it what failed."""
    headings = ["Store", "Tests", *(way.title for way in WAYS)]
    lines = [f"| {' | '.join(headings)} |", "|" + "---|" * len(headings)]
    for one in frameworks:
        cells = [f"{one.title}: {one.versions}", one.suite, *(one.cell(way) for way in WAYS)]
        lines.append(f"| {' | '.join(cells)} |")
    faults = [f"* {fault}" for one in frameworks for fault in one.faults]
    meant = [f"* {line}" for one in frameworks for line in one.deliberate]
    shared = [f"* {line}" for one in frameworks for line in one.shared]
    listed = {
        "Failures of ours": faults,
        "What our client does otherwise on purpose": meant,
        "What fails with the official client against the official server too": shared,
    }
    for heading, found in listed.items():
        lines += ["", f"{heading}:", "", *(found or ["* none"])]
    return "\n".join(lines) + "\n"


def inserted(page: str, text: str) -> str:
    """The page with this text between the markers; ValueError where it has none."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"expected {BEGIN} and {END} in the page, found no such pair")
    return f"{before}{BEGIN}\n{text}{END}{after}"
