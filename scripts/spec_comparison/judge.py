"""Holds the answers of a server against our document, and remembers what of the document was seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import unquote_to_bytes

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012, Schema
from ruamel.yaml import YAML

from .facts import METHODS, Table, places

DOCUMENT = Path(__file__).parents[2] / "openapi" / "chroma.yaml"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, and the raw segments of its path, None for a parameter."""

    id: str
    method: str
    pointer: str
    segments: tuple[str | None, ...]
    definition: Table

    def fits(self, segments: list[str]) -> bool:
        """Whether a path leads here; a parameter may be empty anywhere but at the end."""
        if len(segments) != len(self.segments) or (self.segments[-1] is None and not segments[-1]):
            return False
        return all(mine is None or mine == given for mine, given in zip(self.segments, segments, strict=True))

    @property
    def fixed(self) -> list[bool]:
        """For choosing among operations that fit: a literal segment goes before a parameter."""
        return [segment is not None for segment in self.segments]


@dataclass
class Judge:
    """Collects what is wrong with answers, and which statuses and fields were met."""

    table: Table
    faults: list[str] = field(default_factory=list[str])
    answered: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Operation and status."""
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Name of the answer's schema (the operation's where it has none) and place in it."""

    def __post_init__(self) -> None:
        whole = DRAFT202012.create_resource(cast("Schema", self.table))
        self._registry = Registry[Schema]().with_resource("urn:chroma", whole)
        self._validators: dict[str, Draft202012Validator] = {}
        self.operations = list(_operations(self.table))

    @classmethod
    def of_document(cls) -> Judge:
        return cls(cast(Table, YAML(typ="safe").load(DOCUMENT)))

    def hear(self, method: str, path: str, response: httpx.Response) -> None:
        """Judge one answer; `path` is raw, with or without a query string."""
        fault = self.fault(method, path, response)
        if fault:
            self.faults.append(f"{method} {path[:200]} -> {response.status_code}: {fault}; {response.text[:200]}")

    def successes(self) -> set[tuple[str, str]]:
        """Every successful status of every operation."""
        return {(each.id, status) for each in self.operations for status in self._statuses(each) if status[0] == "2"}

    def declared(self) -> set[tuple[str, str]]:
        """Every place in the body of a success, told apart by schema."""
        by_id = {operation.id: operation for operation in self.operations}
        found: set[tuple[str, str]] = set()
        for id, status in self.successes():
            name, _, known = self._subject(by_id[id], status)
            found |= {(name, place) for place in known}
        return found

    def fault(self, method: str, path: str, response: httpx.Response) -> str | None:
        """How one answer breaks the document; None where it does not."""
        path = path.partition("?")[0]
        if not _is_text(path):
            # A path parameter of the document is a string; what is none can only be refused.
            return None if response.status_code in (400, 404, 405) else "expected a refusal of a path that is no text"
        segments = path.split("/")[1:]
        fitting = sorted((each for each in self.operations if each.fits(segments)), key=lambda each: each.fixed)
        if not fitting:
            return None if response.status_code in (404, 405, 410) else "the path is not declared"
        same = [each for each in fitting if each.segments == fitting[-1].segments]
        wanted = "GET" if method == "HEAD" else method
        operation = next((each for each in same if each.method == wanted), None)
        if operation is None:
            return None if response.status_code == 405 and not response.content else "expected an empty 405"
        return self.operation_fault(operation, method, response)

    def operation_fault(self, operation: Operation, method: str, response: httpx.Response) -> str | None:
        """As `fault`, for an answer of this operation."""
        status = str(response.status_code)
        if status not in self._statuses(operation):
            return f"the status is not declared for {operation.id}"
        pointer = self._response_pointer(operation, status)
        content = _table(_table(self._at(pointer)).get("content") or {})
        if method == "HEAD":
            return None if not response.content else "HEAD with a body"
        kind = response.headers.get("content-type")
        media = "application/json" if kind == "application/json" else "text/plain"
        if media not in content:
            return None if not response.content and not content else f"content type {kind} is not declared"
        body = json.loads(response.content) if kind == "application/json" else response.text
        schema = f"{pointer}/content/{media.replace('/', '~1')}/schema"
        found = next(iter(self._validator(schema).iter_errors(body)), None)
        if found is not None:
            return f"{found.json_path}: {found.message[:300]}"
        if response.is_success:
            self.answered.add((operation.id, status))
            name, listed, known = self._subject(operation, status)
            for each in body if listed else [body]:
                self._note(name, each, "$", known)
        return None

    def _note(self, name: str, value: object, at: str, declared: set[str]) -> None:
        if at in declared:
            self.seen.add((name, at))
        if isinstance(value, dict):
            for key, below in cast("dict[str, object]", value).items():
                place = f"{at}.{key}"
                self._note(name, below, place if place in declared else f"{at}.*", declared)
        elif isinstance(value, list):
            for below in cast("list[object]", value)[:50]:
                self._note(name, below, f"{at}[]", declared)

    def _statuses(self, operation: Operation) -> Table:
        return _table(operation.definition["responses"])

    def _subject(self, operation: Operation, status: str) -> tuple[str, bool, set[str]]:
        """The name of the schema of an answer, whether the answer is a list of such, and the places it speaks of."""
        content = _table(_table(self._at(self._response_pointer(operation, status))).get("content") or {})
        if not content:
            return operation.id, False, {"$"}
        schema = _table(_table(content["application/json"])["schema"])
        listed = schema.get("type") == "array"
        schema = _table(schema["items"]) if listed else schema
        name = str(schema.get("$ref", operation.id)).rpartition("/")[2]
        return name, listed, places(self.table, schema)

    def _response_pointer(self, operation: Operation, status: str) -> str:
        reference = _table(self._statuses(operation)[status]).get("$ref")
        return str(reference)[1:] if reference else f"{operation.pointer}/responses/{status}"

    def _validator(self, pointer: str) -> Draft202012Validator:
        if pointer not in self._validators:
            whole = {"$ref": f"urn:chroma#{pointer}"}
            self._validators[pointer] = Draft202012Validator(whole, registry=self._registry)
        return self._validators[pointer]

    def _at(self, pointer: str) -> object:
        node: object = self.table
        for part in pointer.split("/")[1:]:
            node = _table(node)[part.replace("~1", "/").replace("~0", "~")]
        return node


class JudgedTransport(httpx.BaseTransport):
    """Sends over `inner` and lets the judge hear every answer."""

    def __init__(self, inner: httpx.BaseTransport, hear: Callable[[str, str, httpx.Response], None]) -> None:
        self._inner = inner
        self._hear = hear

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        response.read()
        self._hear(request.method, request.url.raw_path.decode(), response)
        return response

    def close(self) -> None:
        self._inner.close()


def _operations(table: Table) -> Iterator[Operation]:
    for path, item in _table(table["paths"]).items():
        for method, definition in _table(item).items():
            if method in METHODS:
                segments = tuple(None if part.startswith("{") else part for part in path.split("/")[1:])
                pointer = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
                found = _table(definition)
                yield Operation(str(found["operationId"]), method.upper(), pointer, segments, found)


def _is_text(path: str) -> bool:
    try:
        unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return False
    return True


def _table(value: object) -> Table:
    return cast(Table, value)
