"""Embedding functions, and collections of images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import chromalink as chromadb
from chromalink import ClientAPI, Collection, Documents, EmbeddingFunction, Embeddings
from chromalink.errors import EmbeddingError, InvalidInputError
from chromalink.utils.data_loaders import ImageLoader
from chromalink.utils.embedding_functions import (
    CloudflareWorkersAIEmbeddingFunction,
    CohereEmbeddingFunction,
    DefaultEmbeddingFunction,
    GoogleGenerativeAiEmbeddingFunction,
    HuggingFaceEmbeddingFunction,
    HuggingFaceEmbeddingServer,
    InstructorEmbeddingFunction,
    JinaEmbeddingFunction,
    MistralEmbeddingFunction,
    MorphEmbeddingFunction,
    OpenAIEmbeddingFunction,
    OpenCLIPEmbeddingFunction,
    TogetherAIEmbeddingFunction,
)

from .documented import documented

GREY: Any = np.full((2, 2), 99, dtype=np.uint8)
PROVIDERS: dict[Any, str] = {
    CloudflareWorkersAIEmbeddingFunction: "cloudflare_workers_ai",
    CohereEmbeddingFunction: "cohere",
    GoogleGenerativeAiEmbeddingFunction: "google_generative_ai",
    HuggingFaceEmbeddingFunction: "huggingface",
    HuggingFaceEmbeddingServer: "huggingface_server",
    InstructorEmbeddingFunction: "instructor",
    JinaEmbeddingFunction: "jina",
    MistralEmbeddingFunction: "mistral",
    MorphEmbeddingFunction: "morph",
    OpenAIEmbeddingFunction: "openai",
    TogetherAIEmbeddingFunction: "together_ai",
}


@documented("002", 3118, 3129)
def every_provider_of_the_list() -> None:
    assert {kind.name(): name for kind, name in PROVIDERS.items()} == {name: name for name in PROVIDERS.values()}


@documented("002", 3153, 3153)
def the_default_function_needs_no_mention(client: ClientAPI) -> None:
    films = client.create_collection(name="films")
    assert isinstance(films.configuration["embedding_function"], DefaultEmbeddingFunction)


@documented("002", 3158, 3172)
def the_function_of_a_collection_embeds_its_texts(client: ClientAPI, embedded: list[str]) -> None:
    films = client.create_collection(
        name="films", embedding_function=OpenAIEmbeddingFunction(model_name="text-embedding-3-small")
    )
    films.add(ids=["heat", "alien"], documents=["heist", "space"])
    assert embedded == ["heist", "space"]


@documented("002", 3176, 3182)
def the_default_function_called_by_hand(films: Collection) -> None:
    function = DefaultEmbeddingFunction()
    embeddings = function(["red"])
    assert films.query(query_embeddings=embeddings, n_results=1)["ids"] == [["heat"]]


@documented(
    "002",
    3176,
    3182,
    refused=EmbeddingError,
    told="the default embedding function (all-MiniLM-L6-v2) has no model.onnx in ... ; pass"
    " DefaultEmbeddingFunction(model_directory) where the files are, or DefaultEmbeddingFunction(download=True) to"
    " consent to one download of about 80 MB, or HashingEmbeddingFunction(), which needs no model",
    because="the model is downloaded with consent only",
)
def the_default_function_where_its_model_is_not(without_model: Path) -> None:
    DefaultEmbeddingFunction()(["red"])


@documented(
    "002",
    3187,
    3192,
    warned=DeprecationWarning,
    told="Lengths is a legacy embedding function, which no collection remembers: it does not implement all of name,"
    " get_config and build_from_config",
    because="the official client warns of it too",
)
def a_function_of_ones_own(client: ClientAPI) -> None:
    class Lengths(EmbeddingFunction[Documents]):
        def __call__(self, input: Documents) -> Embeddings:
            return [[float(len(text)), 1.0] for text in input]

    films = client.create_collection("films", embedding_function=Lengths())
    films.add(ids=["heat"], documents=["heist"])
    assert films.query(query_texts=["chase"])["distances"] == [[0.0]]


@documented("002", 3276, 3277)
def a_function_of_texts_and_images(open_clip: None) -> None:
    function = OpenCLIPEmbeddingFunction()
    assert np.asarray(function(["heist", GREY])).shape == (2, 2)


@documented(
    "002",
    3282,
    3285,
    refused=InvalidInputError,
    told="images[0]: expected a numpy array, got list [1.0, 1.1, 2.1]",
    because="the page writes lists and says arrays; the official client refuses lists too",
)
def images_as_lists(pictures: Collection) -> None:
    images: Any = [[1.0, 1.1, 2.1]]
    pictures.add(ids=["poster"], images=images)


@documented("002", 3282, 3285)
def images_as_arrays(pictures: Collection) -> None:
    pictures.add(ids=["poster", "still", "frame"], images=[GREY, GREY, GREY])
    assert pictures.get()["documents"] == [None, None, None]


@documented("002", 3291, 3304)
def a_collection_with_a_loader_of_images(open_clip: None) -> None:
    client = chromadb.Client()
    data_loader = ImageLoader()
    function = OpenCLIPEmbeddingFunction()
    pictures = client.create_collection(name="pictures", embedding_function=function, data_loader=data_loader)
    assert pictures.count() == 0


@documented("002", 3308, 3311)
def images_by_their_uris(pictures: Collection, image_files: list[str]) -> None:
    pictures.add(ids=["poster", "still"], uris=image_files)
    assert pictures.get(include=["uris"])["uris"] == image_files


@documented("002", 3315, 3318)
def texts_beside_images(pictures: Collection) -> None:
    pictures.add(ids=["poster"], images=[GREY])
    pictures.add(ids=["plot", "review"], documents=["a heist", "a robbery"])
    assert pictures.get()["documents"] == [None, "a heist", "a robbery"]


@documented("002", 3323, 3325)
def queried_by_images(pictures: Collection) -> None:
    pictures.add(ids=["plot"], documents=["a heist"])
    pictures.add(ids=["poster"], images=[GREY])
    assert pictures.query(query_images=[GREY], n_results=1)["ids"] == [["poster"]]


@documented("002", 3329, 3331)
def images_queried_by_texts(pictures: Collection) -> None:
    pictures.add(ids=["poster"], images=[GREY])
    pictures.add(ids=["plot"], documents=["a heist"])
    found = pictures.query(query_texts=["a heist", "a robbery"], n_results=1)
    assert found["ids"] == [["plot"], ["plot"]]


@documented("002", 3335, 3337)
def queried_by_uris(pictures: Collection, image_files: list[str]) -> None:
    pictures.add(ids=["plot"], documents=["a heist"])
    pictures.add(ids=["poster"], images=[GREY])
    assert pictures.query(query_uris=image_files, n_results=1)["ids"] == [["poster"], ["poster"]]


@documented("002", 3341, 3344)
def the_images_among_the_results(pictures: Collection, image_files: list[str]) -> None:
    pictures.add(ids=["poster", "still"], uris=image_files)
    results = pictures.query(query_images=[GREY], include=["data"])
    assert [np.asarray(image).shape for image in (results["data"] or [])[0]] == [(2, 2), (3, 3)]
    assert pictures.query(query_images=[GREY], include=["uris"])["uris"] == [image_files]


@documented("002", 3351, 3354)
def images_changed(pictures: Collection) -> None:
    pictures.add(ids=["poster", "still", "frame"], documents=["a heist", "a robbery", "a chase"])
    pictures.update(ids=["poster", "still", "frame"], images=[GREY, GREY, GREY])
    assert pictures.query(query_images=[GREY])["distances"] == [[0.0, 0.0, 0.0]]
    assert pictures.get()["documents"] == ["a heist", "a robbery", "a chase"]
