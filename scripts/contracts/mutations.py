"""Seeds faults one by one and tells which the suite catches: `python -m contracts.mutations [NAME ...]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import httpx

from chromalink.contract.scenario import Risk
from chromalink.contract.suite import Options, UnusableServer, opened
from chromalink.contract.verdicts import Outcome
from chromalink_mock import serve
from contracts.engine_faults import ENGINE_FAULTS, EngineFault
from contracts.faults import WIRE_FAULTS
from contracts.search_faults import SEARCH_FAULTS
from contracts.wire_faults import FaultyTransport, WireFault

FAULTS: tuple[WireFault | EngineFault, ...] = (*WIRE_FAULTS, *ENGINE_FAULTS, *SEARCH_FAULTS)


def catcher(fault: WireFault | EngineFault | None, only: Sequence[str] = ()) -> str | None:
    """The first of the scenarios (all, or those of `only`) that a fresh reference server with the fault fails.

    None when the fault is missed.
    """
    match fault:
        case EngineFault():
            with fault.seeded(), serve() as server:
                return _first_difference(server.url, only, None)
        case WireFault():
            with serve() as server:
                return _first_difference(server.url, only, FaultyTransport(fault))
        case None:
            with serve() as server:
                return _first_difference(server.url, only, None)


def _first_difference(url: str, only: Sequence[str], transport: httpx.BaseTransport | None) -> str | None:
    options = Options(only=tuple(only), allowed=frozenset({Risk.TRACE, Risk.CRASH}))
    try:
        with opened(url, options, transport=transport) as suite:
            for scenario in suite.scenarios():
                if suite.play(scenario).outcome in (Outcome.DIFFERS, Outcome.ERROR):
                    return scenario.id
    except UnusableServer as error:
        return f"not taken for Chroma: {error}"
    return None


def main(names: Sequence[str]) -> int:
    """Print a line a fault; the exit code: 0 = all caught, 1 = one missed, or a difference without a fault."""
    healthy = catcher(None)
    if healthy is not None:
        print(f"without a fault {healthy} differs already")
        return 1
    chosen = [fault for fault in FAULTS if not names or fault.name in names]
    missed = 0
    for fault in chosen:
        found = catcher(fault)
        missed += found is None
        print(f"{'MISSED' if found is None else 'caught'}  {fault.name}{f'  ({found})' if found else ''}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} faults caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
