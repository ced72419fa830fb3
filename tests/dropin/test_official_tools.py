"""The small tools beside the clients, under their official names."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from chromalink import (
    ClientAPI,
    Collection,
    EmbeddingFunction,
    EphemeralClient,
    Settings,
    errors,
    register_embedding_function,
)
from chromalink.auth.basic_authn import BasicAuthClientProvider
from chromalink.auth.token_authn import TokenAuthClientProvider
from chromalink.utils.batch_utils import create_batches
from chromalink.utils.data_loaders import ImageLoader
from chromalink.utils.embedding_functions import config_to_embedding_function
from chromalink.utils.results import get_result_to_df, query_result_to_dfs


@pytest.fixture
def films() -> Iterator[Collection]:
    with EphemeralClient() as client:
        made = client.create_collection("films", embedding_function=None, metadata={"kind": "films"})
        made.add(["a", "b"], [[1.0, 0.0], [0.0, 1.0]], [{"year": 1999}, None], ["heist", "space"])
        yield made


def test_a_get_result_becomes_a_frame(films: Collection) -> None:
    frame: Any = get_result_to_df(films.get(include=["documents", "embeddings"]))
    assert list(frame.columns) == ["document", "embedding"]
    assert (list(frame.index), frame.index.name) == (["a", "b"], "id")
    assert list(frame["embedding"]) == [[1.0, 0.0], [0.0, 1.0]]


def test_a_query_result_becomes_a_frame_for_each_query(films: Collection) -> None:
    found = films.query([[1.0, 0.0], [0.0, 1.0]], include=["distances", "metadatas"])
    frames: list[Any] = list(query_result_to_dfs(found))
    first, second = frames
    assert list(first["distance"]) == [0.0, 2.0]
    assert list(second.index) == ["b", "a"]
    assert list(first["metadata"]) == [{"year": 1999}, None]
    assert isinstance(first, pandas.DataFrame)


def test_a_result_of_ids_alone_is_a_frame_without_columns(films: Collection) -> None:
    frame: Any = get_result_to_df(films.get(include=[]))
    assert (list(frame.index), list(frame.columns)) == (["a", "b"], [])


class Small(EphemeralClient):
    """A client whose server takes two records at a time."""

    def get_max_batch_size(self) -> int:
        return 2


@pytest.mark.parametrize(("kind", "sizes"), [(EphemeralClient, [3]), (Small, [2, 1])])
def test_batches_are_as_large_as_the_server_takes(kind: type[ClientAPI], sizes: list[int]) -> None:
    with kind() as client:  # type: ignore[call-arg] # both are made of nothing
        batches = create_batches(client, ["a", "b", "c"], np.eye(3), documents=["x", "y", "z"])
    assert [len(ids) for ids, *_ in batches] == sizes
    assert [metadatas for _, _, metadatas, _ in batches] == [None] * len(sizes)
    assert [document for *_, documents in batches for document in documents or []] == ["x", "y", "z"]


def test_images_are_loaded_in_order_or_pillow_is_asked_for(tmp_path: Path) -> None:
    try:
        image: Any = import_module("PIL.Image")
    except ImportError:
        with pytest.raises(ImportError, match="pip install pillow"):
            ImageLoader()
        return
    image.new("RGB", (3, 2), (255, 0, 0)).save(tmp_path / "red.png")
    loaded, missing = ImageLoader(max_workers=2)([str(tmp_path / "red.png"), None])
    assert (missing, np.asarray(loaded).shape) == (None, (2, 3, 3))


def test_a_stored_configuration_becomes_its_function() -> None:
    assert config_to_embedding_function({"name": "default", "config": {}}).name() == "default"
    with pytest.raises(errors.EmbeddingError, match="'nobody'"):
        config_to_embedding_function({"name": "nobody", "config": {}})


def test_providers_of_credentials_make_the_headers_of_their_settings() -> None:
    token = TokenAuthClientProvider(Settings(chroma_client_auth_credentials="sesame"))
    assert token.authenticate() == {"authorization": "Bearer sesame"}
    login = BasicAuthClientProvider(Settings(chroma_client_auth_credentials="ada:sesame"))
    assert login.authenticate() == {"authorization": "Basic YWRhOnNlc2FtZQ=="}


def test_a_collection_tells_its_model(films: Collection) -> None:
    model = films.get_model()
    assert (model.name, model.id, model.tenant, model.metadata) == ("films", films.id, films.tenant, {"kind": "films"})
    assert (model.dimension, model.version, model.log_position) == (None, 0, 0)


def test_forgotten_servers_are_new_to_later_clients() -> None:
    with EphemeralClient(shared="to be forgotten") as one:
        one.create_collection("films", embedding_function=None)
        one.clear_system_cache()
        with EphemeralClient(shared="to be forgotten") as other:
            assert (one.count_collections(), other.count_collections()) == (1, 0)


def test_an_unbuildable_stored_function_never_makes_the_listing_fail() -> None:
    with EphemeralClient() as client:
        configuration = {"embedding_function": {"type": "known", "name": "nobody", "config": {"size": 2}}}
        client.low_level.get_httpx_client().post(
            f"/api/v2/tenants/{client.tenant}/databases/{client.database}/collections",
            json={"name": "strange", "configuration": configuration},
        ).raise_for_status()
        client.create_collection("plain")
        strange, plain = client.list_collections()
        assert (strange.name, plain.name) == ("strange", "plain")
        assert strange.count() == 0
        with pytest.raises(errors.EmbeddingError, match="'nobody'"):
            strange.add("a", documents="heist")


def test_a_stored_function_is_rebuilt_when_it_is_first_used_and_not_by_a_listing() -> None:
    built: list[dict[str, object]] = []

    @register_embedding_function
    class Counted(EmbeddingFunction[list[str]]):
        def __call__(self, input: list[str]) -> list[list[float]]:
            return [[1.0] for _ in input]

        @staticmethod
        def name() -> str:
            return "counted in a test"

        def get_config(self) -> dict[str, object]:
            return {}

        @staticmethod
        def build_from_config(config: dict[str, object]) -> Counted:
            built.append(config)
            return Counted()

    with EphemeralClient() as client:
        client.create_collection("films", embedding_function=Counted())
        (films,) = client.list_collections()
        assert (films.count(), built) == (0, [])
        films.add("a", documents="heist")
        films.add("b", documents="space")
        assert (films.count(), built) == (2, [{}])
        assert isinstance(films.configuration["embedding_function"], Counted)
