"""How far two answers may lie apart.

Numbers agree within 1e-5, bools are no numbers, and below `metadata`/`metadatas` they agree in kind and value. Which of
several equally near records a query names, and in which order a list of collections comes, is each server's own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from .exchange import Answer, Json, Request, as_json

TOLERANCE = 1e-5
SOFT_PREFIXES = (
    "Failed to deserialize the JSON body into the target type: ",
    "Failed to parse the request body as JSON: ",
    "Regex syntax errror: ",
    "Invalid base64 string: ",
    "Validation error: name: Validation error: length [",
    "Error executing plan: ",
    "Validation error: searches[",
)
"""After these a message is the wording of a parser or of the store (wire contract: errors), or faults of several
searches, which the official server prints without anything between them."""

_STALE_READER = "Error creating hnsw segment reader: Nothing found on disk"
"""The official server says so when the vectors of a collection are read, then a refused write fixes its dimension, and
they are read again before any vector is stored. Ours answers with nothing found."""


def differences(request: Request, official: Answer, ours: Answer, *, strict: bool = False) -> list[str]:
    """What is not the same; empty when our answer will do. `strict` compares the wording of parsers too."""
    if _beyond(official, ours):
        return []
    if official.status == 0:
        return [] if 400 <= ours.status < 500 else [f"the connection was dropped, ours answered {ours.status}"]
    if official.status != ours.status:
        return [f"status {official.status}, ours {ours.status}: {_short(official.body)}, ours {_short(ours.body)}"]
    if official.content_type != ours.content_type:
        return [f"content-type {official.content_type!r}, ours {ours.content_type!r}"]
    found: list[str] = []
    if request.operation == "listCollections" and official.status == 200:
        _listed(request, official.body, ours.body, found)
    elif request.operation == "queryRecords" and official.status == 200:
        _nearest(official.body, ours.body, found)
    elif official.status >= 400 and not strict:
        _refusal(official.body, ours.body, found)
    else:
        _compare(official.body, ours.body, "$", found)
    return found


def _beyond(official: Answer, ours: Answer) -> bool:
    """Whether ours offers what the official single node does not, or breaks down over."""
    if official.status == 500 and isinstance(official.body, dict):
        return ours.status < 400 and _STALE_READER in str(official.body["message"])
    return official.status == 501 and ours.status < 500


def _refusal(official: Json, ours: Json, found: list[str]) -> None:
    if isinstance(official, dict) and isinstance(ours, dict):
        texts = official.get("message"), ours.get("message")
        for prefix in SOFT_PREFIXES:
            if all(isinstance(text, str) and text.startswith(prefix) for text in texts):
                official, ours = {**official, "message": prefix}, {**ours, "message": prefix}
                break
    _compare(_lines_sorted(official), _lines_sorted(ours), "$", found)


def _lines_sorted(refusal: Json) -> Json:
    """Several fields that fail validation are named in random order."""
    if isinstance(refusal, dict) and isinstance(text := refusal.get("message"), str):
        lines = text.removeprefix("Validation error: ").split("\n")
        return {**refusal, "message": as_json(sorted(map(_one_of_several, lines)))}
    return refusal


def _one_of_several(line: str) -> str:
    """Which of several bad keys is named is chance."""
    start, found, _ = line.partition("etadata: Metadata key cannot ")
    return start + found if found else line


def _listed(request: Request, official: Json, ours: Json, found: list[str]) -> None:
    if "?" in request.path:
        # A page of a list in random order: which collections it holds is chance.
        same = isinstance(official, list) and isinstance(ours, list) and len(official) == len(ours)
        if not same:
            found.append(f"page: {_short(official)}, ours {_short(ours)}")
        return
    _compare(_by_name(official), _by_name(ours), "$", found)


def _by_name(listed: Json) -> Json:
    return sorted(listed, key=json.dumps) if isinstance(listed, list) else listed


def _nearest(official: Json, ours: Json, found: list[str]) -> None:
    if not isinstance(official, dict) or not isinstance(ours, dict):
        found.append(f"{_short(official)}, ours {_short(ours)}")
        return
    distances = official.get("distances")
    if not isinstance(distances, list):
        _without_order(official, ours, found)
        return
    _compare(distances, ours.get("distances"), "$.distances", found)
    _compare(official.get("include"), ours.get("include"), "$.include", found)
    if not found:
        for place, row in enumerate(distances):
            assert isinstance(row, list)
            _ties(official, ours, place, row, found)


def _without_order(official: dict[str, Json], ours: dict[str, Json], found: list[str]) -> None:
    """Without distances nothing says which records are tied: only the counts can be compared."""
    _compare(_counts(official.get("ids")), _counts(ours.get("ids")), "$.ids", found)
    _compare(as_json(sorted(official)), as_json(sorted(ours)), "$", found)


def _counts(rows: Json) -> Json:
    return [len(row) if isinstance(row, list) else row for row in rows] if isinstance(rows, list) else rows


def _ties(official: dict[str, Json], ours: dict[str, Json], place: int, row: list[Json], found: list[str]) -> None:
    """Between tied records the order is free; of those tied with the last, which ones are there is free too."""
    start = 0
    while start < len(row):
        end = start + 1
        while end < len(row) and _close(row[start], row[end]):
            end += 1
        if end < len(row):
            one, other = (_records(side, place, start, end) for side in (official, ours))
            _compare(one, other, f"$[{place}][{start}:{end}]", found)
        elif end - start == 1 and _records(official, place, start, end) != _records(ours, place, start, end):
            one, other = _records(official, place, start, end), _records(ours, place, start, end)
            if _first(one) == _first(other):
                _compare(one, other, f"$[{place}][{start}]", found)
        start = end


def _first(records: Sequence[Json]) -> Json:
    record = records[0]
    return record[0] if isinstance(record, list) else record


def _records(side: dict[str, Json], place: int, start: int, end: int) -> list[Json]:
    columns: list[list[Json]] = []
    for name in ("ids", "documents", "metadatas", "uris", "embeddings"):
        column = side.get(name)
        row = column[place] if isinstance(column, list) else None
        if isinstance(row, list):
            columns.append(row[start:end])
    records: list[list[Json]] = [list(record) for record in zip(*columns, strict=True)]
    return [*sorted(records, key=lambda record: str(record[0]))]


def _close(one: Json, other: Json) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return one is None and other is None


def _compare(official: Json, ours: Json, at: str, found: list[str], *, typed: bool = False) -> None:
    if isinstance(official, dict) and isinstance(ours, dict):
        for key in sorted(official.keys() | ours.keys()):
            if key not in ours:
                found.append(f"{at}.{key} is missing, official {_short(official[key])}")
            elif key not in official:
                found.append(f"{at}.{key} is not expected: {_short(ours[key])}")
            else:
                below = typed or key in ("metadata", "metadatas")
                _compare(official[key], ours[key], f"{at}.{key}", found, typed=below)
    elif isinstance(official, list) and isinstance(ours, list) and len(official) == len(ours):
        for place, (one, other) in enumerate(zip(official, ours, strict=True)):
            _compare(one, other, f"{at}[{place}]", found, typed=typed)
    elif _is_number(official) and _is_number(ours):
        same = type(official) is type(ours) and official == ours if typed else _close(official, ours)
        if not same:
            found.append(f"{at}: {official!r}, ours {ours!r}")
    elif type(official) is not type(ours) or official != ours:
        found.append(f"{at}: {_short(official)}, ours {_short(ours)}")


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)[:400]
