"""One request of a random story, with placeholders where the two servers have ids of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: a path with `${run}` and `${c0}`-like placeholders, and a body of JSON or of literal bytes.

    `operation` is the operationId it aims at. Without a body neither `body` nor `raw` is sent.
    """

    operation: str
    method: str
    path: str
    body: Json = None
    raw: bytes | None = None
    has_body: bool = False
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)

    def content(self, names: Mapping[str, str]) -> bytes | None:
        """The bytes to send, with placeholders filled in; None for no body."""
        if self.raw is not None:
            return self.raw
        if not self.has_body:
            return None
        return filled(json.dumps(self.body, ensure_ascii=True, separators=(",", ":")), names).encode()

    def scenario_line(self, scenario: str, step: int, answer: Answer) -> str:
        """The exchange as a line of a replayable scenario, holding what the official server answered."""
        line: dict[str, object] = {"scenario": scenario, "step": step, "method": self.method, "path": self.path}
        if self.raw is not None:
            line["request"] = None
            line["request_raw"] = self.raw.decode(errors="replace")
        else:
            line["request"] = self.body if self.has_body else None
            if self.has_body and self.body is None:
                line["request_raw"] = "null"
        if self.headers:
            line["headers"] = dict(self.headers)
        line["status"] = answer.status
        line["response"] = answer.body
        line["content_type"] = answer.content_type
        line["volatile"] = []
        if answer.saves:
            line["save"] = dict.fromkeys(answer.saves, "$.id")
        return json.dumps(line, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with the server's own ids replaced by placeholders; status 0 = the connection was dropped.

    `body` is text where it is not JSON. `saves` are the placeholders that stand for the first time.
    """

    status: int
    body: Json
    content_type: str
    saves: tuple[str, ...] = ()


def as_json(value: object) -> Json:
    """The value, known to be JSON by how it was made."""
    return cast(Json, value)


def filled(text: str, names: Mapping[str, str]) -> str:
    """`text` with its placeholders replaced."""
    for name, value in names.items():
        text = text.replace("${" + name + "}", value)
    return text
