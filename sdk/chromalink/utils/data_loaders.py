"""What loads the images that URIs point to, where the official client has it. Needs Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from os import cpu_count
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from chromalink.types import Image

__all__ = ["ImageLoader"]


class ImageLoader:
    """A data loader of images in files: one array of shape (height, width, channels) for each path, None for None.

    `max_workers` of them are read at a time. Raises ImportError where Pillow is missing.
    """

    def __init__(self, max_workers: int = cpu_count() or 1) -> None:
        try:
            self._pillow = import_module("PIL.Image")
        except ImportError as missing:
            raise ImportError("ImageLoader needs Pillow: pip install pillow") from missing
        self._max_workers = max_workers

    def __call__(self, uris: Sequence[str | None]) -> list[Image | None]:
        """The images, in the order of `uris`; raises what Pillow raises for a file that is no image."""
        with ThreadPoolExecutor(self._max_workers) as workers:
            return list(workers.map(self._loaded, uris))

    def _loaded(self, uri: str | None) -> Image | None:
        import numpy as np

        if uri is None:
            return None
        with self._pillow.open(uri) as image:
            return cast("Image", np.array(image))  # a copy, which may be written to
