"""No secret is seen in anything a client says: texts of errors, tracebacks, logs, events, spans, reprs."""

from __future__ import annotations

import base64
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest

from chromalink import AdminClient, ApiKey, BasicLogin, BearerToken, CloudClient, Hooks, HttpClient, Settings, events
from chromalink.errors import ChromaError

from ..fake_chroma import FakeChroma

SECRET = "hunter2-0123456789"
IN_BASE64 = base64.b64encode(f"ada:{SECRET}".encode()).decode()

GIVEN: list[dict[str, Any]] = [
    {"api_key": SECRET},
    {"auth": ApiKey(SECRET)},
    {"auth": BearerToken(SECRET)},
    {"auth": BasicLogin("ada", SECRET)},
    {"auth": lambda: BearerToken(SECRET)},
    {"host": f"http://ada:{SECRET}@h"},
    {"headers": {"x-my-api-key": SECRET}},
    {"headers": {"cookie": f"session={SECRET}"}},
    {"settings": Settings(chroma_server_headers={"x-auth": SECRET})},
    {
        "settings": Settings(
            chroma_client_auth_provider="chromadb.auth.token_authn.TokenAuthClientProvider",
            chroma_client_auth_credentials=SECRET,
        )
    },
]


def echoed(request: httpx.Request) -> str:
    return " ".join(f"{name}: {value}" for name, value in request.headers.items())


def as_chromas_error(request: httpx.Request) -> httpx.Response:
    return httpx.Response(400, json={"error": "ChromaError", "message": echoed(request)})


def as_a_named_error(request: httpx.Request) -> httpx.Response:
    return httpx.Response(403, json={"error": echoed(request)})


def as_a_page(request: httpx.Request) -> httpx.Response:
    return httpx.Response(502, html=f"<html>{'x' * 150}{echoed(request)}")


def as_an_unauthorized_page(request: httpx.Request) -> httpx.Response:
    return httpx.Response(401, html=echoed(request))


def as_a_success_that_is_none(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text=echoed(request))


def as_a_broken_connection(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError(echoed(request))


ECHOES: list[Callable[[httpx.Request], httpx.Response]] = [
    as_chromas_error,
    as_a_named_error,
    as_a_page,
    as_an_unauthorized_page,
    as_a_success_that_is_none,
    as_a_broken_connection,
]


def failure(call: Callable[[], object]) -> ChromaError:
    with pytest.raises(ChromaError) as caught:
        call()
    return caught.value


def everything_about(error: ChromaError) -> str:
    told = [str(error), repr(error), repr(vars(error)), repr(pickle.dumps(error))]
    return "\n".join([*told, *traceback.format_exception_only(error)])


@pytest.mark.parametrize("echo", ECHOES, ids=lambda echo: echo.__name__)
@pytest.mark.parametrize("given", GIVEN, ids=lambda given: next(iter(given)))
def test_an_error_hides_secrets_that_the_server_echoes(
    given: dict[str, Any],
    echo: Callable[[httpx.Request], httpx.Response],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[object] = []
    hooks = Hooks(request=seen.append, response=seen.append, retry=seen.append)
    transport = httpx.MockTransport(echo)
    with HttpClient(transport=transport, validate=False, retries=0, hooks=hooks, **given) as client:
        error = failure(client.get_version)
        said = "\n".join([everything_about(error), repr(client), repr(seen), caplog.text])
    assert "Echo" not in said
    assert SECRET not in said
    assert IN_BASE64 not in said
    assert len(seen) == 2


def test_a_short_header_is_not_masked_out_of_what_the_server_says(chroma: FakeChroma) -> None:
    chroma.reply("GET version", httpx.Response(400, json={"error": "ChromaError", "message": "a bad day"}))
    error = failure(chroma.client(headers={"x-key": "a"}).get_version)
    assert "a bad day" in str(error)


def test_the_rest_of_an_echo_is_kept(chroma: FakeChroma) -> None:
    chroma.reply("GET version", httpx.Response(400, json={"error": "ChromaError", "message": f"key {SECRET} is bad"}))
    error = failure(chroma.client(api_key=SECRET).get_version)
    assert "key *** is bad" in str(error)


@pytest.mark.parametrize("given", [ApiKey(SECRET), BearerToken(SECRET), BasicLogin("ada", SECRET)])
def test_credentials_do_not_show_in_their_repr(given: object) -> None:
    assert SECRET not in repr(given) + str(given)


@pytest.mark.parametrize(
    "call",
    [
        lambda: HttpClient(api_key=SECRET, auth=BearerToken(SECRET)),
        lambda: HttpClient(api_key=SECRET + "\n\x00"),
        lambda: HttpClient(auth=SECRET),  # type: ignore[arg-type]  # what is refused
        lambda: CloudClient(api_key=SECRET + "\u00e9"),
        lambda: AdminClient(auth=BasicLogin(f"ada:{SECRET}", SECRET)),
        lambda: HttpClient(f"http://ada:{SECRET}@h?x=1"),
    ],
)
def test_a_refused_credential_is_not_told_in_the_refusal(call: Callable[[], object]) -> None:
    error = failure(call)
    assert SECRET not in "".join(traceback.format_exception(error)).replace("api_key=SECRET", "")
    assert SECRET not in repr(error)


def test_no_event_of_a_whole_session_carries_a_secret(chroma: FakeChroma, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[events.Event] = []
    hooks = Hooks(request=seen.append, response=seen.append, retry=seen.append, embed=seen.append)

    async def main() -> str:
        client = chroma.async_client(host=f"http://ada:{SECRET}@h", api_key=SECRET, hooks=hooks)
        async with client:
            collection = await client.get_collection("films", None)
            await collection.add(ids="a", embeddings=[1.0])
            await collection.query(query_embeddings=[1.0])
        return repr(client) + repr(collection) + repr(client.admin) + repr(client.low_level)

    said = anyio.run(main) + repr(seen) + caplog.text
    assert "addRecords" in said
    assert SECRET not in said
    assert IN_BASE64 not in said
