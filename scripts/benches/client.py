"""Our client beside the official one and plain httpx: import and size, small calls; the server is a sink."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from .contender import Contender, contender
from .environments import CLIENT, HTTPX, OFFICIAL, ROOT, Environment
from .measure import Row, at_least, at_most, in_turn, once
from .sinking import sink
from .stage import Stage

IN_FLIGHT = (1, 8, 32, 128)
GOAL_IN_FLIGHT = 32
_WRITING = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Ours lies in a working tree, so the first round compiles it, which an installation has done."""
IMPORT = "in a new interpreter, whose own start is not counted; 0.15 s is meant for where the official one takes 0.45 s"


def run(stage: Stage) -> list[Row]:
    """Import at most 0.15 s, 100 MB; small calls 0.75 x plain httpx; 32 at once 3 x."""
    rows = [_size(), *_import(stage)]
    with ExitStack() as stack:
        served, path = stack.enter_context(sink())
        port, url = str(served.port), f"{served.url}{path}/count"
        ours = stack.enter_context(contender(CLIENT, "chromalink_client", port))
        official = stack.enter_context(contender(OFFICIAL, "official_client", port))
        alone = stack.enter_context(contender(HTTPX, "httpx_client", url))
        beside = stack.enter_context(contender(CLIENT, "httpx_client", url))
        stage.say("small calls")
        rows += _sync(stage, ours, official, alone)
        rows += _concurrent(stage, ours, official, alone, beside)
        if not stage.goals:
            rows += _threaded(stage, ours, official, alone)
    return rows


def _size() -> Row:
    """Everything that an installation brings, without pip."""
    product = sum(map(_bytes, (ROOT / "sdk", ROOT / "generated", ROOT / "mockserver")))
    ours = once("chromalink", "MB", (_bytes(CLIENT.packages) + product) / 1e6)
    official = once("official", "MB", _bytes(OFFICIAL.packages) / 1e6)
    return Row("installed size", (ours, official), at_most(100, "figure"))


def _bytes(folder: Path) -> int:
    return sum(
        file.stat().st_size
        for file in folder.rglob("*")
        if file.is_file() and file.relative_to(folder).parts[0].partition("-")[0] not in ("pip", "setuptools")
    )


def _import(stage: Stage) -> list[Row]:
    figures = in_turn(
        {
            "chromalink": lambda: _seconds(CLIENT, "import chromalink; chromalink.HttpClient"),
            "official": lambda: _seconds(OFFICIAL, "import chromadb; chromadb.HttpClient"),
        },
        "s",
        stage.rounds,
    )
    return [
        Row("import", figures, at_most(0.15, "figure"), IMPORT),
        Row("import, against the official one", figures, at_most(1 / 3)),
    ]


def _seconds(environment: Environment, statement: str) -> float:
    program = f"import time; began = time.perf_counter(); {statement}; print(time.perf_counter() - began)"
    told = subprocess.run([environment.python, "-c", program], check=True, capture_output=True, text=True, env=_WRITING)
    return float(told.stdout)


def _sync(stage: Stage, ours: Contender, official: Contender, alone: Contender) -> list[Row]:
    count = 100 if stage.quick else 1000
    figures = in_turn(
        {
            "chromalink": lambda: ours.number("sync", count=count),
            "plain httpx": lambda: alone.number("sync", count=count),
            "official": lambda: official.number("sync", count=count),
        },
        "us",
        stage.many_rounds,
    )
    injected = in_turn(
        {
            "chromalink, http_client=": lambda: ours.number("injected", count=count),
            "plain httpx": lambda: alone.number("sync", count=count),
        },
        "us",
        stage.many_rounds,
    )
    return [
        Row("small sync call", figures, at_most(0.75)),
        Row("small sync call through an injected http_client", injected, at_most(1)),
    ]


def _concurrent(stage: Stage, ours: Contender, official: Contender, alone: Contender, beside: Contender) -> list[Row]:
    count = 128 if stage.quick else 1024
    rows: list[Row] = []
    for in_flight in (GOAL_IN_FLIGHT,) if stage.goals else IN_FLIGHT:
        sides = {"chromalink": ours, "httpx alone": alone, "httpx with sniffio": beside}
        if not stage.goals:
            sides["official"] = official
        figures = in_turn(
            {
                name: partial(side.number, "concurrent", count=count, in_flight=in_flight)
                for name, side in sides.items()
            },
            "calls/s",
            stage.rounds,
        )
        goal = in_flight == GOAL_IN_FLIGHT
        rows.append(Row(f"async calls, {in_flight} in flight", figures, at_least(3) if goal else None))
        if goal:
            what = f"async calls, {in_flight} in flight, against httpx with sniffio"
            rows.append(Row(what, (figures[0], figures[2]), at_least(2.3)))
    return rows


def _threaded(stage: Stage, ours: Contender, official: Contender, alone: Contender) -> list[Row]:
    count = 128 if stage.quick else 1024
    sides = {"chromalink": ours, "httpx alone": alone, "official": official}
    rows: list[Row] = []
    for in_flight in IN_FLIGHT[1:]:
        asked = {
            name: partial(side.number, "threaded", count=count, in_flight=in_flight) for name, side in sides.items()
        }
        figures = in_turn(asked, "calls/s", stage.rounds)
        rows.append(Row(f"sync calls, {in_flight} threads", figures, note="each contender has one client for all"))
    return rows
