"""Schemathesis against our server: `python -m spec_comparison.generated_requests PROGRAM [options of "st run"]`."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from chromalink_mock import serve

from .judge import DOCUMENT

CHECKS = "status_code_conformance,response_schema_conformance,content_type_conformance"


class Unforeseen(logging.Handler):
    """Keeps what the server logs as an error: it does so when it answers a 500 that nobody meant."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))


def main(schemathesis: str, options: Sequence[str]) -> int:
    """The exit status of Schemathesis, or 1 when the server failed at something.

    Its own check for 5xx is left out: refusals of what a single node lacks are declared 501s and 500s.
    """
    unforeseen = Unforeseen()
    logging.getLogger("chromalink_mock").addHandler(unforeseen)
    with serve() as server, tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "schemathesis.toml"
        config.write_text(_parameters(server.url), encoding="utf-8")
        run = ["run", str(DOCUMENT), "--url", server.url, "--checks", CHECKS, *options]
        status = subprocess.run([schemathesis, "--config-file", str(config), *run], check=False).returncode
    for message in unforeseen.messages:
        print(message)
    print(f"{len(unforeseen.messages)} unforeseen errors in the server")
    return status or int(bool(unforeseen.messages))


def _parameters(url: str) -> str:
    """A configuration in which paths lead to a collection that exists."""
    tenant, database = "default_tenant", "default_database"
    with httpx.Client(base_url=url) as client:
        collections = f"/api/v2/tenants/{tenant}/databases/{database}/collections"
        made = client.post(collections, json={"name": "target"}).json()["id"]
        client.post(f"{collections}/{made}/add", json={"ids": ["a"], "embeddings": [[1, 2]], "documents": ["d"]})
    values = {"tenant": tenant, "database": database, "collection_id": made}
    return "[parameters]\n" + "".join(f'"path.{name}" = "{value}"\n' for name, value in values.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
