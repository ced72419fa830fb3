"""The same searches through one library: `python searches.py chromalink|chromadb PORT make|ask COLLECTION`.

`make` creates and fills a collection, `ask` prints the answers to a list of searches as JSON, so that a collection
made by either library can be asked through both and the answers compared.
"""

from __future__ import annotations

import json
import sys
import warnings
from importlib import import_module
from types import SimpleNamespace
from typing import Any

DOCUMENTS = {
    "heat": ("A crew plans a heist while a detective hunts the thieves", {"genre": "crime", "year": 1995}),
    "ocean": ("Eleven specialists rob three casinos in one heist", {"genre": "crime", "year": 2001}),
    "alien": ("The crew of a spaceship meets a deadly creature", {"genre": "horror", "year": 1979}),
    "thing": ("A creature hunts researchers in the Antarctic", {"genre": "horror", "year": 1982}),
    "up": ("A widower flies his house with balloons", {"genre": "family", "year": 2009}),
}
VECTORS = [[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [0.6, 0.8], [-1.0, 0.0]]


def library(name: str) -> SimpleNamespace:
    """The names that the searches use, where each library keeps them."""
    root: Any = import_module(name)
    expressions: Any = import_module("chromadb.execution.expression" if name == "chromadb" else "chromalink.search")
    schemas: Any = import_module("chromadb.api.types" if name == "chromadb" else "chromalink.schema")
    bm25 = "chromadb.utils.embedding_functions.chroma_bm25_embedding_function"
    functions: Any = import_module(bm25 if name == "chromadb" else "chromalink.embeddings.bm25")
    return SimpleNamespace(
        HttpClient=root.HttpClient,
        SparseVector=import_module(f"{name}.base_types" if name == "chromadb" else name).SparseVector,
        Bm25=functions.ChromaBm25EmbeddingFunction,
        **{kind: getattr(schemas, kind) for kind in ("Schema", "SparseVectorIndexConfig", "VectorIndexConfig", "Cmek")},
        **{
            kind: getattr(expressions, kind) for kind in ("K", "Knn", "Rrf", "Search", "GroupBy", "MinK", "MaxK", "Val")
        },
    )


def make(of: SimpleNamespace, client: Any, name: str) -> None:
    schema = of.Schema()
    schema.create_index(of.VectorIndexConfig(space="cosine", embedding_function=None))
    sparse = of.SparseVectorIndexConfig(embedding_function=of.Bm25(k=1.5), source_key=of.K.DOCUMENT, bm25=True)
    schema.create_index(sparse, key="words")
    schema.set_cmek(of.Cmek.gcp("projects/p/locations/l/keyRings/r/cryptoKeys/k"))
    collection = client.create_collection(name, schema=schema, embedding_function=None)
    ids, texts = list(DOCUMENTS), [text for text, _ in DOCUMENTS.values()]
    collection.add(ids=ids, embeddings=VECTORS, documents=texts, metadatas=[one for _, one in DOCUMENTS.values()])
    collection.update(ids=["up"], embeddings=[[-0.5, 0.5]], documents=["A widower flies his house far away"])


def searches(of: SimpleNamespace) -> list[Any]:
    """One of each feature."""
    dense, words = of.Knn(query=[0.9, 0.1], return_rank=True), of.Knn(query="crew heist", key="words", return_rank=True)
    return [
        of.Search().select_all(),
        of.Search(where=(of.K("year") > 1980) & (of.K("genre") != "family"), limit=2, select=["year"]),
        of.Search(where=of.K.DOCUMENT.contains("creature") | (of.K.ID == "up"), select=[of.K.DOCUMENT.name]),
        of.Search(rank=of.Knn(query=[0.9, 0.1], limit=3)).select(of.K.SCORE),
        of.Search(rank=of.Knn(query="creatures hunting", key="words")).select(of.K.SCORE, of.K.METADATA),
        of.Search(rank=of.Rrf([dense, words], weights=[2, 1], normalize=True)).select(of.K.SCORE),
        of.Search(rank=(of.Knn(query=[0.1, 0.9]) * 2 - of.Val(1)).exp().max(1.5)).select(of.K.SCORE).limit(2, offset=1),
        of.Search(
            rank=of.Knn(query=[0.9, 0.1]), group_by=of.GroupBy(of.K("genre"), of.MinK(of.K.SCORE, 1)), select=["genre"]
        ),
        of.Search(
            rank=of.Knn(query=[0.9, 0.1]), group_by=of.GroupBy(["genre"], of.MaxK([of.K("year"), of.K.SCORE], 1))
        ),
    ]


def plain(vector: Any) -> object:
    """A sparse vector as it is stored, an array as the numbers that the wire has."""
    return vector.to_dict() if hasattr(vector, "to_dict") else [float(str(number)) for number in vector]


def ask(of: SimpleNamespace, client: Any, name: str) -> None:
    collection = client.get_collection(name, embedding_function=None)
    found = collection.search(searches(of))
    print(json.dumps({"columns": found, "rows": found.rows()}, default=plain))
    stored = collection.get(ids=["alien", "up"])["metadatas"]
    print(json.dumps(stored, default=plain, sort_keys=True))
    print(json.dumps(collection.schema.serialize_to_json(), sort_keys=True))
    print(collection.schema.cmek.to_dict())


def main(name: str, port: int, verb: str, collection: str) -> None:
    warnings.simplefilter("ignore")
    of = library(name)
    client = of.HttpClient(host="127.0.0.1", port=port)
    {"make": make, "ask": ask}[verb](of, client, collection)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
