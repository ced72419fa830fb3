"""A random story: operations of all kinds on collections that earlier ones have made."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from . import bodies
from .exchange import Json, Request
from .stage import Stage
from .surroundings import ABSENT, COLLECTIONS, HEADERS, PLACES, RAW_BODIES, REQUESTS
from .values import one_in

_LEVELS = st.sampled_from(
    [
        "",
        "",
        "",
        "?read_level=index_only",
        "?read_level=index_and_wal",
        "?read_level=x",
        "?read_level=",
        "?x=1",
        "?read_level=index_and_bounded_wal",
        "?read_level=index_only&read_level=index_only",
    ]
)
_ODD_IDS = st.sampled_from(
    [ABSENT, "x", "alpha", ABSENT.replace("-", ""), f"urn:uuid:{ABSENT}", "%20", ABSENT.upper(), f"%7B{ABSENT}%7D"]
)
_WHICH: st.SearchStrategy[int | str] = one_in(25).flatmap(lambda odd: _ODD_IDS if odd else st.integers(0, 3))
_CALLS = st.sampled_from(
    [
        ("addRecords", "add"),
        ("upsertRecords", "upsert"),
        ("updateRecords", "update"),
        ("getRecords", "get"),
        ("queryRecords", "query"),
        ("deleteRecords", "delete"),
    ]
)


class Story(RuleBasedStateMachine):
    """Plays a request per rule; `stage` is set by `story_on`.

    What is drawn never depends on what was answered, so that a story can be shrunk even where answers are chance.
    A story either writes lists into metadata or deletes collections: the official server forgets to delete the lists of
    a deleted collection and shows them on records that are stored later, in whatever collection.
    """

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.made = [ABSENT]
        self.lists = False
        self.stage.open()

    @initialize(space=st.sampled_from(["l2", "cosine", "ip"]), lists=st.booleans())
    def begin(self, space: str, lists: bool) -> None:
        self.lists = lists
        self._send("createDatabase", "POST", "/api/v2/tenants/default_tenant/databases", {"name": "${run}"})
        self._create({"name": "alpha", "configuration": {"hnsw": {"space": space}}})

    @rule(body=bodies.PLAIN_CREATE)
    def create_plain_collection(self, body: Json) -> None:
        self._create(body)

    @rule(body=bodies.CREATE)
    def create_collection(self, body: Json) -> None:
        self._create(body)

    @rule(which=_WHICH, body=bodies.ADD)
    def add(self, which: int | str, body: Json) -> None:
        self._record(which, "addRecords", "add", body)

    @rule(which=_WHICH, body=bodies.ADD)
    def add_more(self, which: int | str, body: Json) -> None:
        self._record(which, "addRecords", "add", body)

    @rule(which=_WHICH, body=bodies.UPSERT)
    def upsert(self, which: int | str, body: Json) -> None:
        self._record(which, "upsertRecords", "upsert", body)

    @rule(which=_WHICH, body=bodies.UPDATE_RECORDS)
    def update_records(self, which: int | str, body: Json) -> None:
        self._record(which, "updateRecords", "update", body)

    @rule(which=_WHICH, body=bodies.GET)
    def get(self, which: int | str, body: Json) -> None:
        self._record(which, "getRecords", "get", body)

    @rule(which=_WHICH, body=bodies.FILTERED_GET)
    def get_filtered(self, which: int | str, body: Json) -> None:
        self._record(which, "getRecords", "get", body)

    @rule(which=_WHICH)
    def get_all(self, which: int | str) -> None:
        include: list[Json] = ["embeddings", "documents", "metadatas", "uris"]
        self._record(which, "getRecords", "get", {"include": include})

    @rule(which=_WHICH, body=bodies.QUERY)
    def query(self, which: int | str, body: Json) -> None:
        self._record(which, "queryRecords", "query", body)

    @rule(which=_WHICH, body=bodies.DELETE)
    def delete_records(self, which: int | str, body: Json) -> None:
        self._record(which, "deleteRecords", "delete", body)

    @rule(which=_WHICH, body=bodies.SEARCH)
    def search(self, which: int | str, body: Json) -> None:
        self._record(which, "searchRecords", "search", body)

    @rule(which=_WHICH, level=_LEVELS)
    def count(self, which: int | str, level: str) -> None:
        self._send("countRecords", "GET", f"{COLLECTIONS}/{self._collection(which)}/count{level}")

    @rule(which=_WHICH, place=PLACES)
    def read_collection(self, which: int | str, place: str) -> None:
        self._send("getCollectionById", "GET", f"{place}/collections/by-id/{self._collection(which)}")

    @rule(which=_WHICH, body=bodies.UPDATE)
    def update_collection(self, which: int | str, body: Json) -> None:
        self._send("updateCollection", "PUT", f"{COLLECTIONS}/{self._collection(which)}", body)

    @rule(request=REQUESTS)
    def around(self, request: Request) -> None:
        self._play(request)

    @rule(request=REQUESTS)
    def around_again(self, request: Request) -> None:
        self._play(request)

    @rule(which=_WHICH, kind=_CALLS, raw=RAW_BODIES, headers=HEADERS)
    def raw_body(self, which: int | str, kind: tuple[str, str], raw: bytes, headers: dict[str, str]) -> None:
        operation, call = kind
        path = f"{COLLECTIONS}/{self._collection(which)}/{call}"
        self._play(Request(operation, "POST", path, raw=raw, headers=headers))

    def _create(self, body: Json) -> None:
        answer = self._send("createCollection", "POST", COLLECTIONS, body)
        self.made = [*(name for name in self.made if name != ABSENT), *("${" + name + "}" for name in answer)] or [
            ABSENT
        ]

    def _record(self, which: int | str, operation: str, call: str, body: Json) -> None:
        self._send(operation, "POST", f"{COLLECTIONS}/{self._collection(which)}/{call}", body)

    def _collection(self, which: int | str) -> str:
        return which if isinstance(which, str) else self.made[which % len(self.made)]

    def _send(self, operation: str, method: str, path: str, *body: Json) -> tuple[str, ...]:
        given = body[0] if body else None
        return self._play(Request(operation, method, path, body=given, has_body=bool(body)))

    def _play(self, request: Request) -> tuple[str, ...]:
        if self.lists and request.operation == "deleteCollection":
            return ()
        if not self.lists:
            request = replace(request, body=bodies.without_lists(request.body))
        return self.stage.play(request).saves


def story_on(stage: Stage) -> type[Story]:
    """Stories that are played on this stage."""
    return type("StoryOnStage", (Story,), {"stage": stage})
