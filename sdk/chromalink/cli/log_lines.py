"""`--log-format`: a line on stderr for every request and for what the server has to say."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LogFormat: TypeAlias = Literal["text", "json"]

_REQUESTS = logging.getLogger("chromalink.serve")


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request as a line tells it: no query, no body, no headers, so no secrets."""

    method: str
    path: str
    status: int | None
    """None where no answer was begun."""
    milliseconds: float
    client: str | None

    def __str__(self) -> str:
        status = "no answer" if self.status is None else self.status
        return f"{self.client or '-'} {self.method} {self.path} {status} {self.milliseconds:.1f} ms"


class LoggedRequests:
    """An application whose requests are told, each when it is done."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status: int | None = None
        began = time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            took = (time.perf_counter() - began) * 1000
            _REQUESTS.info("%s", RequestLine(scope["method"], scope["path"], status, took, _client(scope)))


def log_to_stderr(written: LogFormat) -> None:
    """From now on write requests, and warnings of every library, to stderr in this format."""
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLines() if written == "json" else _TextLines())
    logging.getLogger().addHandler(handler)
    _REQUESTS.setLevel(logging.INFO)


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        trouble = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return f"{_moment(record)} {record.levelname} {_one_line(record.getMessage())}{trouble}"


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {"time": _moment(record), "level": record.levelname.lower(), "logger": record.name}
        args = record.args
        if isinstance(args, tuple) and len(args) == 1 and isinstance(args[0], RequestLine):
            line = args[0]
            told |= {"method": line.method, "path": line.path, "status": line.status}
            told |= {"duration_ms": round(line.milliseconds, 3), "client": line.client}
        else:
            told["message"] = record.getMessage()
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _one_line(text: str) -> str:
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def _client(scope: MutableMapping[str, object]) -> str | None:
    address = cast("tuple[str, int] | None", scope.get("client"))
    return None if address is None else address[0]
