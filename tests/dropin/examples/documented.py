"""A documented example: where it stands, what it calls, and how it ends for whoever runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from inspect import signature
from types import ModuleType

import pytest


@dataclass(frozen=True)
class Example:
    """The calls of lines `first` to `last` of `source`, as a function of what the page takes for granted.

    It runs, or runs with the warning `warned`, or ends in the error `refused`; `told` is in what the user then reads,
    ` ... ` standing for what differs each time.
    """

    source: str
    first: int
    last: int
    run: Callable[..., object]
    refused: type[Exception] | None = None
    warned: type[Warning] | None = None
    told: str = ""
    because: str = ""

    def __str__(self) -> str:
        return f"{self.source}-{self.first}-{self.run.__name__}"

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(signature(self.run).parameters)

    def ending(self) -> AbstractContextManager[object]:
        """Within it the example has to end as it is said to."""
        if self.refused is not None:
            return _refused(self.refused, self.told)
        return nullcontext() if self.warned is None else _warned(self.warned, self.told)

    def row(self, number: int) -> str:
        """Its line in the table of the README."""
        ends = "runs"
        if self.refused is not None:
            ends = f"`{self.refused.__name__}: {self.told}`"
        elif self.warned is not None:
            ends = f"runs, `{self.warned.__name__}: {self.told}`"
        lines = f"{self.first}-{self.last}" if self.last > self.first else f"{self.first}"
        return f"| {number} | {self.source} | {lines} | `{self}` | {ends} | {self.because} |"


def documented(
    source: str,
    first: int,
    last: int,
    *,
    refused: type[Exception] | None = None,
    warned: type[Warning] | None = None,
    told: str = "",
    because: str = "",
) -> Callable[[Callable[..., object]], Example]:
    """Make an example of a function. One that does not simply run says what its user is told, and why."""
    if (refused is not None or warned is not None) != bool(told and because):
        raise ValueError("an example that is refused or warns needs told and because, and no other has them")

    def example(run: Callable[..., object]) -> Example:
        return Example(source, first, last, run, refused, warned, told, because)

    return example


def examples_in(modules: Iterable[ModuleType]) -> Iterator[Example]:
    """The examples of some modules, in the order of the pages."""
    found = (value for module in modules for value in vars(module).values() if isinstance(value, Example))
    yield from sorted(found, key=lambda one: (one.source, one.first, one.last, one.run.__name__))


@contextmanager
def _refused(kind: type[Exception], told: str) -> Iterator[None]:
    with pytest.raises(kind) as refused:
        yield
    assert type(refused.value) is kind
    place = 0
    for part in told.split(" ... "):
        found = str(refused.value).find(part, place)
        assert found >= 0, f"{part!r} is not in {refused.value}"
        place = found + len(part)


@contextmanager
def _warned(kind: type[Warning], told: str) -> Iterator[None]:
    with pytest.warns(kind) as warned:
        yield
    assert [str(one.message) for one in warned] == [told]
