"""`chromalink vacuum` and `chromalink serve --path`."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from chromalink.cli import main
from chromalink_mock.storage import Store


def snapshots(path: Path) -> int:
    return len(list(path.glob("snapshot-*")))


def test_it_tells_the_size_before_and_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store(tmp_path).close()
    assert main(["vacuum", str(tmp_path), "--force"]) == 0
    assert re.search(r"^before: \d+\.\d MiB, after: \d+\.\d MiB$", capsys.readouterr().out, re.MULTILINE)
    assert snapshots(tmp_path) == 1


def test_the_path_may_be_an_option_and_the_sizes_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store(tmp_path).close()
    assert main(["utils", "vacuum", "--path", str(tmp_path), "--force", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["path"] == str(tmp_path)
    assert told["before"] >= 0 < told["after"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "--path: expected one directory, got none"),
        (["a", "--path", "b"], "--path: expected one directory, got a and b"),
        (["a", "--json"], "--json: nothing is asked then"),
    ],
)
def test_it_refuses_what_makes_no_sense(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vacuum", *arguments]) == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 1), ("n\n", 1, 0), ("", 1, 0)])
def test_it_asks_first(
    answer: str,
    code: int,
    left: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Store(tmp_path).close()
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert main(["vacuum", str(tmp_path)]) == code
    assert snapshots(tmp_path) == left
    assert ("nothing was changed" in capsys.readouterr().err) == bool(code)


def test_it_refuses_a_path_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path)
    assert main(["vacuum", str(tmp_path), "--force"]) == 1
    assert "is in use by process" in capsys.readouterr().err
    store.close()


def test_it_refuses_what_is_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vacuum", str(tmp_path), "--force"]) == 1
    assert f"{tmp_path} is no store of chromalink" in capsys.readouterr().err
    assert main(["vacuum", str(tmp_path / "nowhere"), "--force"]) == 1
    assert "nowhere is no directory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_server_with_a_path_says_so_and_remembers(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from chromalink.cli import main; raise SystemExit(main())"]
    command += ["serve", "--port", "0", "--path", str(tmp_path / "data"), "--durability", "full"]
    for life in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == (
                f"chromalink keeps its data in {tmp_path / 'data'} (durability: full)\n"
            )
            url = process.stdout.readline().split()[3]
            tenants = f"{url}/api/v2/tenants"
            assert httpx.post(tenants, json={"name": "remembered"}).status_code == (200, 409)[life]
            process.send_signal(signal.SIGKILL if not life else signal.SIGTERM)
