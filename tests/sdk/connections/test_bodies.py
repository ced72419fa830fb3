"""Bodies: sent with their length, read whole, in whatever encoding the server chose."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import anyio
import numpy as np
import pytest

from chromalink import AsyncHttpClient, HttpClient, errors

from ..fake_chroma import COLLECTION_ID, description
from .loopback import Heard, reply, serving

COLOURS = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])


def version(colour: str, port: int, **options: Any) -> str:
    if colour == "sync":
        with HttpClient("127.0.0.1", port, validate=False, retries=0, **options) as client:
            return client.get_version()

    async def main() -> str:
        async with AsyncHttpClient("127.0.0.1", port, validate=False, retries=0, **options) as client:
            return await client.get_version()

    return anyio.run(main, backend=colour)


@COLOURS
@pytest.mark.parametrize(("encoding", "encode"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_compressed_answers_are_asked_for_and_read(
    colour: str, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    async def answer(heard: Heard) -> bytes:
        return reply(encode(b'"1.2.3"'), f"content-encoding: {encoding}")

    with serving(answer) as server:
        assert version(colour, server.port) == "1.2.3"
        assert server.requests[0].header("accept-encoding") == "gzip, deflate"


@COLOURS
def test_what_a_caller_accepts_counts(colour: str) -> None:
    async def answer(heard: Heard) -> bytes:
        return reply()

    with serving(answer) as server:
        version(colour, server.port, headers={"Accept-Encoding": "identity"})
        assert server.requests[0].header("accept-encoding") == "identity"


@COLOURS
def test_an_answer_that_breaks_its_encoding_is_an_error_and_gives_its_connection_back(colour: str) -> None:
    async def answer(heard: Heard) -> bytes:
        return reply(b"no gzip", "content-encoding: gzip")

    with serving(answer) as server:
        with pytest.raises(errors.DecodeError):
            version(colour, server.port)
        server.until(lambda: server.open == 0)


@COLOURS
def test_an_answer_cut_short_is_an_error_that_may_have_happened(colour: str) -> None:
    async def answer(heard: Heard) -> bytes:
        server.hang_up_after(heard)
        return reply(b'"1.2.3"').replace(b"content-length: 7", b"content-length: 700")

    with serving(answer) as server:
        with pytest.raises(errors.ConnectionFailedError) as caught:
            version(colour, server.port)
        assert caught.value.maybe_applied


@COLOURS
def test_a_chunked_answer_is_read_whole(colour: str) -> None:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in (b'"1.', b"2.", b'3"', b""))

    async def answer(heard: Heard) -> bytes:
        return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n" + chunks

    with serving(answer) as server:
        assert version(colour, server.port) == "1.2.3"


@COLOURS
def test_a_large_write_carries_its_length_and_arrives_whole(colour: str) -> None:
    vectors = np.ones((500, 384), np.float32)
    ids = [f"id-{number}" for number in range(500)]

    async def answer(heard: Heard) -> bytes:
        if heard.target.endswith("pre-flight-checks"):
            return reply(b'{"max_batch_size": 5461, "supports_base64_encoding": true}')
        if heard.target.endswith("/add"):
            return reply(b"{}", status="201 Created")
        return reply(json.dumps(description()).encode())

    def add(port: int) -> None:
        with HttpClient("127.0.0.1", port, validate=False) as client:
            client.get_collection("films", None).add(ids, vectors)

    async def add_async(port: int) -> None:
        async with AsyncHttpClient("127.0.0.1", port, validate=False) as client:
            await (await client.get_collection("films", None)).add(ids, vectors)

    with serving(answer) as server:
        if colour == "sync":
            add(server.port)
        else:
            anyio.run(add_async, server.port, backend=colour)
        sent = server.requests[-1]
    assert sent.target.endswith(f"{COLLECTION_ID}/add")
    assert sent.header("transfer-encoding") is None
    assert len(sent.body) == int(sent.header("content-length") or 0) > 500 * 384 * 4
    assert sent.body.endswith(b"}")
