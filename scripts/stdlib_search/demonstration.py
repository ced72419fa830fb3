"""The run from end to end: docstrings, server, index, questions, times."""

from __future__ import annotations

import platform
import signal
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType

import anyio

from chromalink import AsyncHttpClient, HttpClient
from chromalink_mock.serve import RunningServer, serve

from . import corpus, hybrid, searching
from .corpus import Entry
from .display import Display
from .questions import ASKED_ASYNC, ASKED_BOTH_WAYS, ASKED_SYNC, Question

COLLECTION = "stdlib"
FEW, MANY = 6, 10


def run(own_question: str = "") -> None:
    """Ask `own_question`, or the fixed questions where it is empty."""
    display = Display()
    with display.step("read the docstrings"):
        entries = corpus.entries()
    display.corpus(entries, platform.python_version())
    with _server() as server:
        if own_question:
            anyio.run(_index_and_ask, server, entries, display, [Question(own_question)], MANY)
            _ask_both_ways(server, display, [own_question], MANY)
        else:
            anyio.run(_index_and_ask, server, entries, display, ASKED_ASYNC, FEW)
            _ask_sync(server, entries, display)
            _ask_both_ways(server, display, ASKED_BOTH_WAYS, FEW)
    display.times()


async def _index_and_ask(
    server: RunningServer, entries: Sequence[Entry], display: Display, questions: Sequence[Question], n_results: int
) -> None:
    async with AsyncHttpClient(host=server.host, port=server.port) as client:
        collection = await client.get_or_create_collection(COLLECTION, hybrid.schema())
        with display.step(f"embed and index, {searching.IN_FLIGHT} batches in flight"), display.progress() as progress:
            task = progress.add_task(f"indexing at {server.url}", total=len(entries))
            await searching.index(collection, entries, lambda count: progress.advance(task, count))
        with display.step(f"answer through the async client, {len(questions)} at once"):
            answers = await searching.ask_side_by_side(collection, questions, entries, n_results)
    for question, rows in zip(questions, answers, strict=True):
        display.answers(question, rows)


def _ask_sync(server: RunningServer, entries: Sequence[Entry], display: Display) -> None:
    with HttpClient(host=server.host, port=server.port) as client:
        collection = client.get_collection(COLLECTION)  # which knows its embedding functions
        with display.step(f"answer through the sync client, {len(ASKED_SYNC)} in turn"):
            answers = [searching.ask(collection, question, entries, FEW) for question in ASKED_SYNC]
    for question, rows in zip(ASKED_SYNC, answers, strict=True):
        display.answers(question, rows)


def _ask_both_ways(server: RunningServer, display: Display, texts: Sequence[str], limit: int) -> None:
    with HttpClient(host=server.host, port=server.port) as client:
        collection = client.get_collection(COLLECTION)
        with display.step(f"search by vectors, and by vectors and words, {len(texts)} in turn"):
            answers = [hybrid.ask(collection, text, limit) for text in texts]
    for text, both in zip(texts, answers, strict=True):
        display.both_ways(text, both)


@contextmanager
def _server() -> Generator[RunningServer]:
    """A server for as long as the block lasts, neither half started nor half stopped by Ctrl-C."""
    with ExitStack() as stack:
        with _interrupted_afterwards():
            server = stack.enter_context(serve())
        try:
            yield server
        finally:
            with _interrupted_afterwards():
                stack.close()


@contextmanager
def _interrupted_afterwards() -> Generator[None]:
    """Ctrl-C within the block raises KeyboardInterrupt when the block has ended."""
    pressed: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        pressed.append(number)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt
