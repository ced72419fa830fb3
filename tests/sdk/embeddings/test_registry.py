from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromalink.embeddings import registry
from chromalink.embeddings.default import DefaultEmbeddingFunction
from chromalink.embeddings.hashing import HashingEmbeddingFunction
from chromalink.embeddings.protocol import EmbeddingFunction, adopt
from chromalink.embeddings.registry import (
    build,
    check_conflict_on_create,
    check_conflict_on_get,
    from_configuration,
    known_embedding_functions,
    register_embedding_function,
    to_configuration,
)
from chromalink.errors import EmbeddingError, InvalidInputError


class Scaled(EmbeddingFunction[list[str]]):
    def __init__(self, dim: int) -> None:
        self.dim = dim

    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[0.0] * self.dim for _ in input]

    @staticmethod
    def name() -> str:
        return "scaled"

    def get_config(self) -> dict[str, Any]:
        return {"dim": self.dim}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> Scaled:
        return Scaled(config["dim"])


class Nameless(EmbeddingFunction[list[str]]):
    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[0.0] for _ in input]


@pytest.fixture(autouse=True)
def _registry_as_found() -> Iterator[None]:
    before = dict(known_embedding_functions)
    yield
    known_embedding_functions.clear()
    known_embedding_functions.update(before)


def test_the_default_function_is_stored_as_the_official_client_stores_it() -> None:
    assert to_configuration(DefaultEmbeddingFunction()) == {"name": "default", "type": "known", "config": {}}


def test_stored_keys_keep_the_official_order() -> None:
    stored = to_configuration(Scaled(2))
    assert stored is not None
    assert list(stored.items()) == [("name", "scaled"), ("type", "known"), ("config", {"dim": 2})]


def test_no_function_is_stored_as_nothing() -> None:
    assert to_configuration(None) is None
    assert from_configuration(None) is None


@pytest.mark.parametrize("function", [Nameless(), adopt(lambda texts: [[0.0] for _ in texts])])
def test_a_nameless_function_is_stored_as_legacy_with_a_warning(function: EmbeddingFunction) -> None:
    with pytest.warns(DeprecationWarning, match="does not implement all of name, get_config"):
        assert to_configuration(function) == {"type": "legacy"}


def test_a_function_whose_configuration_raises_is_stored_as_legacy_and_the_warning_tells_why() -> None:
    class Broken(Scaled):
        def get_config(self) -> dict[str, Any]:
            raise KeyError("dim")

    with pytest.warns(DeprecationWarning, match="raised KeyError: 'dim'"):
        assert to_configuration(Broken(2)) == {"type": "legacy"}


@pytest.mark.parametrize("configuration", [{"type": "legacy"}, {"type": "unknown"}, {}])
def test_a_configuration_without_a_name_gives_no_function(configuration: dict[str, object]) -> None:
    assert from_configuration(configuration) is None


def test_storing_a_function_registers_its_class_so_that_it_is_found_again() -> None:
    stored = to_configuration(Scaled(3))
    rebuilt = from_configuration(stored)
    assert isinstance(rebuilt, Scaled)
    assert rebuilt.dim == 3


def test_the_functions_of_the_package_are_found_without_registration() -> None:
    known_embedding_functions.clear()
    assert isinstance(build("default", {}), DefaultEmbeddingFunction)
    hashing = build("chromalink_hashing", {"dimension": 12, "version": 1})
    assert isinstance(hashing, HashingEmbeddingFunction)
    assert hashing.dimension == 12


def test_registration_works_as_decorator_with_and_without_brackets_and_as_call() -> None:
    @register_embedding_function
    class First(Scaled):
        @staticmethod
        def name() -> str:
            return "first"

    @register_embedding_function()
    class Second(Scaled):
        @staticmethod
        def name() -> str:
            return "second"

    register_embedding_function(Scaled)
    assert known_embedding_functions["first"] is First
    assert known_embedding_functions["second"] is Second
    assert known_embedding_functions["scaled"] is Scaled


def test_a_class_without_a_name_cannot_be_registered() -> None:
    with pytest.raises(InvalidInputError, match=r"ef_class: expected name\(\) to return a non-empty string"):
        register_embedding_function(Nameless)


def test_an_empty_name_cannot_be_registered() -> None:
    class Empty(Scaled):
        @staticmethod
        def name() -> str:
            return ""

    with pytest.raises(InvalidInputError, match="found ''"):
        register_embedding_function(Empty)


