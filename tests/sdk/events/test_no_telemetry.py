"""A client speaks to its server and to nobody else."""

from __future__ import annotations

import json
import subprocess
import sys

from ..loopback import answering

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 28\r\nconnection: close\r\n\r\n"
BODY = b'{"nanosecond heartbeat": 42}'

PROGRAM = """
import json, sys
seen = []
def audit(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        seen.append([event, repr(arguments[1] if event.startswith("socket.c") else arguments[:2])])
sys.addaudithook(audit)
import chromalink
settings = chromalink.Settings(anonymized_telemetry=True)
client = chromalink.HttpClient("127.0.0.1", PORT, validate=False, settings=settings)
client.heartbeat()
client.close()
import asyncio
async def main():
    async with chromalink.AsyncHttpClient("127.0.0.1", PORT, validate=False) as other:
        await other.heartbeat()
asyncio.run(main())
heavy = [name for name in sys.modules if name.split(".")[0] in ("opentelemetry", "posthog", "grpc")]
print(json.dumps({"seen": seen, "heavy": heavy}))
"""


def test_a_process_that_uses_a_client_connects_to_nothing_but_its_server() -> None:
    with answering(lambda connection, _: connection.sendall(ANSWER + BODY)) as port:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.replace("PORT", str(port))], check=True, capture_output=True, text=True
        )
        told = json.loads(done.stdout)
        connections = {where for event, where in told["seen"] if event == "socket.connect"}
        assert connections == {f"('127.0.0.1', {port})"}
        others = [(event, where) for event, where in told["seen"] if event != "socket.connect"]
        assert [where for _, where in others if "127.0.0.1" not in where] == []
        assert told["heavy"] == []
