"""What goes wrong on purpose: rules, the one owner of a server's rules, and the exceptions that break a connection.

A rule says which requests it is for, when it acts, and what it does. An answer that can be spoken is spoken by the
server itself; what happens below HTTP leaves the application as a `ConnectionFault`, which the TCP server turns into
what the network would do, and a transport without a network into the error that it would have led to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random
from threading import Lock
from typing import ClassVar, Literal, TypeAlias

from . import operation_names

When: TypeAlias = Literal["before", "during", "after"]


class ConnectionFault(Exception):
    """The connection fails instead of answering. `applied` says whether the operation was carried out before."""

    def __init__(self, applied: bool) -> None:
        super().__init__(f"injected {type(self).__name__}, operation {'applied' if applied else 'not applied'}")
        self.applied = applied


class ConnectionRefusedFault(ConnectionFault):
    """Nobody listens. The request was not read."""

    def __init__(self) -> None:
        super().__init__(applied=False)


class ConnectionResetFault(ConnectionFault):
    """The peer is gone: before the answer, in the middle of it, or right behind the whole of it."""

    def __init__(self, when: When, applied: bool) -> None:
        super().__init__(applied)
        self.when = when


class TruncatedFault(ConnectionFault):
    """The connection was closed in good order, but before all of the announced body was sent."""


class NoAnswerFault(ConnectionFault):
    """The connection stays open and nothing ever comes."""


@dataclass(frozen=True, slots=True)
class Latency:
    """The operation begins so many seconds later; whatever else is to happen, happens then."""

    seconds: float
    applied: ClassVar[tuple[bool, ...]] = (True,)

    def __post_init__(self) -> None:
        _at_least_zero("seconds", self.seconds)


@dataclass(frozen=True, slots=True)
class Timeout:
    """No answer, ever. Without a network the client is told at once that it has waited too long."""

    applied: ClassVar[tuple[bool, ...]] = (False, True)


@dataclass(frozen=True, slots=True)
class Refused:
    """No connection. Over TCP, where it exists already, it is reset before anything is read or answered."""

    applied: ClassVar[tuple[bool, ...]] = (False,)


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection breaks before the answer, in the middle of its body, or behind it."""

    when: When = "before"

    def __post_init__(self) -> None:
        if self.when not in ("before", "during", "after"):
            raise ValueError(f"reset: expected before, during or after, got {self.when!r}")

    @property
    def applied(self) -> tuple[bool, ...]:
        return {"before": (False, True), "during": (True, False), "after": (True,)}[self.when]


@dataclass(frozen=True, slots=True)
class Truncated:
    """Of the announced body only this share is sent, always less than all of it."""

    share: float = 0.5
    applied: ClassVar[tuple[bool, ...]] = (True, False)

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise ValueError(f"truncated: expected a share from 0 to less than 1, got {self.share!r}")


@dataclass(frozen=True, slots=True)
class Corrupt:
    """A body of the announced length whose middle is garbage: neither JSON nor UTF-8."""

    applied: ClassVar[tuple[bool, ...]] = (True, False)


@dataclass(frozen=True, slots=True)
class WrongContentType:
    """The answer as it is, labelled as something else."""

    content_type: str = "text/html"
    applied: ClassVar[tuple[bool, ...]] = (True, False)

    def __post_init__(self) -> None:
        if not self.content_type.isascii() or not self.content_type.isprintable():
            raise ValueError(f"content_type: expected printable ASCII, got {self.content_type!r}")


@dataclass(frozen=True, slots=True)
class Status:
    """An error answer in the server's words; `retry_after` in seconds goes into the header of that name."""

    status: int
    retry_after: float | None = None
    error: str | None = None
    message: str | None = None
    applied: ClassVar[tuple[bool, ...]] = (False, True)

    def __post_init__(self) -> None:
        _status(self.status)
        if self.retry_after is not None:
            _at_least_zero("retry_after", self.retry_after)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """An error page of a proxy in between."""

    status: int = 502
    applied: ClassVar[tuple[bool, ...]] = (False, True)

    def __post_init__(self) -> None:
        _status(self.status)


@dataclass(frozen=True, slots=True)
class SlowBody:
    """The answer as it is, its body in `pieces` over so many seconds."""

    seconds: float
    pieces: int = 8
    applied: ClassVar[tuple[bool, ...]] = (True,)

    def __post_init__(self) -> None:
        _at_least_zero("seconds", self.seconds)
        if self.pieces < 1:
            raise ValueError(f"pieces: expected at least 1, got {self.pieces}")


