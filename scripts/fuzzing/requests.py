"""Random raw requests: broken bytes, mutated recordings, odd methods, paths and headers."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

RECORDINGS = Path(__file__).parents[2] / "tests" / "server" / "data" / "exchanges.jsonl"
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW")
_TYPES = (
    "application/json",
    "text/plain",
    "application/json; charset=utf-16",
    "",
    "multipart/form-data",
    "application/x+json",
)
_HUGE = ("9" * 400, "1e308", "-1e400", "1" + "0" * 5000, "0." + "1" * 3000, "-0", "1e-400", "18446744073709551616")
_LITTLE = (
    b"\x00",
    b"\xff",
    b"\xc3(",
    b"\xed\xa0\x80",
    b'"',
    b"{",
    b"[",
    b"}",
    b"]",
    b",",
    b":",
    b"\\",
    b"\\u",
    b"null",
    b"-",
)
_QUERIES = (
    "?limit=9999999999999999999999",
    "?limit=%00",
    "?offset=-1",
    "?" + "a=b&" * 500,
    "?limit=1%",
    "?%%%",
    "?read_level=%ff",
)
_SEGMENTS = (
    "%00",
    "%ff",
    "..",
    ".",
    "",
    "%2e%2e",
    "a" * 5000,
    "%F0%9F%98%80",
    "'; DROP TABLE x",
    "%0d%0aX: y",
    "+",
    "*",
)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """One request: literal bytes for the body, None for no body."""

    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]


class Fuzzer:
    """Draws requests; `collection` is the id of a collection that exists."""

    def __init__(self, seed: int, collection: str) -> None:
        self._random = random.Random(seed)
        self._collection = collection
        self._recorded = _recorded()
        self._ways: Sequence[Callable[[bytes], bytes]] = (
            self._noise,
            self._cut,
            self._spliced,
            self._spliced,
            self._mutated,
            self._mutated,
            self._mutated,
            self._nested,
            self._doubled,
        )

    def request(self) -> Fuzzed:
        """The next one."""
        dice = self._random
        method, path, body = dice.choice(self._recorded)
        path = path.replace("${run}", "fuzz").replace("${col1}", self._collection)
        while "${" in path:
            start = path.index("${")
            path = path[:start] + self._collection + path[path.index("}", start) + 1 :]
        if dice.random() < 0.1:
            method = dice.choice(_METHODS)
        if dice.random() < 0.1:
            parts = path.split("/")
            parts[dice.randrange(1, len(parts))] = dice.choice(_SEGMENTS)
            path = "/".join(parts)
        if dice.random() < 0.05:
            path += dice.choice(_QUERIES)
        content = dice.choice(self._ways)(body) if method in ("POST", "PUT", "PATCH") or dice.random() < 0.1 else None
        headers = {} if content is None else {"content-type": "application/json"}
        if dice.random() < 0.08:
            headers["content-type"] = dice.choice(_TYPES)
        if dice.random() < 0.05:
            headers |= {
                "accept-encoding": "br;q=x",
                "x-chroma-token": "é" * 10,
                "content-encoding": "gzip",
                "range": "bytes=9-",
            }
        return Fuzzed(method, path.replace(" ", "%20").replace("\n", "%0A"), content, headers)

    def _noise(self, body: bytes) -> bytes:
        return self._random.randbytes(self._random.choice((0, 1, 5, 200, 3000)))

    def _cut(self, body: bytes) -> bytes:
        return body[: self._random.randrange(len(body) + 1)]

    def _spliced(self, body: bytes) -> bytes:
        found = bytearray(body)
        for _ in range(self._random.randrange(1, 4)):
            at = self._random.randrange(len(found) + 1)
            found[at : at + self._random.choice((0, 0, 1, 5))] = self._random.choice(_LITTLE)
        return bytes(found)

    def _doubled(self, body: bytes) -> bytes:
        return body * 2 if self._random.random() < 0.5 else body[:-1] + b"," + body[1:]

    def _nested(self, body: bytes) -> bytes:
        depth = self._random.choice((10, 60, 126, 127, 128, 129, 500, 1023, 1025, 20_000))
        opening, closing = self._random.choice(((b"[", b"]"), (b'{"$and":[', b"]}"), (b'{"a":', b"}"), (b"[", b"")))
        key = self._random.choice((b"where", b"where_document", b"metadatas", b"ids", b"x", b"schema", b"searches"))
        return b'{"' + key + b'":' + opening * depth + b"1" + closing * depth + b"}"

    def _mutated(self, body: bytes) -> bytes:
        try:
            value = json.loads(body)
        except ValueError:
            return self._spliced(body)
        places: list[tuple[object, object]] = []
        _collect(value, places)
        for _ in range(self._random.randrange(1, 4)):
            if places:
                owner, key = self._random.choice(places)
                cast("dict[object, object]", owner)[key] = self._value()
        text = json.dumps(value, ensure_ascii=self._random.random() < 0.5)
        if self._random.random() < 0.3:
            text = text.replace("1", self._random.choice(_HUGE), 1)
        return text.encode(errors="surrogatepass")

    def _value(self) -> object:
        dice = self._random
        return dice.choice(
            [
                None,
                True,
                -1,
                2**63,
                2**64,
                -(2**63) - 1,
                1.5,
                float("nan"),
                float("inf"),
                "",
                "\x00",
                "�",
                "x" * 2000,
                [],
                {},
                [[]],
                {"": 0},
                [None],
                {"$and": []},
                {"$regex": "(" * 300},
                {"$regex": "a{1000}{1000}"},
                list(range(2000)),
                {"$in": ["a"] * 3000},
                {"indices": [1], "values": [1]},
                [0.5] * 5000,
                ["AAAA"],
                {"#type": "sparse_vector"},
                "l2",
            ]
        )


def _collect(value: object, places: list[tuple[object, object]]) -> None:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in cast("list[tuple[object, object]]", items):
        places.append((value, key))
        _collect(item, places)


def _recorded() -> list[tuple[str, str, bytes]]:
    found: list[tuple[str, str, bytes]] = []
    for line in RECORDINGS.read_text(encoding="utf-8").splitlines():
        exchange = cast("dict[str, object]", json.loads(line))
        raw = exchange.get("request_raw")
        body = str(raw) if raw is not None else json.dumps(exchange["request"] or {})
        found.append((str(exchange["method"]), str(exchange["path"]), body.encode()))
    return found
