"""Images as PNG: read back by a decoder written from the specification, pixel for pixel."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import numpy as np
import pytest

from chromalink.embeddings.providers.images import base64_png, texts_and_images
from chromalink.errors import InvalidInputError


def pixels_of(png: bytes) -> Any:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, chunks = 8, {}
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert checksum == zlib.crc32(kind + content)
        chunks[kind] = content
        place += 12 + length
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, rest) == (8, [0, 0, 0])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), dtype=np.uint8).reshape(height, -1)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, {0: 1, 2: 3, 6: 4}[colour])


@pytest.mark.parametrize("shape", [(3, 5), (3, 5, 1), (3, 5, 3), (3, 5, 4)])
def test_an_image_is_kept_pixel_for_pixel(shape: tuple[int, ...]) -> None:
    image = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    read = pixels_of(base64.b64decode(base64_png(image)))
    assert np.array_equal(read, image.reshape(3, 5, -1))


def test_an_image_that_is_a_view_is_kept_too() -> None:
    image = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)[::-2, ::2]
    assert np.array_equal(pixels_of(base64.b64decode(base64_png(image))), image)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("heist", "input: expected a sequence of texts or images, found str"),
        ([3], r"input\[0\]: expected a text or an array of pixels, found int"),
        (["x", np.zeros((2, 2), dtype=np.float32)], r"input\[1\]: expected uint8 .* found float32 of shape \(2, 2\)"),
        ([np.zeros((2, 2, 2), dtype=np.uint8)], r"found uint8 of shape \(2, 2, 2\)"),
        ([np.zeros((0, 2), dtype=np.uint8)], r"found uint8 of shape \(0, 2\)"),
    ],
)
def test_what_is_no_image_is_refused_by_its_place(value: object, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        texts_and_images(value)
