"""What is asked of the server about itself, beside the API: faults, request log, clock, below `/chromalink/`.

Answered to callers on the same machine only, unless the server exposes it; and to operators only where the server has
credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qs

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from ..clock import Clock
from ..fault_rules import document, read_rule, rule_from, rules_from
from ..faults import Faults, Rule
from ..request_log import RequestLog, Seen
from . import encode
from .api import transmit
from .encode import Answer
from .errors import RequestError
from .gate import Gate
from .neighbours import Refusal, refuse_strangers

PREFIX = "/chromalink/"

_MOST_BYTES = 1024 * 1024
_SHOWN_REQUESTS = 100


class Admin:
    """`app`, and the admin endpoints; `log` and `clock` are None where the server has none."""

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        log: RequestLog | None,
        clock: Clock | None,
        gate: Gate | None,
        *,
        exposed: bool,
    ) -> None:
        self._app = app
        self._faults = faults
        self._log = log
        self._clock = clock
        self._gate = gate
        self._exposed = exposed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        try:
            answer = await self._admitted(scope, receive)
        except RequestError as refusal:
            answer = refusal.answer
        except ValueError as error:
            answer = Refusal(400, str(error)).answer
        await transmit(answer, scope, send)

    async def _admitted(self, scope: Scope, receive: Receive) -> Answer:
        refuse_strangers(scope, exposed=self._exposed)
        if self._gate is not None:
            await self._gate.admit_operator(scope)
        subject = scope["path"].removeprefix(PREFIX)
        method: str = scope["method"]
        match subject, method:
            case "faults", "GET":
                return self._rules()
            case "faults", "POST":
                return self._add(await _body(scope, receive))
            case "faults", "DELETE":
                self._faults.clear()
                return encode.NOTHING
            case "requests", "GET":
                return _requests(self._logged(), scope["query_string"])
            case "requests", "DELETE":
                self._logged().clear()
                return encode.NOTHING
            case "clock", "GET":
                return _time(self._settable())
            case "clock", "POST":
                return _wind(self._settable(), await _body(scope, receive))
            case "faults" | "requests" | "clock", _:
                raise Refusal(405, f"{method}: not for {PREFIX}{subject}")
            case _:
                raise Refusal(404, f"there is no {PREFIX}{subject}; there are faults, requests, clock")

    def _rules(self) -> Answer:
        return encode.json([{**document(rule), "hits": self._faults.hits(rule)} for rule in self._faults.rules()])

    def _add(self, body: object) -> Answer:
        """One rule as an object or in the grammar of the command line, or an array of objects; all or none."""
        rules = _rules_of(body)
        for rule in rules:
            self._faults.check(rule)
        for rule in rules:
            self._faults.put(rule)
        return encode.json([document(rule) for rule in rules], 201)

    def _logged(self) -> RequestLog:
        if self._log is None:
            raise Refusal(404, "this server keeps no request log: start it with --log-requests")
        return self._log

    def _settable(self) -> Clock:
        if self._clock is None:
            raise Refusal(404, "this server has no clock of its own: start it with --seed")
        return self._clock


def _rules_of(body: object) -> tuple[Rule, ...]:
    if isinstance(body, str):
        return (read_rule(body),)
    if isinstance(body, dict):
        return (rule_from(cast("Mapping[str, object]", body)),)
    return rules_from(body)


def _requests(log: RequestLog, query_string: bytes) -> Answer:
    """The newest of them, the oldest first: of one `operation`, at most `limit`."""
    query = parse_qs(query_string.decode("latin-1"))
    found = log.of(query["operation"][0]) if "operation" in query else log.all()
    limit = int(query.get("limit", [str(_SHOWN_REQUESTS)])[0])
    newest = found[max(0, len(found) - max(0, limit)) :]
    return encode.json({"total": len(found), "dropped": log.dropped, "requests": [_told(each) for each in newest]})


def _told(seen: Seen) -> Mapping[str, object]:
    try:
        body = seen.body
    except ValueError:
        body = seen.content.decode("utf-8", "replace")
    return {
        "operation": seen.operation,
        "method": seen.method,
        "path": seen.path,
        "query": seen.query,
        "body": body,
        "status": seen.status,
        "complete": seen.complete,
        "duration": seen.duration,
    }


def _time(clock: Clock) -> Answer:
    now = clock()
    return encode.json({"nanoseconds": now, "time": datetime.fromtimestamp(now / 1e9, UTC).isoformat()})


def _wind(clock: Clock, body: object) -> Answer:
    match cast("Mapping[str, object]", body if isinstance(body, dict) else {}):
        case {"advance": int() | float() as seconds}:
            clock.advance(seconds)
        case {"set": int() as moment}:
            clock.set(moment)
        case _:
            raise Refusal(400, 'expected {"advance": seconds} or {"set": nanoseconds since the epoch}')
    return _time(clock)


async def _body(scope: Scope, receive: Receive) -> object:
    """The body as JSON; as such it has to be labelled, which a page from elsewhere cannot do unasked."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"application/json":
        raise Refusal(415, "expected Content-Type: application/json")
    found = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "the body ended early")
        found += message.get("body", b"")
        more = message.get("more_body", False)
        if len(found) > _MOST_BYTES:
            raise Refusal(413, f"expected at most {_MOST_BYTES} bytes")
    try:
        return orjson.loads(found)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, f"the body is no JSON: {error}") from None
