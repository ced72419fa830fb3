"""What earlier releases of the official client had is accepted with one warning, or refused with its replacement."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chromalink import AsyncEphemeralClient, Client, Collection, EphemeralClient, HttpClient, Settings, errors, retired
from chromalink_mock import RunningServer, serve


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve() as running:
        yield running


@pytest.fixture
def films() -> Iterator[Collection]:
    with EphemeralClient() as client:
        yield client.create_collection("films", embedding_function=None)


@pytest.fixture(autouse=True)
def no_dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", retired.SETTINGS_WITHOUT_EFFECT)
def test_a_setting_without_effect_is_accepted_with_one_warning(name: str) -> None:
    given: dict[str, Any] = {name: "1"}
    with pytest.warns(UserWarning, match=f"^Settings: {name} has no effect: ") as told:
        assert Settings(**given) == Settings()
    assert len(told) == 1
    assert told[0].filename == __file__


@pytest.mark.parametrize("name", retired.SETTINGS_WITHOUT_EFFECT)
def test_a_variable_for_a_server_disturbs_no_client(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name.upper(), "1")
    assert Settings() == Settings(chroma_server_host=None)


@pytest.mark.parametrize(("former", "today"), retired.RENAMED_SETTINGS.items())
def test_a_renamed_setting_is_taken_under_its_new_name_with_one_warning(
    former: str, today: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {former: "X-Chroma-Token"}
    with pytest.warns(DeprecationWarning, match=f"^Settings: {former} is called {today} now$") as told:
        settings = Settings(**given)
    assert (settings[today], len(told)) == ("X-Chroma-Token", 1)
    monkeypatch.setenv(former.upper(), "AUTHORIZATION")
    assert Settings()[today] == "AUTHORIZATION"


@pytest.mark.parametrize(
    ("name", "value", "instead"),
    [
        ("chroma_db_impl", "duckdb+parquet", r"PersistentClient\(path=...\)"),
        ("chroma_client_auth_credentials_file", "secret.txt", "chroma_client_auth_credentials"),
        ("chroma_client_auth_credentials_provider", "chromadb.auth.x.Y", "chroma_client_auth_credentials"),
    ],
)
def test_a_setting_that_cannot_be_ignored_is_refused_with_its_replacement(
    name: str, value: str, instead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {name: value}
    with pytest.raises(errors.InvalidInputError, match=f"^{name}: no longer a setting; .*{instead}"):
        Settings(**given)
    monkeypatch.setenv(name.upper(), value)
    with pytest.raises(errors.InvalidInputError, match=f"^{name}: no longer a setting; .*{instead}"):
        Settings()


def test_every_replaced_setting_stands_in_the_rows_above() -> None:
    assert set(retired.REPLACED_SETTINGS) == {
        "chroma_db_impl",
        "chroma_client_auth_credentials_file",
        "chroma_client_auth_credentials_provider",
    }


def test_a_misspelt_setting_is_told_once() -> None:
    given: dict[str, Any] = {"chroma_server_hots": "h"}
    with pytest.warns(UserWarning, match="^Settings: unknown, and without effect: chroma_server_hots$") as told:
        Settings(**given)
    assert len(told) == 1


def test_rest_is_a_client_over_http_with_a_warning_that_says_what_to_write(server: RunningServer) -> None:
    given: dict[str, Any] = {"chroma_server_http_port": str(server.port)}
    with pytest.warns(DeprecationWarning, match=r"chroma_api_impl='rest' is retired; write HttpClient\(") as told:
        settings = Settings(chroma_api_impl="rest", chroma_server_host=server.host, **given)
    assert len(told) == 1
    with Client(settings) as client:
        assert client.heartbeat() > 0
        assert f":{server.port}" in repr(client)


@pytest.mark.parametrize("name", ["local", "chromadb.api.local.LocalAPI"])
def test_local_is_a_client_in_process_with_a_warning(name: str) -> None:
    with pytest.warns(DeprecationWarning, match=r"write EphemeralClient\(\) or PersistentClient") as told:
        settings = Settings(chroma_api_impl=name)
    assert len(told) == 1
    with Client(settings) as client:
        assert "embedded" in repr(client)


@pytest.mark.parametrize(
    ("provider", "credentials", "header"),
    [
        ("chromadb.auth.token.TokenAuthClientProvider", "sesame", "AUTHORIZATION"),
        ("chromadb.auth.token_authn.TokenAuthClientProvider", "sesame", "X_CHROMA_TOKEN"),
        ("chromadb.auth.basic.BasicAuthClientProvider", "admin:admin", None),
    ],
)
def test_providers_of_credentials_keep_their_former_paths(
    server: RunningServer, provider: str, credentials: str, header: str | None
) -> None:
    settings = Settings(
        chroma_client_auth_provider=provider,
        chroma_client_auth_credentials=credentials,
        chroma_auth_token_transport_header=header,
    )
    with HttpClient(host=server.host, port=server.port, settings=settings) as client:
        assert client.heartbeat() > 0


def test_creating_the_index_is_needless_and_warns_once(films: Collection) -> None:
    with pytest.warns(DeprecationWarning, match=r"^Collection.create_index\(\) does nothing: ") as told:
        films.create_index()  # type: ignore[attr-defined] # a checker shall not see it
    assert (len(told), told[0].filename) == (1, __file__)


def test_persisting_is_needless_and_warns_once() -> None:
    with EphemeralClient() as client, pytest.warns(DeprecationWarning, match=r"persist\(\) does nothing: ") as told:
        client.persist()  # type: ignore[attr-defined] # a checker shall not see it
    assert len(told) == 1


@pytest.mark.parametrize("kind", [EphemeralClient, AsyncEphemeralClient])
def test_the_batch_size_as_a_property_names_the_method(kind: Callable[[], object]) -> None:
    with pytest.raises(AttributeError, match=r"'max_batch_size'; it was replaced by get_max_batch_size\(\)"):
        kind().max_batch_size  # type: ignore[attr-defined] # noqa: B018 - looking is the point


def test_other_names_are_attribute_errors_as_ever(films: Collection) -> None:
    with pytest.raises(AttributeError, match=r"^'Collection' object has no attribute 'quary'$"):
        films.quary  # type: ignore[attr-defined] # noqa: B018 - looking is the point
    assert not hasattr(films, "__len__")


@pytest.mark.parametrize("given", [{"where": {}}, {"ids": []}, {"where_document": {}}])
def test_empty_filters_are_refused_with_what_to_write(films: Collection, given: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidInputError, match=next(iter(given))):
        films.get(**given)


def test_a_collection_where_a_name_belongs_is_told_apart(films: Collection) -> None:
    with EphemeralClient() as client, pytest.raises(errors.InvalidInputError, match=r"write collection\.name"):
        client.get_collection(films)  # type: ignore[arg-type] # what code for 0.6 does with list_collections()


def test_listing_gives_collections(films: Collection) -> None:
    with EphemeralClient() as client:
        client.create_collection("films", embedding_function=None)
        assert [type(one) for one in client.list_collections()] == [Collection]


def test_negations_match_records_without_the_key_or_the_document(films: Collection) -> None:
    films.add(["a", "b"], [[1.0, 0.0], [0.0, 1.0]], [{"year": 1999}, None], ["heist", "space"])
    films.add("c", [[1.0, 1.0]])
    assert films.get(where={"year": {"$ne": 1999}})["ids"] == ["b", "c"]
    assert films.get(where={"year": {"$nin": [1999]}})["ids"] == ["b", "c"]
    assert films.get(where_document={"$not_contains": "heist"})["ids"] == ["b", "c"]


def test_records_come_in_the_order_of_insertion(films: Collection) -> None:
    films.add(["3", "2", "1", "0"], np.eye(4, 2))
    assert films.get(limit=2, offset=2)["ids"] == ["1", "0"]


def test_an_existing_collection_keeps_its_metadata() -> None:
    with EphemeralClient() as client:
        client.create_collection("films", metadata={"a": 1}, embedding_function=None)
        again = client.get_or_create_collection("films", metadata={"a": 2}, embedding_function=None)
        assert again.metadata == {"a": 1}


def test_embeddings_come_as_arrays_whatever_they_went_in_as(films: Collection) -> None:
    films.add("a", [[1.0, 0.0]])
    assert films.peek()["embeddings"].shape == (1, 2)
    assert isinstance(films.query([[1.0, 0.0]], include=["embeddings"]).embeddings[0], np.ndarray)


def test_an_embedding_function_of_texts_is_told_the_name_of_its_argument() -> None:
    class Former:
        def __call__(self, texts: list[str]) -> list[list[float]]:
            return [[1.0] for _ in texts]

    with (
        EphemeralClient() as client,
        pytest.raises(errors.InvalidInputError, match=r"expected __call__\(self, input\)"),
    ):
        client.create_collection("films", embedding_function=Former())


def test_reset_has_to_be_allowed() -> None:
    with EphemeralClient() as client, pytest.raises(errors.ChromaAuthError):
        client.reset()
    with EphemeralClient(Settings(allow_reset=True)) as client:
        assert client.reset()


@pytest.mark.parametrize(("method", "given"), [("delete", ()), ("update", ()), ("update", (["a"],))])
def test_calls_that_once_emptied_or_did_nothing_are_refused(
    method: str, given: tuple[object, ...], films: Collection
) -> None:
    with pytest.raises((errors.InvalidInputError, TypeError)):
        getattr(films, method)(*given)


def test_settings_without_warnings_are_quiet() -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        Settings(anonymized_telemetry=True, chroma_product_telemetry_impl="chromadb.telemetry.product.posthog.Posthog")
    assert warned == []
