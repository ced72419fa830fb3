"""`--embedder module:name`: a callable out of a module of the user's."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeAlias, cast

import typer

TextEmbedder: TypeAlias = Callable[[list[str]], Sequence[Sequence[float]]]


def text_embedder(reference: str) -> TextEmbedder:
    """The callable that `module:name` refers to; the working directory is searched for the module first.

    Raises BadParameter where there is no such module, no such name, or nothing that takes texts.
    """
    module_name, separator, name = reference.partition(":")
    if not module_name or not separator or not name:
        raise typer.BadParameter(f"expected module:name, got {reference!r}")
    sys.path.insert(0, os.getcwd())
    try:
        found: object = importlib.import_module(module_name)
    except Exception as error:
        raise typer.BadParameter(f"cannot import {module_name!r}: {error!r}") from error
    finally:
        sys.path.remove(os.getcwd())
    for part in name.split("."):
        if not hasattr(found, part):
            raise typer.BadParameter(f"module {module_name!r} has no {name!r}")
        found = getattr(found, part)
    if isinstance(found, type) or not callable(found):
        kind = "a class" if isinstance(found, type) else f"of type {type(found).__name__}"
        raise typer.BadParameter(f"expected a callable that takes texts, but {reference} is {kind}")
    return cast("TextEmbedder", found)
