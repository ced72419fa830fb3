"""Ingests of any size: records in, batches out, and never more in memory than the batches in flight."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from ..._wire import records as wire
from ...bulk import BulkProgress, BulkResult, Progress
from ...errors import BulkError, InvalidInputError
from ...progress_bar import bar
from ..checks import filters
from ..checks.columns import shown
from ..effects import Flow, together
from ..intake import BATCH_RECORDS, Intake, opened
from ..session import CollectionRef
from .delivery import Prepared, Write, written
from .system import limits


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the caller wants it done, unchecked."""

    columns: object
    batch_size: object
    in_flight: object
    progress: object
    on_error: object
    resume_from: object


def add(ref: CollectionRef, records: object, wishes: Wishes) -> Flow[BulkResult]:
    return (yield from _ingested(ref, records, wishes, wire.add, patch=False))


def upsert(ref: CollectionRef, records: object, wishes: Wishes) -> Flow[BulkResult]:
    return (yield from _ingested(ref, records, wishes, wire.upsert, patch=True))


def _ingested(ref: CollectionRef, records: object, wishes: Wishes, write: Write, *, patch: bool) -> Flow[BulkResult]:
    source = opened(records, wishes.columns, awaits=ref.session.awaits)
    in_flight = filters.count(wishes.in_flight, "in_flight", least=1)
    wanted = filters.optional_count(wishes.batch_size, "batch_size", least=1) or BATCH_RECORDS
    result = _resumed(wishes.resume_from)
    ending = _Ending(_stops(wishes.on_error))
    known = yield from limits(ref.session)

    def refuse(id: str, error: InvalidInputError) -> bool:
        result.settle([id], "failed", error)
        ending.note(error)
        return ending.cause is not None

    most = known.within(wanted).max_batch_size or wanted
    intake = Intake(source, most, patch=patch, landed=result.reopened(), refuse=refuse)

    def tell() -> None:
        try:
            report(result.settled(source.total))
        except Exception as exc:
            ending.note(exc, always=True)

    def feed() -> Flow[Flow[None] | None]:
        tell()
        try:
            batch = None if ending.cause is not None else (yield from intake.next())
        except Exception as exc:
            ending.note(exc, always=True)
            return None
        return None if batch is None else _sent(ref, batch, write, result, ending)

    with _reporting(wishes.progress, ref.name) as report:
        yield from together(feed, in_flight)
        tell()
    if ending.cause is not None:
        raise BulkError(f"the write to {ref.name!r} stopped, {result!r}: {ending.cause}", result) from ending.cause
    return result


class _Ending:
    """Why a bulk write stops before its end, if it does."""

    def __init__(self, stops: bool) -> None:
        self._stops = stops
        self.cause: Exception | None = None

    def note(self, error: Exception, *, always: bool = False) -> None:
        """An error that stops the write where the caller wants that, or `always`."""
        _forget_frames(error)
        if self.cause is None and (always or self._stops):
            self.cause = error


def _sent(ref: CollectionRef, batch: Prepared, write: Write, result: BulkResult, ending: _Ending) -> Flow[None]:
    """One batch; what fails is told by `result` and `ending`, so that the batches beside it go on."""
    try:
        yield from written(ref, batch, write, result)
    except Exception as exc:
        ending.note(exc)


def _resumed(value: object) -> BulkResult:
    found = value.result if isinstance(value, BulkError) else BulkResult() if value is None else value
    if not isinstance(found, BulkResult):
        raise InvalidInputError(f"resume_from: expected a BulkResult or a BulkError, got {shown(value)}")
    return found


def _stops(value: object) -> bool:
    if value not in ("raise", "continue"):
        raise InvalidInputError(f"on_error: expected 'raise' or 'continue', got {shown(value)}")
    return value == "raise"


def _reporting(value: object, description: str) -> AbstractContextManager[Progress]:
    if value is True:
        return bar(description)
    if value is None or value is False:
        return nullcontext(_unheard)
    if not callable(value):
        raise InvalidInputError(f"progress: expected a function or True, got {shown(value)}")
    return nullcontext(value)


def _unheard(now: BulkProgress) -> None:
    """Where nobody asked for progress."""


def _forget_frames(error: BaseException | None) -> None:
    """Let go of what the error's frames hold, whole batches: the error is kept as long as the result."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__
