"""The documents: docstrings of the standard library's public modules, classes, functions and methods."""

from __future__ import annotations

import contextlib
import inspect
import io
import pkgutil
import sys
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Literal

Kind = Literal["module", "class", "function", "method"]

SKIPPED = frozenset(
    {
        "antigravity",  # opens a browser
        "this",  # prints a poem
        "idlelib",  # an application
        "lib2to3",  # writes a cache of its grammar
        "rlcompleter",  # takes over the completion of this terminal
        "test",
        "tests",
        "turtledemo",  # not for readers
        "pip",
        "setuptools",
        "pydoc_data",  # not the library's own documentation
    }
)
"""Modules that are not imported, and with them all below, wherever the word occurs in the dotted name."""


LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One documented thing; `qualified_name` tells it from all others."""

    qualified_name: str
    module: str
    kind: Kind
    docstring: str
    subject: str
    """What the module's own docstring opens with; empty where it has none."""

    @property
    def document(self) -> str:
        """The text that is embedded and searched: the name and what its module is about, then the docstring."""
        about = f"\n{self.module}: {self.subject}" if self.subject and self.kind != "module" else ""
        return f"{self.qualified_name}{about}\n\n{self.docstring}"

    @property
    def metadata(self) -> dict[str, str | int]:
        return {
            "module": self.module,
            "kind": self.kind,
            "qualified_name": self.qualified_name,
            "line_count": len(self.docstring.splitlines()),
        }


def entries() -> list[Entry]:
    """Everything documented, each thing once, in an order that depends on the interpreter alone.

    Imports the whole library, quietly: what a module prints or warns of is dropped, and a module that this
    platform does not have is left out.
    """
    found: dict[str, Entry] = {}
    seen: set[int] = set()
    with _quiet():
        for module in _modules():
            for entry in _of_module(module, seen):
                found.setdefault(entry.qualified_name, entry)
    return list(found.values())


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


def _modules() -> Iterator[ModuleType]:
    waiting = sorted(sys.stdlib_module_names, reverse=True)
    while waiting:
        name = waiting.pop()
        if any(part in SKIPPED or part.startswith("_") for part in name.split(".")):
            continue
        try:
            module = import_module(name)
        except (Exception, SystemExit):  # of another platform, or not built into this interpreter
            continue
        yield module
        below = [f"{name}.{child.name}" for child in pkgutil.iter_modules(getattr(module, "__path__", ()))]
        waiting.extend(sorted(below, reverse=True))


def _of_module(module: ModuleType, seen: set[int]) -> Iterator[Entry]:
    name = module.__name__
    text = _docstring(module)
    subject = " ".join(text.partition("\n\n")[0].split())[:LONGEST_SUBJECT]
    if text:
        yield Entry(name, name, "module", text, subject)
    exported: list[str] | None = getattr(module, "__all__", None)
    for attribute, thing in sorted(vars(module).items()):
        if attribute.startswith("_") or id(thing) in seen:
            continue
        if not _belongs(thing, module, attribute, exported):
            continue
        seen.add(id(thing))
        if inspect.isclass(thing):
            yield from _of_class(thing, f"{name}.{attribute}", name, subject)
        elif inspect.isroutine(thing) and (text := _docstring(thing)):
            yield Entry(f"{name}.{attribute}", name, "function", text, subject)


def _belongs(thing: object, module: ModuleType, attribute: str, exported: list[str] | None) -> bool:
    """Whether the module offers `thing` as its own, be it defined there or in the C module behind it."""
    if exported is not None:
        return attribute in exported
    return getattr(thing, "__module__", None) in (module.__name__, f"_{module.__name__}", None)


def _of_class(cls: type, qualified_name: str, module: str, subject: str) -> Iterator[Entry]:
    if text := _docstring(cls):
        yield Entry(qualified_name, module, "class", text, subject)
    for attribute in sorted(name for name in vars(cls) if not name.startswith("_")):
        method = inspect.getattr_static(cls, attribute)
        if inspect.isroutine(method) and (text := _docstring(method)):
            yield Entry(f"{qualified_name}.{attribute}", module, "method", text, subject)


def _docstring(thing: object) -> str:
    text = getattr(thing, "__doc__", None)
    return inspect.cleandoc(text).strip() if isinstance(text, str) else ""
