"""The form that asks for records."""

from __future__ import annotations

from dataclasses import fields
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select

from .question import COMPARISONS, TEXT_COMPARISONS, Question

_NAMES = tuple(field.name for field in fields(Question))


class QuestionForm(ModalScreen[Question | None]):
    """Gives the question that was asked, or None for none; begins with what was asked last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("ctrl+r", "ask", "Ask", priority=True),
        Binding("ctrl+l", "clear", "Clear", priority=True),
    ]

    def __init__(self, last: Question) -> None:
        super().__init__()
        self._last = last

    def compose(self) -> ComposeResult:
        last = self._last
        with VerticalScroll(id="form"):
            yield Label("Ask for records")
            yield Label("Near: a vector like [0.1, 0.2], the id of a record, or a text", markup=False)
            yield Input(last.near, id="near")
            yield Label("Metadata")
            with Horizontal(classes="line"):
                yield Input(last.key, id="key", placeholder="key")
                yield _choice("comparison", COMPARISONS, last.comparison)
                yield Input(last.value, id="value", placeholder="value")
            yield Label("Document")
            with Horizontal(classes="line"):
                yield _choice("text_comparison", TEXT_COMPARISONS, last.text_comparison)
                yield Input(last.text, id="text", placeholder="text")
            yield Label('Where, as JSON: {"$or": [{"year": 1979}, {"year": 1982}]}', markup=False)
            yield Input(last.where, id="where")
            yield Label("Ids, with commas between")
            yield Input(last.ids, id="ids")
            with Horizontal(classes="line"):
                yield Button("Ask (ctrl+r)", variant="primary", id="ask")
                yield Button("Clear (ctrl+l)", id="clear")
                yield Button("Back (esc)", id="leave")

    def on_input_submitted(self) -> None:
        self.action_ask()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "ask":
                self.action_ask()
            case "clear":
                self.action_clear()
            case _:
                self.action_leave()

    def action_ask(self) -> None:
        """Give what the fields say."""
        self.dismiss(Question(**{name: str(self._field(name).value) for name in _NAMES}))

    def action_clear(self) -> None:
        """Empty the fields."""
        empty = Question()
        for name in _NAMES:
            self._field(name).value = getattr(empty, name)

    def action_leave(self) -> None:
        """Ask nothing."""
        self.dismiss(None)

    def _field(self, name: str) -> Input | Select[str]:
        found = self.query_one(f"#{name}")
        if not isinstance(found, Input | Select):
            raise TypeError(f"#{name} is no field")
        return cast("Input | Select[str]", found)


def _choice(name: str, values: tuple[str, ...], chosen: str) -> Select[str]:
    return Select([(value, value) for value in values], value=chosen, allow_blank=False, id=name)
