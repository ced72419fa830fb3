"""What collections store of providers' functions, byte for byte the official client's, and the way back."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromalink import K, Schema, SparseVectorIndexConfig, VectorIndexConfig, embeddings
from chromalink.embeddings import EmbeddingFunction, registry, sparse_registry
from chromalink.embeddings.catalogue import DENSE, SPARSE
from chromalink.embeddings.protocol import Space
from chromalink.errors import EmbeddingError, InvalidInputError

from ...fake_chroma import FakeChroma
from .cases import CASES, KEY

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "stored_functions.json").read_text(encoding="utf-8")
)
"""Every case that `scripts/crosscheck_functions` recorded of the official client."""


class Nameless(EmbeddingFunction[list[str]]):
    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[float(len(text)), 1.0] for text in input]


class Own(Nameless):
    @staticmethod
    def name() -> str:
        return "own-function"

    def default_space(self) -> Space:
        return "cosine"

    def get_config(self) -> dict[str, object]:
        return {"dim": 2, "\u00fcn\u00ef": None}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> Own:
        return Own()


class Failing(Own):
    def get_config(self) -> dict[str, object]:
        raise KeyError("dim")


@pytest.fixture(autouse=True)
def _registry_as_found() -> Iterator[None]:
    before = dict(registry.known_embedding_functions)
    yield
    registry.known_embedding_functions.clear()
    registry.known_embedding_functions.update(before)


OWN = {"Own": Own, "Nameless": Nameless, "Failing": Failing}


def made(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    for variable, key in row["variables"].items():
        monkeypatch.setenv(variable, key)
    if row["class"] is None:
        return None
    kind: Any = OWN.get(row["class"]) or getattr(embeddings, row["class"])
    return kind(**row["arguments"])


def told(row: dict[str, Any]) -> str:
    return f"{row['class']}-{GOLDEN.index(row)}"


BUILT = [row for row in GOLDEN if row["class"] is None or row["class"] in {*OWN, *embeddings.__all__}]
STORED = [row for row in GOLDEN if '"type":"known"' in row["sent"]]


def stored_in(row: dict[str, Any]) -> dict[str, Any]:
    """The stored function in what the official client sent."""
    sent = json.loads(f"{{{row['sent']}}}")
    if row["sparse"]:
        sent = sent["words"]["sparse_vector"]["sparse_vector_index"]["config"]
    elif "configuration" not in sent:
        sent = sent["#embedding"]["float_list"]["vector_index"]["config"]
    found: dict[str, Any] = sent.get("configuration", sent)["embedding_function"]
    return found


def test_every_function_of_the_package_has_its_official_configurations_on_record() -> None:
    ours = {name for name, (_, kind) in {**DENSE, **SPARSE}.items() if kind != "HashingEmbeddingFunction"}
    assert ours - {"google_genai"} <= {stored_in(row)["name"] for row in STORED}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("row", BUILT, ids=told)
def test_what_a_new_collection_stores_is_the_official_clients_to_the_byte(
    row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    function, chroma, given = made(row, monkeypatch), FakeChroma(), dict(row["collection"])
    place = given.pop("function", "argument")
    if row["sparse"]:
        schema = Schema().create_index(VectorIndexConfig(embedding_function=None))
        schema.create_index(SparseVectorIndexConfig(embedding_function=function, source_key=K.DOCUMENT), key="words")
        given |= {"schema": schema, "embedding_function": None}
    elif place == "schema":
        schema = Schema().create_index(VectorIndexConfig(embedding_function=function))
        given |= {"schema": schema, "embedding_function": None}
    elif place == "configuration":
        given["configuration"] = {**given.get("configuration", {}), "embedding_function": function}
    else:
        given["embedding_function"] = function
    chroma.client().create_collection("films", **given)
    sent = chroma.asked("POST collections")[0].content.decode()
    assert row.get("ours", row["sent"]) in sent
    assert KEY not in sent


@pytest.mark.parametrize("row", [row for row in BUILT if "default_space" in row], ids=told)
def test_the_distances_are_the_official_ones(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        function = made(row, monkeypatch)
    assert (function.default_space(), function.supported_spaces()) == (row["default_space"], row["supported_spaces"])


@pytest.mark.parametrize("row", STORED, ids=told)
def test_what_the_official_client_stored_is_rebuilt_and_stored_the_same(
    row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, key in row["variables"].items():
        monkeypatch.setenv(variable, key)
    registry.register_embedding_function(Own)
    stored = stored_in(row)
    rebuilt: Any
    if row["sparse"]:
        rebuilt = sparse_registry.from_stored(stored)
        again: Any = sparse_registry.to_stored(rebuilt)
    else:
        rebuilt = registry.from_configuration(stored)
        again = registry.to_configuration(rebuilt)
    assert json.dumps(again) == json.dumps(stored)
    if row in BUILT:
        assert type(rebuilt).__name__ == row["class"]
    else:
        with pytest.raises(EmbeddingError, match=f"{stored['name']!r}: unknown here"):
            rebuilt(["heist"])


def test_the_older_name_of_gemini_leads_to_the_same_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    config = {"model_name": "gemini-embedding-001", "api_key_env_var": "GEMINI_API_KEY"}
    rebuilt = registry.from_configuration({"name": "google_genai", "type": "known", "config": config})
    assert isinstance(rebuilt, embeddings.GoogleGenaiEmbeddingFunction)


def test_a_variable_that_the_caller_chose_is_honoured_beside_the_providers_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    monkeypatch.setenv("MINE", KEY)
    function = embeddings.OpenAIEmbeddingFunction(api_key_env_var="MINE")
    assert function.get_config()["api_key_env_var"] == "MINE"


KEYED = [case for case in CASES if case.variable is not None]


@pytest.mark.parametrize("case", KEYED, ids=str)
def test_a_function_without_a_key_is_refused_naming_its_variables(case: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"no API key: expected one in the environment variable .*_API_KEY"):
        case.function()


def test_a_collection_whose_function_lacks_its_key_opens_and_embedding_in_it_names_the_variable() -> None:
    stored = stored_in(GOLDEN[0])
    function = registry.from_configuration(stored)
    assert registry.to_configuration(function) == stored
    assert isinstance(function, embeddings.EmbeddingFunction)
    with pytest.raises(EmbeddingError, match=r"'openai': .*CHROMA_OPENAI_API_KEY"):
        function(["heist"])


def test_a_function_that_needs_a_login_opens_and_embedding_in_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    config = {"model_name": "m", "api_key_env_var": "GEMINI_API_KEY", "vertexai": True}
    function = registry.from_configuration({"name": "google_gemini", "type": "known", "config": config})
    assert isinstance(function, embeddings.EmbeddingFunction)
    with pytest.raises(EmbeddingError, match="Vertex AI needs a Google Cloud login"):
        function(["heist"])


@pytest.mark.parametrize("name", ["google_palm", "google_vertex", "amazon_bedrock", "chroma_langchain"])
def test_an_official_function_that_is_not_built_here_opens_and_raises_its_name(name: str) -> None:
    function = registry.from_configuration({"name": name, "type": "known", "config": {}})
    assert isinstance(function, embeddings.EmbeddingFunction)
    with pytest.raises(EmbeddingError, match=f"{name!r}: unknown here"):
        function(["heist"])


def test_a_key_given_directly_draws_a_warning_and_is_shown_nowhere() -> None:
    with pytest.warns(DeprecationWarning, match=r"api_key is not stored .* prefer api_key_env_var"):
        function = embeddings.OpenAIEmbeddingFunction(KEY, default_headers={"authorization": "hidden-too"})
    assert repr(function) == "OpenAIEmbeddingFunction(model_name='text-embedding-ada-002')"
    assert KEY not in json.dumps(function.get_config())


def test_a_refused_configuration_shows_no_values() -> None:
    config = {"api_type": "azure", "default_headers": {"authorization": KEY}}
    with pytest.raises(EmbeddingError, match="api_version: expected one for Azure") as raised:
        registry.build("openai", config)
    assert KEY not in str(raised.value)


def test_another_model_may_not_take_the_place_of_the_stored_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    function = embeddings.OpenAIEmbeddingFunction()
    before = function.get_config()
    function.validate_config_update(before, dict(before))
    with pytest.raises(ValueError, match="model_name: expected 'text-embedding-ada-002' as stored, got 'other'"):
        function.validate_config_update(before, {**before, "model_name": "other"})


@pytest.mark.parametrize("name", sorted(embeddings.__all__))
def test_every_public_name_resolves(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert getattr(embeddings, name) is not None
