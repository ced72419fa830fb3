"""Recorded exchanges with Chroma 1.5.9, and how an answer is held against one.

Numbers agree within 1e-5, bools are no numbers, and below `metadata`/`metadatas` int and float differ. Objects are
compared in both directions: absent and null differ. Paths marked `volatile` or `soft` are not compared, lists marked
`unordered` are compared as multisets.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Steps: TypeAlias = tuple[str, ...]

RECORDINGS = Path(__file__).parent.parent / "data" / "exchanges.jsonl"
TOLERANCE = 1e-5


@dataclass(frozen=True)
class Exchange:
    """One request and what the recorded server answered; status 0 = it dropped the connection.

    `gap` marks what a single-node server cannot do.
    """

    scenario: str
    step: int
    method: str
    path: str
    request: Json
    request_raw: str | None
    headers: Mapping[str, str]
    status: int
    response: Json
    content_type: str
    ignored: Sequence[Steps]
    unordered: Sequence[Steps]
    save: Mapping[str, str]
    gap: bool

    def body(self, names: Mapping[str, str]) -> bytes | None:
        """The bytes to send, placeholders filled in; None for no body."""
        if self.request_raw is not None:
            return filled_text(self.request_raw, names).encode()
        if self.request is None:
            return None
        return json.dumps(filled(self.request, names), ensure_ascii=False, separators=(",", ":")).encode()


def read_scenarios(path: Path = RECORDINGS) -> dict[str, list[Exchange]]:
    """All exchanges of a file by scenario, in order."""
    found: dict[str, list[Exchange]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        exchange = Exchange(
            scenario=raw["scenario"],
            step=raw["step"],
            method=raw["method"],
            path=raw["path"],
            request=raw.get("request"),
            request_raw=raw.get("request_raw"),
            headers=raw.get("headers") or {},
            status=raw["status"],
            response=raw["response"],
            content_type=raw.get("content_type") or "",
            ignored=[*_paths(raw.get("volatile")), *_paths(raw.get("soft"))],
            unordered=_paths(raw.get("unordered")),
            save=raw.get("save") or {},
            gap=raw.get("local_gap", False),
        )
        found.setdefault(exchange.scenario, []).append(exchange)
    return found


def _paths(listed: Sequence[str] | None) -> list[Steps]:
    return [steps(path) for path in listed or ()]


def steps(path: str) -> Steps:
    """A path like `$.a.*.b` as its parts after the `$`."""
    return tuple(part for part in path.removeprefix("$").split(".") if part)


def filled_text(text: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        text = text.replace("${" + name + "}", value)
    return text


def filled(value: Json, names: Mapping[str, str]) -> Json:
    """`value` with every known placeholder replaced."""
    if isinstance(value, str):
        return filled_text(value, names)
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    if isinstance(value, dict):
        return {filled_text(key, names): filled(item, names) for key, item in value.items()}
    return value


def picked(value: Json, path: str) -> str:
    """The value at a path, as text."""
    for part in steps(path):
        if isinstance(value, list):
            value = value[int(part)]
        else:
            assert isinstance(value, dict)
            value = value[part]
    return str(value)


@dataclass
class Comparison:
    """Collects where an answer departs from the recording."""

    ignored: Sequence[Steps]
    unordered: Sequence[Steps]
    differences: list[str] = field(default_factory=list[str])

    def compare(self, want: Json, got: Json, at: Steps = (), *, typed: bool = False) -> None:
        if _matches(self.ignored, at):
            return
        if isinstance(want, dict) and isinstance(got, dict):
            self._objects(want, got, at, typed)
        elif isinstance(want, list) and isinstance(got, list):
            self._lists(want, got, at, typed)
        elif _is_number(want) and _is_number(got):
            assert isinstance(want, int | float)
            assert isinstance(got, int | float)
            close = math.isclose(want, got, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
            if not close or (typed and type(want) is not type(got)):
                self._note(at, want, got)
        elif type(want) is not type(got) or want != got:
            self._note(at, want, got)

    def _objects(self, want: dict[str, Json], got: dict[str, Json], at: Steps, typed: bool) -> None:
        for key in want.keys() | got.keys():
            below = (*at, key)
            if key in want and key in got:
                self.compare(want[key], got[key], below, typed=typed or key in ("metadata", "metadatas"))
            elif not _matches(self.ignored, below):
                self.differences.append(f"{'.'.join(below)} is {'missing' if key in want else 'not expected'}")

    def _lists(self, want: list[Json], got: list[Json], at: Steps, typed: bool) -> None:
        if len(want) != len(got):
            self._note(at, want, got)
        elif _matches(self.unordered, at):
            self._multisets(want, got, at, typed)
        else:
            for place, (one, other) in enumerate(zip(want, got, strict=True)):
                self.compare(one, other, (*at, str(place)), typed=typed)

    def _multisets(self, want: list[Json], got: list[Json], at: Steps, typed: bool) -> None:
        left = list(got)
        for place, item in enumerate(want):
            for candidate in left:
                trial = Comparison(self.ignored, self.unordered)
                trial.compare(item, candidate, (*at, str(place)), typed=typed)
                if not trial.differences:
                    left.remove(candidate)
                    break
            else:
                self._note((*at, str(place)), item, got)

    def _note(self, at: Steps, want: Json, got: Json) -> None:
        self.differences.append(f"{'.'.join(at) or 'body'}: want {str(want)[:200]}, got {str(got)[:200]}")


def _matches(patterns: Sequence[Steps], at: Steps) -> bool:
    return any(
        len(pattern) == len(at) and all(part in ("*", step) for part, step in zip(pattern, at, strict=True))
        for pattern in patterns
    )


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
