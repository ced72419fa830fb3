"""Everything an error needs to say in a bug report, and never a bare exception."""

from __future__ import annotations

from functools import partial
from typing import Any

import anyio
import httpx
import pytest

from chromalink import errors

from ..fake_chroma import FakeChroma

HEADERS = {"chroma-trace-id": "0abc", "x-request-id": "r-7", "retry-after": "9"}
CONFLICT = {"error": "ChromaError", "message": "Collection [films] already exists"}
BROKEN: list[Exception] = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.PoolTimeout("busy"),
    httpx.ReadError("reset"),
    httpx.ReadTimeout("slow"),
    httpx.WriteError("reset"),
    httpx.WriteTimeout("slow"),
    httpx.CloseError("broken"),
    httpx.RemoteProtocolError("no HTTP"),
    httpx.LocalProtocolError("not allowed"),
    httpx.ProxyError("proxy"),
    httpx.UnsupportedProtocol("gopher"),
    httpx.DecodingError("gzip"),
    httpx.TooManyRedirects("round and round"),
    httpx.InvalidURL("no URL"),
]
BODIES = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"<html>",
    b"\xff\xfe\x00",
    b'{"error": {}}',
    b'{"message": "no name"}',
    b"{" * 100,
]


def test_an_error_of_the_server_carries_the_whole_story(chroma: FakeChroma) -> None:
    chroma.reply("POST collections", httpx.Response(409, json=CONFLICT, headers=HEADERS))
    with pytest.raises(errors.UniqueConstraintError) as caught:
        chroma.client(retries=0).create_collection("films")
    found = caught.value
    assert (found.status_code, found.code, found.message) == (409, "ChromaError", CONFLICT["message"])
    assert found.method == "POST"
    assert found.url.endswith("/databases/default_database/collections")
    assert (found.request_id, found.trace_id, found.retry_after) == ("r-7", "0abc", 9.0)
    assert CONFLICT["message"] in found.body
    assert found.maybe_applied is False


def test_a_long_body_is_kept_in_part(chroma: FakeChroma) -> None:
    chroma.reply("GET version", httpx.Response(500, html="<html>" + "x" * 100_000))
    with pytest.raises(errors.InternalError) as caught:
        chroma.client().get_version()
    assert caught.value.body.startswith("<html>xxx")
    assert len(caught.value.body) == 2000
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("colour", ["sync", "async"])
@pytest.mark.parametrize("failure", BROKEN, ids=lambda failure: type(failure).__name__)
def test_no_error_of_the_http_library_comes_through(failure: Exception, colour: str, chroma: FakeChroma) -> None:
    chroma.reply("GET version", failure)
    asked = chroma.async_client(retries=0).get_version
    call = chroma.client(retries=0).get_version if colour == "sync" else partial(anyio.run, asked)
    with pytest.raises(errors.ChromaError, match="GET http://localhost:8000/api/v2/version") as caught:
        call()
    assert type(caught.value) is not errors.ChromaError
    assert caught.value.__cause__ is failure


@pytest.mark.parametrize("content", BODIES)
@pytest.mark.parametrize(
    "status", [300, 301, 400, 401, 403, 404, 405, 408, 409, 412, 413, 418, 422, 429, 500, 501, 503, 599]
)
def test_whatever_a_server_says_is_a_typed_error(status: int, content: bytes, chroma: FakeChroma) -> None:
    chroma.reply("GET version", httpx.Response(status, content=content))
    with pytest.raises(errors.APIError) as caught:
        chroma.client(retries=0).get_version()
    assert caught.value.status_code == status
    assert "http://localhost:8000/api/v2/version" in str(caught.value)


ANSWERED: list[tuple[str, str, Any]] = [
    ("get_version", "GET version", 3),
    ("heartbeat", "GET heartbeat", {}),
    ("list_collections", "GET collections", {}),
    ("list_collections", "GET collections", [{}]),
    ("get_user_identity", "GET identity", []),
    ("count_collections", "GET collections_count", "three"),
]


@pytest.mark.parametrize(("method", "operation", "answer"), ANSWERED)
def test_a_success_that_is_none_is_a_decode_error(method: str, operation: str, answer: Any, chroma: FakeChroma) -> None:
    chroma.reply(operation, httpx.Response(200, json=answer))
    with pytest.raises(errors.DecodeError, match="is it a Chroma server"):
        getattr(chroma.client(), method)()
