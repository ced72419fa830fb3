"""A server that takes every body whole, as one must before it reads it: `python -m benches.sides.receiver PORT TABLE`.

The HTTP server is that of `chromalink serve`; TABLE is as that of `benches.sides.sink`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson
import uvicorn


class Receiver:
    """An ASGI application that answers from a table once a body is there."""

    def __init__(self, table: dict[str, object]) -> None:
        self._answers = {name: orjson.dumps(document) for name, document in table.items()}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        chunks: list[bytes] = []
        more = True
        while more:
            message = await receive()
            chunks.append(message.get("body", b""))
            more = message.get("more_body", False)
        b"".join(chunks)
        segment = scope["path"].rstrip("/").rpartition("/")[2]
        answer = self._answers[f"{scope['method']} {segment}"]
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


if __name__ == "__main__":
    app = Receiver(orjson.loads(Path(sys.argv[2]).read_bytes()))
    # A connection may have to wait while another contender has its turn.
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", lifespan="off", timeout_keep_alive=600
    )
