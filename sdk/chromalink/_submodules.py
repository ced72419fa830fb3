"""Modules of a package that are there as its attributes before anybody has imported them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def on_use(package: str, *modules: str) -> Callable[[str], object]:
    """The `__getattr__` of `package`, which imports one of `modules` when it is asked for."""

    def get(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return import_module(f"{package}.{name}")

    return get
