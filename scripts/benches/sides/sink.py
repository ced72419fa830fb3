"""A server that reads every request and answers from a table at once: `python -m benches.sides.sink PORT TABLE`.

TABLE is a file of JSON: for "METHOD last-segment-of-the-path" the document to answer with.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import cast

import uvloop


class Connection(asyncio.Protocol):
    """One client; requests need a content-length and come one at a time."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._head = b""
        self._missing = 0
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            self._missing = _length(self._head[:end].lower()) - (len(self._head) - end - 4)
            self._answer = self._found(self._head)
            self._head = b""
        if self._missing <= 0:
            self._missing = 0
            self._transport.write(self._answer)

    def _found(self, head: bytes) -> bytes:
        method, target, _ = head.split(b" ", 2)
        segment = target.partition(b"?")[0].rstrip(b"/").rpartition(b"/")[2]
        return self._answers[method + b" " + segment]


def _length(head: bytes) -> int:
    at = head.find(b"\r\ncontent-length:")
    return 0 if at < 0 else int(head[at + 17 :].split(b"\r\n", 1)[0])


async def main(port: int, table: dict[str, object]) -> None:
    answers: dict[bytes, bytes] = {}
    for name, document in table.items():
        body = json.dumps(document).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        answers[name.encode()] = head.encode() + body
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answers), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
