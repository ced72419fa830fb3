"""`chromalink contract`: how a server's answers compare with Chroma's."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from ..contract.scenario_files import DialectName
from ..types import DEFAULT_TENANT
from .failure import Failure
from .numbers import seconds

if TYPE_CHECKING:
    from ..contract.suite import Options
    from ..contract.verdicts import Report

TOKEN_HEADER = "x-chroma-token"  # noqa: S105 - the name of a header
_INTERRUPTED = 130


def header(text: str) -> tuple[str, str]:
    """NAME=VALUE taken apart; raises BadParameter."""
    name, separator, value = text.partition("=")
    if not name or not separator:
        raise typer.BadParameter(f"expected NAME=VALUE, got {text!r}", param_hint="--header")
    return name, value


def run(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="Base URL of the server, like http://127.0.0.1:8000.")
    ] = None,
    *,
    only: Annotated[
        list[str] | None, typer.Option(metavar="PREFIX...", help="Scenario ids or capabilities to run.")
    ] = None,
    dialect: Annotated[DialectName, typer.Option(help="What to judge by.")] = "chroma",
    tenant: Annotated[str, typer.Option(metavar="NAME", help="Existing tenant to work in.")] = DEFAULT_TENANT,
    headers: Annotated[
        list[str] | None,
        typer.Option("--header", metavar="NAME=VALUE", help="Sent with every request; repeatable."),
    ] = None,
    token: Annotated[
        str | None, typer.Option(metavar="SECRET", help=f"Sent with every request as {TOKEN_HEADER}.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Compare the wording of parsers and content types too.")
    ] = False,
    allow_traces: Annotated[bool, typer.Option("--allow-traces", help="Also run what leaves tenants behind.")] = False,
    allow_crashers: Annotated[
        bool, typer.Option("--allow-crashers", help="Also run what crashes some real servers.")
    ] = False,
    allow_reset: Annotated[
        bool, typer.Option("--allow-reset", help="Also try a reset: ALL data of the server is lost.")
    ] = False,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", parser=seconds, help="Per answer.")] = 30.0,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as JSON.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as JUnit XML.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every difference.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Print the scenarios instead of running them.")] = False,
) -> None:
    """Play the contract scenarios against a server, in databases of their own, and report by capability.

    Exit code 0: nothing differs; 1: something does; 2: the command or the server is unusable.
    """
    from ..contract import reports
    from ..contract.scenario import Risk
    from ..contract.scenario_files import read_dialect
    from ..contract.suite import NoSuchScenario, Options, UnusableServer, chosen_scenarios

    sent = dict(header(text) for text in headers or ())
    if token is not None:
        sent[TOKEN_HEADER] = token
    risks = {Risk.TRACE: allow_traces, Risk.CRASH: allow_crashers, Risk.RESET: allow_reset}
    options = Options(
        dialect=dialect,
        tenant=tenant,
        only=tuple(only or ()),
        headers=sent,
        strict=strict,
        allowed=frozenset(risk for risk, allowed in risks.items() if allowed),
        timeout=timeout,
    )
    try:
        if listing:
            print(reports.listing(chosen_scenarios(read_dialect(options.dialect), options.only)))
            return
        report = _report(_checked(url), options, json, junit)
    except (UnusableServer, NoSuchScenario) as error:
        raise Failure(f"contract: {error}", 2) from error
    except OSError as error:
        raise Failure(f"contract: cannot write {error.filename}: {error.strerror}", 2) from error
    except KeyboardInterrupt:
        raise Failure("contract: interrupted; what it had made is deleted", _INTERRUPTED) from None
    print(reports.table(report, every_line=verbose))
    if not report.is_faithful:
        raise typer.Exit(1)


def _report(url: str, options: Options, json: Path | None, junit: Path | None) -> Report:
    from ..contract import reports, suite

    files = [file for file in (json, junit) if file is not None]
    for file in files:
        # Known before the run rather than after it.
        file.touch()
    with _ended_by_signal():
        report = suite.run(url, options)
    if json is not None:
        json.write_text(reports.as_json(report), "utf-8")
    if junit is not None:
        junit.write_text(reports.as_junit(report), "utf-8")
    return report


def _checked(url: str | None) -> str:
    import httpx

    if url is None:
        raise Failure("contract: the URL of a server is missing", 2)
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise Failure(f"contract: URL: expected http://... or https://..., got {url!r}", 2)
    return url


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
