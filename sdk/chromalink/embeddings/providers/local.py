"""Models that run on this machine through their own library, which is imported when the first text comes."""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, cast

from ..protocol import EmbeddingFunction, Space
from ..texts import checked
from .service import Item

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

M = TypeVar("M")

_LOADING = threading.RLock()
_LOADED: dict[tuple[str, str], object] = {}
"""The models of this process, by stored name and settings: functions of the same settings share one."""


def library(module: str, package: str) -> object:
    """The module; raises ImportError with the pip line where it is not installed."""
    try:
        return import_module(module)
    except ImportError as missing:
        raise ImportError(f"this embedding function needs {package}: pip install {package}") from missing


def attribute(owner: object, name: str) -> Callable[..., object]:
    """A callable of an untyped library."""
    return cast("Callable[..., object]", getattr(owner, name))


@dataclass(eq=False)
class LocalEmbeddingFunction(EmbeddingFunction[Sequence[Item]]):
    """Embeds with a model in this process: float32, of shape (inputs, dimension). Making one loads nothing.

    Under an async client it runs in a worker thread.
    """

    stored_name: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    """The stored configuration, in the official order."""

    @classmethod
    def name(cls) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]  # a class method serves as a static one
        return cls.stored_name

    @classmethod
    def build_from_config(  # pyright: ignore[reportIncompatibleMethodOverride]  # likewise
        cls, config: dict[str, object]
    ) -> Self:
        build = cast("Callable[..., Self]", cls)
        return build(**{name: config[name] for name in cls.fields if name in config})

    def get_config(self) -> Mapping[str, object]:
        return {name: getattr(self, name) for name in self.fields}

    def default_space(self) -> Space:
        return "cosine"

    def __call__(self, input: Sequence[Item]) -> Vectors:
        import numpy as np

        texts = checked(input)
        return np.asarray(self.encode(texts) if texts else np.empty((0, 0)), dtype=np.float32)

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> object:
        """One vector per text, as an array."""
        ...

    def loaded(self, load: Callable[[], M]) -> M:
        """What `load` makes, once in this process for these settings."""
        settings = (self.stored_name, repr(sorted(self.get_config().items())))
        with _LOADING:
            if settings not in _LOADED:
                _LOADED[settings] = load()
            return cast("M", _LOADED[settings])


class SentenceTransformerEmbeddingFunction(LocalEmbeddingFunction):
    """A model of sentence-transformers; other keywords go to its `SentenceTransformer`."""

    stored_name = "sentence_transformer"
    fields = ("model_name", "device", "normalize_embeddings", "kwargs")

    def __init__(
        self,
        model_name: str = "all-MiniLM-L6-v2",
        device: str = "cpu",
        normalize_embeddings: bool = False,
        **kwargs: object,
    ) -> None:
        self.model_name = model_name
        self.device = device
        self.normalize_embeddings = normalize_embeddings
        self.kwargs = kwargs

    @classmethod
    def build_from_config(cls, config: dict[str, object]) -> Self:
        more = cast("dict[str, object]", config.get("kwargs") or {})
        build = cast("Callable[..., Self]", cls)
        return build(**{name: config[name] for name in cls.fields[:-1] if name in config}, **more)

    def encode(self, texts: Sequence[str]) -> object:
        module = library("sentence_transformers", "sentence-transformers")
        make = attribute(module, "SentenceTransformer")
        model = self.loaded(lambda: make(model_name_or_path=self.model_name, device=self.device, **self.kwargs))
        encode = attribute(model, "encode")
        return encode(list(texts), convert_to_numpy=True, normalize_embeddings=self.normalize_embeddings)


@dataclass(eq=False)
class InstructorEmbeddingFunction(LocalEmbeddingFunction):
    """A model that is told what a text is for, through the package InstructorEmbedding."""

    stored_name: ClassVar[str] = "instructor"
    fields: ClassVar[tuple[str, ...]] = ("model_name", "device", "instruction")
    model_name: str = "hkunlp/instructor-base"
    device: str = "cpu"
    instruction: str | None = None

    def encode(self, texts: Sequence[str]) -> object:
        make = attribute(library("InstructorEmbedding", "InstructorEmbedding"), "INSTRUCTOR")
        model = self.loaded(lambda: make(model_name_or_path=self.model_name, device=self.device))
        told = list(texts) if self.instruction is None else [[self.instruction, text] for text in texts]
        return attribute(model, "encode")(told, convert_to_numpy=True)


@dataclass(eq=False)
class Text2VecEmbeddingFunction(LocalEmbeddingFunction):
    """A model of text2vec, for Chinese."""

    stored_name: ClassVar[str] = "text2vec"
    fields: ClassVar[tuple[str, ...]] = ("model_name",)
    model_name: str = "shibing624/text2vec-base-chinese"

    def encode(self, texts: Sequence[str]) -> object:
        make = attribute(library("text2vec", "text2vec"), "SentenceModel")
        model = self.loaded(lambda: make(model_name_or_path=self.model_name))
        return attribute(model, "encode")(list(texts), convert_to_numpy=True)
