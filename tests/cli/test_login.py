"""`chromalink login` and `chromalink profile`."""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chromalink.cli import main
from chromalink.cli.profiles import Profile, Profiles
from chromalink.testing import MockServer
from congruences.stage import official_bin

KEY, OTHER_KEY, ANY_KEY = "ck-first", "ck-second", "ck-any"
OFFICIAL = official_bin(Path(__file__).resolve().parents[2], os.environ)
PATIENCE = 60.0


@pytest.fixture(scope="module")
def cloud() -> Iterator[str]:
    keys = (f"{KEY}=acme:films", f"{OTHER_KEY}=studio", f"{ANY_KEY}=*")
    with MockServer.cloud(api_keys=keys, port=0) as server:
        yield server.url


def logged_in(cloud: str, *options: str) -> int:
    return main(["login", "--host", cloud, *options])


def test_the_first_profile_is_active_and_called_as_its_tenant(
    home: Path, cloud: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert logged_in(cloud, "--api-key", KEY) == 0
    told = capsys.readouterr()
    assert told.out == "profile acme: made (tenant acme)\nit is the active profile\n"
    assert Profiles().active() == Profile("acme", KEY, "acme")


def test_a_later_one_says_how_to_switch(home: Path, cloud: str, capsys: pytest.CaptureFixture[str]) -> None:
    logged_in(cloud, "--api-key", KEY)
    assert logged_in(cloud, "--api-key", OTHER_KEY, "--profile", "the studio") == 0
    assert "chromalink profile use 'the studio'\n" in capsys.readouterr().out
    assert Profiles().active_name() == "acme"
    assert Profiles().named("the studio") == Profile("the studio", OTHER_KEY, "studio")


def test_the_key_may_come_from_stdin_or_the_environment(
    home: Path, cloud: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    assert logged_in(cloud, "--api-key", "-") == 0
    monkeypatch.setenv("CHROMA_API_KEY", OTHER_KEY)
    assert logged_in(cloud) == 0
    assert [one.api_key for one in Profiles().all().values()] == [KEY, OTHER_KEY]


def test_without_a_key_and_a_terminal_it_is_an_error(
    home: Path, cloud: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert logged_in(cloud) == 2
    assert capsys.readouterr().err == "chromalink: --api-key: missing, and there is no terminal to ask on\n"
    assert logged_in(cloud, "--api-key", "-") == 2
    assert "--api-key: expected a key, got an empty text" in capsys.readouterr().err
    assert list(home.iterdir()) == []


def test_a_key_that_is_not_known_is_not_kept_and_not_shown(
    home: Path, cloud: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert logged_in(cloud, "--api-key", "ck-wrong") == 1
    told = capsys.readouterr()
    assert "Permission denied" in told.err
    assert "ck-wrong" not in told.out + told.err
    assert list(home.iterdir()) == []


def test_a_key_for_every_tenant_needs_one(home: Path, cloud: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert logged_in(cloud, "--api-key", ANY_KEY) == 2
    assert "--tenant: the key is good for every tenant" in capsys.readouterr().err
    assert logged_in(cloud, "--api-key", ANY_KEY, "--tenant", "acme") == 0
    assert Profiles().named("acme") == Profile("acme", ANY_KEY, "acme")


def test_a_tenant_that_the_key_is_not_for_is_refused(
    home: Path, cloud: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert logged_in(cloud, "--api-key", KEY, "--tenant", "studio") == 1
    assert "--tenant: the key is of tenant acme, not studio" in capsys.readouterr().err
    assert list(home.iterdir()) == []


def test_a_new_key_of_the_same_tenant_takes_the_place_of_the_old(home: Path, cloud: str) -> None:
    Profiles().save(Profile("acme", "ck-old", "acme"))
    assert logged_in(cloud, "--api-key", KEY) == 0
    assert Profiles().all() == {"acme": Profile("acme", KEY, "acme")}


def test_a_profile_of_another_tenant_is_left_alone(home: Path, cloud: str, capsys: pytest.CaptureFixture[str]) -> None:
    Profiles().save(Profile("mine", "ck-old", "elsewhere"))
    assert logged_in(cloud, "--api-key", KEY, "--profile", "mine") == 1
    assert "'mine' is of tenant elsewhere" in capsys.readouterr().err
    assert Profiles().named("mine").api_key == "ck-old"


def test_a_host_without_a_scheme_gets_no_key(home: Path, cloud: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["login", "--host", cloud.removeprefix("http://"), "--api-key", KEY]) == 2
    assert "--host: expected a URL that begins with https:// or http://" in capsys.readouterr().err


def test_on_a_terminal_the_key_is_asked_for_and_not_echoed(home: Path, cloud: str) -> None:
    with OnTerminal("login", "--host", cloud) as terminal:
        terminal.answer("API key", KEY, hidden=True)
        terminal.answer("Name of the profile", "my team")
        assert terminal.code() == 0
    assert KEY not in terminal.shown
    assert Profiles().active() == Profile("my team", KEY, "acme")


def test_profiles_are_listed_without_their_keys(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept()
    assert main(["profile", "list"]) == 0
    told = capsys.readouterr().out
    assert [word in told for word in ("acme", "[b]studio", "tenant-2", "active")] == [True] * 4
    assert main(["profile", "list", "--json"]) == 0
    assert json.loads(listed := capsys.readouterr().out) == [
        {"name": "acme", "tenant_id": "tenant-1", "active": True},
        {"name": "[b]studio", "tenant_id": "tenant-2", "active": False},
    ]
    assert "ck-" not in told + listed


def test_the_active_profile_is_shown_changed_and_renamed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept()
    assert main(["profile", "use", "[b]studio"]) == 0
    assert main(["profile", "rename", "[b]studio", "studio"]) == 0
    capsys.readouterr()
    assert main(["profile", "show"]) == 0
    assert capsys.readouterr().out == "studio\n"
    assert main(["profile", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "studio", "tenant_id": "tenant-2"}


def test_without_profiles_the_commands_say_how_to_make_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "list"]) == 0
    assert main(["profile", "show"]) == 1
    assert main(["profile", "use", "acme"]) == 1
    told = capsys.readouterr()
    assert (told.out + told.err).count("`chromalink login` makes one") == 3
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_deleting_the_active_profile_is_asked_first(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, code: int
) -> None:
    kept()
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert main(["profile", "delete", "acme"]) == code
    assert ("acme" in Profiles().all()) == bool(code)
    assert Profiles().active_name() == ("acme" if code else None)
    assert ("nothing was changed" in capsys.readouterr().err) == bool(code)


def test_others_and_with_force_go_without_asking(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept()
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["profile", "delete", "[b]studio"]) == 0
    assert main(["profile", "delete", "acme", "--force"]) == 0
    assert main(["profile", "delete", "acme", "--force"]) == 1
    assert Profiles().all() == {}


@pytest.mark.official
@pytest.mark.skipif(OFFICIAL is None, reason="no official command line: set CHROMALINK_OFFICIAL_BIN")
def test_the_official_command_line_keeps_the_same_files(home: Path) -> None:
    assert OFFICIAL is not None
    kept()

    def official(*words: str) -> str:
        command = [str(OFFICIAL / "chroma"), "profile", *words]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout

    assert {"> acme (current)", "> [b]studio"} <= set(official("list").splitlines())
    official("use", "[b]studio")
    official("rename", "acme", 'a "b".c é')
    assert Profiles().active() == Profile("[b]studio", 'ck-"two"', "tenant-2")
    assert Profiles().named('a "b".c é') == Profile('a "b".c é', "ck-one", "tenant-1")
    Profiles().rename('a "b".c é', "acme")
    assert "acme" in official("list")
    official("delete", "acme")
    assert list(Profiles().all()) == ["[b]studio"]
    Profiles().delete("[b]studio")
    assert "No profile set currently" in official("show")


def kept() -> None:
    """Two profiles, the first one active."""
    profiles = Profiles()
    profiles.save(Profile("acme", "ck-one", "tenant-1"))
    profiles.save(Profile("[b]studio", 'ck-"two"', "tenant-2"))
    profiles.use("acme")


class OnTerminal:
    """A command with a terminal of its own, and somebody to answer."""

    def __init__(self, *words: str) -> None:
        self.shown = ""
        self._ours, theirs = os.openpty()
        code = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        code += "from chromalink.cli import main; raise SystemExit(main())"
        command = [sys.executable, "-c", code, *words]
        self._process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)

    def __enter__(self) -> OnTerminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def answer(self, question: str, answer: str, *, hidden: bool = False) -> None:
        self._read_until(lambda: question in self.shown and not (hidden and self._echoes()))
        os.write(self._ours, f"{answer}\n".encode())

    def code(self) -> int:
        self._read_until(lambda: self._process.poll() is not None)
        return self._process.wait()

    def _echoes(self) -> bool:
        return bool(termios.tcgetattr(self._ours)[3] & termios.ECHO)

    def _read_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, self.shown
            if not select.select([self._ours], [], [], 0.05)[0]:
                continue
            try:
                self.shown += os.read(self._ours, 4096).decode(errors="replace")
            except OSError:  # nobody has the terminal open any more
                self._process.wait(PATIENCE)
                return
