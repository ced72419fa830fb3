"""What providers are asked and what is made of their answers, in both colours; every provider from one table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np
import pytest
import respx

from chromalink import RetryPolicy, SparseVector
from chromalink.embeddings import (
    CohereEmbeddingFunction,
    JinaEmbeddingFunction,
    MistralEmbeddingFunction,
    OpenAIEmbeddingFunction,
    RoboflowEmbeddingFunction,
)
from chromalink.errors import EmbeddingError, InvalidInputError, RateLimitError, RequestTimeoutError

from .cases import CASES, KEY, ROBOFLOW, SPLADE, TEXTS, VECTORS, Case, entries

pytestmark = pytest.mark.usefixtures("keys")
FAST = RetryPolicy(retries=2, first_delay=0.0)
IMAGE = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)


@pytest.fixture(params=["sync", "async"])
def colour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def embedded(function: Any, colour: str, inputs: Sequence[object], *, query: bool = False) -> Any:
    if colour == "async":
        return await (function.aembed_query(inputs) if query else function.acall(inputs))
    return function.embed_query(inputs) if query else function(inputs)


def posted(route: respx.Route, place: int = -1) -> Any:
    return json.loads(route.calls[place].request.content)


@pytest.mark.anyio
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_texts_go_out_as_documented_and_come_back_as_one_float32_array(case: Case, colour: str) -> None:
    with respx.mock:
        route = respx.post(case.url).respond(json=case.answer)
        vectors = await embedded(case.function(), colour, TEXTS)
    assert posted(route) == case.body
    assert case.headers.items() <= dict(route.calls.last.request.headers).items()
    assert (vectors.dtype, vectors.tolist()) == (np.float32, case.vectors)


@pytest.mark.anyio
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_queries_go_out_as_the_official_client_sends_them(case: Case, colour: str) -> None:
    with respx.mock:
        route = respx.post(case.url).respond(json=case.answer)
        await embedded(case.function(), colour, TEXTS, query=True)
    assert posted(route) == (case.query_body or case.body)


@pytest.mark.anyio
@pytest.mark.parametrize("case", [*CASES, ROBOFLOW, SPLADE], ids=str)
async def test_a_refusal_is_told_in_the_providers_words_and_not_repeated(case: Case, colour: str) -> None:
    with respx.mock:
        route = respx.post(case.url).respond(401, json=case.refusal)
        with pytest.raises(EmbeddingError) as raised:
            await embedded(case.function(retries=FAST), colour, ["heist"])
    assert route.call_count == 1
    words = json.dumps(case.refusal)
    told = str(raised.value).partition(": ")[2].partition(" [401;")[0].replace("***", KEY)
    assert len(told) > 5
    assert told in words
    assert KEY not in f"{raised.value} {raised.value.__cause__!r} {vars(raised.value.__cause__)}"


@pytest.mark.anyio
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_rate_limit_is_waited_out(case: Case, colour: str) -> None:
    with respx.mock:
        route = respx.post(case.url)
        route.side_effect = [
            httpx.Response(429, json={"error": {"message": "slow down"}}, headers={"retry-after": "0"}),
            httpx.Response(503),
            httpx.Response(200, json=case.answer),
        ]
        vectors = await embedded(case.function(retries=FAST), colour, TEXTS)
    assert route.call_count == 3
    assert vectors.tolist() == case.vectors


@pytest.mark.anyio
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_rate_limit_that_lasts_is_told_with_its_pause(case: Case, colour: str) -> None:
    with respx.mock:
        respx.post(case.url).respond(429, json={"message": "Too many requests"}, headers={"retry-after": "3600"})
        with pytest.raises(EmbeddingError, match="Too many requests") as raised:
            await embedded(case.function(), colour, TEXTS)
    assert isinstance(raised.value.__cause__, RateLimitError)
    assert raised.value.__cause__.retry_after == 3600


@pytest.mark.anyio
async def test_a_timeout_is_repeated_and_then_told(colour: str) -> None:
    case = CASES[0]
    with respx.mock:
        route = respx.post(case.url).mock(side_effect=httpx.ReadTimeout)
        with pytest.raises(EmbeddingError, match=r"^OpenAI: POST https://api.openai.com/v1/embeddings") as raised:
            await embedded(case.function(retries=FAST), colour, TEXTS)
    assert route.call_count == 3
    assert isinstance(raised.value.__cause__, RequestTimeoutError)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.Response(200, text="<html>"), "expected JSON from POST https://api.openai.com/v1/embeddings"),
        (httpx.Response(200, json=[]), "expected an object with 'data', got list"),
        (httpx.Response(200, json={"data": "x"}), "expected a list at data, got str"),
        (httpx.Response(200, json=entries(VECTORS[:1])), "answered 1 vectors for 2 inputs"),
        (httpx.Response(200, json=entries([[1.0], [1.0, 2.0]])), "answered vectors of several lengths"),
        (httpx.Response(200, json=entries([[[1.0]], [[1.0]]])), r"answered a vector of shape \(1, 1\)"),
        (httpx.Response(200, json=entries([None, None])), "answered a vector that is none|answered a vector of shape"),
        (httpx.Response(200, json=entries(["?", "?"])), "answered a vector that is none"),
    ],
)
async def test_an_answer_of_another_shape_is_an_embedding_error(answer: httpx.Response, told: str, colour: str) -> None:
    with respx.mock:
        respx.post(CASES[0].url).mock(return_value=answer)
        with pytest.raises(EmbeddingError, match=f"OpenAI: {told}"):
            await embedded(CASES[0].function(), colour, TEXTS)


@pytest.mark.anyio
async def test_no_texts_ask_nothing(colour: str) -> None:
    with respx.mock:
        assert len(await embedded(CASES[0].function(), colour, [])) == 0


@pytest.mark.anyio
async def test_what_is_no_text_is_refused_by_its_place(colour: str) -> None:
    with pytest.raises(InvalidInputError, match=r"input\[1\]: expected a string, found int"):
        await embedded(CASES[0].function(), colour, ["heist", 3])


def counted(request: httpx.Request) -> httpx.Response:
    """A vector for each text: its length."""
    body = json.loads(request.content)
    texts = body.get("texts") or body.get("input")
    vectors = [[float(len(text))] for text in texts]
    return httpx.Response(200, json={"embeddings": vectors, **entries(vectors)})


def test_many_texts_are_split_by_the_providers_limit_and_stay_in_order() -> None:
    texts = ["x" * length for length in range(200)]
    with respx.mock:
        route = respx.post("https://api.cohere.com/v1/embed").mock(side_effect=counted)
        vectors = CohereEmbeddingFunction()(texts)
    assert [len(posted(route, place)["texts"]) for place in range(3)] == [96, 96, 8]
    assert vectors[:, 0].tolist() == list(range(200))


def test_long_texts_are_split_so_that_no_request_has_more_tokens_than_the_provider_takes() -> None:
    texts = ["ü" * 5000, "x" * 5000, "y" * 3000, "z" * 30_000, "w"]
    with respx.mock:
        route = respx.post("https://api.mistral.ai/v1/embeddings").mock(side_effect=counted)
        vectors = MistralEmbeddingFunction("mistral-embed")(texts)
    assert [len(posted(route, place)["input"]) for place in range(4)] == [2, 1, 1, 1]
    assert vectors[:, 0].tolist() == [5000, 5000, 3000, 30_000, 1]


@pytest.mark.anyio
async def test_roboflow_takes_texts_and_images_one_a_request(colour: str) -> None:
    with respx.mock:
        texts = respx.post(ROBOFLOW.url).respond(json=ROBOFLOW.answer)
        images = respx.post(f"https://infer.roboflow.com/clip/embed_image?api_key={KEY}")
        images.respond(json={"embeddings": [VECTORS[1]]})
        vectors = await embedded(RoboflowEmbeddingFunction(), colour, ["heist", IMAGE])
    assert vectors.tolist() == VECTORS
    assert posted(texts) == ROBOFLOW.body
    assert posted(images)["image"]["type"] == "base64"


def test_jina_takes_texts_and_images_in_one_request() -> None:
    with respx.mock:
        route = respx.post("https://api.jina.ai/v1/embeddings").respond(json=entries(VECTORS))
        JinaEmbeddingFunction(model_name="jina-clip-v2")(["heist", IMAGE])
    assert [list(one) for one in posted(route)["input"]] == [["text"], ["image"]]


def test_cohere_is_told_to_truncate_in_its_own_words() -> None:
    with pytest.raises(InvalidInputError, match=r"^truncate: expected 'NONE', 'START' or 'END', got 'none'$"):
        CohereEmbeddingFunction(truncate="none")


def test_cohere_takes_images_one_a_request_and_no_mixture() -> None:
    with respx.mock:
        route = respx.post("https://api.cohere.com/v1/embed").respond(json={"embeddings": [[1.0]]})
        assert CohereEmbeddingFunction(model_name="embed-v4.0")([IMAGE, IMAGE]).tolist() == [[1.0], [1.0]]
    assert route.call_count == 2
    assert posted(route)["input_type"] == "image"
    assert posted(route)["images"][0].startswith("data:image/png;base64,")
    with pytest.raises(InvalidInputError, match="expected texts or images, found both"):
        CohereEmbeddingFunction()(["heist", IMAGE])


@pytest.mark.anyio
async def test_splade_gives_sparse_vectors_in_the_order_of_their_dimensions(colour: str) -> None:
    with respx.mock:
        route = respx.post(SPLADE.url).respond(json=SPLADE.answer)
        vectors = await embedded(SPLADE.function(), colour, TEXTS)
    assert posted(route) == SPLADE.body
    assert SPLADE.headers.items() <= dict(route.calls.last.request.headers).items()
    assert vectors == [SparseVector([3, 7], [0.25, 0.5], ["early", "late"]), SparseVector([], [])]


@pytest.mark.anyio
async def test_a_sparse_answer_of_another_shape_is_an_embedding_error(colour: str) -> None:
    with respx.mock:
        respx.post(SPLADE.url).respond(json={"embeddings": [{"indices": [1], "values": []}, {}]})
        with pytest.raises(EmbeddingError, match=r"Chroma Cloud \(Splade\): answered a sparse vector that is none"):
            await embedded(SPLADE.function(), colour, TEXTS)


def test_another_embedding_service_can_stand_in_for_the_clouds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_EMBED_URL", "http://embed.test/")
    with respx.mock:
        route = respx.post("http://embed.test/embed_sparse").respond(json=SPLADE.answer)
        SPLADE.function()(TEXTS)
    assert route.call_count == 1


@pytest.mark.anyio
async def test_trio_programs_embed_too() -> None:
    import trio

    def run() -> Any:
        return trio.run(CASES[0].function().acall, TEXTS)

    import anyio.to_thread

    with respx.mock:
        respx.post(CASES[0].url).respond(json=CASES[0].answer)
        vectors = await anyio.to_thread.run_sync(run)
    assert vectors.tolist() == VECTORS


def test_a_function_that_was_closed_opens_again() -> None:
    function = OpenAIEmbeddingFunction()
    with respx.mock:
        respx.post("https://api.openai.com/v1/embeddings").respond(json=entries(VECTORS))
        first = function(TEXTS)
        function.close()
        assert function(TEXTS).tolist() == first.tolist()
