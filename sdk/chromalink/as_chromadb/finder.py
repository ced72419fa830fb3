"""How `chromadb` comes to be ours: a finder of modules that is asked before the path is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["install_as_chromadb"]

NAME = "chromadb"
FACADE = "chromalink.as_chromadb.facade"
MIRRORED = frozenset({"api", "auth", "base_types", "config", "errors", "execution", "telemetry", "types", "utils"})
"""The official modules that are there, with what is below them, as modules of chromalink by the same name."""


class _Alias(Loader):
    """Gives the module `target` a second name."""

    def __init__(self, target: str) -> None:
        self._target = target

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = import_module(self._target)


class _Finder(MetaPathFinder):
    """Finds `chromadb` and what is in it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        top, _, below = fullname.partition(".")
        if top != NAME:
            return None
        if not below:
            return ModuleSpec(fullname, _Alias(FACADE), is_package=True)
        if below.partition(".")[0] not in MIRRORED or not _exists(f"chromalink.{below}"):
            raise ModuleNotFoundError(
                f"No module named {fullname!r}: chromalink stands in for chromadb, and has no such module",
                name=fullname,
            )
        return ModuleSpec(fullname, _Alias(f"chromalink.{below}"), is_package=True)


def _exists(module: str) -> bool:
    try:
        import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        return False
    return True


def install_as_chromadb() -> None:
    """Let `import chromadb`, and `from chromadb.config import Settings` and the like, find chromalink.

    For the whole process, though the official package be installed; call it before anything imports chromadb. May be
    called again. Clients in memory that are made through the name chromadb share one server, as the official ones do;
    `chromalink.EphemeralClient()` stays alone. Raises ImportError where the official package is imported already.

    Examples:
        >>> install_as_chromadb()
        >>> import chromadb
        >>> chromadb.HttpClient is HttpClient, chromadb.__version__
        (True, '1.5.9')
    """
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    already = [name for name in sys.modules if name.partition(".")[0] == NAME]
    if already:
        raise ImportError(
            f"install_as_chromadb: the official chromadb is imported already ({already[0]}); call it first of all, or"
            " run the program by `python -m chromalink.as_chromadb`",
            name=NAME,
        )
    sys.meta_path.insert(0, _Finder())