def test_an_unknown_stored_function_opens_and_raises_its_name_when_used() -> None:
    stored = {"type": "known", "name": "of_somebody_else", "config": {"model": "x"}}
    function = from_configuration(stored)
    assert isinstance(function, EmbeddingFunction)
    assert to_configuration(function) == stored
    assert "of_somebody_else" not in known_embedding_functions
    with pytest.raises(EmbeddingError, match="embedding function 'of_somebody_else': unknown here"):
        function(["text"])


def test_a_stored_function_that_refuses_its_configuration_raises_when_used_and_keeps_the_cause() -> None:
    register_embedding_function(Scaled)
    function = from_configuration({"type": "known", "name": "scaled", "config": {}})
    assert isinstance(function, EmbeddingFunction)
    with pytest.raises(EmbeddingError, match=r"'scaled': not to be built from its configuration of \[\]: 'dim'"):
        function.embed_query(["text"])


def test_a_function_without_a_way_back_cannot_be_built() -> None:
    class OneWay(Nameless):
        @staticmethod
        def name() -> str:
            return "one_way"

    register_embedding_function(OneWay)
    with pytest.raises(EmbeddingError, match=r"'one_way': .* has no build_from_config"):
        build("one_way", {})


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution on the path whose entry points name one class that exists and one that does not."""
    (tmp_path / "third_party_embeddings.py").write_text(
        "from chromalink.embeddings.hashing import HashingEmbeddingFunction\n"
        "class Theirs(HashingEmbeddingFunction):\n"
        "    @staticmethod\n"
        "    def name(): return 'theirs'\n"
        "    @staticmethod\n"
        "    def build_from_config(config): return Theirs(config['dimension'])\n"
    )
    about = tmp_path / "third_party-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        f"[{registry.ENTRY_POINTS}]\ntheirs = third_party_embeddings:Theirs\nbroken = third_party_embeddings:Absent\n"
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    monkeypatch.delitem(sys.modules, "third_party_embeddings", raising=False)
    return tmp_path


@pytest.mark.usefixtures("third_party")
def test_an_entry_point_is_loaded_when_its_name_is_looked_up_and_not_before() -> None:
    build("default", {})
    assert "third_party_embeddings" not in sys.modules
    theirs = build("theirs", {"dimension": 7})
    assert type(theirs).__module__ == "third_party_embeddings"
    assert known_embedding_functions["theirs"] is type(theirs)


@pytest.mark.usefixtures("third_party")
def test_an_entry_point_that_fails_to_load_is_named() -> None:
    with pytest.raises(EmbeddingError, match="'broken': third_party_embeddings:Absent failed to load"):
        build("broken", {})


def test_two_functions_with_different_names_conflict_on_create() -> None:
    with pytest.raises(InvalidInputError, match="'scaled' was given, but the configuration has 'chromalink_hashing'"):
        check_conflict_on_create(Scaled(2), HashingEmbeddingFunction())


@pytest.mark.parametrize(
    ("given", "configured"),
    [
        (None, Scaled(2)),
        (Scaled(2), None),
        (DefaultEmbeddingFunction(), Scaled(2)),
        (Scaled(2), Scaled(3)),
    ],
)
def test_on_create_the_default_yields_and_only_names_count(
    given: EmbeddingFunction | None, configured: EmbeddingFunction | None
) -> None:
    check_conflict_on_create(given, configured)
    assert given is None or configured is None or given.name() in ("default", configured.name())


def test_a_function_with_another_name_than_the_stored_one_conflicts_on_get() -> None:
    stored = to_configuration(HashingEmbeddingFunction())
    with pytest.raises(InvalidInputError, match="'scaled' was given, but the collection stores 'chromalink_hashing'"):
        check_conflict_on_get(Scaled(2), stored)
    with pytest.raises(ValueError, match=r"a nameless function \(Nameless\) was given"):
        check_conflict_on_get(Nameless(), stored)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (None, {"type": "known", "name": "scaled", "config": {}}),
        (DefaultEmbeddingFunction(), {"type": "known", "name": "scaled", "config": {}}),
        (Scaled(9), {"type": "known", "name": "scaled", "config": {"dim": 2}}),
        (Scaled(2), {"type": "legacy"}),
        (Nameless(), {"type": "legacy"}),
        (Scaled(2), None),
    ],
)
def test_on_get_the_default_yields_and_a_collection_without_a_name_takes_any(
    given: EmbeddingFunction | None, stored: dict[str, object] | None
) -> None:
    check_conflict_on_get(given, stored)
    assert given is None or stored is None or given.name() == "default" or stored.get("name") in (None, "scaled")
