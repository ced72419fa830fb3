"""Runs in the official package's environment: `python -m crosschecks.official_client PORT`, sync, then async."""

from __future__ import annotations

import asyncio
import sys

import chromadb
from chromadb.errors import ChromaError, NotFoundError

from crosschecks.round_trip import RoundTrip


async def main(port: int) -> None:
    client = await chromadb.AsyncHttpClient(host="127.0.0.1", port=port)
    print(f"official AsyncHttpClient: {len(await RoundTrip(client, NotFoundError, ChromaError).arun())} checks passed")


if __name__ == "__main__":
    at = int(sys.argv[1])
    sync = chromadb.HttpClient(host="127.0.0.1", port=at)
    print(f"official HttpClient: {len(RoundTrip(sync, NotFoundError, ChromaError).run())} checks passed")
    asyncio.run(main(at))
