"""Images for providers: PNG, without a library."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from chromalink.errors import InvalidInputError

from .service import Item

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_COLOURS = {1: 0, 3: 2, 4: 6}
"""Channels of a pixel, and what PNG (ISO/IEC 15948, 11.2.1) calls them."""


def texts_and_images(value: object) -> Sequence[Item]:
    """`value`, where it is a sequence of texts and images; else InvalidInputError naming the place in `input`."""
    import numpy as np

    if isinstance(value, str | bytes) or not isinstance(value, Sequence | np.ndarray):
        raise InvalidInputError(f"input: expected a sequence of texts or images, found {type(value).__name__}")
    items = list(cast("Sequence[object]", value))
    for place, item in enumerate(items):
        if not isinstance(item, str):
            _pixels(item, place)
    return cast("list[Item]", items)


def base64_png(image: object) -> str:
    """The image as PNG in base64."""
    return base64.b64encode(png(_pixels(image, None))).decode("ascii")


def png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Pixels of shape (height, width, channels), losslessly."""
    import numpy as np

    height, width, channels = pixels.shape
    unfiltered = np.zeros((height, 1), dtype=np.uint8)
    rows = np.hstack([unfiltered, np.ascontiguousarray(pixels).reshape(height, width * channels)])
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOURS[channels], 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows.tobytes())), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _pixels(image: object, place: int | None) -> npt.NDArray[np.uint8]:
    import numpy as np

    where = "image" if place is None else f"input[{place}]"
    if not isinstance(image, np.ndarray):
        raise InvalidInputError(f"{where}: expected a text or an array of pixels, found {type(image).__name__}")
    pixels = cast("npt.NDArray[np.uint8]", image)
    shaped = pixels[:, :, np.newaxis] if pixels.ndim == 2 else pixels
    if shaped.dtype != np.uint8 or shaped.ndim != 3 or shaped.shape[2] not in _COLOURS or not shaped.size:
        raise InvalidInputError(
            f"{where}: expected uint8 of shape (height, width), (height, width, 3) or (height, width, 4), found"
            f" {pixels.dtype} of shape {pixels.shape}"
        )
    return shaped
