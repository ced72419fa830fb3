"""A client generated from the document calls every operation of it, and understands every answer."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import pytest

from chromalink_mock import RunningServer

from .described import DOCUMENT, Described

PACKAGE = "cloud_client_of_the_document"
CONFIGURATION = f"package_name_override: {PACKAGE}\nliteral_enums: true\npost_hooks: []\n"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the generated package; a warning of the generator is a failure."""
    folder = tmp_path_factory.mktemp("generated")
    settings = folder / "generator.yaml"
    settings.write_text(CONFIGURATION, "utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"]
    command += ["--path", str(DOCUMENT), "--config", str(settings), "--output-path", str(folder / PACKAGE)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    try:
        yield folder / PACKAGE
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


@dataclass
class Caller:
    """Calls operations of the generated package by operationId, and remembers which."""

    client: Any
    modules: dict[str, ModuleType]
    called: list[str]

    def __call__(self, operation: str, *path: object, **named: object) -> Any:
        """The parsed answer; the status must be one that the document declares."""
        answer = self.detailed(operation, *path, **named)
        assert 200 <= answer.status_code < 300, answer
        return answer.parsed

    def detailed(self, operation: str, *path: object, **named: object) -> Any:
        self.called.append(operation)
        call: Callable[..., Any] = self.modules[_snake(operation)].sync_detailed
        return call(*path, client=self.client, **named)


@pytest.fixture
def call(generated: Path, cloud_server: RunningServer) -> Iterator[Caller]:
    package = importlib.import_module(PACKAGE)
    modules = {
        file.stem: importlib.import_module(f"{PACKAGE}.api.{file.parent.name}.{file.stem}")
        for file in generated.glob("api/*/*.py")
        if file.stem != "__init__"
    }
    with package.AuthenticatedClient(cloud_server.url, token="unused") as client:
        yield Caller(client, modules, [])


def _snake(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)


def test_every_operation_is_called_and_its_answer_understood(call: Caller, described: Described) -> None:
    models: Any = importlib.import_module(f"{PACKAGE}.models")
    tenant, database = f"t{uuid4().hex}", "films"

    assert call("heartbeat").nanosecond_heartbeat > 0
    assert call("getVersion") == "1.0.0"
    assert call("createTenant", body=models.CreateTenantRequest(name=tenant)).name == tenant
    assert call("getTenant", tenant).name == tenant
    made = call("createDatabase", tenant, body=models.CreateDatabaseRequest(name=database))
    assert (type(made.id), made.name, made.tenant) == (UUID, database, tenant)
    assert call("getDatabase", tenant, database) == made
    assert call("listDatabases", tenant, limit=5, offset=0) == [made]

    request = models.CreateCollectionRequest.from_dict({"name": "one", "metadata": {"k": 1}, "get_or_create": True})
    collection = call("createCollection", tenant, database, body=request)
    assert (collection.name, collection.metadata.to_dict(), collection.tenant) == ("one", {"k": 1}, tenant)
    there = (tenant, database, collection.id)
    assert call("getCollection", *there) == collection
    renamed = call("updateCollection", *there, body=models.UpdateCollectionRequest(new_name="two"))
    assert renamed.name == "two"
    assert call("listCollections", tenant, database) == [renamed]

    rows = models.AddRecordsRequest(ids=["a", "b"], documents=["aa", "eo"])
    assert call.detailed("addRecords", *there, body=rows).status_code == 201
    call("upsertRecords", *there, body=models.AddRecordsRequest(ids=["c"], embeddings=[[0.0, 0.0, 5.0]]))
    call("updateRecords", *there, body=models.UpdateRecordsRequest.from_dict({"ids": ["a"], "metadatas": [{"n": 1}]}))
    assert call("countRecords", *there) == 3
    asked = {"where": {"n": 1}, "where_document": None, "include": ["documents", "embeddings", "metadatas", "uris"]}
    found = call("getRecords", *there, body=models.GetRecordsRequest.from_dict(asked))
    assert (found.ids, found.documents, found.embeddings) == (["a"], ["aa"], [[2.0, 0.0, 0.0]])
    assert [one.to_dict() for one in found.metadatas] == [{"n": 1}]
    near = call("queryRecords", *there, body=models.QueryRecordsRequest(query_texts=["aa", "oooo"], n_results=1))
    assert (near.ids, near.distances) == ([["a"], ["c"]], [[0.0], [1.0]])
    wished = {"rank": {"$knn": {"query": [0, 0, 5]}}, "limit": 1, "select": ["embeddings", "distances", "documents"]}
    searched = call("searchRecords", *there, body=models.SearchRequest.from_dict(wished))
    assert (searched.ids, searched.embeddings, searched.distances) == (["c"], [[0.0, 0.0, 5.0]], [0.0])
    wanted = models.DeleteRecordsRequest.from_dict({"where": {"n": 1}})
    assert call("deleteRecords", *there, body=wanted) == ["a"]
    call("deleteCollection", *there)
    call("deleteDatabase", tenant, database)

    assert set(call.called) == {operation.id for operation in described.operations}
    assert len(set(call.called)) == 21


def test_declared_refusals_are_understood(call: Caller) -> None:
    models: Any = importlib.import_module(f"{PACKAGE}.models")
    place = ("default_tenant", "default_database")
    body = models.CreateCollectionRequest(name=f"c{uuid4().hex}")
    made = call("createCollection", *place, body=body)
    vector = {"embeddings": [[1.0]]}
    rows = models.AddRecordsRequest(ids=["a", "a"], embeddings=[[1.0], [2.0]])
    unknown = models.UpdateRecordsRequest.from_dict({"ids": ["zz"], **vector})
    empty = models.AddRecordsRequest(ids=["", "b"], embeddings=[[1.0], [2.0]])
    refused = {
        "createTenant": (409, (), models.CreateTenantRequest(name="default_tenant")),
        "getTenant": (404, ("missing",), None),
        "createDatabase": (409, ("default_tenant",), models.CreateDatabaseRequest(name="default_database")),
        "getDatabase": (404, ("default_tenant", "missing"), None),
        "deleteDatabase": (404, ("default_tenant", "missing"), None),
        "createCollection": (409, place, body),
        "getCollection": (404, (*place, uuid4()), None),
        "updateCollection": (404, (*place, uuid4()), models.UpdateCollectionRequest(new_name="other")),
        "deleteCollection": (404, (*place, uuid4()), None),
        "addRecords": (400, (*place, made.id), rows),
        "updateRecords": (404, (*place, made.id), unknown),
        "upsertRecords": (400, (*place, made.id), empty),
        "searchRecords": (404, (*place, uuid4()), models.SearchRequest(limit=1)),
    }
    for operation, (status, path, request) in refused.items():
        answer = call.detailed(operation, *path, **({} if request is None else {"body": request}))
        assert (answer.status_code, type(answer.parsed)) == (status, models.Error), operation
        assert answer.parsed.error == answer.parsed.message != ""
