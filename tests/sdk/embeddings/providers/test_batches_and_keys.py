"""Of every provider: inputs beyond one request, the key that goes out, and patience where a request has one input."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from chromalink import RetryPolicy, embeddings
from chromalink.embeddings import registry, sparse_registry
from chromalink.errors import EmbeddingError, RateLimitError

from .cases import CASES, KEY, ROBOFLOW, SPLADE, VECTORS, Case, entries

FAST = RetryPolicy(retries=2, first_delay=0.0)
KEYED = [case for case in (*CASES, ROBOFLOW, SPLADE) if case.variable is not None]
OTHER_KEY = "another-key"


@pytest.fixture(params=["sync", "async"])
def colour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def embedded(function: Any, colour: str, texts: list[str]) -> Any:
    return await function.acall(texts) if colour == "async" else function(texts)


def texts_of(body: dict[str, Any]) -> list[str]:
    """What a request asks to embed, under the provider's own name for it."""
    if "requests" in body:
        return [one["content"]["parts"][0]["text"] for one in body["requests"]]
    (found,) = (body[name] for name in ("texts", "input", "inputs", "text") if name in body)
    return [found] if isinstance(found, str) else found


def answering(told: Any, vectors: list[Any]) -> Any:
    """A provider's answer with other vectors in it."""
    if isinstance(told, dict):
        return {name: answering(part, vectors) for name, part in told.items()}
    if not isinstance(told, list):
        return told
    if told and isinstance(told[0], dict):
        return [{"values": vector} for vector in vectors] if "values" in told[0] else entries(vectors)["data"]
    return vectors if told in (VECTORS, VECTORS[:1]) else told


@pytest.mark.anyio
@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("case", [*CASES, ROBOFLOW], ids=str)
async def test_inputs_beyond_one_request_go_in_several_and_keep_their_order(case: Case, colour: str) -> None:
    function = case.function()
    texts = ["x" * (1 + place % 7) for place in range(function.service.most_items + 1)]
    asked: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        batch = texts_of(json.loads(request.content))
        asked.append(len(batch))
        return httpx.Response(200, json=answering(case.answer, [[float(len(text)), 0.5] for text in batch]))

    with respx.mock:
        respx.post(case.url).mock(side_effect=answer)
        vectors = await embedded(function, colour, texts)
    assert asked == [function.service.most_items, 1]
    assert vectors[:, 0].tolist() == [len(text) for text in texts]


@pytest.mark.anyio
@pytest.mark.usefixtures("keys")
async def test_sparse_inputs_beyond_one_request_go_in_several(colour: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        vectors = [{"indices": [int(text)], "values": [1.0]} for text in json.loads(request.content)["texts"]]
        return httpx.Response(200, json={"embeddings": vectors})

    with respx.mock:
        route = respx.post(SPLADE.url).mock(side_effect=answer)
        vectors = await embedded(SPLADE.function(), colour, [str(number) for number in range(201)])
    assert route.call_count == 3
    assert [vector.indices for vector in vectors] == [[number] for number in range(201)]


@pytest.mark.anyio
@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("case", [ROBOFLOW, SPLADE], ids=str)
async def test_a_rate_limit_is_waited_out_there_too(case: Case, colour: str) -> None:
    texts = ["heist"] if case is ROBOFLOW else ["heist", "robbery"]
    with respx.mock:
        route = respx.post(case.url)
        route.side_effect = [
            httpx.Response(429, json={"message": "slow down"}, headers={"retry-after": "0"}),
            httpx.Response(503),
            httpx.Response(200, json=case.answer),
        ]
        assert len(await embedded(case.function(retries=FAST), colour, texts)) == len(texts)
        assert route.call_count == 3
        route.side_effect = None
        route.respond(429, json={"message": "Too many requests"}, headers={"retry-after": "3600"})
        with pytest.raises(EmbeddingError, match="Too many requests") as raised:
            await embedded(case.function(), colour, texts)
    assert isinstance(raised.value.__cause__, RateLimitError)


def told_key(request: httpx.Request) -> bool:
    """Whether the other key went out, and no other."""
    sent = f"{request.url} {dict(request.headers)}"
    return OTHER_KEY in sent and KEY not in sent


@pytest.mark.anyio
@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("case", KEYED, ids=str)
async def test_the_variable_that_a_caller_names_is_read_and_stored(
    case: Case, colour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE", OTHER_KEY)
    function = case.function(api_key_env_var="MINE")
    with respx.mock:
        route = respx.post(url__startswith=case.url.partition("?")[0]).respond(json=case.answer)
        await embedded(function, colour, ["heist"] if case is ROBOFLOW else ["heist", "robbery"])
    assert told_key(route.calls.last.request)
    assert function.get_config()["api_key_env_var"] == "MINE"
    assert OTHER_KEY not in json.dumps(function.get_config())
    rebuild: Any = sparse_registry.from_stored if case is SPLADE else registry.from_configuration
    again = rebuild({"type": "known", "name": function.name(), "config": function.get_config()})
    assert again.get_config() == function.get_config()


BY_VARIABLE_ONLY = ("GoogleGemini", "Mistral", "Nomic", "ChromaCloud")
GIVEN_DIRECTLY = [case for case in KEYED if not case.kind.startswith(BY_VARIABLE_ONLY)]


@pytest.mark.anyio
@pytest.mark.parametrize("case", GIVEN_DIRECTLY, ids=str)
async def test_a_key_given_directly_goes_out_and_is_not_stored(case: Case, colour: str) -> None:
    arguments = {**case.arguments, "api_key": OTHER_KEY}
    with pytest.warns(DeprecationWarning, match="api_key is not stored"):
        function = getattr(embeddings, case.kind)(**arguments)
    with respx.mock:
        route = respx.post(url__startswith=case.url.partition("?")[0]).respond(json=case.answer)
        await embedded(function, colour, ["heist"] if case is ROBOFLOW else ["heist", "robbery"])
    assert told_key(route.calls.last.request)
    assert OTHER_KEY not in f"{function.get_config()} {function!r}"
