"""What collections store of providers' functions, byte for byte the official client's, and the way back."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from chromalink import embeddings
from chromalink.embeddings import registry, sparse_registry
from chromalink.embeddings.catalogue import DENSE, SPARSE
from chromalink.errors import EmbeddingError, InvalidInputError

from .cases import CASES, KEY

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "provider_configs.json").read_text(encoding="utf-8")
)


def made(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    for variable in row["variables"]:
        monkeypatch.setenv(variable, KEY)
    return getattr(embeddings, row["class"])(**row["arguments"])


def told(row: dict[str, Any]) -> str:
    return f"{row['class']}-{GOLDEN.index(row)}"


def test_every_function_of_a_provider_has_its_official_configuration_on_record() -> None:
    ours = {name for name, (module, _) in {**DENSE, **SPARSE}.items() if ".providers" in module}
    assert ours - {"google_genai"} == {row["name"] for row in GOLDEN}


@pytest.mark.parametrize("row", GOLDEN, ids=told)
def test_the_stored_configuration_is_the_official_one_to_the_byte(
    row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    function = made(row, monkeypatch)
    assert function.name() == row["name"]
    assert json.dumps(function.get_config()) == json.dumps(row["config"])
    assert KEY not in json.dumps(function.get_config())
    if "default_space" in row:
        assert (function.default_space(), function.supported_spaces()) == (
            row["default_space"],
            row["supported_spaces"],
        )


@pytest.mark.parametrize("row", GOLDEN, ids=told)
def test_what_the_official_client_stored_is_rebuilt_and_stored_the_same(
    row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = type(made(row, monkeypatch))
    stored: dict[str, Any] = {"name": row["name"], "type": "known", "config": row["config"]}
    rebuilt: Any
    if row["name"] in SPARSE:
        rebuilt = sparse_registry.from_stored(stored)
        again: Any = sparse_registry.to_stored(rebuilt)
    else:
        rebuilt = registry.from_configuration(stored)
        again = registry.to_configuration(rebuilt)
    assert type(rebuilt) is expected
    assert json.dumps(again) == json.dumps(stored)


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
    config = GOLDEN[0]["config"]
    stored = {"name": "openai", "type": "known", "config": config}
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
