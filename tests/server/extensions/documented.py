"""Calls whose successes are held against openapi/chroma.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import httpx

from spec_comparison.judge import Judge

DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"
COLLECTIONS = f"{DATABASE}/collections"


@dataclass(frozen=True)
class Calls:
    """Calls by operationId on one server; a success that breaks the document fails the test."""

    client: httpx.Client
    judge: Judge

    def __call__(self, operation: str, method: str, path: str, body: object = None) -> httpx.Response:
        answer = self.client.request(method, path, json=body)
        if answer.is_success:
            (meant,) = (each for each in self.judge.operations if each.id == operation)
            assert self.judge.operation_fault(meant, method, answer) is None
        return answer

    def done(self, operation: str, method: str, path: str, body: object = None) -> dict[str, object]:
        """The body of a call that must succeed."""
        answer = self(operation, method, path, body)
        assert answer.is_success, answer.text
        return cast("dict[str, object]", answer.json())

    def create(self, name: str, **fields: object) -> Made:
        return Made(self, str(self.done("createCollection", "POST", COLLECTIONS, {"name": name, **fields})["id"]))

    def named(self, name: str) -> Made:
        return Made(self, str(self.done("getCollection", "GET", f"{COLLECTIONS}/{name}")["id"]))


@dataclass(frozen=True)
class Made:
    """A collection, and short calls on it."""

    calls: Calls
    id: str

    @property
    def path(self) -> str:
        return f"{COLLECTIONS}/{self.id}"

    def add(self, ids: list[str], metadatas: list[dict[str, object] | None] | None = None) -> None:
        body = {"ids": ids, "embeddings": [[float(len(id)), 1.0] for id in ids], "metadatas": metadatas}
        self.calls.done("addRecords", "POST", f"{self.path}/add", body)

    def update(self, id: str, metadata: dict[str, object]) -> None:
        self.calls.done("updateRecords", "POST", f"{self.path}/update", {"ids": [id], "metadatas": [metadata]})

    def delete(self, *ids: str) -> None:
        self.calls.done("deleteRecords", "POST", f"{self.path}/delete", {"ids": list(ids)})

    def get(self, **asked: object) -> dict[str, object]:
        return self.calls.done("getRecords", "POST", f"{self.path}/get", asked)

    def ids(self) -> list[str]:
        return cast("list[str]", self.get()["ids"])

    def told(self) -> dict[str, object]:
        """The collection object."""
        return self.calls.done("getCollectionById", "GET", f"{COLLECTIONS}/by-id/{self.id}")

    def fork(self, name: str) -> Made:
        return Made(
            self.calls, str(self.calls.done("forkCollection", "POST", f"{self.path}/fork", {"new_name": name})["id"])
        )

    def fork_count(self) -> int:
        return cast(int, self.calls.done("countForks", "GET", f"{self.path}/fork_count")["count"])

    def attach(self, function: str, output: str, name: str = "fn", **more: object) -> httpx.Response:
        body = {"name": name, "function_id": function, "output_collection": output, **more}
        return self.calls("attachFunction", "POST", f"{self.path}/functions/attach", body)

    def attached(self, name: str = "fn") -> httpx.Response:
        return self.calls("getAttachedFunction", "GET", f"{self.path}/functions/{name}")

    def detach(self, name: str = "fn", **asked: object) -> httpx.Response:
        return self.calls("detachFunction", "POST", f"{self.path}/attached_functions/{name}/detach", asked)


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, class and message of an error."""
    body = answer.json()
    return answer.status_code, body["error"], body["message"]
