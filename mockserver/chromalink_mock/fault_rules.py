"""Rules of faults as text: one grammar for the command line, one object for JSON, the same names in both.

`OPERATION:PART:PART...`, where OPERATION is an operationId, a pattern of them, or `*`; a PART is a status, the name of
a fault (`timeout`, `refused`, `reset`, `truncated`, `corrupt`, `html`, `content_type`), or `name=value`:
`addRecords:503:times=2:retry_after=1`, `queryRecords:reset=during:probability=0.1`, `*:latency=0.2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, cast

from .faults import (
    Action,
    Corrupt,
    HtmlPage,
    Latency,
    Refused,
    Reset,
    Rule,
    SlowBody,
    Status,
    Timeout,
    Truncated,
    When,
    WrongContentType,
)

Value: TypeAlias = str | int | float | bool
Document: TypeAlias = dict[str, Value]

_BARE: Document = {
    "timeout": True,
    "refused": True,
    "reset": "before",
    "truncated": Truncated().share,
    "corrupt": True,
    "content_type": WrongContentType().content_type,
    "html": HtmlPage().status,
}
"""What a fault named without a value means."""


class _Parts:
    """The members of a document, each taken once and of one type."""

    def __init__(self, found: Mapping[str, object]) -> None:
        self._left = dict(found)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def text(self, name: str) -> str | None:
        return cast("str | None", self._take(name, (str,), "text"))

    def whole(self, name: str) -> int | None:
        return cast("int | None", self._take(name, (int,), "a whole number"))

    def number(self, name: str) -> float | None:
        return cast("float | None", self._take(name, (int, float), "a number"))

    def truth(self, name: str) -> bool | None:
        return cast("bool | None", self._take(name, (bool,), "true or false"))

    def finish(self) -> None:
        """Raise ValueError for members that nobody took."""
        if self._left:
            raise ValueError(f"{', '.join(sorted(self._left))}: not known here; faults are {', '.join(_ACTIONS)}")

    def _take(self, name: str, kinds: tuple[type, ...], told: str) -> object:
        value = self._left.pop(name, None)
        # Python counts true as a number.
        if value is not None and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
            raise ValueError(f"{name}: expected {told}, got {value!r}")
        return value


def _status(parts: _Parts) -> Action:
    status = parts.whole("status") or 0
    return Status(status, parts.number("retry_after"), parts.text("error"), parts.text("message"))


def _slow_body(parts: _Parts) -> Action:
    seconds = parts.number("slow_body") or 0.0
    pieces = parts.whole("pieces")
    return SlowBody(seconds) if pieces is None else SlowBody(seconds, pieces)


def _on(name: str, action: Action) -> Callable[[_Parts], Action]:
    def read(parts: _Parts) -> Action:
        if parts.truth(name) is not True:
            raise ValueError(f"{name}: expected true; leave it out where it is not meant")
        return action

    return read


_ACTIONS: Mapping[str, Callable[[_Parts], Action]] = {
    "status": _status,
    "html": lambda parts: HtmlPage(parts.whole("html") or 0),
    "latency": lambda parts: Latency(parts.number("latency") or 0.0),
    "slow_body": _slow_body,
    "timeout": _on("timeout", Timeout()),
    "refused": _on("refused", Refused()),
    "reset": lambda parts: Reset(cast("When", parts.text("reset"))),
    "truncated": lambda parts: Truncated(parts.number("truncated") or 0.0),
    "corrupt": _on("corrupt", Corrupt()),
    "content_type": lambda parts: WrongContentType(parts.text("content_type") or ""),
}


def read_rule(text: str) -> Rule:
    """The rule written in the grammar above; raises ValueError."""
    operation, *parts = text.strip().split(":")
    if not operation or not parts:
        raise ValueError(f"expected OPERATION:FAULT, as in addRecords:503:times=2; got {text!r}")
    found: Document = {} if operation == "*" else {"operation": operation}
    for part in parts:
        name, value = _part(part)
        if name in found:
            raise ValueError(f"{name}: given twice in {text!r}")
        found[name] = value
    return rule_from(found)


def rule_from(found: Mapping[str, object]) -> Rule:
    """The rule of a JSON object: exactly one fault, and what else a `Rule` has; raises ValueError."""
    parts = _Parts(found)
    named = [name for name in _ACTIONS if name in parts]
    if len(named) != 1:
        raise ValueError(f"expected exactly one of {', '.join(_ACTIONS)}; got {' and '.join(named) or 'none'}")
    action = _ACTIONS[named[0]](parts)
    probability = parts.number("probability")
    rule = Rule(
        action,
        parts.text("operation"),
        parts.text("method"),
        parts.text("path"),
        parts.whole("times"),
        parts.whole("after") or 0,
        1.0 if probability is None else probability,
        parts.truth("applied"),
    )
    parts.finish()
    return rule


def rules_from(found: object) -> tuple[Rule, ...]:
    """The rules of a JSON array; raises ValueError, which says at which place."""
    if not isinstance(found, list):
        raise ValueError(f"expected an array of rules, got {type(found).__name__}")
    return tuple(_numbered(cast("Iterable[object]", found)))


def document(rule: Rule) -> Document:
    """The rule as a JSON object that `rule_from` reads back."""
    told: Mapping[str, Value | None] = {
        "operation": rule.operation,
        "method": rule.method,
        "path": rule.path,
        **_told(rule.action),
        "times": rule.times,
        "after": rule.after or None,
        "probability": None if rule.probability == 1 else rule.probability,
        "applied": rule.applied,
    }
    return {name: value for name, value in told.items() if value is not None}


def _told(action: Action) -> Mapping[str, Value | None]:
    match action:
        case Status(status, retry_after, error, message):
            return {"status": status, "retry_after": retry_after, "error": error, "message": message}
        case HtmlPage(status):
            return {"html": status}
        case Latency(seconds):
            return {"latency": seconds}
        case SlowBody(seconds, pieces):
            return {"slow_body": seconds, "pieces": pieces}
        case Timeout():
            return {"timeout": True}
        case Refused():
            return {"refused": True}
        case Reset(when):
            return {"reset": when}
        case Truncated(share):
            return {"truncated": share}
        case Corrupt():
            return {"corrupt": True}
        case WrongContentType(content_type):
            return {"content_type": content_type}


def _numbered(found: Iterable[object]) -> Iterable[Rule]:
    for place, each in enumerate(found):
        if not isinstance(each, dict):
            raise ValueError(f"rule {place}: expected an object, got {each!r}")
        try:
            yield rule_from(cast("Mapping[str, object]", each))
        except ValueError as error:
            raise ValueError(f"rule {place}: {error}") from None


def _part(text: str) -> tuple[str, Value]:
    if text.isdecimal():
        return "status", int(text)
    name, equals, value = text.partition("=")
    if equals:
        return name, _value(name, value)
    if name not in _BARE:
        raise ValueError(f"{text!r}: expected a status, one of {', '.join(_BARE)}, or NAME=VALUE")
    return name, _BARE[name]


def _value(name: str, text: str) -> Value:
    if name in ("operation", "method", "path", "error", "message", "content_type", "reset"):
        return text
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise ValueError(f"{name}: expected a number, true or false, got {text!r}") from None
