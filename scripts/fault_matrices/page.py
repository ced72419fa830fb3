"""The table of docs/reliability.md, made by the function that judges the cells."""

from __future__ import annotations

from collections.abc import Iterator

from chromalink import errors
from chromalink_mock.faults import HtmlPage, Latency, Refused, Reset, SlowBody, Status, Timeout, Truncated

from .cases import Case
from .expectation import Expected, Target, expected
from .kinds import BLINK, FAR_OFF, Fault, Reading, all_faults

_REPEATABLE = Target(Case("collection", "upsert"), "upsertRecords", acts=True, newsless=True)
_OTHER = Target(Case("collection", "fork"), "forkCollection", acts=True, again=errors.UniqueConstraintError)

_HEAD = (
    "| What goes wrong | `upsert`, once | `upsert`, for good | `fork`, once | `fork`, for good |",
    "|---|---|---|---|---|",
)


def table() -> str:
    """A row for all faults that lead to the same, as Markdown."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for name, outcome in _named():
        rows.setdefault(outcome, []).append(name)
    return "\n".join([*_HEAD, *(f"| {', '.join(names)} | {' | '.join(outcome)} |" for outcome, names in rows.items())])


def _named() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every fault with what it leads to; whether the operation was carried out is told where it matters."""
    by_name: dict[str, dict[bool, tuple[str, ...]]] = {}
    for fault in all_faults():
        by_name.setdefault(_name(fault), {})[fault.applied] = _outcome(fault)
    for name, outcomes in by_name.items():
        matters = len(set(outcomes.values())) > 1
        for outcome in dict.fromkeys(outcomes.values()):
            did_it = matters and outcomes.get(True) == outcome
            yield f"{name}{' though the server did it' if did_it else ''}", outcome


def _outcome(fault: Fault) -> tuple[str, ...]:
    return tuple(
        _told(expected(target, fault, lasting=lasting)) for target in (_REPEATABLE, _OTHER) for lasting in (False, True)
    )


def _told(one: Expected) -> str:
    requests = "" if one.requests <= 1 else f", {one.requests} requests"
    if one.error is None:
        return f"success{requests}"
    return f"`{one.error.__name__}`{requests}{', maybe applied' if one.maybe_applied else ''}"


def _name(fault: Fault) -> str:
    match fault.action:
        case None:
            return "nobody listens"
        case Latency(seconds):
            return "a late answer" if seconds == BLINK else "an answer later than the timeout"
        case SlowBody(seconds):
            return "a slow body" if seconds == BLINK else "a body that stalls for longer than the timeout"
        case Timeout():
            return "no answer"
        case Refused():
            return "a reset of the connection at once"
        case Reset("before"):
            return "a reset before the answer"
        case Reset("during"):
            return "a reset in the middle of the answer"
        case Reset():
            return "a reset right behind the answer"
        case Truncated():
            return "an answer cut short"
        case Status(status, retry_after):
            return f"{status}{_pause(retry_after)}"
        case HtmlPage(status):
            return f"{status} with a page of a proxy"
        case _:
            return _FORMS[fault.reading]


def _pause(retry_after: float | None) -> str:
    if retry_after is None:
        return ""
    return " and to come back in an hour" if retry_after == FAR_OFF else " and to come back at once"


_FORMS = {
    Reading.GARBLED: "success with a garbled body",
    Reading.ANSWERED: "the right answer under a wrong content type",
    Reading.MISLED: "success with the JSON of something else",
}
