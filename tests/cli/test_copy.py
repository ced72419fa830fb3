"""`chromalink copy`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx

from chromalink import PersistentClient
from chromalink.cli import main
from chromalink.cli.profiles import Profile, Profiles
from chromalink.testing import MockServer

KEY = "ck-very-secret"
CLOUD = "https://api.trychroma.com"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A directory with the collections `films`, `books` and `all`."""
    path = tmp_path / "store"
    with PersistentClient(path) as client:
        for name, count in (("films", 3), ("books", 2), ("all", 1)):
            made = client.create_collection(name, embedding_function=None)
            made.add(ids=[f"{name} {n}" for n in range(count)], embeddings=[[float(n), 1.0] for n in range(count)])
    return path


@pytest.fixture
def local() -> Iterator[MockServer]:
    """A server on a port."""
    with MockServer() as server:
        server.listen()
        yield server


@pytest.fixture
def cloud(home: Path) -> Iterator[MockServer]:
    """A server in the place of the Cloud, with the databases `films` and `books`, and an active profile for it."""
    assert home.is_dir()
    Profiles().save(Profile("acme", KEY, "acme"))
    Profiles().use("acme")
    with (
        MockServer.cloud(api_keys=f"{KEY}=acme") as server,
        httpx.Client(transport=server.transport()) as way,
        respx.mock(assert_all_called=False) as routes,
    ):
        with server.client(api_key=KEY, tenant="acme") as client:
            for name in ("films", "books"):
                client.admin.create_database(name, tenant="acme", exist_ok=True)

        def forwarded(request: httpx.Request) -> httpx.Response:
            answer = way.send(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

        routes.route(host="api.trychroma.com").mock(side_effect=forwarded)
        routes.route(host="127.0.0.1").pass_through()
        yield server


def names(path: Path) -> list[str]:
    with PersistentClient(path) as client:
        return sorted(one.name for one in client.list_collections())


def at(server: MockServer) -> list[str]:
    with server.client() as client:
        return sorted(one.name for one in client.list_collections())


def test_named_collections_go_from_a_directory_to_a_server_and_back(
    store: Path, local: MockServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["copy", "--from", str(store), "--to", local.url, "--collections", "films", "books"]) == 0
    assert at(local) == ["books", "films"]
    assert "films: 3 records brought over" in capsys.readouterr().out
    assert main(["copy", "--from", local.url, "--to", str(tmp_path / "back"), "--all"]) == 0
    assert names(tmp_path / "back") == ["books", "films"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["collections", "films", "books"], ["books", "films"]),
        (["films", "books", "films"], ["books", "films"]),
        (["--collections", "all"], ["all"]),
        (["all"], ["all", "books", "films"]),
        (["--all"], ["all", "books", "films"]),
    ],
)
def test_collections_are_named_by_word_or_by_option(
    words: list[str], expected: list[str], store: Path, tmp_path: Path
) -> None:
    assert main(["copy", "--from", str(store), "--to", str(tmp_path / "copy"), *words]) == 0
    assert names(tmp_path / "copy") == expected


def test_a_copy_may_be_repeated_and_is_told_as_json(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["copy", "--from", str(store), "--to", str(tmp_path / "copy"), "films", "--json"]
    for state in ("copied", "already there"):
        assert main(command) == 0
        told = json.loads(capsys.readouterr().out)
        (one,) = told["collections"]
        assert (told["from"], one["name"], one["records"], one["state"]) == (str(store), "films", 3, state)


def test_another_collection_of_the_name_is_replaced_only_when_asked(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["copy", "--from", str(store), "--to", str(tmp_path / "copy"), "films"]
    with PersistentClient(tmp_path / "copy") as client:
        client.create_collection("films", embedding_function=None)
    assert main(command) == 1
    assert "films: the target has another collection of this name" in capsys.readouterr().err
    assert main([*command, "--overwrite"]) == 0


@pytest.mark.usefixtures("cloud")
def test_a_local_server_and_the_cloud_are_each_others_counterpart(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to_cloud = ["copy", "--from-local", "--path", str(store), "--db", "books", "collections", "films"]
    assert main(to_cloud) == 0
    assert main(["copy", "--from-cloud", "--db", "books", "--path", str(tmp_path / "back"), "--all"]) == 0
    assert names(tmp_path / "back") == ["films"]
    assert main(["copy", "--from", "cloud", "--from-db", "books", "--to", "cloud", "--to-db", "films", "--all"]) == 0
    told = capsys.readouterr()
    assert KEY not in told.out + told.err


@pytest.mark.usefixtures("cloud")
def test_a_database_that_is_not_named_is_asked_for(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["copy", "--from-local", "--path", str(store), "films"]) == 2
    assert "--to-db: missing, and there is no terminal" in capsys.readouterr().err


def test_the_host_names_the_local_server(local: MockServer, store: Path, tmp_path: Path) -> None:
    assert main(["copy", "--from", str(store), "--to-local", "--host", local.url, "films"]) == 0
    assert at(local) == ["films"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--from-local", "--from-cloud", "x"], "--from-local and --from-cloud: expected one of them"),
        (["--from-cloud", "--from", "x", "x"], "--from-cloud and --from: expected one of them"),
        (["--from-local", "--path", "x", "--host", "y", "x"], "--host and --path: expected one of them"),
        (["--from-local", "--to-local", "x"], "name the two places with --from and --to"),
        (["--from-local", "--all", "x"], "--all and names of collections: expected one of them"),
        (["--from", "a", "--to", "b", "--host", "c", "x"], "--host, --path: they are about a local side"),
        (["--from", "a", "--to", "b", "--db", "c", "x"], "--db, --profile: they are about Chroma Cloud"),
        (["--from-cloud", "--to-cloud", "--db", "c", "x"], "--from-db and --to-db"),
        (["--from-cloud", "--db", "c", "--from-db", "d", "x"], "--db and --from-db: expected one of them"),
        (["--from", "a", "--from-token", "k", "--to-local", "x"], "--from-token: it is about a server"),
        (["--from", "./a", "--to", "a", "x"], "a: expected two places, got one twice"),
        (["x"], "--from: missing"),
        (["--from", "a", "x"], "--to: missing"),
        (["--from", "ftp://a", "--to", "b", "x"], "host: expected"),
    ],
)
@pytest.mark.usefixtures("cloud")
def test_what_makes_no_sense_is_refused(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["copy", *words]) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_without_names_there_must_be_a_terminal(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["copy", "--from", str(store), "--to", str(tmp_path / "copy")]) == 2
    assert "--collections: missing, and there is no terminal to ask on" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_a_name_that_is_not_there_ends_it_before_anything_is_copied(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["copy", "--from", str(store), "--to", str(tmp_path / "copy"), "films", "music"]) == 1
    assert "music" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_unfinished_copies_are_left_out_of_all(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with PersistentClient(store) as client:
        client.create_collection("music-unfinished-0123abcd", embedding_function=None)
    assert main(["copy", "--from", str(store), "--to", str(tmp_path / "copy"), "--all"]) == 0
    assert "note: music-unfinished-0123abcd: left out" in capsys.readouterr().err
    assert names(tmp_path / "copy") == ["all", "books", "films"]


def test_keys_of_servers_are_sent_and_not_shown(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with MockServer(api_keys=f"{KEY}=acme:films") as server:
        scope = ["--to-tenant", "acme", "--to-db", "films"]
        command = ["copy", "--from", str(store), "--to", server.listen(), *scope, "films"]
        assert main(command) == 1
        assert main([*command, "--to-token", KEY]) == 0
    told = capsys.readouterr()
    assert KEY not in told.out + told.err
