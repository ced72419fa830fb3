"""Plays random stories on the official server and on ours: `python -m congruences OFFICIAL_BIN [options]`."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
import warnings
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as seeded
from hypothesis.errors import HypothesisWarning
from hypothesis.stateful import run_state_machine_as_test

from chromalink_mock import serve
from crosschecks.run import official_server

from .exchange import Answer, Request
from .machine import Story, story_on
from .stage import Difference, Pair, pair, shortest

STEPS = 40
_ROUND = 50


class Survey:
    """A stage that notes differences and goes on; the rest of a story that has differed is not played."""

    def __init__(self, inner: Pair) -> None:
        self.inner = inner
        self.found: dict[str, Difference] = {}
        self._parted = False

    def open(self) -> None:
        self._parted = False
        self.inner.open()

    def play(self, request: Request) -> Answer:
        if self._parted:
            return Answer(0, None, "")
        try:
            return self.inner.play(request)
        except Difference as difference:
            self._parted = True
            known = self.found.get(difference.kind)
            if known is None or len(difference.lines) < len(known.lines):
                self.found[difference.kind] = difference
            return Answer(0, None, "")


def main(arguments: list[str]) -> int:
    """Play until so many operations are done, or until the servers differ: then print the shortest story that shows it
    as a scenario that can be replayed, and exit with 1."""
    parser = argparse.ArgumentParser(prog="scripts/congruence", description=main.__doc__)
    parser.add_argument("official", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--operations", type=int, default=5000, help="how many, at least (default: 5000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first round (default: 0)")
    parser.add_argument("--strict", action="store_true", help="compare the wording of parsers, too")
    parser.add_argument("--survey", action="store_true", help="go on after a difference, and list them all")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    with (
        official_server(asked.official / "chroma") as port,
        serve() as ours,
        pair(f"http://127.0.0.1:{port}", ours.url, secrets.token_hex(4), strict=asked.strict) as stage,
    ):
        survey = Survey(stage)
        seed = asked.seed
        while stage.operations < asked.operations and (asked.survey or not survey.found):
            play(story_on(survey), seed)
            seed += 1
        operations, stories, seen = stage.operations, stage.stories, dict(stage.seen)
        for difference in survey.found.values():
            print(shortest(stage, difference), end="\n\n")
    seconds = time.monotonic() - started
    print(f"{operations} operations in {stories} stories, seeds {asked.seed} to {seed - 1}, {seconds:.0f} s")
    for (operation, status), count in sorted(seen.items()):
        print(f"{count:6} {operation} {status}")
    print(f"{len(survey.found)} kinds of differences")
    return 1 if survey.found else 0


def play(maker: type[Story], seed: int, *, stories: int = _ROUND) -> None:
    """One round of random stories."""
    chosen = settings(
        max_examples=stories,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
    )
    seeded(seed)(maker)
    with warnings.catch_warnings():
        # Only that a strategy takes many words to print.
        warnings.simplefilter("ignore", HypothesisWarning)
        run_state_machine_as_test(maker, settings=chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
