"""The faults: every action that the reference server has, found by looking, and how a client is to read each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from itertools import product
from typing import Any, assert_never, get_args

from chromalink_mock.faults import (
    Action,
    Corrupt,
    HtmlPage,
    Latency,
    Refused,
    Reset,
    SlowBody,
    Status,
    Timeout,
    Truncated,
    When,
    WrongContentType,
)

BLINK = 0.01
"""Seconds that no client minds."""
PATIENCE = 0.5
"""Seconds that a client waits where the fault is that no answer comes in time."""
TOO_LONG = 2 * PATIENCE
FAR_OFF = 3600
"""A Retry-After beyond every budget."""
STATUSES = (400, 401, 403, 404, 405, 409, 412, 413, 422, 429, 500, 501, 502, 503, 504)
PAGES = (200, 403, 404, 413, 429, 500, 502, 503, 504)


class Reading(Enum):
    """What a client may conclude from one attempt."""

    ANSWERED = "the answer arrived whole"
    MISLED = "a success that says nothing true"
    GARBLED = "a success that nobody can read"
    REFUSED = "an error that stays one"
    NOT_DONE = "the server did nothing"
    NOT_DONE_FOR_LONG = "the server did nothing, and will not for longer than the budget"
    UNREACHED = "the request never arrived"
    UNKNOWN = "nobody knows"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `action` None closes the port. `applied` says whether the operation is carried out all the same."""

    action: Action | None
    applied: bool

    @property
    def name(self) -> str:
        """How reports call it."""
        if self.action is None:
            return "closed port"
        return f"{self.action}, {'applied' if self.applied else 'not applied'}"

    @property
    def reading(self) -> Reading:
        return Reading.UNREACHED if self.action is None else _reading(self.action, self.applied)

    @property
    def outlasts_patience(self) -> bool:
        """Whether it is the client's own timeout that ends an attempt."""
        return isinstance(self.action, Timeout) or (
            isinstance(self.action, Latency | SlowBody) and self.action.seconds > PATIENCE
        )


def all_faults() -> tuple[Fault, ...]:
    """Every class of action in all its forms, each with the operation carried out and not, where both can be."""
    return (Fault(None, applied=False), *_of_all_classes())


def _of_all_classes() -> Iterator[Fault]:
    for kind in get_args(Action):
        for action in _forms(kind):
            for applied in sorted(action.applied):
                yield Fault(action, applied)


_VALUES: Mapping[tuple[str, str], Sequence[object]] = {
    ("Latency", "seconds"): (BLINK, TOO_LONG),
    ("Reset", "when"): get_args(When),
    ("Status", "status"): STATUSES,
    ("Status", "retry_after"): (None, 0.0, float(FAR_OFF)),
    ("HtmlPage", "status"): PAGES,
    ("SlowBody", "seconds"): (BLINK, 2 * TOO_LONG),
    ("SlowBody", "pieces"): (2,),
}
"""What the fields of actions are tried with; a field that is missing keeps its default."""


def _forms(kind: type[Any]) -> Iterator[Any]:
    """The instances of a class of action; a pause is asked for by those statuses that come with one only."""
    chosen = {field.name: _VALUES.get((kind.__name__, field.name)) for field in fields(kind)}
    tried = {name: values for name, values in chosen.items() if values is not None}
    for values in product(*tried.values()):
        action = kind(**dict(zip(tried, values, strict=True)))
        if not isinstance(action, Status) or action.retry_after is None or action.status in (429, 503):
            yield action


def _reading(action: Action, applied: bool) -> Reading:
    match action:
        case Latency(seconds) | SlowBody(seconds):
            return Reading.UNKNOWN if seconds > PATIENCE else Reading.ANSWERED
        case Reset("after"):
            return Reading.ANSWERED
        case Timeout() | Refused() | Reset() | Truncated():
            return Reading.UNKNOWN
        case Corrupt():
            return Reading.GARBLED
        case WrongContentType():
            return Reading.ANSWERED if applied else Reading.MISLED
        case Status(status, retry_after):
            return _of_status(status, retry_after)
        case HtmlPage(status):
            return _of_status(status, None)
        case _:
            assert_never(action)


def _of_status(status: int, retry_after: float | None) -> Reading:
    if status < 300:
        return Reading.GARBLED
    if status in (429, 503):
        return Reading.NOT_DONE_FOR_LONG if retry_after == FAR_OFF else Reading.NOT_DONE
    return Reading.UNKNOWN if status in (502, 504) else Reading.REFUSED
