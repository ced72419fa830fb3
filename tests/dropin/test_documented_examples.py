"""The calls that the documentation of the official client shows, with its import replaced by ours.

The examples stand in `examples/`, one function each; its parameters are what the page takes for granted, and are the
fixtures here. They talk to the reference server; providers are answered by respx.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import respx

import chromalink as chromadb
from chromalink import ClientAPI, Collection, HttpClient
from chromalink.api.client import SharedSystemClient
from chromalink.utils.data_loaders import ImageLoader
from chromalink.utils.embedding_functions import OpenCLIPEmbeddingFunction
from chromalink_mock import RunningServer, Settings, serve
from chromalink_mock.auth import ApiKey

from ..sdk.embeddings import stand_ins, tiny_model
from .examples import authentication, embedding, legacy, managing, reading, reference, starting, writing
from .examples.documented import Example, examples_in

MODULES = (starting, authentication, managing, writing, reading, embedding, reference, legacy)
EXAMPLES = list(examples_in(MODULES))
INVENTORY = Path(__file__).parent / "examples" / "README.md"
KEY = ApiKey("key-of-a-test", "acme", ("films",))
TEXTS = {
    "heat": "red heist",
    "ronin": "green car",
    "alien": "blue space",
    "solaris": "blue planet",
    "shane": "red prairie",
}
YEARS = [1995, 1998, 1979, 1972, 1953]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_documented_example_ends_as_it_says(example: Example, request: pytest.FixtureRequest) -> None:
    given = {name: request.getfixturevalue(name) for name in example.needs}
    with example.ending():
        example.run(**given)


def test_the_inventory_lists_every_example() -> None:
    rows = [line for line in INVENTORY.read_text("utf-8").splitlines() if line[:3].strip("| ").isdigit()]
    assert rows == [example.row(number) for number, example in enumerate(EXAMPLES, 1)]


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, RunningServer]]:
    """What answers for each host: a server of one's own, and one in the shape of the Cloud."""
    with serve(Settings(allow_reset=True)) as own, serve(Settings(api_keys=(KEY,), allow_reset=True)) as cloud:
        yield {"localhost": own, "api.trychroma.com": cloud}


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with keys of the providers, the default model where the official client puts it, and nothing else."""
    for name in list(os.environ):
        if name.upper().startswith(("CHROMA_", "ANONYMIZED_")) or name.upper().endswith(("_API_KEY", "_PROXY")):
            monkeypatch.delenv(name)
    for name in ("OPENAI_API_KEY", "COHERE_API_KEY"):
        monkeypatch.setenv(name, "key-of-a-test")
    home = tmp_path / "home"
    tiny_model.write(home / ".cache" / "chroma" / "onnx_models" / "all-MiniLM-L6-v2" / "onnx")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(home)
    yield
    chromadb.configure()
    SharedSystemClient.clear_system_cache()


@pytest.fixture
def embedded() -> list[str]:
    """The texts that providers have been asked for."""
    return []


@pytest.fixture
def asked() -> list[httpx.Request]:
    """What the server at localhost has been asked."""
    return []


@pytest.fixture(autouse=True)
def internet(
    servers: dict[str, RunningServer], embedded: list[str], asked: list[httpx.Request]
) -> Iterator[respx.MockRouter]:
    """Answers for localhost, the Cloud and the providers; whatever else is asked is an error."""
    own = servers["localhost"]

    def forwarded(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        server = servers[request.url.host]
        url = request.url.copy_with(scheme="http", host=server.host, port=server.port)
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "accept-encoding")}
        answer = through.request(request.method, url, headers=headers, content=request.content)
        return httpx.Response(answer.status_code, content=answer.content)

    def openai(request: httpx.Request) -> httpx.Response:
        texts: list[str] = json.loads(request.content)["input"]
        embedded.extend(texts)
        vectors = [base64.b64encode(np.array([len(text), 1], dtype="<f4").tobytes()).decode() for text in texts]
        return httpx.Response(200, json={"data": [{"embedding": vector} for vector in vectors]})

    def cohere(request: httpx.Request) -> httpx.Response:
        texts: list[str] = json.loads(request.content)["texts"]
        embedded.extend(texts)
        return httpx.Response(200, json={"embeddings": [[float(len(text)), 1.0] for text in texts]})

    with httpx.Client(trust_env=False, verify=False) as through, respx.mock(assert_all_called=False) as router:
        router.route(host=own.host).pass_through()
        through.post(f"http://{own.host}:{own.port}/api/v2/reset").raise_for_status()
        router.route(scheme="http", host="localhost", port=8000).mock(side_effect=forwarded)
        router.route(scheme="https", host="api.trychroma.com").mock(side_effect=forwarded)
        router.post("https://api.openai.com/v1/embeddings").mock(side_effect=openai)
        router.post("https://api.cohere.com/v1/embed").mock(side_effect=cohere)
        yield router


@pytest.fixture
def client(servers: dict[str, RunningServer]) -> Iterator[ClientAPI]:
    with HttpClient(host=servers["localhost"].host, port=servers["localhost"].port) as made:
        yield made


@pytest.fixture
def collection(client: ClientAPI) -> Collection:
    """An empty collection that embeds by default."""
    return client.create_collection("films")


@pytest.fixture
def films(collection: Collection) -> Collection:
    """Five texts, each with a colour and a year."""
    metadatas: Any = [
        {"colour": text.split()[0], "year": year} for text, year in zip(TEXTS.values(), YEARS, strict=True)
    ]
    collection.add(ids=list(TEXTS), documents=list(TEXTS.values()), metadatas=metadatas)
    return collection


@pytest.fixture
def points(client: ClientAPI) -> Collection:
    """An empty collection without a function."""
    return client.create_collection("points", embedding_function=None)


@pytest.fixture
def vectors(points: Collection) -> Collection:
    """Three vectors with texts and metadata."""
    points.add(
        ids=["heat", "ronin", "alien"],
        embeddings=[[1.0, 2.0, 3.0], [4.0, 6.0, 4.0], [9.0, 9.0, 9.0]],
        documents=["heist", "chase", "space"],
        metadatas=[{"year": 1995}, {"year": 1998}, {"year": 1979}],
    )
    return points


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "kept")


@pytest.fixture
def cloud_key() -> str:
    return KEY.secret


@pytest.fixture
def without_model() -> None:
    """The files of the default model are gone."""
    for file in (Path.home() / ".cache").rglob("*.onnx"):
        file.unlink()


@pytest.fixture
def without_the_official_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb_rust_bindings", None)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))


@pytest.fixture
def open_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCLIP and Pillow are installed."""
    stand_ins.open_clip_installed(monkeypatch)


@pytest.fixture
def pictures(client: ClientAPI, open_clip: None) -> Collection:
    """An empty collection of texts and images, with a loader."""
    return client.create_collection(
        "pictures", embedding_function=OpenCLIPEmbeddingFunction(), data_loader=ImageLoader()
    )


@pytest.fixture
def image_files(tmp_path: Path) -> list[str]:
    """Two images, of two and of three pixels a side."""
    for side in (2, 3):
        (tmp_path / f"{side}.grey").write_bytes(bytes([99] * side * side))
    return [str(tmp_path / "2.grey"), str(tmp_path / "3.grey")]
