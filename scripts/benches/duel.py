"""The same records on our server and on the official one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from . import servers
from .datasets import Dataset
from .line import Line, rate
from .loaded import BATCH, Loaded, agreement, create
from .measure import Figure, in_turn
from .stage import Stage

AGREED = 0.9
"""Answers from graphs are not exact; with less than this in common two servers do not answer the same question."""

Prepare = Callable[[Loaded], list[bytes]]


@dataclass(frozen=True, slots=True)
class Duel:
    """Both servers with a connection each and a collection of the same content; our graph is complete."""

    stage: Stage
    ours: Line
    official: Line
    our_records: Loaded
    official_records: Loaded

    def answers(self, prepare: Prepare) -> tuple[list[bytes], list[bytes]]:
        """What both say to the requests that `prepare` makes for a collection."""
        mine = [self.ours.ask(each) for each in prepare(self.our_records)]
        return mine, [self.official.ask(each) for each in prepare(self.official_records)]

    def agreed(self, prepare: Prepare) -> float:
        """The share of ids that both find; RuntimeError when it is too small for the times to mean anything."""
        share = agreement(*self.answers(prepare))
        if share < AGREED:
            raise RuntimeError(f"expected both servers to find the same records, only {share:.1%} are")
        return share

    def rates(self, prepare: Prepare) -> tuple[Figure, ...]:
        """Answers a second over one connection each, in turn."""
        mine, theirs = prepare(self.our_records), prepare(self.official_records)
        return in_turn(
            {
                "chromalink": lambda: rate(self.ours, mine, self.stage.seconds),
                "official": lambda: rate(self.official, theirs, self.stage.seconds),
            },
            "/s",
            self.stage.rounds,
        )


@contextmanager
def duel(stage: Stage, data: Dataset, options: Sequence[str] = ()) -> Generator[Duel]:
    """Start both servers, fill both, wait for our graph."""
    with ExitStack() as stack:
        ours = stack.enter_context(Line(stack.enter_context(servers.ours(*options))))
        official = stack.enter_context(Line(stack.enter_context(servers.official())))
        mine, theirs = create(ours, "duel"), create(official, "duel")
        stage.say(f"{len(data):,} records into both")
        mine.fill(ours, data.batches(BATCH))
        theirs.fill(official, data.batches(BATCH))
        mine.await_graph(ours)
        yield Duel(stage, ours, official, mine, theirs)
