"""Compares openapi/chroma.yaml with what a running server publishes: `python -m spec_comparison URL`."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML

from .facts import Table, differences, facts

OPENAPI = Path(__file__).parents[2] / "openapi"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Differences that are meant: lines that match one of the patterns (of fnmatch), and why."""

    patterns: Sequence[str]
    reason: str

    def covers(self, line: str) -> bool:
        return any(_matches(line, pattern) for pattern in self.patterns)

    def idle(self, lines: Sequence[str]) -> list[str]:
        """The patterns that nothing matches any more."""
        return [pattern for pattern in self.patterns if not any(_matches(line, pattern) for line in lines)]


def read_allowed(path: Path) -> list[Allowed]:
    """The allow-list: a list of `{reason, lines}`."""
    entries = cast("list[dict[str, object]]", YAML(typ="safe").load(path))
    return [Allowed(cast("list[str]", entry["lines"]), str(entry["reason"])) for entry in entries]


def main(arguments: list[str]) -> int:
    """Print what the two documents state differently and nobody has explained; exit with 1 if there is any."""
    parser = argparse.ArgumentParser(prog="scripts/spec_drift", description=main.__doc__)
    parser.add_argument("url", help="of a running server; its document is at URL/openapi.json")
    parser.add_argument("--all", action="store_true", help="print the explained differences, too")
    asked = parser.parse_args(arguments)
    with urllib.request.urlopen(f"{asked.url.rstrip('/')}/openapi.json", timeout=30) as answer:
        theirs = cast(Table, json.load(answer))
    ours = cast(Table, YAML(typ="safe").load(OPENAPI / "chroma.yaml"))
    allowed = read_allowed(OPENAPI / "drift_allowed.yaml")
    lines = list(differences(facts(ours), facts(theirs)))
    unexplained = 0
    for line in lines:
        reason = next((entry.reason for entry in allowed if entry.covers(line)), None)
        unexplained += reason is None
        if reason is None or asked.all:
            print(line if reason is None else f"{line}\n    allowed: {reason}")
    idle = [pattern for entry in allowed for pattern in entry.idle(lines)]
    for pattern in idle:
        print(f"allowed, but does not occur: {pattern}")
    print(f"{len(lines)} differences, {unexplained} unexplained, {len(idle)} idle patterns")
    return 1 if unexplained or idle else 0


def _matches(line: str, pattern: str) -> bool:
    # Brackets and braces are text here.
    return fnmatchcase(line, pattern.replace("[", "[[]"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
