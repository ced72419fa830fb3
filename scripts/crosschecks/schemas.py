"""Schemas built by one library: `python schemas.py chromalink|chromadb FILE` writes what each of them serialises to.

Every program below is run by both libraries, whose names are the same; the two files must be equal, byte for byte.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import warnings
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

PROGRAMS = 2000
STEPS = 6


def library(name: str) -> SimpleNamespace:
    """The names that programs use."""
    if name == "chromadb":
        types: Any = import_module("chromadb.api.types")
        bm25: Any = import_module("chromadb.utils.embedding_functions.chroma_bm25_embedding_function")
        key: Any = import_module("chromadb").K
    else:
        types = import_module("chromalink.schema")
        bm25 = import_module("chromalink.embeddings.bm25")
        key = import_module("chromalink").K
    return SimpleNamespace(types=types, Bm25=bm25.ChromaBm25EmbeddingFunction, K=key)


def config(of: SimpleNamespace, chance: random.Random) -> Any:
    """One index configuration, or None."""
    kind = chance.choice(["Fts", "String", "Int", "Float", "Bool", "Vector", "Vector", "Sparse", "Sparse", None])
    if kind is None:
        return None
    if kind == "Vector":
        given = {
            "space": chance.choice([None, "l2", "cosine", "ip"]),
            "source_key": chance.choice([None, "#document", "text", of.K.DOCUMENT]),
            "hnsw": chance.choice([None, {}, {"ef_search": 7, "resize_factor": 1.5}, {"max_neighbors": 3}]),
            "spann": chance.choice([None, None, {"search_nprobe": 9, "ef_search": 8}]),
        }
        given = {name: value for name, value in given.items() if chance.random() < 0.7}
        if chance.random() < 0.3:
            given["embedding_function"] = None
        for name, wrapper in (("hnsw", "HnswIndexConfig"), ("spann", "SpannIndexConfig")):
            if given.get(name) is not None:
                given[name] = getattr(of.types, wrapper)(**given[name])
        return of.types.VectorIndexConfig(**given)
    if kind == "Sparse":
        given = {
            "embedding_function": chance.choice([None, of.Bm25(), of.Bm25(k=2, stopwords=["a"], include_tokens=True)]),
            "source_key": chance.choice([None, "#document", "title", of.K("title"), "#embedding"]),
            "bm25": chance.choice([None, True, False]),
        }
        return of.types.SparseVectorIndexConfig(**given)
    return getattr(of.types, f"{kind}IndexConfig" if kind == "Fts" else f"{kind}InvertedIndexConfig")()


def run(of: SimpleNamespace, seed: int) -> list[str]:
    """What each step of one program leads to: the JSON of the schema, or that it is refused."""
    chance = random.Random(seed)
    schema = of.types.Schema()
    told = [json.dumps(schema.serialize_to_json())]
    for _ in range(STEPS):
        verb = chance.choice(["create_index", "create_index", "delete_index", "cmek"])
        key = chance.choice([None, None, "n", "sp", "#document", "#embedding", "#id", of.K("n"), of.K.DOCUMENT])
        state = chance.getstate()
        try:
            if verb == "cmek":
                names = ["projects/p/locations/l/keyRings/r/cryptoKeys/k", "projects//locations/", "x"]
                cmek = of.types.Cmek.gcp(chance.choice(names))
                schema.set_cmek(cmek)
                told.append(str(cmek.validate_pattern()))
            else:
                index = config(of, chance)
                if (
                    isinstance(index, of.types.SparseVectorIndexConfig)
                    and key is not None
                    and getattr(key, "name", key) == "n"
                ):
                    key = "sp"  # the official one takes one sparse key only
                getattr(schema, verb)(index, key)
        except ValueError:
            told.append(f"{verb} refused")
            continue
        finally:
            chance.setstate(state)
            chance.random()
        found = json.dumps(schema.serialize_to_json())
        again = json.dumps(type(schema).deserialize_from_json(json.loads(found)).serialize_to_json())
        told += [found, again]
    return told


def main(name: str, target: Path) -> None:
    warnings.simplefilter("ignore")
    of = library(name)
    programs = itertools.chain.from_iterable(run(of, seed) for seed in range(PROGRAMS))
    target.write_text("\n".join(programs), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
