"""`chromalink db`: databases of the Cloud, and of other servers."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx

import chromalink
from chromalink.cli import main
from chromalink.cli.connection import assignments
from chromalink.cli.profiles import Profile, Profiles
from chromalink.testing import MockServer

KEY = "ck-first"
CLOUD = "https://api.trychroma.com"


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server with a tenant that has the databases `films` and `books`."""
    with MockServer.cloud(api_keys=(f"{KEY}=acme", "ck-other=studio")) as server:
        with server.client(api_key=KEY, tenant="acme") as client:
            for name in ("films", "books"):
                client.admin.create_database(name, tenant="acme", exist_ok=True)
        yield server


@pytest.fixture
def cloud(home: Path, server: MockServer) -> Iterator[MockServer]:
    """The same in the place of the Cloud, and a profile for it which is active."""
    profiles = Profiles()
    profiles.save(Profile("acme", KEY, "acme"))
    profiles.use("acme")
    with (
        httpx.Client(transport=server.transport()) as way,
        respx.mock(base_url=CLOUD, assert_all_called=False) as routes,
    ):

        def forwarded(request: httpx.Request) -> httpx.Response:
            answer = way.send(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

        routes.route().mock(side_effect=forwarded)
        yield server


@pytest.fixture
def url(server: MockServer) -> str:
    return server.listen()


@pytest.fixture
def working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "working"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def names(server: MockServer) -> list[str]:
    with server.client(api_key=KEY, tenant="acme") as client:
        return [one["name"] for one in client.admin.list_databases(tenant="acme")]


@pytest.mark.usefixtures("cloud")
def test_the_databases_of_the_active_profile_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "list"]) == 0
    shown = capsys.readouterr().out
    assert "films" in shown
    assert "books" in shown
    assert main(["db", "list", "--json"]) == 0
    assert [(one["name"], one["tenant"]) for one in json.loads(capsys.readouterr().out)] == [
        ("books", "acme"),
        ("films", "acme"),
    ]


def test_another_profile_is_used_where_it_is_named(cloud: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    Profiles().save(Profile("studio", "ck-other", "studio"))
    assert main(["db", "create", "scripts", "--profile", "studio"]) == 0
    assert main(["db", "list", "--profile", "studio", "--json"]) == 0
    assert '"scripts"' in capsys.readouterr().out
    assert names(cloud) == ["books", "films"]


def test_a_database_is_made_once(cloud: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "create", "songs"]) == 0
    assert names(cloud) == ["books", "films", "songs"]
    assert main(["db", "create", "songs"]) == 1
    assert "already exists" in capsys.readouterr().err


def test_deleting_needs_a_terminal_or_force(cloud: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "delete", "films"]) == 2
    assert "--force: missing, and there is no terminal" in capsys.readouterr().err
    assert names(cloud) == ["books", "films"]
    assert main(["db", "delete", "films", "--force"]) == 0
    assert names(cloud) == ["books"]
    assert main(["db", "delete", "films", "--force"]) == 1


