"""OpenCLIP on this machine: texts and images in one space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from .images import texts_and_images
from .local import LocalEmbeddingFunction, attribute, library
from .service import Item

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class _Tensor(Protocol):
    """What is used of torch.Tensor."""

    def to(self, device: str | None) -> _Tensor: ...
    def unsqueeze(self, dim: int) -> _Tensor: ...
    def norm(self, *, dim: int, keepdim: bool) -> _Tensor: ...
    def __truediv__(self, other: _Tensor) -> _Tensor: ...
    def squeeze(self) -> _Tensor: ...
    def cpu(self) -> _Tensor: ...
    def numpy(self) -> npt.NDArray[np.float32]: ...


class _Model(Protocol):
    """What is used of an OpenCLIP model."""

    def to(self, device: str | None) -> object: ...
    def encode_image(self, image: _Tensor) -> _Tensor: ...
    def encode_text(self, text: _Tensor) -> _Tensor: ...


@dataclass(frozen=True, slots=True)
class _Clip:
    model: _Model
    preprocess: Callable[[object], _Tensor]
    tokenize: Callable[[str], _Tensor]
    image: Callable[[object], object]
    no_grad: Callable[[], AbstractContextManager[object]]


@dataclass(eq=False)
class OpenCLIPEmbeddingFunction(LocalEmbeddingFunction):
    """A CLIP model through open-clip-torch, torch and pillow: vectors of length 1 from texts and images."""

    stored_name: ClassVar[str] = "open_clip"
    fields: ClassVar[tuple[str, ...]] = ("model_name", "checkpoint", "device")
    model_name: str = "ViT-B-32"
    checkpoint: str = "laion2b_s34b_b79k"
    device: str | None = "cpu"

    def __call__(self, input: Sequence[Item]) -> npt.NDArray[np.float32]:
        import numpy as np

        items = texts_and_images(input)
        if not items:
            return np.empty((0, 0), dtype=np.float32)
        clip = self.loaded(self._load)
        return np.stack([self._embedded(clip, item) for item in items]).astype(np.float32)

    def encode(self, texts: Sequence[str]) -> object:
        return self(texts)

    def _load(self) -> _Clip:
        open_clip = library("open_clip", "open-clip-torch")
        torch, pillow = library("torch", "torch"), library("PIL.Image", "pillow")
        create = attribute(open_clip, "create_model_and_transforms")
        made = create(model_name=self.model_name, pretrained=self.checkpoint)
        model, _, preprocess = cast("tuple[_Model, object, Callable[[object], _Tensor]]", made)
        model.to(self.device)
        tokenize = attribute(open_clip, "get_tokenizer")(model_name=self.model_name)
        return _Clip(
            model,
            preprocess,
            cast("Callable[[str], _Tensor]", tokenize),
            attribute(pillow, "fromarray"),
            cast("Callable[[], AbstractContextManager[object]]", attribute(torch, "no_grad")),
        )

    def _embedded(self, clip: _Clip, item: Item) -> npt.NDArray[np.float32]:
        with clip.no_grad():
            if isinstance(item, str):
                found = clip.model.encode_text(clip.tokenize(item).to(self.device))
            else:
                pixels = clip.preprocess(clip.image(item)).unsqueeze(0)
                found = clip.model.encode_image(pixels.to(self.device))
            return (found / found.norm(dim=-1, keepdim=True)).squeeze().cpu().numpy()
