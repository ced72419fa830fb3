"""Who may call, on the command line of `chromalink serve`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from chromalink.cli import main

COMMAND = [sys.executable, "-c", "import sys; from chromalink.cli import main; sys.exit(main())"]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMALINK_API_KEYS", raising=False)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--api-key", "SECRET"], "--api-key: API key: expected KEY=tenant"),
        (["--api-key", "SECRET=ab"], "--api-key: tenant: expected * or at least 3 characters, got 'ab'"),
        (["--api-key", "SECRET=acme", "--api-key", "SECRET=other"], "API key: one of them is there twice"),
        (["--quota", "bogus=1"], "--quota: expected cloud or NAME=NUMBER"),
        (["--rate-limit", "fast"], "--rate-limit: expected a positive number and s, m or h"),
        (["--api-keys-file", "/no/such/file"], "No such file or directory: '/no/such/file'"),
    ],
)
def test_what_makes_no_sense_is_refused_without_secrets(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *arguments]) == 2
    told = capsys.readouterr().err
    assert reason in told
    assert "SECRET" not in told


@pytest.mark.parametrize("option", ["--api-keys-file", "--basic-auth-file"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"# nobody\n", "holds none"),
        (b"\xff\xfe", "expected UTF-8 text"),
        (b"\nSECRET\n", "line 2: "),
    ],
)
def test_a_file_that_would_let_nobody_or_everybody_in_is_refused(
    option: str, content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "secrets"
    file.write_bytes(content)
    assert main(["serve", option, str(file)]) == 2
    told = capsys.readouterr().err
    assert f"{option}: " in told
    assert reason in told
    assert "SECRET" not in told


def test_a_variable_that_is_set_and_empty_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMALINK_API_KEYS", "  ")
    assert main(["serve"]) == 2
    assert "CHROMALINK_API_KEYS: it is set and holds no key" in capsys.readouterr().err


def test_the_help_warns_of_secrets_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Whoever can list processes sees what stands on a command line" in told


def test_a_server_lets_in_the_keys_and_users_it_was_given(tmp_path: Path) -> None:
    keys, users = tmp_path / "keys", tmp_path / "users"
    keys.write_text("# ours\nck-file=acme:films\n", encoding="utf-8")
    users.write_text("ada:$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/:acme:films\n", encoding="utf-8")
    arguments = ["serve", "--port", "0", "--api-keys-file", str(keys), "--basic-auth-file", str(users)]
    arguments += ["--api-key", "ck-line=acme:films", "--quota", "cloud", "--quota", "num_records=1"]
    arguments += ["--rate-limit", "1000/s"]
    environment = {**os.environ, "CHROMALINK_API_KEYS": "ck-one=acme:films ck-two=acme"}
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().removeprefix("chromalink serves on ").split()[0]
            films = f"{url}/api/v2/tenants/acme/databases/films"
            for key in ("ck-file", "ck-line", "ck-one", "ck-two"):
                assert httpx.get(films, headers={"x-chroma-token": key}).status_code == 200
            assert httpx.get(films, auth=("ada", "myPassword")).status_code == 200
            assert httpx.get(films).status_code == 401
            shown = {"x-chroma-token": "ck-file"}
            made = httpx.post(f"{films}/collections", json={"name": "small"}, headers=shown).json()
            two = {"ids": ["a", "b"], "embeddings": [[1], [2]]}
            refused = httpx.post(f"{films}/collections/{made['id']}/add", json=two, headers=shown)
            assert "exceeds limit of 1" in refused.json()["message"]
        finally:
            process.terminate()