class Terminal(io.StringIO):
    """Text that a terminal would give or take."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code", "left"), [("films\n", 0, ["books"]), ("film\n", 1, ["books", "films"])])
def test_on_a_terminal_the_name_is_asked_for_once_more(
    cloud: MockServer, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, left: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stdout", Terminal())
    assert main(["db", "delete", "films"]) == code
    assert names(cloud) == left


def test_on_a_terminal_what_is_missing_is_asked_for(cloud: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("novels\nfilms\npython\n"))
    monkeypatch.setattr("sys.stdout", Terminal())
    assert main(["db", "create"]) == 0
    monkeypatch.setattr("sys.stdout", shown := Terminal())
    assert main(["db", "connect"]) == 0
    assert "books/films/novels" in shown.getvalue()
    assert 'database="films"' in shown.getvalue()
    assert names(cloud) == ["books", "films", "novels"]


@pytest.mark.parametrize("command", [["create"], ["delete", "--force"], ["connect"]])
@pytest.mark.usefixtures("cloud")
def test_elsewhere_a_missing_name_is_an_error(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", *command]) == 2
    assert capsys.readouterr().err == "chromalink: NAME: missing, and there is no terminal to ask on\n"


def test_without_an_active_profile_the_way_to_one_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "list"]) == 1
    assert "no profile is active: `chromalink login` makes one" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["python", "js", "ts", "JS", "type-script"])
@pytest.mark.usefixtures("cloud")
def test_the_code_reads_the_key_from_the_environment(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "connect", "films", "--language", language]) == 0
    code = capsys.readouterr().out
    assert [word in code for word in ("CloudClient(", "films", "acme", "CHROMA_API_KEY")] == [True] * 4
    assert KEY not in code


@pytest.mark.usefixtures("cloud")
def test_the_code_for_python_works_with_the_variables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["db", "connect", "films", "--language", "python"]) == 0
    code = capsys.readouterr().out
    monkeypatch.setenv("CHROMA_API_KEY", KEY)
    found: dict[str, object] = {}
    exec(code, found)  # noqa: S102 - what the command printed
    client = found["client"]
    assert isinstance(client, chromalink.CloudClient)
    with client:
        assert (client.tenant, client.database, client.count_collections()) == ("acme", "films", 0)


@pytest.mark.usefixtures("cloud")
def test_a_database_that_is_not_there_cannot_be_connected_to(working: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "connect", "nothing", "--env-file", "--language", "python"]) == 1
    assert capsys.readouterr().out == ""
    assert list(working.iterdir()) == []


@pytest.mark.usefixtures("cloud")
def test_the_variables_are_printed_alone(working: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "connect", "films", "--env-vars"]) == 0
    assert capsys.readouterr().out == "CHROMA_API_KEY=ck-first\nCHROMA_TENANT=acme\nCHROMA_DATABASE=films\n"
    assert list(working.iterdir()) == []


@pytest.mark.usefixtures("cloud")
def test_the_env_file_is_made_for_its_owner_only(working: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "connect", "films", "--env-file"]) == 0
    file = working / ".env"
    assert file.read_text() == "CHROMA_API_KEY=ck-first\nCHROMA_TENANT=acme\nCHROMA_DATABASE=films\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = capsys.readouterr()
    assert KEY not in told.out + told.err


@pytest.mark.usefixtures("cloud")
def test_other_lines_of_the_env_file_stay(working: Path) -> None:
    file = working / ".env"
    file.write_text('# CHROMA_API_KEY=kept\nexport CHROMA_API_KEY="old"\nOTHER=1\r\nCHROMA_TENANT = old\nLAST=2')
    file.chmod(0o600)
    assert main(["db", "connect", "films", "--env-file"]) == 0
    assert file.read_bytes().decode() == (
        "# CHROMA_API_KEY=kept\nOTHER=1\r\nLAST=2\nCHROMA_API_KEY=ck-first\nCHROMA_TENANT=acme\nCHROMA_DATABASE=films\n"
    )


def test_another_server_needs_no_profile(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with MockServer(port=0) as server:
        assert main(["db", "create", "songs", "--host", server.url]) == 0
        assert main(["db", "connect", "songs", "--host", server.url, "--language", "python"]) == 0
        code = capsys.readouterr().out.partition("\n")[2]
        found: dict[str, object] = {}
        exec(code, found)  # noqa: S102 - what the command printed
        client = found["client"]
        assert isinstance(client, chromalink.HttpClient)
        with client:
            assert client.database == "songs"
        assert main(["db", "connect", "songs", "--host", server.url, "--language", "ts"]) == 0
        assert f"port: {server.url.rpartition(':')[2]}," in capsys.readouterr().out
        assert main(["db", "delete", "songs", "--host", server.url, "--force"]) == 0
        with server.client() as plain:
            assert [one["name"] for one in plain.admin.list_databases()] == ["default_database"]
    assert list(home.iterdir()) == []


def test_a_server_with_keys_takes_a_profile_or_a_token(
    home: Path, server: MockServer, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles = Profiles()
    profiles.save(Profile("acme", KEY, "acme"))
    profiles.use("acme")
    assert main(["db", "list", "--host", url, "--tenant", "acme"]) == 1, "a key goes only where it is sent"
    assert main(["db", "create", "songs", "--host", url, "--profile", "acme"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    assert main(["db", "create", "novels", "--host", url, "--tenant", "acme", "--token", "-"]) == 0
    assert names(server) == ["books", "films", "novels", "songs"]
    capsys.readouterr()
    for language in ("python", "js"):
        assert main(["db", "connect", "films", "--host", url, "--profile", "acme", "--language", language]) == 0
        code = capsys.readouterr().out
        assert "CHROMA_API_KEY" in code
        assert KEY not in code


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--token", "ck"], "--token: it goes with --host"),
        (["--host", "http://127.0.0.1:1", "--profile", "acme", "--token", "ck"], "--token: it goes with --host"),
        (["--host", "127.0.0.1:1"], "--host: expected a URL that begins with https:// or http://"),
        (["--host", "user:secret@127.0.0.1:1"], "--host: expected a URL"),
        (["--profile", "nobody"], "profile: no 'nobody'; known: acme"),
    ],
)
@pytest.mark.usefixtures("cloud")
def test_options_that_make_no_sense_are_named(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["db", "list", *options]) in (1, 2)
    err = capsys.readouterr().err
    assert told in err
    assert "secret" not in err


def test_variables_are_only_for_the_cloud(
    home: Path, working: Path, server: MockServer, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Profiles().save(Profile("acme", KEY, "acme"))
    for option in ("--env-vars", "--env-file"):
        assert main(["db", "connect", "films", "--host", url, "--profile", "acme", option]) == 2
        assert "the variables are for Chroma Cloud; leave out --host" in capsys.readouterr().err
    assert list(working.iterdir()) == []


def test_values_are_quoted_so_that_a_reader_gets_them_back(working: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromalink import environment

    values = {"plain": "a-b.C_1", "spaced": "a b", "quotes": 'it\'s "it" \\ #', "dollar": "$HOME #1"}
    (working / ".env").write_text(assignments(values))
    assert environment.declared(values) == values
