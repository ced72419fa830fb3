"""What stands for libraries that run models on this machine, and for Pillow."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest


def installed(monkeypatch: pytest.MonkeyPatch, module: str, **names: Any) -> None:
    stand_in = ModuleType(module)
    for name, value in names.items():
        setattr(stand_in, name, value)
    monkeypatch.setitem(sys.modules, module, stand_in)


class Tensor:
    """The little of torch.Tensor that matters here."""

    def __init__(self, values: Any) -> None:
        self.values = np.asarray(values, dtype=np.float64)

    def to(self, device: str) -> Tensor:
        return self

    def unsqueeze(self, dim: int) -> Tensor:
        return Tensor(self.values[np.newaxis])

    def squeeze(self) -> Tensor:
        return Tensor(self.values.squeeze())

    def norm(self, *, dim: int, keepdim: bool) -> Tensor:
        return Tensor(np.linalg.norm(self.values, axis=dim, keepdims=keepdim))

    def __truediv__(self, other: Tensor) -> Tensor:
        return Tensor(self.values / other.values)

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> Any:
        return self.values


class Clip:
    def to(self, device: str) -> None:
        return

    def encode_text(self, tokens: Tensor) -> Tensor:
        return tokens

    def encode_image(self, pixels: Tensor) -> Tensor:
        return pixels


def open_clip_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCLIP, torch and Pillow: a text lies on the first axis, an image on the second, a black one nowhere."""
    installed(
        monkeypatch,
        "open_clip",
        create_model_and_transforms=lambda **_: (Clip(), None, lambda image: Tensor([0.0, image.sum()])),
        get_tokenizer=lambda **_: lambda text: Tensor([[len(text), 0.0]]),
    )
    installed(monkeypatch, "torch", no_grad=nullcontext)
    installed(monkeypatch, "PIL")
    installed(monkeypatch, "PIL.Image", fromarray=lambda pixels: pixels, open=_opened)


@contextmanager
def _opened(uri: str) -> Iterator[Any]:
    """An image file that holds its pixels and nothing else: square, grey."""
    pixels = np.frombuffer(Path(uri).read_bytes(), dtype=np.uint8)
    side = round(len(pixels) ** 0.5)
    yield pixels.reshape(side, side)
