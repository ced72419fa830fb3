"""What a package has as its attributes before anybody has imported it: modules, and names out of modules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


def on_use(package: str, *modules: str, homes: Mapping[str, str] = _NONE) -> Callable[[str], object]:
    """The `__getattr__` of `package`, which imports one of `modules`, or what has a home, when it is asked for.

    `homes` tells the module of each name, as a leading dot tells relative to `package`; a name is looked up once.
    """

    def get(name: str) -> object:
        if name in modules:
            return import_module(f"{package}.{name}")
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(homes[name], package), name)
        setattr(sys.modules[package], name, found)
        return found

    return get
