"""Refusals in the four shapes of the old server, as recorded from Chroma 0.5.15."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from ...engine.errors import EngineError, InvalidArgument
from ...engine.json_value import JsonObject, JsonValue
from .. import encode, errors
from ..encode import Answer
from ..errors import BodyTooLarge, RequestError, WrongContentType

Location: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong thing in a body or query string: where, what kind of fault, in words, and the value itself."""

    location: Location
    kind: str
    text: str
    found: JsonValue = None
    context: JsonObject | None = None

    def document(self) -> JsonObject:
        """A `ValidationError`."""
        shown: JsonObject = {"type": self.kind, "loc": [*self.location], "msg": self.text, "input": self.found}
        return shown if self.context is None else {**shown, "ctx": self.context}


class Refusal(Exception):
    """A request that is refused; carries its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Invalid(Refusal):
    """A request of the wrong shape: 422 with an `HTTPValidationError`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(encode.json({"detail": [fault.document() for fault in faults]}, 422))
        self.faults = faults


def raised(kind: str, *arguments: str) -> Refusal:
    """What the old server did not foresee, or refused with a Python error: 500 with that error's repr."""
    shown = ", ".join(map(repr, arguments))
    return Refusal(encode.json({"error": f"{kind}({shown})"}, 500))


def value_error(text: str) -> Refusal:
    return raised("ValueError", text)


def named_error(status: int, name: str, message: str) -> Refusal:
    """An error of the old server's own: its class and its text."""
    return Refusal(encode.failure(status, name, message))


def detail(status: int, text: str) -> Refusal:
    """What the web framework itself answered: routes, methods, bodies that cannot be read."""
    return Refusal(encode.json({"detail": text}, status))


def conflict(text: str) -> Refusal:
    return named_error(409, "UniqueConstraintError", text)


def not_found(text: str) -> Refusal:
    return named_error(404, "NotFoundError", text)


def no_collection(name: object) -> Refusal:
    return named_error(400, "InvalidCollection", f"Collection {name} does not exist.")


@contextmanager
def refused_as(kind: type[EngineError], refusal: Refusal) -> Generator[None]:
    """Raise `refusal` where the block raises an engine's error of this kind."""
    try:
        yield
    except kind as error:
        raise refusal from error


def answer_to(error: Exception, operation: str) -> Answer:
    """The answer that reports `error`; what the old server has no words for is told in the words of the second API."""
    if isinstance(error, Refusal):
        return error.answer
    if isinstance(error, WrongContentType):
        text = "Input should be a valid dictionary or object to extract fields from"
        return Invalid([Fault(("body",), "model_attributes_type", text)]).answer
    if isinstance(error, BodyTooLarge):
        return detail(413, "Payload too large").answer
    if isinstance(error, RequestError):
        return error.answer
    if isinstance(error, InvalidArgument):
        return named_error(400, "InvalidArgument", error.message).answer
    return errors.answer_to(error, operation)
