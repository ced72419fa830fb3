"""Where collections are: a server, a directory, Chroma Cloud."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx
import pytest
import respx

from chromalink import PersistentClient
from chromalink.cli.failure import Failure
from chromalink.cli.places import Place
from chromalink.cli.profiles import Profile
from chromalink.errors import ChromaAuthError, InvalidInputError, StoreError
from chromalink.testing import MockServer
from chromalink_mock import Settings, serve
from chromalink_mock.auth import ApiKey

SECRET = "ck-very-secret"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHROMA_API_KEY", "CHROMA_TENANT", "CHROMA_DATABASE"):
        monkeypatch.delenv(name, raising=False)


def test_a_server_is_reached_with_its_tenant_database_and_token() -> None:
    with serve(Settings(api_keys=(ApiKey(SECRET, "acme", ("films",)),))) as running:
        place = Place.at_server(running.host, running.port, tenant="acme", database="films", token=SECRET)
        with place.opened() as client:
            assert (client.tenant, client.database) == ("acme", "films")
            assert client.count_collections() == 0
        missing = Place.at_server(running.host, running.port, tenant="acme", database="books", token=SECRET)
        with pytest.raises(ChromaAuthError), missing.opened():
            pass


@pytest.mark.parametrize("host", ["http://ada:hunter2@example.com:8001/chroma", "ada:hunter2@example.com"])
def test_no_text_of_a_server_shows_a_secret(host: str) -> None:
    place = Place.at_server(host, token=SECRET)
    assert str(place).startswith("http://example.com:800")
    for text in (str(place), repr(place)):
        assert "hunter2" not in text
        assert SECRET not in text


def test_an_impossible_address_is_refused_at_once() -> None:
    with pytest.raises(InvalidInputError, match="host: "):
        Place.at_server("ftp://example.com")


def test_a_directory_is_opened_as_what_it_is(tmp_path: Path) -> None:
    with PersistentClient(tmp_path / "data") as client:
        client.create_collection("films", embedding_function=None)
    place = Place.at_path(tmp_path / "data")
    assert str(place) == str(tmp_path / "data")
    with place.opened() as client:
        assert [one.name for one in client.list_collections()] == ["films"]


def test_a_directory_without_collections_is_not_made_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    for name, found in (("nowhere", "nothing"), ("empty", "an empty one"), ("file", "a file")):
        place = Place.at_path(tmp_path / name)
        told = f"{name}: expected a directory with collections, found {found}"
        with pytest.raises(Failure, match=told), place.opened():
            pass
    assert not (tmp_path / "nowhere").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_directory_is_made_where_that_is_asked_for(tmp_path: Path) -> None:
    place = Place.at_path(tmp_path / "new", database="default_database")
    with place.opened(make=True) as client:
        client.create_collection("films", embedding_function=None)
    with place.opened() as client:
        assert client.count_collections() == 1


def test_a_directory_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear diary")
    with pytest.raises(StoreError, match=r"letter\.txt"), Place.at_path(tmp_path).opened(make=True):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_directory_of_the_official_chroma_needs_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setitem(sys.modules, "chromadb_rust_bindings", None)
    (tmp_path / "chroma.sqlite3").touch()
    with pytest.raises(Failure, match="pip install chromadb"), Place.at_path(tmp_path).opened():
        pass


def test_the_cloud_is_reached_as_the_profile_says() -> None:
    profile = Profile("mine", SECRET, "acme")
    place = Place.in_cloud(profile, "films")
    assert str(place) == "Chroma Cloud (mine: films)"
    assert SECRET not in repr(place)
    with (
        MockServer.cloud(api_keys=f"{SECRET}=acme:films") as server,
        httpx.Client(transport=server.transport()) as way,
        respx.mock(base_url="https://api.trychroma.com") as routes,
    ):

        def forwarded(request: httpx.Request) -> httpx.Response:
            answer = way.send(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

        routes.route().mock(side_effect=forwarded)
        with place.opened() as client:
            assert (client.tenant, client.database) == ("acme", "films")
            assert client.count_collections() == 0
