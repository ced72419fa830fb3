"""Collections of each case of a stored function, through one library: `python functions.py LIBRARY PORT CASES VERB`.

CASES is a file (see `functions_check`); `make` creates a collection for each, `open MAKER` opens those of a maker, and
either prints what came of each case as JSON. The libraries that the official functions need are stood in for.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import sys
import warnings
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

STOOD_IN_FOR = [
    *("openai", "cohere", "mistralai", "voyageai", "ollama", "nomic", "perplexity", "boto3"),
    *("google.genai", "google.genai.types", "google.generativeai", "vertexai", "vertexai.language_models"),
    *("PIL", "PIL.Image", "torch", "open_clip", "sentence_transformers", "InstructorEmbedding", "text2vec"),
    *("fastembed", "fastembed.sparse", "fastembed.sparse.bm25"),
]


def stand_in_for_libraries() -> None:
    """What the official functions import, as far as making one needs it."""
    for name in STOOD_IN_FOR:
        stand_in: Any = MagicMock()
        stand_in.__spec__ = importlib.machinery.ModuleSpec(name, None)
        sys.modules[name] = stand_in
    modules: Any = sys.modules
    modules["open_clip"].create_model_and_transforms.return_value = (MagicMock(), None, MagicMock())
    modules["boto3"].Session = session


def session(region_name: str | None = None, profile_name: str | None = None) -> SimpleNamespace:
    """As boto3's."""
    return SimpleNamespace(region_name=region_name, profile_name=profile_name, client=lambda **_: None)


def library(name: str) -> SimpleNamespace:
    """What the cases use, where each library keeps it."""
    root: Any = import_module(name)
    cloud = "chromadb.utils.embedding_functions.chroma_cloud_{}_embedding_function"
    homes = ["chromadb.utils.embedding_functions", "chromadb.utils.embedding_functions.chroma_bm25_embedding_function"]
    homes += [cloud.format("qwen"), cloud.format("splade")]
    schemas: Any = import_module("chromadb.api.types" if name == "chromadb" else "chromalink.schema")
    return SimpleNamespace(
        name=name,
        client=root.HttpClient,
        K=root.K,
        homes=[import_module(home) for home in (homes if name == "chromadb" else ["chromalink.embeddings"])],
        EmbeddingFunction=root.EmbeddingFunction,
        **{kind: getattr(schemas, kind) for kind in ("Schema", "SparseVectorIndexConfig", "VectorIndexConfig")},
    )


def own_functions(of: SimpleNamespace) -> dict[str, type]:
    """Functions of a program's own: named with a configuration, nameless, and one that fails to tell its own."""

    class Nameless(of.EmbeddingFunction):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            pass

        def __call__(self, input: list[str]) -> list[list[float]]:
            return [[float(len(text)), 1.0] for text in input]

    class Own(Nameless):
        def __init__(self, dim: int = 2) -> None:
            self.dim = dim

        @staticmethod
        def name() -> str:
            return "own-function"

        def default_space(self) -> str:
            return "cosine"

        def get_config(self) -> dict[str, object]:
            return {"dim": self.dim, "ünï": None}

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> Own:
            return Own(config["dim"])

    class Failing(Own):
        def get_config(self) -> dict[str, object]:
            raise KeyError("dim")

    return {"Own": Own, "Nameless": Nameless, "Failing": Failing}


def function_of(of: SimpleNamespace, case: dict[str, Any]) -> Any:
    """The function of a case; of a class that a library has not, the one that it makes of what is stored."""
    if case["class"] is None:
        return None
    own = own_functions(of)
    if case["class"] in own:
        return own[case["class"]](**case["arguments"])
    found = [getattr(home, case["class"], None) for home in of.homes]
    kinds = [kind for kind in found if kind is not None]
    if not kinds:
        return kept(case)
    return kinds[0](**{name: argument(of, name, value) for name, value in case["arguments"].items()})


def kept(case: dict[str, Any]) -> Any:
    """What our client makes of a function it does not build: stored again as it was."""
    registries: Any = SimpleNamespace(
        dense=import_module("chromalink.embeddings.registry").from_configuration,
        sparse=import_module("chromalink.embeddings.sparse_registry").from_stored,
    )
    stored = {"name": case["name"], "type": "known", "config": case["config"]}
    return (registries.sparse if case["sparse"] else registries.dense)(stored)


