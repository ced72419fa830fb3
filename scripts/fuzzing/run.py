"""Sends fuzzed requests, looks at every answer, and asks now and then whether the server still knows its records."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from .requests import Fuzzed, Fuzzer

COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
_EVERY = 250
_PATIENCE = 20.0
_ROWS = {
    "ids": ["a", "b"],
    "embeddings": [[1, 2], [3, 4]],
    "documents": ["one", "two"],
    "metadatas": [{"k": 1}, {"k": 2}],
}
_EXPECTED_5XX = (
    "not implemented",
    "Not implemented",
    "unsupported",
    "not supported",
    "UNIQUE constraint failed",
    "Error finding id",
    "is not implemented",
)
"""What recorded 500s and 501s say."""


@dataclass
class Outcome:
    """How many answers of which status there were, and everything that must not be."""

    statuses: Counter[int] = field(default_factory=Counter[int])
    faults: list[str] = field(default_factory=list[str])


def fuzz(url: str, seed: int, count: int) -> Outcome:
    """Send so many requests to a server; a 5xx that was not recorded, silence or a wrong answer is a fault."""
    outcome = Outcome()
    with httpx.Client(base_url=url, timeout=_PATIENCE) as client:
        witness = _witness(client)
        target = str(client.post(COLLECTIONS, json={"name": f"target{seed}"}).json()["id"])
        fuzzer = Fuzzer(seed, target)
        for done in range(count):
            request = fuzzer.request()
            _send(url, request, outcome)
            if done % _EVERY == _EVERY - 1:
                _ask(client, witness, outcome)
        _ask(client, witness, outcome)
    return outcome


def _send(url: str, request: Fuzzed, outcome: Outcome) -> None:
    # A client of the standard library: httpx would put paths and headers in order.
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_PATIENCE)
    shown = f"{request.method} {request.path[:150]} {(request.body or b'')[:300]!r}"
    try:
        headers = {name: value.encode() for name, value in request.headers.items()}
        connection.request(request.method, request.path, body=request.body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        outcome.faults.append(f"{shown}: {error!r}")
        return
    finally:
        connection.close()
    outcome.statuses[answer.status] += 1
    text = content.decode(errors="replace")
    if answer.status >= 500 and not any(words in text for words in _EXPECTED_5XX):
        outcome.faults.append(f"{shown}: {answer.status} {text[:200]}")
    if content and answer.getheader("content-type") == "application/json":
        json.loads(content)


def _witness(client: httpx.Client) -> str:
    """A collection nobody else writes to, in a database of its own."""
    client.post("/api/v2/tenants/default_tenant/databases", json={"name": "witness"})
    path = "/api/v2/tenants/default_tenant/databases/witness/collections"
    made = client.post(path, json={"name": "seen", "get_or_create": True}).json()["id"]
    client.post(f"{path}/{made}/upsert", json=_ROWS)
    return f"{path}/{made}"


def _ask(client: httpx.Client, witness: str, outcome: Outcome) -> None:
    found = client.post(f"{witness}/get", json={"where": {"k": {"$gte": 2}}}).json()
    near = client.post(f"{witness}/query", json={"query_embeddings": [[1, 2]], "n_results": 1, "include": []}).json()
    if (found.get("ids"), found.get("documents"), near.get("ids")) != (["b"], ["two"], [["a"]]):
        outcome.faults.append(f"the witness is not what it was: {found} {near}")
