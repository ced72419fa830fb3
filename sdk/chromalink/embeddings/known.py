"""Functions known by the name that is stored of them: registered ones, those of this package, and entry points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Generic, Protocol, TypeVar, cast

from ..errors import EmbeddingError, InvalidInputError

F_co = TypeVar("F_co", covariant=True)
F = TypeVar("F")


class Buildable(Protocol[F_co]):
    """A class of embedding functions that a stored name can lead to."""

    @staticmethod
    def name() -> str: ...

    @staticmethod
    def build_from_config(config: dict[str, object]) -> F_co: ...


@dataclass(frozen=True, slots=True)
class KnownFunctions(Generic[F]):
    """The one owner of what was registered of a kind; our own and those of entry points join when looked up."""

    kind: str
    """What messages call them."""
    decorator: str
    """What registers a class."""
    entry_points: str
    """Entry point group of third parties: the entry's name is the stored one, its object the class."""
    ours: Mapping[str, tuple[str, str]]
    """Module, below this package, and class."""
    registered: dict[str, Buildable[F]] = field(default_factory=dict[str, Buildable[F]])

    def register(self, ef_class: Buildable[F]) -> None:
        """Let the class's name lead to it, in place of an older one."""
        name = cast("object", ef_class.name())
        if not isinstance(name, str) or not name:
            raise InvalidInputError(f"ef_class: expected name() to return a non-empty string, found {name!r}")
        self.registered[name] = ef_class

    def build(self, name: str, config: Mapping[str, object]) -> F:
        """The function stored as `name` with `config`.

        Raises EmbeddingError, naming it, where nothing is registered under `name` or its class refuses. Values of
        the configuration are not shown: headers in it may hold secrets.
        """
        found = self._class_of(name)
        try:
            function = found.build_from_config(dict(config))
        except Exception as refusal:
            raise EmbeddingError(
                f"{self.kind} {name!r}: not to be built from its configuration of {sorted(config)}: {refusal}"
            ) from refusal
        if function is NotImplemented:
            raise EmbeddingError(f"{self.kind} {name!r}: {found!r} has no build_from_config")
        return function

    def _class_of(self, name: str) -> Buildable[F]:
        if name in self.registered:
            return self.registered[name]
        if name in self.ours:
            module, attribute = self.ours[name]
            self.registered[name] = cast("Buildable[F]", getattr(import_module(module, __package__), attribute))
            return self.registered[name]
        from importlib.metadata import entry_points  # slow to import, seldom needed

        for entry in entry_points(group=self.entry_points, name=name):
            try:
                self.registered[name] = cast("Buildable[F]", entry.load())
            except Exception as failure:
                raise EmbeddingError(f"{self.kind} {name!r}: {entry.value} failed to load: {failure}") from failure
            return self.registered[name]
        raise EmbeddingError(
            f"{self.kind} {name!r}: unknown here; import the module that defines it, or decorate its class with "
            f"@{self.decorator}"
        )


def named(stored: object) -> tuple[str, dict[str, object]] | None:
    """Name and configuration of a function as stored in JSON; None where it names none."""
    told = cast("Mapping[str, object]", stored) if isinstance(stored, Mapping) else dict[str, object]()
    name, config = told.get("name"), told.get("config")
    if told.get("type") != "known" or not isinstance(name, str):
        return None
    return name, dict(cast("Mapping[str, object]", config)) if isinstance(config, Mapping) else {}
