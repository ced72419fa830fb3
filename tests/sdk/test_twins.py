"""The two facades are the same program in two colours."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import chromalink
from chromalink.embeddings.default import DEFAULT_EMBEDDING_FUNCTION

PACKAGE = Path(chromalink.__file__).parent
PAIRS = (
    "client",
    "http_client",
    "collection",
    "admin",
    "credentials",
    "hooks",
    "driver",
    "transport",
    "child_process",
    "embedded",
    "in_process",
    "side_by_side",
    "view",
)
APART = ("backend", "network", "pool", "turns")
"""Threads and locks in one colour, event loops and cancellation in the other: the tests of connections run both."""

RENAMES = {
    "AsyncAdminAPI": "AdminAPI",
    "AsyncAdminClient": "AdminClient",
    "AsyncBaseTransport": "BaseTransport",
    "AsyncClient": "Client",
    "AsyncChildTransport": "ChildTransport",
    "AsyncClientAPI": "ClientAPI",
    "AsyncCloudClient": "CloudClient",
    "AsyncCollection": "Collection",
    "AsyncCredentialKeeper": "CredentialKeeper",
    "AsyncDriver": "Driver",
    "AsyncEphemeralClient": "EphemeralClient",
    "AsyncGenerator": "Generator",
    "AsyncHttpClient": "HttpClient",
    "AsyncHttpTransport": "HttpTransport",
    "AsyncInProcessTransport": "InProcessTransport",
    "AsyncPersistentClient": "PersistentClient",
    "AsyncRustClient": "RustClient",
    "AsyncTextEmbedder": "TextEmbedder",
    "AsyncTransport": "Transport",
    "AsyncView": "View",
    "AsyncGivenClient": "GivenClient",
    "AsyncGivenTransport": "GivenTransport",
    "AsyncNetwork": "Network",
    "AsyncOwnNetwork": "OwnNetwork",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "aclose": "close",
    "async_transport": "transport",
    "call_async": "call",
    "async_auth_flow": "sync_auth_flow",
    "handle_async_request": "handle_request",
    "over_async": "over_sync",
    "release_async": "release",
    "start_async": "start",
    "stop_async": "stop",
}

DELIBERATE = {
    ("client", "ClientAPI.__doc__"): "tells when each colour looks up its tenant, and what may share a client",
    ("client", "ClientAPI.__init__()"): "a sync client connects while it is made",
    ("client", "ClientAPI.__await__"): "only async clients are awaited",
    ("client", "ClientAPI.__await__()"): "only async clients are awaited",
    ("client", "ClientAPI.__enter__()"): "a sync client is connected when it is entered",
    ("admin", "AdminClient.__await__"): "only async clients are awaited",
    ("admin", "AdminClient.__await__()"): "only async clients are awaited",
    ("credentials", "CredentialKeeper.__init__()"): "the lock: of a task, of a thread",
    ("credentials", "CredentialKeeper._asked()"): "an async function is awaited, a sync one runs in a thread",
    ("hooks", "tell()"): "async hooks are awaited",
    ("driver", "__doc__"): "names the colour",
    ("driver", "Driver.__doc__"): "tells where the user's code runs",
    ("driver", "Driver.awaits"): "the colour itself",
    ("driver", "Driver.run.__doc__"): "cancellation there, Ctrl-C here",
    ("driver", "Driver.open()"): "closing is shielded from cancellation",
    ("driver", "Driver.stream()"): "an async generator hands on items one by one",
    ("driver", "Driver._pulled"): "only async clients take items from iterators of both colours",
    ("driver", "Driver._pulled()"): "only async clients take items from iterators of both colours",
    ("driver", "Driver._pulled.__doc__"): "only async clients take items from iterators of both colours",
    ("side_by_side", "__doc__"): "tasks there, threads here",
    ("side_by_side", "Run"): "what runs a flow is awaited there",
    ("side_by_side", "side_by_side.__doc__"): "tasks are cancelled, threads are waited for",
    ("side_by_side", "side_by_side()"): "a task group there, a pool here",
    ("driver", "Driver._perform()"): "sleep and the user's code: awaited or in a thread there, plain here",
    ("transport", "HttpTransport.__doc__"): "threads there, tasks here",
}


class Bleach(ast.NodeTransformer):
    """Takes the colour out of a module; `used` collects the renames that were needed."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        plain = ast.FunctionDef(**{name: getattr(node, name) for name in node._fields})
        return self.visit_FunctionDef(ast.copy_location(plain, node))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._renamed(node.name)
        return self.generic_visit(node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        plain = ast.With(**{name: getattr(node, name) for name in node._fields})
        return self.generic_visit(ast.copy_location(plain, node))

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._renamed(node.name)
        return self.generic_visit(node)

    def visit_Await(self, node: ast.Await) -> ast.AST:
        plain: ast.AST = self.visit(node.value)
        return plain

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.is_async = 0
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._renamed(node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        node.attr = self._renamed(node.attr)
        return self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> ast.AST:
        node.name = self._renamed(node.name)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            told = re.sub(r"^( *(>>>|\.\.\.) .*)", _without_keywords, node.value, flags=re.MULTILINE)
            renamed = re.sub(r"\w+", lambda word: self._renamed(word[0]), told)
            node.value = " ".join(renamed.split())
        return node

    def _renamed(self, name: str) -> str:
        if name in RENAMES:
            self.used.add(name)
        return RENAMES.get(name, name)


def _without_keywords(example: re.Match[str]) -> str:
    return re.sub(r"\b(async|await) ", "", example[0])


def source(colour: str, module: str) -> str:
    return (PACKAGE / colour / f"{module}.py").read_text()


def members(text: str, bleach: Bleach) -> dict[str, str]:
    """What a module says, by name: `f` its signature, `f()` its body, `f.__doc__` its docstring."""
    return dict(_members(bleach.visit(ast.parse(text)), ""))


def _members(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, str]]:
    yield f"{prefix}__doc__", ast.get_docstring(node) or ""
    for child in node.body:
        match child:
            case ast.ClassDef(name=name):
                yield f"{prefix}{name}", ", ".join(ast.unparse(base) for base in child.bases)
                yield from _members(child, f"{prefix}{name}.")
            case ast.FunctionDef(name=name):
                doc = ast.get_docstring(child)
                marks = [f"@{ast.unparse(mark)}" for mark in child.decorator_list]
                returns = ast.unparse(child.returns) if child.returns else ""
                told_apart = f"{prefix}{name} -> {returns}" if "@overload" in marks else f"{prefix}{name}"
                yield told_apart, f"{' '.join(marks)} ({ast.unparse(child.args)}) -> {returns}"
                yield f"{prefix}{name}()", "\n".join(map(ast.unparse, child.body[1 if doc else 0 :]))
                yield f"{prefix}{name}.__doc__", doc or ""
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield f"{prefix}{name}", ast.unparse(child.value)


def told(colour: str, module: str) -> dict[str, str]:
    found = members(source(colour, module), Bleach())
    return {name: text for name, text in found.items() if (module, name) not in DELIBERATE}


@pytest.mark.parametrize("module", PAIRS)
def test_twins_say_the_same_in_the_same_order(module: str) -> None:
    ours, theirs = told("_async", module), told("_sync", module)
    for name in theirs:
        assert ours.get(name) == theirs[name], f"{module}: {name}"
    assert [one for one in ours if not one.endswith("__await__.__doc__")] == list(theirs)


def test_both_folders_hold_the_same_modules() -> None:
    found = [{path.stem for path in (PACKAGE / colour).glob("[a-z]*.py")} for colour in ("_async", "_sync")]
    assert [sorted(names - set(APART)) for names in found] == [sorted(PAIRS), sorted(PAIRS)]


def test_every_rename_is_needed() -> None:
    bleach = Bleach()
    for module in PAIRS:
        bleach.visit(ast.parse(source("_async", module)))
    assert bleach.used == set(RENAMES)


@pytest.mark.parametrize(("module", "name"), DELIBERATE)
def test_every_deliberate_difference_is_one(module: str, name: str) -> None:
    ours, theirs = (members(source(colour, module), Bleach()) for colour in ("_async", "_sync"))
    assert name in ours
    assert ours[name] != theirs.get(name)


@pytest.mark.parametrize(
    ("module", "before", "after"),
    [
        ("collection", "n_results: int = 10", "n_results: int = 11"),
        ("collection", "limit: int = 10", "limit: int | None = 10"),
        ("http_client", "port: int = config.DEFAULT_PORT", "port: int = 8001"),
        ("collection", '"""How many records', '"""The number of records'),
        ("collection", "read.peek(self._ref, limit)", "read.peek(self._ref, limit + 1)"),
    ],
)
def test_a_change_in_one_facade_is_seen(module: str, before: str, after: str) -> None:
    changed = source("_async", module).replace(before, after, 1)
    assert changed != source("_async", module)
    ours, theirs = members(changed, Bleach()), members(source("_sync", module), Bleach())
    different = [name for name in theirs if ours[name] != theirs[name] and (module, name) not in DELIBERATE]
    assert len(different) == 1


Parameter = str | tuple[str, object]

EF: Parameter = ("embedding_function", DEFAULT_EMBEDDING_FUNCTION)
LOADER: Parameter = ("data_loader", None)
RECORDS: list[Parameter] = [
    ("embeddings", None),
    ("metadatas", None),
    ("documents", None),
    ("images", None),
    ("uris", None),
]
MAKING: list[Parameter] = ["name", ("schema", None), ("configuration", None), ("metadata", None), EF, LOADER]
SCOPE: list[Parameter] = [("tenant", "default_tenant"), ("database", "default_database")]

OWN_TENANT: Parameter = ("tenant", None)
"""None is "default_tenant" for an AdminClient, as in the official one, and a client's own tenant for its `admin`."""

OFFICIAL: dict[str, dict[str, list[Parameter]]] = {
    "HttpClient": {
        "__init__": [
            ("host", "localhost"),
            ("port", 8000),
            ("ssl", False),
            ("headers", None),
            ("settings", None),
            *SCOPE,
        ],
        "heartbeat": [],
        "get_version": [],
        "reset": [],
        "get_settings": [],
        "get_max_batch_size": [],
        "get_user_identity": [],
        "list_collections": [("limit", None), ("offset", None)],
        "count_collections": [],
        "create_collection": [*MAKING, ("get_or_create", False)],
        "get_collection": ["name", EF, LOADER],
        "get_collection_by_id": ["id", EF, LOADER],
        "get_or_create_collection": [*MAKING],
        "delete_collection": ["name"],
        "set_tenant": ["tenant", ("database", "default_database")],
        "set_database": ["database"],
    },
    "EphemeralClient": {"__init__": [("settings", None), *SCOPE]},
    "Client": {"__init__": [("settings", None), *SCOPE]},
    "PersistentClient": {"__init__": [("path", "./chroma"), ("settings", None), *SCOPE]},
    "RustClient": {"__init__": [("path", None), ("settings", None), *SCOPE]},
    "CloudClient": {"__init__": [("tenant", None), ("database", None), ("api_key", None), ("settings", None)]},
    "AdminClient": {
        "create_database": ["name", OWN_TENANT],
        "get_database": ["name", OWN_TENANT],
        "delete_database": ["name", OWN_TENANT],
        "list_databases": [("limit", None), ("offset", None), OWN_TENANT],
        "create_tenant": ["name"],
        "get_tenant": ["name"],
    },
    "Collection": {
        "count": [("read_level", chromalink.ReadLevel.INDEX_AND_WAL)],
        "get_indexing_status": [],
        "add": ["ids", *RECORDS],
        "upsert": ["ids", *RECORDS],
        "update": ["ids", *RECORDS],
        "get": [
            ("ids", None),
            ("where", None),
            ("limit", None),
            ("offset", None),
            ("where_document", None),
            ("include", ("metadatas", "documents")),
        ],
        "peek": [("limit", 10)],
        "query": [
            ("query_embeddings", None),
            ("query_texts", None),
            ("query_images", None),
            ("query_uris", None),
            ("ids", None),
            ("n_results", 10),
            ("where", None),
            ("where_document", None),
            ("include", ("metadatas", "documents", "distances")),
        ],
        "delete": [("ids", None), ("where", None), ("where_document", None), ("limit", None)],
        "search": ["searches", ("read_level", chromalink.ReadLevel.INDEX_AND_WAL)],
        "modify": [("name", None), ("metadata", None), ("configuration", None)],
        "fork": ["new_name"],
        "fork_count": [],
        "attach_function": ["function", "name", "output_collection", ("params", None)],
        "get_attached_function": ["name"],
        "detach_function": ["name", ("delete_output_collection", False)],
    },
}
"""The official client's positional parameters (as read from chromadb 1.5.9), by class and method."""


@pytest.mark.parametrize("prefix", ["", "Async"])
@pytest.mark.parametrize(("kind", "method"), [(kind, method) for kind, table in OFFICIAL.items() for method in table])
def test_official_parameters_keep_their_order_names_and_defaults(prefix: str, kind: str, method: str) -> None:
    signature = inspect.signature(getattr(getattr(chromalink, prefix + kind), method))
    own = [one for one in signature.parameters.values() if one.name != "self"]
    positional = [
        one.name if one.default is inspect.Parameter.empty else (one.name, one.default)
        for one in own
        if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    assert positional == OFFICIAL[kind][method]
    assert {one.kind for one in own[len(positional) :]} <= {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("prefix", ["", "Async"])
def test_the_cloud_client_takes_the_official_keywords(prefix: str) -> None:
    parameters = inspect.signature(getattr(chromalink, f"{prefix}CloudClient")).parameters
    found = {name: parameters[name].default for name in ("cloud_host", "cloud_port", "enable_ssl")}
    assert found == {"cloud_host": "api.trychroma.com", "cloud_port": 443, "enable_ssl": True}
