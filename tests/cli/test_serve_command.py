"""`chromalink serve` as a process, and what its command line refuses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from chromalink._version import __version__
from chromalink.cli import main

COMMAND = [sys.executable, "-c", "import sys; from chromalink.cli import main; sys.exit(main())"]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"chromalink {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["serve", "--prot", "1"], "No such option: --prot"),
        (["serve", "extra"], "unexpected extra argument"),
        (["serve", "--port", "x"], "expected a number from 0 to 65535, got 'x'"),
        (["serve", "--port", "65536"], "expected a number from 0 to 65535, got '65536'"),
        (["serve", "--default-limit", "-1"], "expected a whole number, got '-1'"),
        (["serve", "--max-payload-size-bytes", "1.5"], "expected a whole number, got '1.5'"),
    ],
)
def test_a_senseless_command_ends_with_2(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1


def test_durability_without_a_path_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--durability", "full"]) == 2
    assert "--durability: it is about data on disk; say where with --path" in capsys.readouterr().err


def test_a_path_that_is_a_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["serve", "--port", "0", "--path", str(tmp_path / "file")]) == 1
    assert f"{tmp_path / 'file'} is a file; expected a directory" in capsys.readouterr().err


def test_a_taken_port_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
    assert capsys.readouterr().err == (f"chromalink: cannot listen on 127.0.0.1:{port}: the port is already in use\n")


def test_without_the_server_package_the_pip_line_is_shown() -> None:
    program = (
        "import sys; sys.modules['starlette'] = None\n"
        "from chromalink.cli import main; sys.exit(main(['serve', '--port', '0']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'chromalink[mock]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_alone_does_not_import_the_server() -> None:
    program = "import sys, chromalink.cli.app; print('chromalink_mock' in sys.modules, 'starlette' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_server_answers_until_it_is_told_to_end(sent: signal.Signals, code: int) -> None:
    arguments = [*COMMAND, "serve", "--port", "0", "--allow-reset"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            line = process.stdout.readline()
            url = line.removeprefix("chromalink serves on ").split()[0]
            assert httpx.post(f"{url}/api/v2/reset").json() is True
            process.send_signal(sent)
            assert process.wait(timeout=20) == code
            assert process.stderr.read() == ""
        finally:
            process.kill()


@pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")
def test_the_options_of_the_server_reach_it() -> None:
    options = ["--default-limit", "1", "--strict-scope", "--cors-allow-origin", "*", "--max-payload-size-bytes", "200"]
    with subprocess.Popen([*COMMAND, "serve", "--port", "0", *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().removeprefix("chromalink serves on ").split()[0]
            databases = f"{url}/api/v2/tenants/default_tenant/databases"
            httpx.post(databases, json={"name": "other"})
            assert len(httpx.get(databases).json()) == 1
            made = httpx.post(f"{databases}/other/collections", json={"name": "one"}).json()
            elsewhere = httpx.get(f"{databases}/default_database/collections/{made['id']}/count")
            assert elsewhere.status_code == 404
            assert httpx.get(databases, headers={"origin": "http://a"}).headers["access-control-allow-origin"] == "*"
            assert httpx.post(databases, json={"name": "n" * 300}).status_code == 413
        finally:
            process.kill()
