"""Where settings come from, and which clients go by them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import chromalink
from chromalink import (
    AdminClient,
    AsyncClient,
    AsyncClientAPI,
    AsyncCloudClient,
    AsyncEphemeralClient,
    AsyncHttpClient,
    AsyncPersistentClient,
    AsyncRustClient,
    Client,
    ClientAPI,
    CloudClient,
    EphemeralClient,
    HttpClient,
    PersistentClient,
    Settings,
    errors,
)
from chromalink_mock import RunningServer, serve


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve() as running:
        yield running


@pytest.fixture(autouse=True)
def unconfigured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A working directory without `.env`, and no configuration left behind."""
    monkeypatch.chdir(tmp_path)
    yield
    chromalink.configure()


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("chroma_server_host", "db.example", "db.example"),
        ("chroma_server_http_port", "9000", 9000),
        ("chroma_server_ssl_enabled", "Yes", True),
        ("chroma_server_ssl_verify", "off", False),
        ("chroma_server_ssl_verify", "/etc/ca.pem", "/etc/ca.pem"),
        ("chroma_server_headers", '{"x-one": "1"}', {"x-one": "1"}),
        ("chroma_http_keepalive_secs", "2.5", 2.5),
        ("is_persistent", "1", True),
        ("persist_directory", "kept", "kept"),
    ],
)
def test_texts_are_read_as_what_they_stand_for(
    name: str, text: str, read: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings(**{name: text})[name] == read  # type: ignore[arg-type] # that a text is taken is the point
    monkeypatch.setenv(name.upper(), text)
    assert Settings()[name] == read
    monkeypatch.delenv(name.upper())
    (tmp_path / ".env").write_text(f"# settings\nexport {name.upper()}='{text}' # of this project\n", "utf-8")
    assert Settings()[name] == read


def test_keywords_win_over_the_environment_and_this_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text('CHROMA_SERVER_HOST="filed"\nCHROMA_SERVER_HTTP_PORT=1\n', "utf-8")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "declared")
    assert (Settings().chroma_server_host, Settings().chroma_server_http_port) == ("declared", 1)
    assert Settings(chroma_server_host="given").chroma_server_host == "given"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_SERVER_HTTP_PORT", "")
    assert Settings().chroma_server_http_port is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("chroma_server_http_port", "eight"), ("is_persistent", "maybe"), ("chroma_server_headers", "x: 1")],
)
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(errors.InvalidInputError, match=f"^{name}: expected "):
        Settings(**{name: value})  # type: ignore[arg-type] # that it is refused is the point


def test_no_secret_is_shown_of_a_setting_that_cannot_be_read() -> None:
    with pytest.raises(errors.InvalidInputError) as refused:
        Settings(chroma_server_headers="Bearer-sesame")  # type: ignore[arg-type] # that it is refused is the point
    assert "sesame" not in str(refused.value)


def test_settings_may_change_until_a_client_is_made(tmp_path: Path) -> None:
    settings = Settings(is_persistent=True)
    settings.persist_directory = str(tmp_path / "kept")
    with Client(settings) as client:
        settings.persist_directory = "elsewhere"
        client.create_collection("films", embedding_function=None)
    with PersistentClient(tmp_path / "kept") as again:
        assert [one.name for one in again.list_collections()] == ["films"]


def test_configure_applies_to_every_client_built_afterwards(server: RunningServer) -> None:
    chromalink.configure(chroma_server_host=server.host, chroma_server_http_port=server.port, allow_reset=True)
    assert chromalink.get_settings().chroma_server_http_port == server.port
    with HttpClient() as client, AdminClient() as admin, EphemeralClient() as own:
        assert f":{server.port}" in repr(client)
        assert admin.get_tenant("default_tenant")["name"] == "default_tenant"
        assert own.reset()
    assert f":{server.port}" in repr(AsyncHttpClient())
    chromalink.configure()
    assert chromalink.get_settings() == Settings()


@pytest.mark.parametrize(
    "make",
    [
        Client,
        EphemeralClient,
        PersistentClient,
        HttpClient,
        partial(CloudClient, "acme", "films", "key", validate=False),
        AsyncClient,
        AsyncEphemeralClient,
        AsyncPersistentClient,
        AsyncHttpClient,
        partial(AsyncCloudClient, "acme", "films", "key"),
        partial(AsyncRustClient, executable=sys.executable),
    ],
)
def test_no_kind_of_client_is_built_without_what_configure_said(
    make: Callable[[], ClientAPI | AsyncClientAPI], server: RunningServer
) -> None:
    headers = {"x-studio": "one"}
    chromalink.configure(
        chroma_server_host=server.host, chroma_server_http_port=server.port, chroma_server_headers=headers
    )
    client = make()
    assert client.get_settings().chroma_server_headers == headers
    if isinstance(client, ClientAPI):
        client.close()
    assert Settings().chroma_server_headers is None


def test_client_talks_to_the_server_that_configure_names(server: RunningServer) -> None:
    chromalink.configure(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=server.host,
        chroma_server_http_port=server.port,
    )
    with Client() as client:
        assert f":{server.port}" in repr(client)
    assert f":{server.port}" in repr(AsyncClient())


def test_client_stays_in_process_with_an_implementation_that_does(server: RunningServer) -> None:
    chromalink.configure(
        chroma_api_impl="chromadb.api.segment.SegmentAPI",
        chroma_server_host=server.host,
        chroma_server_http_port=server.port,
    )
    with Client() as client:
        assert "embedded" in repr(client)


def test_an_implementation_nobody_knows_is_refused() -> None:
    with pytest.raises(errors.InvalidInputError, match=r"^chroma_api_impl: expected one of chromadb\.api\.fastapi"):
        Client(Settings(chroma_api_impl="chromadb.api.grpc.Grpc"))


def test_a_configured_host_is_not_that_of_the_cloud() -> None:
    chromalink.configure(chroma_server_host="db.example", chroma_server_http_port=9)
    with CloudClient("acme", "films", "key", validate=False) as client:
        assert "https://api.trychroma.com:443" in repr(client)


def test_an_admin_client_talks_to_the_server_of_its_settings(server: RunningServer) -> None:
    settings = Settings(chroma_server_host=server.host, chroma_server_http_port=server.port)
    with AdminClient(settings=settings) as admin:
        admin.create_tenant("by-settings", exist_ok=True)
    with HttpClient(host=server.host, port=server.port, tenant="by-settings", validate=False) as client:
        assert client.admin.get_tenant("by-settings")["name"] == "by-settings"


def test_an_admin_client_of_a_directory_shares_it_with_its_clients(tmp_path: Path) -> None:
    settings = Settings(is_persistent=True, persist_directory=str(tmp_path / "kept"))
    with AdminClient(settings) as admin, PersistentClient(tmp_path / "kept") as client:
        admin.create_database("films")
        client.set_database("films")
        assert client.database == "films"


@pytest.mark.parametrize("made", [EphemeralClient, HttpClient])
def test_what_is_no_settings_is_refused(made: type[EphemeralClient] | type[HttpClient]) -> None:
    with pytest.raises(errors.InvalidInputError, match="settings: expected a chromalink Settings, got str"):
        made(settings="default_tenant")  # type: ignore[arg-type] # that it is refused is the point


def test_a_setting_is_found_by_name_and_required() -> None:
    settings = Settings(chroma_server_host="h")
    assert (settings["chroma_server_host"], settings.require("chroma_server_host")) == ("h", "h")
    with pytest.raises(errors.InvalidInputError, match="chroma_server_http_port"):
        settings.require("chroma_server_http_port")
    with pytest.raises(KeyError):
        settings["chroma_nothing"]
