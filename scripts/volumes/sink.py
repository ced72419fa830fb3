"""A server that takes writes, counts their records, and forgets them: `python -m volumes.sink` prints its port."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import orjson

COLLECTION = {
    "id": "11111111-2222-4333-8444-555555555555",
    "name": "sink",
    "tenant": "default_tenant",
    "database": "default_database",
    "metadata": None,
    "configuration_json": {"hnsw": None, "spann": None, "embedding_function": None},
    "schema": None,
    "dimension": None,
    "log_position": 0,
    "version": 0,
}
PREFLIGHT = {"max_batch_size": 5461, "supports_base64_encoding": True}


class Sink:
    def __init__(self) -> None:
        self.records = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").split("\r\n")
                lengths = [line.partition(":")[2] for line in head if line.lower().startswith("content-length:")]
                body = await reader.readexactly(int(lengths[0])) if lengths else b""
                answer = json.dumps(self._answer(urlsplit(head[0].split()[1]).path, body)).encode()
                start = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                writer.write(f"{start}content-length: {len(answer)}\r\n\r\n".encode() + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    def _answer(self, path: str, body: bytes) -> object:
        match path.rpartition("/")[2]:
            case "pre-flight-checks":
                return PREFLIGHT
            case "add" | "upsert":
                self.records += len(orjson.loads(body)["ids"])
                return {}
            case "count":
                return self.records
            case _:
                return COLLECTION


async def main() -> None:
    server = await asyncio.start_server(Sink().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
