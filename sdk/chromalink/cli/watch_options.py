"""Options of `chromalink serve` that break, watch and repeat what it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import typer

_PANEL = "Testing"

Fault = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="OPERATION:FAULT",
        rich_help_panel=_PANEL,
        help="Let something go wrong, addRecords:503:times=2:retry_after=1 or *:latency=0.2 say: a status, latency=S,"
        " timeout, refused, reset=before|during|after, truncated, corrupt, content_type=T, html=502, slow_body=S, with"
        " times=N, after=N, probability=P, applied=true|false, method=M, path=P; repeatable.",
    ),
]
FaultsFile = Annotated[
    str | None,
    typer.Option(
        "--faults", metavar="FILE", rich_help_panel=_PANEL, help="Such rules in a file, a JSON array of objects."
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="N",
        rich_help_panel=_PANEL,
        help="Repeat ids and the chances of faults; the clock stands still until it is set.",
    ),
]
LogRequests = Annotated[
    str | None,
    typer.Option(
        "--log-requests",
        metavar="[FILE]",
        rich_help_panel=_PANEL,
        help="Keep what is asked, and write it to a file if one is named.",
    ),
]
Record = Annotated[
    str | None,
    typer.Option(
        "--record",
        metavar="FILE",
        rich_help_panel=_PANEL,
        help="Write requests with their answers to a file, for --replay.",
    ),
]
ReplayFile = Annotated[
    str | None,
    typer.Option("--replay", metavar="FILE", rich_help_panel=_PANEL, help="Answer from such a file, and nothing else."),
]
ReplayOrder = Annotated[
    Literal["strict", "match"],
    typer.Option(
        "--replay-order",
        rich_help_panel=_PANEL,
        help="With --replay: in the order of the file, or whatever was recorded for the request.",
    ),
]
Expose = Annotated[
    bool,
    typer.Option(
        "--expose",
        rich_help_panel=_PANEL,
        help="Answer below /chromalink/ not only to callers on this machine.",
    ),
]


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What is to go wrong, to be kept and to be repeated, as written."""

    faults: Sequence[str] = ()
    faults_file: str | None = None
    seed: int | None = None
    log_requests: str | None = None
    """A file; empty for memory only, None for no log."""
    record: str | None = None
    replay: str | None = None
    replay_order: Literal["strict", "match"] = "strict"
    expose: bool = False
