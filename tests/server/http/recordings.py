"""Recorded exchanges with Chroma 1.5.9.

Paths marked `volatile` or `soft` are not compared, lists marked `unordered` are compared as multisets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chromalink.contract.comparison import Json, path
from chromalink.contract.comparison import Path as Place

RECORDINGS = Path(__file__).parent.parent / "data" / "exchanges.jsonl"


@dataclass(frozen=True)
class Exchange:
    """One request and what the recorded server answered; status 0 = it dropped the connection.

    `gap` marks what a single-node server cannot do.
    """

    scenario: str
    step: int
    method: str
    path: str
    request: Json
    request_raw: str | None
    headers: Mapping[str, str]
    status: int
    response: Json
    content_type: str
    ignored: Sequence[Place]
    unordered: Sequence[Place]
    save: Mapping[str, str]
    gap: bool

    def body(self, names: Mapping[str, str]) -> bytes | None:
        """The bytes to send, placeholders filled in; None for no body."""
        if self.request_raw is not None:
            return filled_text(self.request_raw, names).encode()
        if self.request is None:
            return None
        return json.dumps(filled(self.request, names), ensure_ascii=False, separators=(",", ":")).encode()


def read_scenarios(file: Path = RECORDINGS) -> dict[str, list[Exchange]]:
    """All exchanges of a file by scenario, in order."""
    found: dict[str, list[Exchange]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        exchange = Exchange(
            scenario=raw["scenario"],
            step=raw["step"],
            method=raw["method"],
            path=raw["path"],
            request=raw.get("request"),
            request_raw=raw.get("request_raw"),
            headers=raw.get("headers") or {},
            status=raw["status"],
            response=raw["response"],
            content_type=raw.get("content_type") or "",
            ignored=[path(text) for kind in ("volatile", "soft") for text in raw.get(kind) or ()],
            unordered=[path(text) for text in raw.get("unordered") or ()],
            save=raw.get("save") or {},
            gap=raw.get("local_gap", False),
        )
        found.setdefault(exchange.scenario, []).append(exchange)
    return found


def filled_text(text: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        text = text.replace("${" + name + "}", value)
    return text


def filled(value: Json, names: Mapping[str, str]) -> Json:
    """`value` with every known placeholder replaced."""
    if isinstance(value, str):
        return filled_text(value, names)
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    if isinstance(value, dict):
        return {filled_text(key, names): filled(item, names) for key, item in value.items()}
    return value


def picked(value: Json, at: str) -> str:
    """The value at a path, as text."""
    for part in path(at):
        if isinstance(value, list):
            value = value[int(part)]
        else:
            assert isinstance(value, dict)
            value = value[part]
    return str(value)
