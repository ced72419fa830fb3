"""What a server was asked, and assertions over it that show what is different."""

from __future__ import annotations

import json
import math
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import ndiff
from struct import unpack
from threading import Lock
from typing import TypeAlias, cast, overload

from . import operation_names

Headers: TypeAlias = Sequence[tuple[bytes, bytes]]

_SECRET = frozenset({b"authorization", b"proxy-authorization", b"x-chroma-token", b"cookie"})
_VECTORS = ("embeddings", "query_embeddings")
_OVERHEAD = 1024
"""About what a request takes beside its bodies."""
_SHOWN = 20
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """One request and what became of it. `operation` is None where the path leads nowhere, `status` where no answer
    was begun. Bodies are the bytes that were read and sent; credentials are not kept."""

    operation: str | None
    method: str
    path: str
    query: str
    headers: Headers = field(repr=False)
    content: bytes = field(repr=False)
    status: int | None
    answer_headers: Headers = field(repr=False)
    answer: bytes = field(repr=False)
    duration: float
    """In seconds, injected waits included."""
    complete: bool = True
    """Whether the whole answer was sent."""

    @property
    def body(self) -> object:
        """The body as JSON, vectors sent as base64 as lists of floats; None without one. Raises ValueError."""
        return _with_floats(json.loads(self.content)) if self.content else None

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        outcome = "no answer" if self.status is None else self.status if self.complete else f"{self.status}, cut off"
        return f"{self.operation or '-'}  {self.method} {self.path}{query} -> {outcome}"


class RequestLog:
    """The requests of one server, the oldest forgotten when there are too many. Safe to use from several threads.

    At most `max_requests` and about `max_bytes` of them are kept. `observers` are given every request when it is
    done, in the thread that served it.
    """

    def __init__(
        self,
        *,
        max_requests: int = 10_000,
        max_bytes: int = 64 * _MEBIBYTE,
        observers: Iterable[Callable[[Seen], None]] = (),
    ) -> None:
        self.dropped = 0
        """How many requests were forgotten since the log was last cleared."""
        self._max_requests = max_requests
        self._max_bytes = max_bytes
        self._observers = tuple(observers)
        self._lock = Lock()
        self._seen: deque[Seen] = deque()
        self._bytes = 0
        self._operations: Collection[str] | None = None

    def append(self, seen: Seen) -> None:
        """Keep a request, and tell the observers."""
        with self._lock:
            self._seen.append(seen)
            self._bytes += _size(seen)
            while len(self._seen) > self._max_requests or self._bytes > self._max_bytes:
                self._bytes -= _size(self._seen.popleft())
                self.dropped += 1
        for observer in self._observers:
            observer(seen)

    def all(self) -> Requests:
        """All requests that are kept, in the order in which they were done."""
        with self._lock:
            return Requests(tuple(self._seen), "requests", dropped=self.dropped)

    def of(self, operation: str) -> Requests:
        """Those of an operation (an operationId, or a pattern); raises ValueError for one that is unknown."""
        if self._operations is not None:
            operation_names.check(operation, self._operations)
        return self.all().of(operation)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._seen.clear()
            self._bytes = self.dropped = 0

    def expect(self, operations: Collection[str]) -> None:
        """From now on ask only for these operations."""
        self._operations = operations


