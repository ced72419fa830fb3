"""A server that answers from a recording."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import ndiff
from threading import Lock
from typing import Literal, TypeAlias

from starlette.types import Receive, Scope, Send

from .http.api import transmit
from .http.encode import Answer
from .recording import Recorded, body_of, content_of

Order: TypeAlias = Literal["strict", "match"]


class Replay:
    """An ASGI application that knows nothing but the answers of a recording.

    `strict`: the requests have to come in the order of the recording, each once. `match`: in any order; requests
    that were recorded several times are answered in the order of their answers, the last of which is then repeated.
    Every other request is answered 501, and the message says what was recorded instead. Safe in several threads.
    """

    def __init__(self, recording: Iterable[Recorded], order: Order = "strict") -> None:
        if order not in ("strict", "match"):
            raise ValueError(f"order: expected strict or match, got {order!r}")
        self._recording = tuple(recording)
        self._order: Order = order
        self._lock = Lock()
        self._used = [False] * len(self._recording)
        self.unrecorded: list[str] = []
        """What was asked and not recorded, as the client was told."""

    @property
    def unused(self) -> list[Recorded]:
        """What was recorded and not asked for by now."""
        with self._lock:
            return [each for each, used in zip(self._recording, self._used, strict=True) if not used]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        chunks: list[bytes] = []
        more = True
        while more:
            message = await receive()
            chunks.append(message.get("body", b""))
            more = message.get("more_body", False)
        asked = Recorded(
            None,
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            content_of(body_of(b"".join(chunks))),
            501,
            (),
            b"",
        )
        answer = self._answer(asked)
        headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers)
        await transmit(Answer(answer.status, answer.answer, headers), scope, send)

    def _answer(self, asked: Recorded) -> Recorded:
        with self._lock:
            place = self._next() if self._order == "strict" else self._fitting(asked)
            if place is not None and _same(self._recording[place], asked):
                self._used[place] = True
                return self._recording[place]
            told = _told(asked, None if place is None else self._recording[place], self._order)
            self.unrecorded.append(told)
        return _refusal(told)

    def _next(self) -> int | None:
        return self._used.index(False) if False in self._used else None

    def _fitting(self, asked: Recorded) -> int | None:
        """Where the answer is; if it is nowhere, the place of the request most like it."""
        same = [place for place, each in enumerate(self._recording) if _same(each, asked)]
        if same:
            return next((place for place in same if not self._used[place]), same[-1])
        addressed = [place for place, each in enumerate(self._recording) if str(each) == str(asked)]
        return addressed[0] if addressed else None


def _same(one: Recorded, other: Recorded) -> bool:
    return str(one) == str(other) and one.body == other.body


def _told(asked: Recorded, instead: Recorded | None, order: Order) -> str:
    if instead is None:
        why = "the recording has ended" if order == "strict" else "the recording has no request of that address"
        return f"not recorded: {asked}; {why}"
    title = "next in the recording is" if order == "strict" else "recorded there with another body:"
    difference = [line for line in ndiff(_shown(instead), _shown(asked)) if line[0] in "-+"]
    return "\n".join([f"not recorded: {asked}; {title} {instead}", *difference])


def _shown(request: Recorded) -> list[str]:
    body = json.dumps(request.body, indent=1, sort_keys=True, ensure_ascii=False, default=repr)
    return [str(request), *(body.splitlines() if request.body is not None else [])]


def _refusal(told: str) -> Recorded:
    body = json.dumps({"error": "NotRecorded", "message": told}, ensure_ascii=False).encode()
    return Recorded(None, "", "", "", None, 501, (("content-type", "application/json"),), body)
