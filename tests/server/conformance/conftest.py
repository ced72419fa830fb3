"""One run of everything the server can be asked, each answer held against openapi/chroma.yaml."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from chromalink_mock import Settings, serve
from congruences.__main__ import play
from congruences.machine import story_on
from congruences.stage import Solo
from spec_comparison.judge import Judge, JudgedTransport

from ..http.recordings import filled_text, picked, read_scenarios
from .beyond import beyond_the_recordings

STORIES = 12


@pytest.fixture(scope="session")
def judge() -> Judge:
    """A judge that has heard the recorded scenarios, random stories, and what only this server offers."""
    found = Judge.of_document()
    with serve(Settings(allow_reset=True)) as server:
        transport = JudgedTransport(httpx.HTTPTransport(), found.hear)
        with httpx.Client(base_url=server.url, transport=transport) as client:
            _recordings(client)
            play(story_on(Solo(client, "conform")), 1, stories=STORIES)
            beyond_the_recordings(client)
    return found


def _recordings(client: httpx.Client) -> None:
    for steps in read_scenarios().values():
        names = {"run": f"r{uuid4().hex[:8]}"}
        for exchange in steps:
            content = exchange.body(names)
            headers = {} if content is None else {"content-type": "application/json"}
            headers |= {name.lower(): value for name, value in exchange.headers.items()}
            path = filled_text(exchange.path, names)
            answer = client.request(exchange.method, path, content=content, headers=headers)
            for name, place in exchange.save.items():
                names[name] = picked(answer.json(), place)
