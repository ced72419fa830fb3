"""Options of `chromalink serve` that break, watch and repeat what it does."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What is to go wrong, to be kept and to be repeated, as written."""

    faults: Sequence[str]
    faults_file: str | None
    seed: int | None
    log_requests: str | None
    """A file; empty for memory only, None for no log."""
    record: str | None
    replay: str | None
    replay_order: Literal["strict", "match"]
    expose: bool

    @classmethod
    def of(cls, chosen: argparse.Namespace) -> WatchOptions:
        """What was chosen of the options that `register` adds."""
        return cls(
            chosen.fault,
            chosen.faults,
            chosen.seed,
            chosen.log_requests,
            chosen.record,
            chosen.replay,
            chosen.replay_order,
            chosen.expose,
        )


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options, as a group of their own."""
    group = parser.add_argument_group(
        "testing",
        "Faults, the request log and the clock are also to be had at /chromalink/faults, /chromalink/requests and"
        " /chromalink/clock, from this machine; where there are credentials, by operators.",
    )
    group.add_argument(
        "--fault",
        metavar="OPERATION:FAULT",
        action="append",
        default=[],
        help="let something go wrong, addRecords:503:times=2:retry_after=1 or *:latency=0.2 say: a status, latency=S,"
        " timeout, refused, reset=before|during|after, truncated, corrupt, content_type=T, html=502, slow_body=S, with"
        " times=N, after=N, probability=P, applied=true|false, method=M, path=P; repeatable",
    )
    group.add_argument("--faults", metavar="FILE", help="such rules in a file, a JSON array of objects")
    group.add_argument(
        "--seed", metavar="N", type=int, help="repeat ids and chances; the clock stands still until it is set"
    )
    group.add_argument(
        "--log-requests", metavar="FILE", nargs="?", const="", help="keep what is asked, and write it to a file"
    )
    group.add_argument("--record", metavar="FILE", help="write requests with their answers to a file, for --replay")
    group.add_argument("--replay", metavar="FILE", help="answer from such a file, and nothing else")
    group.add_argument(
        "--replay-order",
        choices=("strict", "match"),
        default="strict",
        help="with --replay: in the order of the file, or whatever was recorded for the request (default: %(default)s)",
    )
    group.add_argument(
        "--expose", action="store_true", help="answer below /chromalink/ not only to callers on this machine"
    )
