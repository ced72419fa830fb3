"""The demo's use of the SDK: filling a collection with several batches in flight, and asking it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import anyio

from chromalink import AsyncCollection, Collection
from chromalink.results import Row

from .corpus import Entry
from .questions import Question

BATCH = 256
IN_FLIGHT = 4


async def index(collection: AsyncCollection, entries: Sequence[Entry], done: Callable[[int], None]) -> None:
    """Add all entries, up to IN_FLIGHT batches at a time; `done` is told the size of each batch that is in."""
    limiter = anyio.CapacityLimiter(IN_FLIGHT)

    async def add(batch: Sequence[Entry]) -> None:
        async with limiter:
            await collection.add(
                ids=[entry.qualified_name for entry in batch],
                documents=[entry.document for entry in batch],
                metadatas=[entry.metadata for entry in batch],
            )
        done(len(batch))

    async with anyio.create_task_group() as group:
        for start in range(0, len(entries), BATCH):
            group.start_soon(add, entries[start : start + BATCH])


async def ask_side_by_side(
    collection: AsyncCollection, questions: Sequence[Question], entries: Sequence[Entry], n_results: int
) -> list[list[Row]]:
    """The answers to each question, in the order of the questions; all are asked at once."""
    answers: list[list[Row]] = [[] for _ in questions]

    async def ask(place: int, question: Question) -> None:
        found = await collection.query(
            query_texts=question.text,
            n_results=n_results,
            where=question.where,
            where_document=question.where_document,
            ids=_candidates(question, entries),
        )
        answers[place] = found.rows()[0]

    async with anyio.create_task_group() as group:
        for place, question in enumerate(questions):
            group.start_soon(ask, place, question)
    return answers


def ask(collection: Collection, question: Question, entries: Sequence[Entry], n_results: int) -> list[Row]:
    """The answers to one question."""
    found = collection.query(
        query_texts=question.text,
        n_results=n_results,
        where=question.where,
        where_document=question.where_document,
        ids=_candidates(question, entries),
    )
    return found.rows()[0]


def _candidates(question: Question, entries: Sequence[Entry]) -> list[str] | None:
    if not question.below:
        return None
    return [entry.qualified_name for entry in entries if entry.qualified_name.startswith(f"{question.below}.")]