def argument(of: SimpleNamespace, name: str, value: Any) -> Any:
    """An argument that JSON has no word for."""
    if name == "session":
        return session(**value)
    if of.name == "chromalink" or name not in ("model", "instructions"):
        return value
    qwen: Any = import_module("chromadb.utils.embedding_functions.chroma_cloud_qwen_embedding_function")
    splade: Any = import_module("chromadb.utils.embedding_functions.chroma_cloud_splade_embedding_function")
    if name == "instructions":
        return {
            task: {qwen.ChromaCloudQwenEmbeddingTarget(at): one for at, one in of.items()} for task, of in value.items()
        }
    models = (qwen.ChromaCloudQwenEmbeddingModel, splade.ChromaCloudSpladeEmbeddingModel)
    return next((one for kind in models for one in kind if one.value == value), value)


def make(of: SimpleNamespace, client: Any, case: dict[str, Any]) -> dict[str, Any]:
    """A collection that stores the function: in its configuration, or a sparse one in its schema."""
    function = function_of(of, case)
    name = f"case-{case['number']}-by-{of.name}"
    given = dict(case["collection"])
    place = given.pop("function", "argument")
    if case["sparse"]:
        schema = of.Schema().create_index(of.VectorIndexConfig(embedding_function=None))
        config = of.SparseVectorIndexConfig(embedding_function=function, source_key=of.K.DOCUMENT)
        client.create_collection(name, schema=schema.create_index(config, key="words"), embedding_function=None)
    elif place == "schema":
        schema = of.Schema().create_index(of.VectorIndexConfig(embedding_function=function))
        client.create_collection(name, schema=schema, embedding_function=None)
    elif place == "configuration":
        configuration = {**given.get("configuration", {}), "embedding_function": function}
        client.create_collection(name, configuration=configuration)
    else:
        if function is not None and type(function).__name__ == "Stored":  # it does not know its distance
            given["configuration"] = {"hnsw": {"space": case["default_space"]}}
        client.create_collection(name, embedding_function=function, **given)
    told = {
        name: getattr(function, name)() for name in ("default_space", "supported_spaces") if hasattr(function, name)
    }
    if case["class"] not in (None, "Nameless", "Failing"):
        told |= {"name": function.name(), "config": function.get_config()}
    return told


def opened(of: SimpleNamespace, client: Any, case: dict[str, Any], maker: str) -> dict[str, Any]:
    """The function that a collection of `maker` is opened with."""
    collection = client.get_collection(f"case-{case['number']}-by-{maker}")
    if case["sparse"]:
        function = collection.schema.keys["words"].sparse_vector.sparse_vector_index.config.embedding_function
    elif case["collection"].get("function") == "schema":
        function = collection.schema.keys["#embedding"].float_list.vector_index.config.embedding_function
    else:
        function = collection.configuration["embedding_function"]
    named = function is not None and function.name() is not NotImplemented
    return {
        "class": type(function).__name__,
        "name": function.name() if named else None,
        "config": function.get_config() if named else None,
    }


def outcome(of: SimpleNamespace, client: Any, case: dict[str, Any], verb: list[str]) -> dict[str, Any]:
    for variable in [one for one in os.environ if one.endswith("_API_KEY") or one == "MINE"]:
        del os.environ[variable]
    os.environ.update(case["variables"])
    try:
        return make(of, client, case) if verb == ["make"] else opened(of, client, case, verb[1])
    except Exception as refusal:
        return {"refused": type(refusal).__name__, "words": str(refusal)}


def main(name: str, port: int, cases: Path, *verb: str) -> None:
    warnings.simplefilter("ignore")
    if name == "chromadb":
        stand_in_for_libraries()
    of = library(name)
    own_kinds = own_functions(of)
    import_module(f"{name}.utils.embedding_functions").register_embedding_function(own_kinds["Own"])
    client = of.client(host="127.0.0.1", port=port)
    told: list[dict[str, Any]] = json.loads(cases.read_text(encoding="utf-8"))
    print(json.dumps([outcome(of, client, case, list(verb)) for case in told]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
