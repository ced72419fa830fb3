"""Requests in a file, one JSON object to a line: to look at, or to answer from again.

What a line holds: `operation`, `method`, `path`, `query`, `body`, `status`, `duration`; with answers also `headers`
and `answer`. A body that is JSON stands there as such, other text as `body_text`, other bytes as `body_base64`;
an answer stands there as text, to be sent again byte for byte, or as `answer_base64`. Credentials never do.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, cast

from .request_log import Seen

_KEPT_HEADERS = ("content-type", "retry-after", "allow", "chroma-trace-id", "www-authenticate")


class RecordingError(ValueError):
    """A file that is no recording; the message says where."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request and its answer. `body` is what JSON made of it, or text, or bytes; None without one."""

    operation: str | None
    method: str
    path: str
    query: str
    body: object
    status: int
    headers: Sequence[tuple[str, str]]
    answer: bytes

    def __str__(self) -> str:
        return f"{self.method} {self.path}{'?' if self.query else ''}{self.query}"


class Recorder:
    """Writes what a log observes to a file, which is made anew; each line is on its way to the disk when it is written.

    Without `answers` only the requests. Requests that got no complete answer are left out with `answers`, since there
    is nothing to replay. Safe to use from several threads; close it, or use it in a `with`. Raises OSError.
    """

    def __init__(self, path: str | Path, *, answers: bool = True) -> None:
        self._answers = answers
        self._lock = Lock()
        self._file: IO[str] = Path(path).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed by close()

    def __call__(self, seen: Seen) -> None:
        if self._answers and not (seen.complete and seen.status is not None):
            return
        line = json.dumps(_line(seen, answers=self._answers), ensure_ascii=False)
        with self._lock:
            if not self._file.closed:
                self._file.write(f"{line}\n")
                self._file.flush()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write nothing more; may be called twice."""
        with self._lock:
            self._file.close()


def read_recording(path: str | Path) -> tuple[Recorded, ...]:
    """What a Recorder has written; raises RecordingError, and OSError for the file."""
    found: list[Recorded] = []
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    found.append(_recorded(json.loads(line)))
                except (ValueError, KeyError, TypeError) as error:
                    told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                    raise RecordingError(f"{path}, line {number}: not a request with its answer: {told}") from None
    return tuple(found)


def body_of(content: bytes) -> Mapping[str, object]:
    """A request body as members of a line."""
    if not content:
        return {}
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return {"body_base64": b64encode(content).decode()}
    try:
        return {"body": json.loads(text)}
    except ValueError:
        return {"body_text": text}


def content_of(line: Mapping[str, object]) -> object:
    """What `body_of` has made of a body; None without one."""
    if "body_base64" in line:
        return b64decode(cast("str", line["body_base64"]))
    return line.get("body_text", line.get("body"))


def _line(seen: Seen, *, answers: bool) -> Mapping[str, object]:
    told: dict[str, object] = {
        "operation": seen.operation,
        "method": seen.method,
        "path": seen.path,
        "query": seen.query,
        **body_of(seen.content),
        "status": seen.status,
        "duration": round(seen.duration, 6),
    }
    if not answers:
        return told
    named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in seen.answer_headers]
    told["headers"] = [header for header in named if header[0] in _KEPT_HEADERS]
    try:
        told["answer"] = seen.answer.decode()
    except UnicodeDecodeError:
        told["answer_base64"] = b64encode(seen.answer).decode()
    return told


def _recorded(line: object) -> Recorded:
    if not isinstance(line, dict):
        raise TypeError("expected an object")
    found = cast("Mapping[str, object]", line)
    status, method, path = found["status"], found["method"], found["path"]
    if not isinstance(status, int) or not isinstance(method, str) or not isinstance(path, str):
        raise TypeError("status, method, path: expected a number and texts")
    answer = found.get("answer")
    content = b64decode(cast("str", found["answer_base64"])) if answer is None else cast("str", answer).encode()
    headers = [(name, value) for name, value in cast("Iterable[tuple[str, str]]", found["headers"])]
    operation = cast("str | None", found["operation"])
    return Recorded(operation, method, path, cast("str", found["query"]), content_of(found), status, headers, content)
