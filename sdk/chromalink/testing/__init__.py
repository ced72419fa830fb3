"""Chroma for the tests of programs that use it: a server in this process that can be broken, watched and rewound.

    from chromalink.testing import MockServer, Status

    with MockServer() as server:
        server.faults.add("addRecords", Status(503), times=2)
        films = server.client().create_collection("films", embedding_function=None)
        films.add(ids="a", embeddings=[[1.0, 2.0]])
        server.requests.of("addRecords").times(3)

Needs the extra `[mock]`. Nothing of it is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chromalink_mock.clock import Clock
    from chromalink_mock.engine.checkpoint import Checkpoint
    from chromalink_mock.fault_rules import read_rule
    from chromalink_mock.faults import (
        Corrupt,
        Faults,
        HtmlPage,
        Latency,
        Refused,
        Reset,
        Rule,
        SlowBody,
        Status,
        Timeout,
        Truncated,
        WrongContentType,
    )
    from chromalink_mock.recording import Recorder, read_recording
    from chromalink_mock.replay import Replay
    from chromalink_mock.request_log import RequestLog, Requests, Seen

    from .mock_server import ClientChoices, MockServer

__all__ = [
    "Checkpoint",
    "ClientChoices",
    "Clock",
    "Corrupt",
    "Faults",
    "HtmlPage",
    "Latency",
    "MockServer",
    "Recorder",
    "Refused",
    "Replay",
    "RequestLog",
    "Requests",
    "Reset",
    "Rule",
    "Seen",
    "SlowBody",
    "Status",
    "Timeout",
    "Truncated",
    "WrongContentType",
    "read_recording",
    "read_rule",
]

_HOMES = {
    "Checkpoint": "chromalink_mock.engine.checkpoint",
    "ClientChoices": "chromalink.testing.mock_server",
    "Clock": "chromalink_mock.clock",
    "MockServer": "chromalink.testing.mock_server",
    "Recorder": "chromalink_mock.recording",
    "Replay": "chromalink_mock.replay",
    "RequestLog": "chromalink_mock.request_log",
    "Requests": "chromalink_mock.request_log",
    "Seen": "chromalink_mock.request_log",
    "read_recording": "chromalink_mock.recording",
    "read_rule": "chromalink_mock.fault_rules",
}
"""Where a name lives; the faults in `chromalink_mock.faults`."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = import_module(_HOMES.get(name, "chromalink_mock.faults"))
    except ImportError as error:
        raise ImportError(f"chromalink.testing.{name} needs the server: pip install 'chromalink[mock]'") from error
    return getattr(home, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