class Requests(Sequence[Seen]):
    """Some of the requests of a log, as they were when they were asked for.

    `of`, `with_body` and `matching` narrow; `once`, `never` and `times` assert, and say what came instead.
    """

    def __init__(
        self,
        found: tuple[Seen, ...],
        wanted: str,
        *,
        dropped: int = 0,
        near: tuple[Seen, ...] = (),
        body: Mapping[str, object] | None = None,
    ) -> None:
        self._found = found
        self._wanted = wanted
        self._dropped = dropped
        self._near = near
        self._body = body

    @overload
    def __getitem__(self, at: int) -> Seen: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Seen]: ...
    def __getitem__(self, at: int | slice) -> Seen | Sequence[Seen]:
        return self._found[at]

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Seen]:
        return iter(self._found)

    def __repr__(self) -> str:
        return f"<{len(self)} of {self._wanted}>"

    def of(self, operation: str) -> Requests:
        """Those of an operation."""
        found = tuple(each for each in self._found if operation_names.names(operation, each.operation))
        return Requests(found, operation, dropped=self._dropped, near=self._found)

    def with_body(self, body: Mapping[str, object] | None = None, **members: object) -> Requests:
        """Those whose body has these members, it may have more; floats are equal to what float32 makes of them."""
        wanted = {**(body or {}), **members}
        found = tuple(each for each in self._found if _has(_object(each), wanted))
        told = f"{self._wanted} with {_json(wanted)}"
        return Requests(found, told, dropped=self._dropped, near=self._found, body=wanted)

    def matching(self, predicate: Callable[[Seen], bool]) -> Requests:
        """Those that the predicate is true of."""
        found = tuple(each for each in self._found if predicate(each))
        name = getattr(predicate, "__name__", repr(predicate))
        return Requests(found, f"{self._wanted} matching {name}", dropped=self._dropped, near=self._found)

    def once(self) -> Seen:
        """The only one; raises AssertionError when there is none or are more."""
        return self.times(1)[0]

    def never(self) -> None:
        """Raise AssertionError when there are any."""
        self.times(0)

    def times(self, count: int) -> Requests:
        """These, if there are so many; else raise AssertionError."""
        if len(self) != count:
            raise AssertionError(self._told(count))
        if self._dropped:
            raise AssertionError(
                f"{self._wanted}: cannot be counted, since the log has dropped {self._dropped} requests;"
                " allow for more with max_requests or max_bytes"
            )
        return self

    def _told(self, count: int) -> str:
        lines = [f"{self._wanted}: expected {count}, got {len(self)}"]
        if self._found:
            lines += _listed("these", self._found)
        elif self._body is not None and self._near:
            body = self._body
            nearest = max(self._near, key=lambda each: _likeness(_object(each), body))
            lines += [f"the nearest of {len(self._near)}: {nearest}", *_difference(body, _object(nearest))]
        else:
            lines += _listed("there were", self._near)
        if self._dropped:
            lines.append(f"({self._dropped} older requests were dropped)")
        return "\n".join(lines)


def redacted(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers with their credentials blotted out."""
    return [(name, b"redacted" if name in _SECRET else value) for name, value in headers]


def _size(seen: Seen) -> int:
    return len(seen.content) + len(seen.answer) + _OVERHEAD


def _object(seen: Seen) -> Mapping[str, object]:
    """The members of the body; none where it is no JSON object."""
    try:
        body = seen.body
    except ValueError:
        return {}
    return cast("Mapping[str, object]", body) if isinstance(body, dict) else {}


def _has(found: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    return all(key in found and _same(found[key], value) for key, value in wanted.items())


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, list) and isinstance(wanted, list | tuple):
        one, other = cast("list[object]", found), cast("Sequence[object]", wanted)
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(found, dict) and isinstance(wanted, Mapping):
        here, there = cast("dict[str, object]", found), cast("Mapping[str, object]", wanted)
        return here.keys() == there.keys() and all(_same(here[key], there[key]) for key in here)
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, int | float) and isinstance(wanted, int | float):
        return math.isclose(found, wanted, rel_tol=1e-6) if isinstance(found, float) else found == wanted
    return found == wanted


def _likeness(found: Mapping[str, object], wanted: Mapping[str, object]) -> int:
    return sum(2 if _same(found[key], value) else 1 for key, value in wanted.items() if key in found)


def _difference(wanted: Mapping[str, object], found: Mapping[str, object]) -> list[str]:
    """Line by line: `-` was wanted, `+` came; members that nobody asked about are left out."""
    came = {key: found[key] for key in wanted if key in found}
    return [line.rstrip("\n") for line in ndiff(_lines(wanted), _lines(came)) if not line.startswith("?")]


def _listed(title: str, requests: Sequence[Seen]) -> list[str]:
    if not requests:
        return [f"{title} none"]
    more = len(requests) - _SHOWN
    shown = [f"  {each}" for each in requests[:_SHOWN]]
    return [f"{title}:", *shown, *([f"  and {more} more"] if more > 0 else [])]


def _lines(value: Mapping[str, object]) -> list[str]:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=repr).splitlines()


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


def _with_floats(body: object) -> object:
    if not isinstance(body, dict):
        return body
    members = cast("dict[str, object]", body)
    return {key: _vectors(value) if key in _VECTORS else value for key, value in members.items()}


def _vectors(value: object) -> object:
    return [_vector(each) for each in cast("list[object]", value)] if isinstance(value, list) else value


def _vector(value: object) -> object:
    if not isinstance(value, str):
        return value
    raw = b64decode(value)
    return list(unpack(f"<{len(raw) // 4}f", raw)) if len(raw) % 4 == 0 else value
