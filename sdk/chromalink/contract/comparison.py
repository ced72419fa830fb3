"""How an answer is held against the expected one.

Numbers agree within 1e-5 (absolute or relative), a bool is no number, and below `metadata`/`metadatas` an int never
equals a float; elsewhere it does, unless the comparison is strict. Objects are compared in both directions: absent and
null differ. The expected value ANYTHING stands for whatever is there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Path: TypeAlias = tuple[str, ...]

ANYTHING = "${any}"
TOLERANCE = 1e-5

_TYPED_BELOW = frozenset({"metadata", "metadatas"})
_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rules for one answer. `ignored` and `unordered` are paths, `*` standing for any one step."""

    ignored: Sequence[Path] = ()
    unordered: Sequence[Path] = ()
    strict: bool = False

    def differences(self, want: Json, got: Json, at: Path = (), *, typed: bool = False) -> list[str]:
        """Where `got` departs from `want`, one line each; empty when it does not."""
        if want == ANYTHING or _among(self.ignored, at):
            return []
        if isinstance(want, dict) and isinstance(got, dict):
            return self._of_objects(want, got, at, typed)
        if isinstance(want, list) and isinstance(got, list):
            return self._of_lists(want, got, at, typed)
        if _is_number(want) and _is_number(got):
            same = _close(want, got) and (type(want) is type(got) or not (typed or self.strict))
        else:
            same = type(want) is type(got) and want == got
        return [] if same else [_told(at, want, got)]

    def _of_objects(self, want: dict[str, Json], got: dict[str, Json], at: Path, typed: bool) -> list[str]:
        found: list[str] = []
        for key in sorted(want.keys() | got.keys()):
            below = (*at, key)
            if key in want and key in got:
                found += self.differences(want[key], got[key], below, typed=typed or key in _TYPED_BELOW)
            elif _among(self.ignored, below):
                continue
            elif key in want:
                found.append(f"{_named(below)}: missing, want {quoted(want[key])}")
            else:
                found.append(f"{_named(below)}: not expected, got {quoted(got[key])}")
        return found

    def _of_lists(self, want: list[Json], got: list[Json], at: Path, typed: bool) -> list[str]:
        if len(want) != len(got):
            return [f"{_named(at)}: want {len(want)} items, got {len(got)}: {quoted(got)} instead of {quoted(want)}"]
        if _among(self.unordered, at):
            return self._of_multisets(want, got, at, typed)
        return [
            line
            for place, (one, other) in enumerate(zip(want, got, strict=True))
            for line in self.differences(one, other, (*at, str(place)), typed=typed)
        ]

    def _of_multisets(self, want: list[Json], got: list[Json], at: Path, typed: bool) -> list[str]:
        left = list(range(len(got)))
        found: list[str] = []
        for place, item in enumerate(want):
            partner = next(
                (one for one in left if not self.differences(item, got[one], (*at, str(place)), typed=typed)), None
            )
            if partner is None:
                found.append(f"{_named(at)}: nothing like {quoted(item)} in {quoted(got)}")
            else:
                left.remove(partner)
        return found


def path(text: str) -> Path:
    """A path like `$.a.*.b`, or `a.*.b`, as its steps; `$` is the whole."""
    return tuple(step for step in text.removeprefix("$").split(".") if step)


def quoted(value: Json) -> str:
    """A value as JSON, cut when long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}..."


def _close(want: Json, got: Json) -> bool:
    assert isinstance(want, int | float)
    assert isinstance(got, int | float)
    return want == got or math.isclose(want, got, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _among(patterns: Sequence[Path], at: Path) -> bool:
    return any(
        len(pattern) == len(at) and all(part in ("*", step) for part, step in zip(pattern, at, strict=True))
        for pattern in patterns
    )


def _named(at: Path) -> str:
    return ".".join(at) or "body"


def _told(at: Path, want: Json, got: Json) -> str:
    return f"{_named(at)}: want {quoted(want)}, got {quoted(got)}"
