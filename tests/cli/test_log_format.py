"""`--log-format`: what a server tells of its requests on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import httpx
import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")


def told(*options: str) -> list[str]:
    """The lines on stderr of a server that was asked for its version, reset, and asked for nothing it knows."""
    command = [sys.executable, "-m", "chromalink", "serve", "--port", "0", "--fault", "getIdentity:reset=before"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            url = process.stdout.readline().removeprefix("chromalink serves on ").split()[0]
            with httpx.Client(base_url=url) as client:
                client.get("/api/v2/version?key=s3cret", headers={"x-chroma-token": "s3cret"})
                client.get("/nowhere/%0Aelse")
                with pytest.raises(httpx.TransportError):
                    client.get("/api/v2/auth/identity")
            process.terminate()
            return process.stderr.read().splitlines()
        finally:
            process.kill()


def test_every_request_is_a_line_of_text_without_secrets() -> None:
    version, nowhere, identity = told("--log-format", "text")
    assert " INFO 127.0.0.1 GET /api/v2/version 200 " in version
    assert version.endswith(" ms")
    assert " GET /nowhere/\\nelse 404 " in nowhere
    assert " GET /api/v2/auth/identity no answer " in identity
    assert "s3cret" not in version


def test_every_request_is_a_json_object_for_programs() -> None:
    version, nowhere, identity = [json.loads(line) for line in told("--log-format", "json")]
    assert set(version) == {"time", "level", "logger", "method", "path", "status", "duration_ms", "client"}
    assert (version["level"], version["logger"], version["client"]) == ("info", "chromalink.serve", "127.0.0.1")
    assert (version["method"], version["path"], version["status"]) == ("GET", "/api/v2/version", 200)
    assert (nowhere["path"], nowhere["status"]) == ("/nowhere/\nelse", 404)
    assert identity["status"] is None


def test_nothing_is_told_unless_asked_for() -> None:
    assert told() == []
