"""The check that every embedding function of text begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from chromalink.errors import InvalidInputError


def checked(value: object) -> Sequence[str]:
    """`value`, where it is a sequence of strings; else InvalidInputError naming the place in `input`."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise InvalidInputError(f"input: expected a sequence of strings, found {type(value).__name__}")
    for place, text in enumerate(cast("Sequence[object]", value)):
        if not isinstance(text, str):
            raise InvalidInputError(f"input[{place}]: expected a string, found {type(text).__name__}")
    return cast("Sequence[str]", value)
