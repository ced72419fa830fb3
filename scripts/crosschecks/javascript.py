"""The official JavaScript client on our server; each then reads the other's: `-m crosschecks.javascript CLIENT`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from chromalink import AdminClient, EmbeddingFunction, HttpClient, K, Knn, Search, register_embedding_function
from chromalink.embeddings.protocol import Space
from chromalink_mock import Settings, serve

PROGRAM = Path(__file__).with_name("javascript.mjs")


@register_embedding_function
class Lengths(EmbeddingFunction[list[str]]):
    """As the program in JavaScript has it."""

    def __call__(self, input: list[str]) -> list[list[float]]:
        return [[float(len(text)), 1.0, 0.0] for text in input]

    @staticmethod
    def name() -> str:
        return "lengths"

    def default_space(self) -> Space:
        return "cosine"

    def get_config(self) -> dict[str, object]:
        return {"unit": "code points"}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> Lengths:
        return Lengths()


def expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise SystemExit(f"{what}: expected {expected!r}, got {found!r}")


def main(client: str) -> None:
    with serve(Settings(allow_reset=True)) as server, HttpClient(host="127.0.0.1", port=server.port) as ours:

        def run(what: str) -> bool:
            return subprocess.run(["node", str(PROGRAM), client, str(server.port), what], check=False).returncode == 0

        passed = run("all")
        movies = ours.get_collection("movies")
        expect("its function", (movies.configuration_json["embedding_function"]), known(unit="code units"))
        expect("its metadata", movies.metadata, {"made": "there"})
        expect("query by text", movies.query(query_texts="four")["ids"], [["a"]])
        searched = ours.get_collection("searched").search(Search().where(K("kind") == "x").rank(Knn(query="x")))
        expect("search by text", searched["ids"], [["a", "c"]])
        made = ours.create_collection("by-python", embedding_function=Lengths())
        made.add(ids="a", documents="heist", metadatas={"year": 1995, "tags": ["x"]})
        with AdminClient(host="127.0.0.1", port=server.port) as admin:
            admin.update_tenant("default_tenant", "films-inc")
        passed = run("read") and passed
        expect("what it added", made.get("b", include=["embeddings"]).embeddings.tolist(), [[7.0, 1.0, 0.0]])
    print("our client read what the JavaScript client made")
    raise SystemExit(0 if passed else 1)


def known(**config: object) -> dict[str, object]:
    return {"type": "known", "name": "lengths", "config": config}


if __name__ == "__main__":
    main(sys.argv[1])
