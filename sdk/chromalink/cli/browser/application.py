"""The terminal application of `chromalink browse`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.markup import escape
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Header, Static

from ...errors import ChromaError
from .form import QuestionForm
from .question import PAGE, Question

if TYPE_CHECKING:
    from ..._sync.collection import Collection
    from ...results import Row
    from ..profiles import Theme

THEMES: Mapping[Theme, str] = {"dark": "textual-dark", "light": "textual-light"}

_WIDTHS = {"id": 24, "document": 60, "metadata": 50, "distance": 12, "uri": 30}
_AHEAD = 10
"""Rows before the end at which the next page is asked for."""


class Cell(ModalScreen[None]):
    """One value, whole."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", "Back")]

    def __init__(self, title: str, value: str) -> None:
        super().__init__()
        self._title = title
        self._value = value

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="cell") as scroll:
            scroll.border_title = escape(self._title)
            yield Static(Text(self._value))


class CollectionBrowser(App[None]):
    """The records of a collection: all of them in insertion order, or those that were asked for.

    A page of 100 is loaded at first and each next one when the cursor comes near the end. The collection is asked in
    threads.
    """

    CSS = """
    #form, #cell { border: round $primary; background: $surface; height: auto; max-height: 95%; }
    #form, #cell { margin: 1 4; padding: 0 2; }
    #form Input { margin-bottom: 1; }
    .line { height: auto; }
    .line Input { width: 1fr; }
    .line Select { width: 24; }
    #trouble { color: $error; display: none; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "question", "Search"),
        Binding("escape", "all", "All records"),
        Binding("t", "turn_theme", "Light/dark"),
        Binding("q", "quit", "Quit"),
    ]

    def __init__(self, collection: Collection, theme: Theme = "dark") -> None:
        super().__init__()
        self.title = collection.name
        self.theme = THEMES[theme]
        self._collection = collection
        self._question = Question()
        self._last_asked = Question()
        self._rows: list[Row] = []
        self._complete = False
        self._loading = False

    def compose(self) -> ComposeResult:
        yield Header()
        yield Static(id="trouble")
        yield DataTable[Text](cursor_type="cell", zebra_stripes=True)
        yield Footer()

    def on_mount(self) -> None:
        self._show(Question())

    def action_question(self) -> None:
        """Open the form, with what was asked last."""
        self.push_screen(QuestionForm(self._last_asked), self._asked)

    def action_all(self) -> None:
        """Show all records again."""
        if self._question != Question():
            self._show(Question())

    def action_turn_theme(self) -> None:
        """Light to dark, dark to light."""
        self.theme = THEMES["light" if self.theme == THEMES["dark"] else "dark"]

    def on_data_table_cell_selected(self, event: DataTable.CellSelected) -> None:
        row, column = self._rows[event.coordinate.row], event.cell_key.column_key.value or ""
        self.push_screen(Cell(f"{row['id']}: {column}", _shown(row, column, whole=True)))

    def on_data_table_cell_highlighted(self, event: DataTable.CellHighlighted) -> None:
        if event.coordinate.row >= len(self._rows) - _AHEAD and not self._complete:
            self._load()

    def _asked(self, question: Question | None) -> None:
        if question is not None:
            self._last_asked = question
            self._show(question)

    def _show(self, question: Question) -> None:
        table = self.query_one(DataTable[Text])
        table.clear(columns=True)
        self._question, self._rows, self._complete, self._loading = question, [], False, False
        near = bool(question.near.strip())
        for name, width in _WIDTHS.items():
            if name != "distance" or near:
                table.add_column(name, width=width, key=name)
        self._load()

    def _load(self) -> None:
        if not self._loading:
            self._loading = True
            self._ask_for_page(self._question, len(self._rows))

    @work(thread=True, exclusive=True)
    def _ask_for_page(self, question: Question, offset: int) -> None:
        found: Sequence[Row] | None = None
        trouble = ""
        try:
            found = question.page(self._collection, offset)
        except ChromaError as error:
            trouble = str(error)
        if self.is_running:
            self.call_from_thread(self._take, question, found, trouble)

    def _take(self, question: Question, found: Sequence[Row] | None, trouble: str) -> None:
        if question is not self._question:
            return  # something else was asked for since
        self._loading = False
        shown = self.query_one("#trouble", Static)
        shown.update(Text(trouble))
        shown.display = bool(trouble)
        self._complete = found is None or len(found) < PAGE
        table = self.query_one(DataTable[Text])
        for row in found or ():
            self._rows.append(row)
            table.add_row(*(Text(_shown(row, str(column.value))) for column in table.columns), height=1)
        count = f"{len(self._rows)}{'' if self._complete else '+'}"
        self.sub_title = f"{count} records{'' if self._question == Question() else ' asked for'}"


def _shown(row: Row, column: str, *, whole: bool = False) -> str:
    """A value of a record as text; on one line unless it is shown whole."""
    value: object = dict(row)[column]
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, indent=2 if whole else None, default=str)
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value)
    return text if whole else " ".join(text.split())
