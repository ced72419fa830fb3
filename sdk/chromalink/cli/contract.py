"""`chromalink contract`: how a server's answers compare with Chroma's."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import httpx

from ..contract import reports
from ..contract.scenario import Risk
from ..contract.scenario_files import DIALECTS, read_dialect
from ..contract.suite import DEFAULT_TENANT, NoSuchScenario, Options, UnusableServer, chosen_scenarios
from ..contract.suite import run as run_suite
from .failure import failed

TOKEN_HEADER = "x-chroma-token"  # noqa: S105 - the name of a header
_INTERRUPTED = 130


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `contract` to the subcommands."""
    parser = commands.add_parser(
        "contract",
        help="compare a server's answers with Chroma's",
        description="Play the contract scenarios against a server, in databases of their own, and report by "
        "capability. Exit code 0: nothing differs; 1: something does; 2: the command or the server is unusable.",
    )
    parser.add_argument("url", metavar="URL", nargs="?", help="base URL of the server, like http://127.0.0.1:8000")
    parser.add_argument("--only", metavar="PREFIX", nargs="+", default=[], help="scenario ids or capabilities to run")
    parser.add_argument("--dialect", choices=DIALECTS, default=DIALECTS[0], help="what to judge by (%(default)s)")
    parser.add_argument("--tenant", default=DEFAULT_TENANT, help="existing tenant to work in (%(default)s)")
    parser.add_argument(
        "--header", metavar="NAME=VALUE", type=_header, action="append", default=[], help="sent with every request"
    )
    parser.add_argument("--token", help=f"sent with every request as {TOKEN_HEADER}")
    parser.add_argument("--strict", action="store_true", help="compare the wording of parsers and content types too")
    parser.add_argument("--allow-traces", action="store_true", help="also run what leaves tenants behind")
    parser.add_argument("--allow-crashers", action="store_true", help="also run what crashes some real servers")
    parser.add_argument("--allow-reset", action="store_true", help="also try a reset: ALL data of the server is lost")
    parser.add_argument("--timeout", metavar="SECONDS", type=_seconds, default=30.0, help="per answer (%(default)s)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the report as JSON")
    parser.add_argument("--junit", metavar="FILE", type=Path, help="write the report as JUnit XML")
    parser.add_argument("--verbose", action="store_true", help="print every difference")
    parser.add_argument("--list", action="store_true", help="print the scenarios instead of running them")


def run(chosen: argparse.Namespace) -> int:
    """Run the suite and print its report; the exit code. What goes wrong is told on stderr."""
    options = _options(chosen)
    if chosen.list:
        return _listed(options)
    if chosen.url is None:
        return failed("contract: the URL of a server is missing", 2)
    if not _is_http(chosen.url):
        return failed(f"contract: URL: expected http://... or https://..., got {chosen.url!r}", 2)
    try:
        files = [file for file in (chosen.json, chosen.junit) if file is not None]
        for file in files:
            # Known before the run rather than after it.
            file.touch()
        with _ended_by_signal():
            report = run_suite(chosen.url, options)
        if chosen.json is not None:
            chosen.json.write_text(reports.as_json(report), "utf-8")
        if chosen.junit is not None:
            chosen.junit.write_text(reports.as_junit(report), "utf-8")
    except (UnusableServer, NoSuchScenario) as error:
        return failed(f"contract: {error}", 2)
    except OSError as error:
        return failed(f"contract: cannot write {error.filename}: {error.strerror}", 2)
    except KeyboardInterrupt:
        return failed("contract: interrupted; what it had made is deleted", _INTERRUPTED)
    print(reports.table(report, every_line=chosen.verbose))
    return 0 if report.is_faithful else 1


def _options(chosen: argparse.Namespace) -> Options:
    headers: dict[str, str] = dict(chosen.header)
    if chosen.token is not None:
        headers[TOKEN_HEADER] = chosen.token
    risks = {Risk.TRACE: chosen.allow_traces, Risk.CRASH: chosen.allow_crashers, Risk.RESET: chosen.allow_reset}
    return Options(
        dialect=chosen.dialect,
        tenant=chosen.tenant,
        only=tuple(chosen.only),
        headers=headers,
        strict=chosen.strict,
        allowed=frozenset(risk for risk, allowed in risks.items() if allowed),
        timeout=chosen.timeout,
    )


def _listed(options: Options) -> int:
    try:
        print(reports.listing(chosen_scenarios(read_dialect(options.dialect), options.only)))
    except NoSuchScenario as error:
        return failed(f"contract: {error}", 2)
    return 0


@contextmanager
def _ended_by_signal() -> Generator[None]:
    """SIGTERM ends the run as Ctrl-C does, so that it is cleaned up after."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_http(text: str) -> bool:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return False
    return url.scheme in ("http", "https") and bool(url.host)


def _header(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not name or not separator:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, got {text!r}")
    return name, value


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a positive number of seconds, got {text!r}")
    return seconds