Action: TypeAlias = (
    Latency | Timeout | Refused | Reset | Truncated | Corrupt | WrongContentType | Status | HtmlPage | SlowBody
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to which requests, and when.

    `operation` (an operationId), `method` and `path` (decoded, without the query) may hold the wildcards of a shell;
    None = any. Of the requests that match, the first `after` pass, then at most `times` are struck (None = all), each
    with `probability`. `applied` says whether the operation was carried out before it failed; None = as is usual for
    the action: not for refusals, yes where an answer is damaged. Raises ValueError for what cannot be.
    """

    action: Action
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    times: int | None = None
    after: int = 0
    probability: float = 1.0
    applied: bool | None = None

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError(f"times: expected at least 1, got {self.times}")
        if self.after < 0:
            raise ValueError(f"after: expected 0 or more, got {self.after}")
        if not 0 < self.probability <= 1:
            raise ValueError(f"probability: expected more than 0 and at most 1, got {self.probability!r}")
        if self.applied is not None and self.applied not in self.action.applied:
            told = "applied" if self.applied else "not applied"
            raise ValueError(f"applied: with {self.action} the operation cannot be {told}")

    @property
    def applies(self) -> bool:
        """Whether the operation is carried out."""
        return self.action.applied[0] if self.applied is None else self.applied

    def matches(self, operation: str | None, method: str, path: str) -> bool:
        """Whether a request is one of those it is for; `operation` is None where the path leads nowhere."""
        return (
            (self.operation is None or operation_names.names(self.operation, operation))
            and (self.method is None or fnmatchcase(method, self.method.upper()))
            and (self.path is None or fnmatchcase(path, self.path))
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to one request: it waits, then a rule strikes, or None does."""

    delay: float = 0.0
    rule: Rule | None = None


@dataclass(slots=True)
class _Standing:
    """A rule with its counts."""

    rule: Rule
    seen: int = 0
    hits: int = 0


class Faults:
    """The rules of one server, in the order they were added. Safe to use from several threads.

    Every latency that matches delays; of the other rules the first that matches strikes, and those behind it neither
    see nor count the request. `seed` makes the probabilities repeatable.
    """

    def __init__(self, rules: Iterable[Rule] = (), *, seed: int | None = None) -> None:
        self.active = False
        """Whether there are any rules; looked at for every request."""
        self._random = Random(seed)
        self._lock = Lock()
        self._standing: list[_Standing] = []
        self._operations: Collection[str] | None = None
        for rule in rules:
            self.put(rule)

    def add(
        self,
        operation: str | None,
        action: Action,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int | None = None,
        after: int = 0,
        probability: float = 1.0,
        applied: bool | None = None,
    ) -> Rule:
        """Add a rule made of these parts (see `Rule`) and return it; raises ValueError."""
        return self.put(Rule(action, operation, method, path, times, after, probability, applied))

    def put(self, rule: Rule) -> Rule:
        """Add a rule and return it; raises ValueError for an operation that the server does not have."""
        self.check(rule)
        with self._lock:
            self._standing.append(_Standing(rule))
            self.active = True
        return rule

    def check(self, rule: Rule) -> None:
        """Raise ValueError for a rule about an operation that the server does not have."""
        if self._operations is not None and rule.operation is not None:
            operation_names.check(rule.operation, self._operations)

    def remove(self, rule: Rule) -> None:
        """Take away one rule equal to this one; raises LookupError when there is none."""
        with self._lock:
            found = next((each for each in self._standing if each.rule == rule), None)
            if found is None:
                raise LookupError(f"there is no such rule: {rule}")
            self._standing.remove(found)
            self.active = bool(self._standing)

    def clear(self) -> None:
        """Take all rules away."""
        with self._lock:
            self._standing.clear()
            self.active = False

    def rules(self) -> tuple[Rule, ...]:
        """The rules, also those that have struck as often as they may."""
        with self._lock:
            return tuple(each.rule for each in self._standing)

    def hits(self, rule: Rule) -> int:
        """How often rules equal to this one have struck."""
        with self._lock:
            return sum(each.hits for each in self._standing if each.rule == rule)

    def expect(self, operations: Collection[str]) -> None:
        """From now on rules may only be for these operations; raises ValueError for one that is there already."""
        self._operations = operations
        for rule in self.rules():
            self.check(rule)

    def verdict(self, operation: str | None, method: str, path: str) -> Verdict:
        """What happens to this request; counts it."""
        delay = 0.0
        with self._lock:
            for each in self._standing:
                if not self._strikes(each, operation, method, path):
                    continue
                if not isinstance(each.rule.action, Latency):
                    return Verdict(delay, each.rule)
                delay += each.rule.action.seconds
        return Verdict(delay)

    def _strikes(self, each: _Standing, operation: str | None, method: str, path: str) -> bool:
        rule = each.rule
        if not rule.matches(operation, method, path):
            return False
        each.seen += 1
        if each.seen <= rule.after or (rule.times is not None and each.hits >= rule.times):
            return False
        if rule.probability < 1 and self._random.random() >= rule.probability:
            return False
        each.hits += 1
        return True


def _at_least_zero(name: str, value: float) -> None:
    if not 0 <= value < float("inf"):
        raise ValueError(f"{name}: expected 0 or more, got {value!r}")


def _status(status: int) -> None:
    if not 200 <= status <= 599:
        raise ValueError(f"status: expected a number from 200 to 599, got {status!r}")
