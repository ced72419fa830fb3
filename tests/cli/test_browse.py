"""`chromalink browse`: what it opens, and the application in the terminal."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Select, Static

from chromalink import Collection, EphemeralClient, HashingEmbeddingFunction, PersistentClient
from chromalink.cli import main
from chromalink.cli.browser.application import Cell, CollectionBrowser
from chromalink.cli.browser.form import QuestionForm
from chromalink.cli.browser.question import Question
from chromalink.cli.profiles import Profiles
from chromalink.errors import InvalidInputError

COUNT = 250
Steps = Callable[[CollectionBrowser, Pilot[None]], Awaitable[None]]


@pytest.fixture
def films() -> Iterator[Collection]:
    """Record f5 has the vector nearest to f4, and the text "about ships" in its document."""
    with EphemeralClient() as client:
        collection = client.create_collection("films", embedding_function=HashingEmbeddingFunction())
        collection.add(
            ids=[f"f{number}" for number in range(COUNT)],
            documents=[f"{'ships' if number % 3 else 'deserts'} number{number}" for number in range(COUNT)],
            metadatas=[{"year": 1900 + number, "genre": ("sea", "sand")[number % 2]} for number in range(COUNT)],
        )
        yield collection


def browse(collection: Collection, steps: Steps) -> None:
    async def run() -> None:
        app = CollectionBrowser(collection)
        async with app.run_test(size=(160, 50)) as pilot:
            await settled(app, pilot)
            await steps(app, pilot)

    asyncio.run(run())


async def settled(app: CollectionBrowser, pilot: Pilot[None]) -> None:
    """Everything that was asked for has come and is shown."""
    await app.workers.wait_for_complete()
    await pilot.pause()


async def ask(app: CollectionBrowser, pilot: Pilot[None], **fields: str) -> None:
    await pilot.press("s")
    for name, value in fields.items():
        found = app.screen.query_one(f"#{name}")
        assert isinstance(found, Input | Select)
        found.value = value
    await pilot.press("ctrl+r")
    await settled(app, pilot)


def shown(app: CollectionBrowser, column: str = "id") -> list[str]:
    return [str(cell) for cell in app.query_one(DataTable).get_column(column)]


def trouble(app: CollectionBrowser) -> str:
    found = app.query_one("#trouble", Static)
    return str(found.render()) if found.display else ""


def test_records_come_a_hundred_at_a_time_as_the_cursor_nears_the_end(films: Collection) -> None:
    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        assert shown(app) == [f"f{number}" for number in range(100)]
        for count in (200, 250):
            app.query_one(DataTable).move_cursor(row=len(shown(app)) - 1)
            await pilot.pause()
            await settled(app, pilot)
            assert len(shown(app)) == count
        assert app.sub_title == "250 records"

    browse(films, steps)


def test_a_value_is_shown_whole_with_return(films: Collection) -> None:
    films.update(ids="f0", documents="one line\nand another")

    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        assert shown(app, "document")[0] == "one line and another"
        await pilot.press("right", "enter")
        assert isinstance(app.screen, Cell)
        assert "one line\nand another" in str(app.screen.query_one(Static).render())
        await pilot.press("escape")
        assert not isinstance(app.screen, Cell)

    browse(films, steps)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"key": "year", "comparison": "$gte", "value": "2147"}, ["f247", "f248", "f249"]),
        ({"text": "deserts", "key": "year", "comparison": "$lt", "value": "1906"}, ["f0", "f3"]),
        ({"text_comparison": "$regex", "text": "number24[0-2]$"}, ["f240", "f241", "f242"]),
        ({"where": '{"$or": [{"year": 1907}, {"year": 1901}]}'}, ["f1", "f7"]),
        ({"where": '{"year": {"$lt": 1904}}', "key": "genre", "value": "sea"}, ["f0", "f2"]),
        ({"ids": "f9, f2"}, ["f2", "f9"]),
    ],
)
def test_the_form_asks_for_what_its_fields_say(fields: dict[str, str], expected: list[str], films: Collection) -> None:
    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        await ask(app, pilot, **fields)
        assert shown(app) == expected
        await pilot.press("escape")
        await settled(app, pilot)
        assert len(shown(app)) == 100

    browse(films, steps)


@pytest.mark.parametrize("near", ["f4", "ships number4", "vector"])
def test_what_is_near_comes_nearest_first_and_with_its_distance(near: str, films: Collection) -> None:
    stored = films.get("f6", include=["embeddings"]).embeddings
    assert stored is not None
    first = {"f4": "f4", "ships number4": "f4", "vector": "f6"}[near]

    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        await ask(app, pilot, near=str(stored[0].tolist()) if near == "vector" else near)
        assert len(shown(app)) == 100
        distances = [float(text) for text in shown(app, "distance")]
        assert distances == sorted(distances)
        assert first in shown(app)[:2]
        app.query_one(DataTable).move_cursor(row=99)
        await pilot.pause()
        await settled(app, pilot)
        assert len(set(shown(app))) == 200

    browse(films, steps)


def test_the_form_remembers_what_was_asked_and_can_be_cleared(films: Collection) -> None:
    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        await ask(app, pilot, text="ships", key="genre", value="sea")
        await pilot.press("s")
        assert isinstance(app.screen, QuestionForm)
        assert app.screen.query_one("#text", Input).value == "ships"
        await pilot.press("ctrl+l")
        assert {field.value for field in app.screen.query(Input)} == {""}
        await pilot.press("ctrl+r")
        await settled(app, pilot)
        assert len(shown(app)) == 100
        await pilot.press("s", "escape")
        assert not isinstance(app.screen, QuestionForm)

    browse(films, steps)


def test_a_question_that_is_refused_is_told_and_the_next_one_answered(films: Collection) -> None:
    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        await ask(app, pilot, where="{year: 1}")
        assert trouble(app).startswith("where: expected JSON")
        await ask(app, pilot, where='{"year": {"$near": 3}}')
        assert "$near" in trouble(app)
        await ask(app, pilot, where="", ids="f1")
        assert (trouble(app), shown(app)) == ("", ["f1"])

    browse(films, steps)


def test_markup_in_records_is_shown_as_it_is(films: Collection) -> None:
    films.add(ids="[red]id[/red]", documents="[red]not red[/red] [nonsense")

    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        await ask(app, pilot, ids="[red]id[/red]")
        assert (shown(app), shown(app, "document")) == (["[red]id[/red]"], ["[red]not red[/red] [nonsense"])
        await pilot.press("right", "enter")
        box = app.screen.query_one("#cell")
        assert box.border_title is not None
        assert Content.from_markup(box.border_title).plain == "[red]id[/red]: document"
        assert "[red]not red[/red]" in str(box.query_one(Static).render())

    browse(films, steps)


def test_the_theme_turns_with_a_key(films: Collection) -> None:
    async def steps(app: CollectionBrowser, pilot: Pilot[None]) -> None:
        themes = [app.theme]
        for _ in range(2):
            await pilot.press("t")
            themes.append(app.theme)
        assert themes == ["textual-dark", "textual-light", "textual-dark"]

    browse(films, steps)


def test_a_vector_that_is_no_json_is_refused(films: Collection) -> None:
    with pytest.raises(InvalidInputError, match=r"^near: expected JSON"):
        Question(near="[1, 2").page(films, 0)


def test_without_a_terminal_it_names_another_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["browse", "films", "--local"]) == 2
    assert "browse: it needs a terminal; `chromalink export`" in capsys.readouterr().err


def test_on_a_terminal_it_opens_a_collection_that_is_picked_and_quits_with_a_key(tmp_path: Path) -> None:
    with PersistentClient(tmp_path / "data") as client:
        client.create_collection("films", embedding_function=None).add(ids="f0", documents="ships", embeddings=[[1.0]])
        client.create_collection("books", embedding_function=None)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    command = [sys.executable, "-m", "chromalink", "browse", "--path", str(tmp_path / "data"), "--theme", "light"]
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as running:
        os.close(theirs)
        read_until(ours, b"Collection")
        os.write(ours, b"films\n")
        read_until(ours, b"ships")
        os.write(ours, b"q")
        assert running.wait(60) == 0
    os.close(ours)
    assert Profiles(tmp_path / ".chroma").theme == "light"


def read_until(terminal: int, awaited: bytes) -> None:
    """Read what is written to the terminal until it holds this; fails after a minute."""
    seen = b""
    while awaited not in seen:
        readable, _, _ = select.select([terminal], [], [], 60)
        assert readable, seen
        seen += os.read(terminal, 65536)
