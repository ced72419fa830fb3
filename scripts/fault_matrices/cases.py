"""The operations: every public method of the facades, found by looking, with arguments made by their names."""

from __future__ import annotations

import ast
import inspect
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal, cast

import anyio.lowlevel

import chromalink
from chromalink import AsyncHttpClient, HttpClient, Search
from chromalink._async.admin import AsyncAdminAPI
from chromalink._async.client import AsyncClientAPI
from chromalink._async.collection import AsyncCollection

Part = Literal["client", "collection", "admin"]

PARTS: Mapping[Part, type[object]] = {"client": AsyncClientAPI, "collection": AsyncCollection, "admin": AsyncAdminAPI}

FILMS, SONGS, ARCHIVE, ACME, TALLY, FRESH = "films", "songs", "archive", "acme", "tally", "fresh"
RESOURCE = "home"
CRN = f"{RESOURCE}:default_database:{FILMS}"
COLLECTION_ID = "collection-id"
"""Stands for the id of the collection, which is the server's."""

NO_REQUEST = frozenset({"aclose", "with_options", "get_settings"})
"""Methods that ask the server nothing."""

_EXISTING = {"tenant": ACME, "database": ARCHIVE, "collection": FILMS, "function": TALLY}
_VALUES: Mapping[str, object] = {
    "crn": CRN,
    "id": COLLECTION_ID,
    "embedding_function": None,
    "function": "record_counter",
    "output_collection": "counts",
    "resource_name": "elsewhere",
    "searches": Search(),
    "ids": ["a"],
    "new_name": FRESH,
    "records": [{"id": "d", "embedding": [7.0, 8.0]}],
    "database": ARCHIVE,
    "tenant": "default_tenant",
}
"""What a parameter is called with that has no default."""
_FLAGS = ("exist_ok", "missing_ok", "get_or_create", "delete_output_collection")
"""Parameters whose both values are tried."""
_BESIDE: Mapping[str, Sequence[Mapping[str, object]]] = {
    "add": [{"ids": ["d", "e"], "embeddings": [[7.0, 8.0], [9.0, 9.0]]}],
    "upsert": [{"ids": ["a", "d"], "embeddings": [[7.0, 8.0], [9.0, 9.0]], "metadatas": [{"n": 7}, {"n": 8}]}],
    "update": [{"embeddings": [[7.0, 8.0]], "documents": ["seven"]}],
    "delete": [{"ids": ["a", "b"]}, {"where": {"n": 3}}, {"ids": ["a", "b"], "where": {"n": 1}}],
    "query": [{"query_embeddings": [[1.0, 2.0]]}],
    "modify": [{"name": FRESH}, {"metadata": {"told": True}}],
}
"""What a method needs though it requires none of it, in the forms that differ in what repeating them does."""


@dataclass(frozen=True, slots=True)
class Case:
    """A method and what it is called with; `part` is what it belongs to. `connect` opens a client that validates."""

    part: Part
    method: str
    arguments: tuple[tuple[str, object], ...] = ()

    @property
    def name(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.arguments if name != "embedding_function")
        return f"{self.part}.{self.method}({told})"

    @property
    def collection(self) -> str:
        """Which collection its method belongs to: one that has a function already takes no other."""
        return SONGS if self.method == "attach_function" else FILMS

    def has(self, argument: str) -> bool:
        """Whether the argument is given, and not False."""
        return bool(dict(self.arguments).get(argument))

    def call(self, target: object, collection_id: str) -> Any:
        """Do it with a facade of either colour; an async one returns what is to be awaited or iterated over."""
        filled = {name: collection_id if value == COLLECTION_ID else value for name, value in self.arguments}
        method: Any = getattr(target, self.method)
        return method(**filled)


CONNECT = Case("client", "connect")


def all_cases() -> tuple[Case, ...]:
    """Every method, in every form."""
    return (CONNECT, *(case for part, facade in PARTS.items() for case in _of(part, facade)))


def _of(part: Part, facade: type[object]) -> Iterator[Case]:
    for name, method in vars(facade).items():
        if not name.startswith("_") and name not in NO_REQUEST and inspect.isfunction(method):
            yield from _forms(part, name, inspect.signature(method))


def _forms(part: Part, method: str, signature: inspect.Signature) -> Iterator[Case]:
    parameters = list(signature.parameters.values())[1:]
    needed = [one.name for one in parameters if one.default is one.empty or one.name == "embedding_function"]
    given = {name: _value(method, name) for name in needed}
    flags = [one.name for one in parameters if one.name in _FLAGS]
    for beside in _BESIDE.get(method, [{}]):
        for chosen in product((False, True), repeat=len(flags)):
            arguments = {**given, **beside, **dict(zip(flags, chosen, strict=True))}
            yield Case(part, method, tuple(arguments.items()))


def _value(method: str, parameter: str) -> object:
    """Names are of what exists, but for what is made."""
    if parameter != "name":
        return _VALUES[parameter]
    verb, _, thing = method.rpartition("_")
    return FRESH if verb in ("create", "get_or_create", "attach") else _EXISTING[thing]


def operations_of_the_sdk() -> frozenset[str]:
    """The operationIds that the SDK names where it makes requests, read from its source."""
    found: set[str] = set()
    for module in (Path(chromalink.__file__).parent / "_wire").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMING:
                found |= {
                    one.value for one in node.args[:1] if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return frozenset(found)


_NAMING = ("request", "_writes")
"""The functions of the SDK that are given an operationId."""


def opened(case: Case, client: HttpClient) -> object:
    """What the case's method belongs to."""
    if case.part == "collection":
        return client.get_collection(case.collection, None)
    return client.admin if case.part == "admin" else client


async def opened_async(case: Case, client: AsyncHttpClient) -> object:
    if case.part == "collection":
        return await client.get_collection(case.collection, None)
    return client.admin if case.part == "admin" else client


def finish(outcome: object) -> None:
    """Go through what a method iterates over."""
    if isinstance(outcome, Iterator):
        deque(cast("Iterator[object]", outcome), maxlen=0)


async def finish_async(outcome: AsyncIterator[object] | Awaitable[object]) -> None:
    """Await what a method returns, or go through what it iterates over."""
    if isinstance(outcome, Awaitable):
        await outcome
        return
    async for _item in outcome:
        await anyio.lowlevel.checkpoint()
