"""Random stories on the official server and on ours, when the official package is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from chromalink_mock import serve
from congruences.__main__ import play
from congruences.comparison import differences
from congruences.exchange import Answer, Request
from congruences.machine import story_on
from congruences.stage import Pair, official_bin, pair
from crosschecks.run import official_server

OFFICIAL = official_bin(Path(__file__).resolve().parents[3], os.environ)
SEED = 20_000
STORIES = 15

GET = Request("getRecords", "POST", "/x/get", {}, has_body=True)
QUERY = Request("queryRecords", "POST", "/x/query", {}, has_body=True)
JSON = "application/json"


@pytest.fixture(scope="module")
def both() -> Iterator[Pair]:
    assert OFFICIAL is not None
    with (
        official_server(OFFICIAL / "chroma") as port,
        serve() as ours,
        pair(f"http://127.0.0.1:{port}", ours.url, token_hex(4)) as stage,
    ):
        yield stage


@pytest.mark.skipif(
    OFFICIAL is None, reason="no official server: set CHROMALINK_OFFICIAL_BIN or run scripts/crosscheck"
)
def test_random_stories_go_the_same_on_both_servers(both: Pair) -> None:
    play(story_on(both), SEED, stories=STORIES)
    assert both.operations > STORIES


@pytest.mark.parametrize(
    ("request_", "official", "ours"),
    [
        (GET, Answer(200, {"ids": ["a"]}, JSON), Answer(200, {"ids": ["b"]}, JSON)),
        (GET, Answer(200, {}, JSON), Answer(201, {}, JSON)),
        (GET, Answer(200, {}, JSON), Answer(200, {}, "text/plain")),
        (GET, Answer(200, {"metadatas": [{"k": 1}]}, JSON), Answer(200, {"metadatas": [{"k": 1.0}]}, JSON)),
        (GET, Answer(200, {"metadatas": [{"k": 2**53}]}, JSON), Answer(200, {"metadatas": [{"k": 2**53 + 1}]}, JSON)),
        (GET, Answer(200, {"x": None}, JSON), Answer(200, {}, JSON)),
        (GET, Answer(400, {"message": "a"}, JSON), Answer(400, {"message": "b"}, JSON)),
        (GET, Answer(0, None, ""), Answer(200, {}, JSON)),
        (QUERY, Answer(200, {"ids": [["a", "b"]], "distances": [[1, 2]]}, JSON),
         Answer(200, {"ids": [["b", "a"]], "distances": [[1, 2]]}, JSON)),
        (QUERY, Answer(200, {"ids": [["a"]], "distances": [[1]]}, JSON),
         Answer(200, {"ids": [["a"]], "distances": [[1.1]]}, JSON)),
    ],
)  # fmt: skip
def test_a_difference_is_seen(request_: Request, official: Answer, ours: Answer) -> None:
    assert differences(request_, official, ours) != []


@pytest.mark.parametrize(
    ("request_", "official", "ours"),
    [
        (GET, Answer(200, {"embeddings": [[0.1]]}, JSON), Answer(200, {"embeddings": [[0.1000001]]}, JSON)),
        (GET, Answer(501, {"message": "no"}, JSON), Answer(200, {}, JSON)),
        (GET, Answer(0, None, ""), Answer(400, {}, JSON)),
        (QUERY, Answer(200, {"ids": [["a", "b", "c"]], "distances": [[1, 1, 2]]}, JSON),
         Answer(200, {"ids": [["b", "a", "c"]], "distances": [[1, 1, 2]]}, JSON)),
        (GET, Answer(400, {"message": "Regex syntax errror: one"}, JSON),
         Answer(400, {"message": "Regex syntax errror: other"}, JSON)),
    ],
)  # fmt: skip
def test_what_is_chance_or_wording_is_no_difference(request_: Request, official: Answer, ours: Answer) -> None:
    assert differences(request_, official, ours) == []
