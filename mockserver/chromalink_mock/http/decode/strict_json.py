"""A JSON parser for the rare body that needs an exact answer.

The recorded server reads a body as a stream: a value of the wrong type ahead of a syntax error is what it reports. So
this parser keeps what it read up to the fault. Its wording follows serde_json, the strictness too: nesting up to 127
levels, no lone surrogates, no control characters in strings, no numbers beyond double range.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from ...engine.json_value import JsonObject, JsonValue
from ..errors import BadJson, BadShape, RequestError

DEPTH_LIMIT = 127

_SPACE = b" \t\n\r"
_DIGITS = b"0123456789"
_HEX = b"0123456789abcdefABCDEF"
_ESCAPES = {b'"': '"', b"\\": "\\", b"/": "/", b"b": "\b", b"f": "\f", b"n": "\n", b"r": "\r", b"t": "\t"}
_WORDS: tuple[tuple[bytes, JsonValue], ...] = ((b"true", True), (b"false", False), (b"null", None))


@dataclass(frozen=True, slots=True)
class Document:
    """What was read; when `fault` is set, `value` ends where the fault is (and is absent if nothing was read).

    With `whole` the value is complete and the fault comes after it.
    """

    value: JsonValue
    absent: bool
    whole: bool
    fault: RequestError | None


class _Stop(Exception):
    """Reading cannot go on."""


def parse(body: bytes, known: Collection[str], *, keeps_unknown: bool) -> Document:
    """Read `body`; a field of `known` that stands twice at the top level is a fault too.

    Without `keeps_unknown` other top-level fields are only skipped: they may nest as deep as they like, and hold
    numbers and strings that nothing could represent.
    """
    reader = _Reader(body, known, keeps_unknown)
    whole = False
    try:
        reader.value(_Slot(reader), "", 0)
        whole = True
        reader.end()
    except _Stop:
        pass
    return Document(reader.root, reader.empty, whole, reader.fault)


class _Slot:
    """Where the next value goes: the root, a list, or a field of an object."""

    __slots__ = ("_into", "_key")

    def __init__(self, into: _Reader | list[JsonValue] | JsonObject, key: str = "") -> None:
        self._into = into
        self._key = key

    def put(self, value: JsonValue) -> None:
        if isinstance(self._into, _Reader):
            self._into.root = value
            self._into.empty = False
        elif isinstance(self._into, list):
            self._into.append(value)
        else:
            self._into[self._key] = value


class _Reader:
    def __init__(self, body: bytes, known: Collection[str], keeps_unknown: bool) -> None:
        self._keeps_unknown = keeps_unknown
        self._skipping = False
        self.root: JsonValue = None
        self.empty = True
        self.fault: RequestError | None = None
        self._body = body
        self._at = 0
        self._known = known

    def value(self, slot: _Slot, path: str, depth: int) -> None:
        """Read one value into `slot`; containers are put there first, so that a fault leaves them half filled."""
        self._skip()
        byte = self._peek()
        if not byte:
            raise self._stop(path, "EOF while parsing a value")
        if byte in b"{[" and depth >= DEPTH_LIMIT:
            raise self._stop(path, "recursion limit exceeded")
        if byte == b"{":
            self._object(slot, path, depth)
        elif byte == b"[":
            self._list(slot, path, depth)
        elif byte == b'"':
            slot.put(self._string(path))
        elif byte in b"-0123456789":
            slot.put(self._number(path))
        else:
            slot.put(self._word(path))

    def end(self) -> None:
        self._skip()
        if self._at < len(self._body):
            raise self._stop("", "trailing characters", ahead=1)

    def _object(self, slot: _Slot, path: str, depth: int) -> None:
        found: JsonObject = {}
        slot.put(found)
        self._at += 1
        first = True
        while not self._closes(b"}", path, "an object", "expected `,` or `}`", first=first):
            if self._peek() != b'"':
                raise self._stop(path, "key must be a string", ahead=1)
            key = self._string(path)
            if depth == 0 and key in found and key in self._known:
                self.fault = BadShape("", f"duplicate field `{key}`")
                raise _Stop
            self._skip()
            if self._peek() != b":":
                raise self._stop(path, "expected `:`" if self._peek() else "EOF while parsing an object", ahead=1)
            self._at += 1
            if depth == 0 and key not in self._known and not self._keeps_unknown:
                self._ignore(key)
            else:
                self.value(_Slot(found, key), f"{path}.{key}" if path else key, depth + 1)
            first = False

    def _ignore(self, path: str) -> None:
        """Step over a value of any depth."""
        self._skipping = True
        closing: list[bytes] = []
        fresh = False
        while True:
            self._skip()
            if closing:
                if self._closes(closing[-1], path, "a value", "expected `,` or `]`", first=fresh):
                    closing.pop()
                    fresh = False
                    if closing:
                        continue
                    break
                if closing[-1] == b"}":
                    self._ignored_key(path)
            byte = self._peek()
            fresh = byte in (b"{", b"[")
            if fresh:
                self._at += 1
                closing.append(b"}" if byte == b"{" else b"]")
            else:
                self.value(_Slot([]), path, 0)
                if not closing:
                    break
        self._skipping = False

    def _ignored_key(self, path: str) -> None:
        if self._peek() != b'"':
            raise self._stop(path, "key must be a string", ahead=1)
        self._string(path)
        self._skip()
        if self._peek() != b":":
            raise self._stop(path, "expected `:`" if self._peek() else "EOF while parsing an object", ahead=1)
        self._at += 1
        self._skip()

    def _list(self, slot: _Slot, path: str, depth: int) -> None:
        found: list[JsonValue] = []
        slot.put(found)
        self._at += 1
        while not self._closes(b"]", path, "a list", "expected `,` or `]`", first=not found):
            self.value(_Slot(found), f"{path}[{len(found)}]", depth + 1)

    def _closes(self, closing: bytes, path: str, what: str, expected: str, *, first: bool) -> bool:
        """Step over the closing bracket (True), or over the comma before the next element (False)."""
        self._skip()
        byte = self._peek()
        if byte == closing:
            self._at += 1
            return True
        if not byte:
            raise self._stop(path, f"EOF while parsing {what}")
        if first:
            return False
        if byte != b",":
            raise self._stop(path, expected, ahead=1)
        self._at += 1
        self._skip()
        if self._peek() == closing:
            raise self._stop(path, "trailing comma", ahead=1)
        return False

    def _string(self, path: str) -> str:
        self._at += 1
        parts: list[str] = []
        start = self._at
        while True:
            byte = self._peek()
            if not byte:
                raise self._stop(path, "EOF while parsing a string")
            if byte == b'"' or byte == b"\\":
                parts.append(self._text(start, path))
                self._at += 1
                if byte == b'"':
                    return "".join(parts)
                parts.append(self._escape(path))
                start = self._at
            elif byte < b" ":
                reason = "control character (\\u0000-\\u001F) found while parsing a string"
                raise self._stop(path, reason, ahead=1)
            else:
                self._at += 1

    def _text(self, start: int, path: str) -> str:
        try:
            return self._body[start : self._at].decode(errors="replace" if self._skipping else "strict")
        except UnicodeDecodeError:
            raise self._stop(path, "invalid unicode code point") from None

    def _escape(self, path: str) -> str:
        byte = self._peek()
        self._at += 1
        if byte in _ESCAPES:
            return _ESCAPES[byte]
        if byte != b"u":
            raise self._stop(path, "invalid escape" if byte else "EOF while parsing a string")
        unit = self._hex(path)
        if not 0xD800 <= unit < 0xE000 or self._skipping:
            return chr(unit)
        if unit >= 0xDC00:
            raise self._stop(path, "lone leading surrogate in hex escape")
        if self._body[self._at : self._at + 2] != b"\\u":
            raise self._stop(path, "unexpected end of hex escape", ahead=1)
        self._at += 2
        low = self._hex(path)
        if not 0xDC00 <= low < 0xE000:
            raise self._stop(path, "lone leading surrogate in hex escape")
        return chr(0x10000 + (unit - 0xD800 << 10) + low - 0xDC00)

    def _hex(self, path: str) -> int:
        digits = self._body[self._at : self._at + 4]
        if len(digits) < 4:
            raise self._stop(path, "EOF while parsing a string")
        if any(digit not in _HEX for digit in digits):
            raise self._stop(path, "invalid escape")
        self._at += 4
        return int(digits, 16)

    def _number(self, path: str) -> int | float:
        start = self._at
        self._at += self._peek() == b"-"
        whole = self._digits(path)
        if len(whole) > 1 and whole.startswith(b"0"):
            raise self._stop(path, "invalid number")
        integral = True
        if self._peek() == b".":
            self._at += 1
            self._digits(path)
            integral = False
        if self._peek() in (b"e", b"E"):
            self._at += 1
            self._at += self._peek() in (b"+", b"-")
            self._digits(path)
            integral = False
        text = self._body[start : self._at]
        number = float(text)
        if math.isinf(number) and not self._skipping:
            raise self._stop(path, "number out of range")
        fits = integral and -(2**63) <= number < 2**64 and text != b"-0"
        exact = int(text) if fits else 0
        return exact if fits and -(2**63) <= exact < 2**64 else number

    def _digits(self, path: str) -> bytes:
        start = self._at
        while self._peek() and self._peek() in _DIGITS:
            self._at += 1
        if start == self._at:
            raise self._stop(path, "invalid number" if self._peek() else "EOF while parsing a value", ahead=1)
        return self._body[start : self._at]

    def _word(self, path: str) -> JsonValue:
        for word, value in _WORDS:
            if self._body.startswith(word, self._at):
                self._at += len(word)
                return value
        known = self._peek() in (b"t", b"f", b"n")
        raise self._stop(path, "expected ident" if known else "expected value", ahead=1)

    def _skip(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self._at += 1

    def _peek(self) -> bytes:
        return self._body[self._at : self._at + 1]

    def _stop(self, path: str, reason: str, *, ahead: int = 0) -> _Stop:
        done = self._body[: min(self._at + ahead, len(self._body))]
        line = done.count(b"\n") + 1
        column = len(done) - (done.rfind(b"\n") + 1)
        self.fault = BadJson(path, f"{reason} at line {line} column {column}")
        return _Stop()
