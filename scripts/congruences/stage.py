"""The servers a story is played on: the official one beside ours, or ours alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

import httpx

from .comparison import differences
from .exchange import Answer, Json, Request, filled

Listener = Callable[[Request, Answer], None]


class Difference(AssertionError):
    """The two servers answered differently; `lines` are the story as a replayable scenario."""

    def __init__(self, story: list[Request], found: list[str], lines: list[str]) -> None:
        last = story[-1]
        what = "\n  ".join([f"{last.method} {last.path}", *found])
        answers = "\n".join(lines)
        super().__init__(f"the servers differ:\n  {what}\nthe story, as answered by the official server:\n{answers}")
        self.story = story
        self.found = found
        self.lines = lines

    @property
    def kind(self) -> str:
        """Differences of one kind are taken for the same."""
        return f"{self.story[-1].operation}: {self.found[0][:60]}"


class Stage(Protocol):
    """Plays the requests of one story after the other."""

    def open(self) -> None:
        """Begin a new story, in a place of its own."""

    def play(self, request: Request) -> Answer:
        """Send one request; what the (official) server answered."""


@dataclass
class Player:
    """One server in one story: what its placeholders stand for. `run` must never be used twice on a server."""

    client: httpx.Client
    run: str
    names: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.names["run"] = self.run

    def send(self, request: Request) -> Answer:
        """The answer with placeholders for ids. A connection lost before the answer is tried once more, because a
        server may close one after an answer it gave without reading the body (wire contract: keep-alive)."""
        content = request.content(self.names)
        headers = {"content-type": "application/json"} if content is not None else {}
        headers |= request.headers
        path = filled(request.path, self.names)
        try:
            response = self._once(request.method, path, content, headers)
        except httpx.RemoteProtocolError:
            try:
                response = self._once(request.method, path, content, headers)
            except httpx.RemoteProtocolError:
                return Answer(0, None, "")
        return self._answer(request, response)

    def _once(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> httpx.Response:
        return self.client.request(method, path, content=content, headers=headers)

    def _answer(self, request: Request, response: httpx.Response) -> Answer:
        kind = response.headers.get("content-type", "")
        try:
            body: Json = json.loads(response.text) if response.text else None
        except ValueError:
            body = response.text
        if request.operation == "heartbeat":
            body = None
        saves: tuple[str, ...] = ()
        if request.operation == "createCollection" and response.status_code == 200 and isinstance(body, dict):
            id = str(body["id"])
            if id not in self.names.values():
                saves = (f"c{len(self.names) - 1}",)
                self.names[saves[0]] = id
        return Answer(response.status_code, self._anonymous(body), kind, saves)

    def _anonymous(self, value: Json) -> Json:
        if isinstance(value, str):
            for name, own in self.names.items():
                value = value.replace(own, "${" + name + "}")
            return "${id}" if _is_uuid(value) else value
        if isinstance(value, list):
            return [self._anonymous(item) for item in value]
        if isinstance(value, dict):
            return {key: self._anonymous(item) for key, item in value.items()}
        return value


@dataclass
class Pair:
    """The official server and ours, side by side; raises Difference at the first one."""

    official: httpx.Client
    ours: httpx.Client
    token: str
    strict: bool = False
    operations: int = 0
    stories: int = 0
    seen: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    lines: list[str] = field(default_factory=list[str])
    story: list[Request] = field(default_factory=list[Request])

    def open(self) -> None:
        self.stories += 1
        run = f"r{self.token}{self.stories:06d}"
        self._sides = Player(self.official, run), Player(self.ours, run)
        self.lines, self.story = [], []

    def play(self, request: Request) -> Answer:
        official, ours = (side.send(request) for side in self._sides)
        self.operations += 1
        key = request.operation, official.status
        self.seen[key] = self.seen.get(key, 0) + 1
        self.story.append(request)
        self.lines.append(request.scenario_line("found", len(self.lines) + 1, official))
        found = differences(request, official, ours, strict=self.strict)
        if found:
            raise Difference(self.story, found, self.lines)
        return official


def shortest(stage: Pair, difference: Difference) -> Difference:
    """The same kind of difference at the end of a story from which nothing can be left out."""
    at = len(difference.story) - 2
    while at >= 0:
        story = difference.story[:at] + difference.story[at + 1 :]
        stage.open()
        try:
            for request in story:
                stage.play(request)
        except Difference as smaller:
            if smaller.kind == difference.kind:
                difference, at = smaller, min(at, len(smaller.story) - 1)
        at -= 1
    return difference


@dataclass
class Solo:
    """Our server alone; `listen` hears of every exchange."""

    client: httpx.Client
    token: str
    operations: int = 0
    stories: int = 0

    def open(self) -> None:
        self.stories += 1
        self._side = Player(self.client, f"r{self.token}{self.stories:06d}")

    def play(self, request: Request) -> Answer:
        self.operations += 1
        return self._side.send(request)


def official_bin(root: Path, variables: Mapping[str, str]) -> Path | None:
    """Where the official package's commands are: CHROMALINK_OFFICIAL_BIN, or what scripts/crosscheck has made."""
    named = variables.get("CHROMALINK_OFFICIAL_BIN")
    found = Path(named) if named else root / ".crosscheck" / "chromadb-1.5.9" / "bin"
    return found if (found / "chroma").exists() else None


@contextmanager
def pair(official_url: str, our_url: str, token: str, *, strict: bool = False) -> Iterator[Pair]:
    """Both servers by URL. `token` must be new to both."""
    with (
        httpx.Client(base_url=official_url, timeout=60) as official,
        httpx.Client(base_url=our_url, timeout=60) as ours,
    ):
        yield Pair(official, ours, token, strict)


def _is_uuid(text: str) -> bool:
    if len(text) != 36 or text.startswith("00000000-0000-0000-0000"):
        return False
    try:
        UUID(text)
    except ValueError:
        return False
    return True
