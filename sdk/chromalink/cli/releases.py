"""Release numbers of this package, and which of those on an index is the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

_FINAL = 3
_LISTED = "Available versions:"
_PHASES = {"a": 0, "b": 1, "rc": 2}

_Order: TypeAlias = tuple[tuple[int, ...], int, int, int, float]


@dataclass(frozen=True, slots=True)
class Release:
    """A release number in its normal form, such as 1.2, 1.2rc1, 1.2.post1 or 1.2.dev3."""

    text: str
    order: _Order
    """Greater for a newer one: numbers without zeros behind, phase and its count, post-release, dev-release."""
    is_preview: bool

    @classmethod
    def read(cls, text: str) -> Release | None:
        """The release of that number; None for a text that is none, or none that this package has ever had."""
        rest, dev = _without(text, ".dev")
        rest, post = _without(rest, ".post")
        phase, counted = _FINAL, 0
        for mark, place in _PHASES.items():
            before, found, count = rest.partition(mark)
            if found:
                rest, phase, counted = before, place, _number(count)
                break
        numbers = [_number(part) for part in rest.split(".")]
        if min(dev, post, counted, *numbers) < -1 or counted < 0 or min(numbers) < 0:
            return None
        while numbers and numbers[-1] == 0:
            numbers.pop()
        if dev >= 0 and phase == _FINAL and post < 0:
            phase = -1  # before the first alpha
        order = (tuple(numbers), phase, counted, post, dev if dev >= 0 else float("inf"))
        return cls(text, order, phase != _FINAL or dev >= 0)


def newest(index: Mapping[str, object], *, previews: bool) -> Release | None:
    """The newest release in an answer of an index, with previews or without; None where there is none.

    One without files, or whose files are all withdrawn, does not count.
    """
    listed = index.get("releases")
    if not isinstance(listed, dict):
        return None
    found = [Release.read(text) for text, files in cast("dict[str, object]", listed).items() if _is_there(files)]
    return _latest(release for release in found if release is not None and (previews or not release.is_preview))


def of_pip(told: str) -> Release | None:
    """The newest of the releases that `pip index versions` lists; None where it lists none."""
    lines = [line.removeprefix(_LISTED) for line in told.splitlines() if line.startswith(_LISTED)]
    found = [Release.read(text.strip()) for line in lines for text in line.split(",")]
    return _latest(release for release in found if release is not None)


def _latest(found: Iterable[Release]) -> Release | None:
    return max(found, key=lambda release: release.order, default=None)


def _is_there(files: object) -> bool:
    if not isinstance(files, list):
        return False
    every = cast("list[object]", files)
    return any(isinstance(file, dict) and not cast("dict[str, object]", file).get("yanked") for file in every)


def _without(text: str, mark: str) -> tuple[str, int]:
    """What stands before the mark, and the number behind it: -1 where it is missing, -2 where it is none."""
    rest, found, number = text.partition(mark)
    return rest, _number(number) if found else -1


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -2
