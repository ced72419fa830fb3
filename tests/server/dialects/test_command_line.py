"""`chromalink serve --dialect cloud-openapi --embedder module:name`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from chromalink.cli import main

COMMAND = [sys.executable, "-c", "import sys; from chromalink.cli import main; sys.exit(main())", "serve"]
MODULE = """
import sys

def lengths(texts):
    return [[len(text), 1] for text in texts]

class Embedder:
    many = staticmethod(lengths)

number = 5
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a module of embedders."""
    (tmp_path / "my_embedders.py").write_text(MODULE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("reference", ["my_embedders:lengths", "my_embedders:Embedder.many"])
def test_a_server_of_the_command_line_embeds(folder: Path, reference: str) -> None:
    arguments = [*COMMAND, "--port", "0", "--dialect", "cloud-openapi", "--embedder", reference]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().removeprefix("chromalink serves on ").split()[0]
            collections = f"{url}/api/v2/tenants/default_tenant/databases/default_database/collections"
            path = f"{collections}/{httpx.post(collections, json={'name': 'one'}).json()['id']}"
            httpx.post(f"{path}/add", json={"ids": ["x"], "documents": ["four"]})
            found = httpx.post(f"{path}/get", json={"include": ["embeddings"]}).json()
            assert found["embeddings"] == [[4, 1]]
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("my_embedders", "expected module:name, got 'my_embedders'"),
        (":lengths", "expected module:name, got ':lengths'"),
        ("no_such_module:lengths", "cannot import 'no_such_module'"),
        ("my_embedders:no_such_name", "module 'my_embedders' has no 'no_such_name'"),
        ("my_embedders:Embedder", "expected a callable that takes texts, but my_embedders:Embedder is a class"),
        ("my_embedders:number", "expected a callable that takes texts, but my_embedders:number is of type int"),
    ],
)
def test_what_is_no_embedder_is_refused(
    folder: Path, reference: str, reason: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(sys.path)
    monkeypatch.delitem(sys.modules, "my_embedders", raising=False)
    assert main(["serve", "--dialect", "cloud-openapi", "--embedder", reference]) == 2
    assert reason in capsys.readouterr().err
    assert sys.path == before


def test_an_embedder_needs_the_dialect_that_embeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--embedder", "json:loads"]) == 2
    assert "--embedder: only a server with --dialect cloud-openapi embeds texts" in capsys.readouterr().err


def test_a_dialect_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--dialect", "klingon"]) == 2
    assert "'klingon' is not one of" in capsys.readouterr().err
