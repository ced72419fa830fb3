"""Profiles: keys of Chroma Cloud by name, in the files where the official command line keeps them too."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, cast

from . import private_files
from .failure import Failure

Theme: TypeAlias = Literal["dark", "light"]

_NO_ACTIVE = "no profile is active: `chromalink login` makes one, `chromalink profile use NAME` chooses one"
_MISSING_EXTRA = "writing profiles needs tomli-w: pip install 'chromalink[cli]'"
_NEW_CONFIG: Mapping[str, object] = {
    "current_profile": "",
    "sample_apps": {"show_updates": True, "installed": {}},
    "theme": "Dark",
}
"""What the official command line expects to find, or would write itself."""
_THEMES: Mapping[object, Theme] = {"Dark": "dark", "Light": "light"}


class NoActiveProfile(Failure):
    """No profile was named, and none is active."""

    def __init__(self) -> None:
        super().__init__(_NO_ACTIVE)


@dataclass(frozen=True, slots=True)
class Profile:
    """A key of Chroma Cloud and the tenant it is for, under a name."""

    name: str
    api_key: str = field(repr=False)
    tenant_id: str


class Profiles:
    """The profiles of a user, in `credentials` and `config.json` of a directory, by default `~/.chroma`.

    Every call reads the files anew. They are written at once, for their owner only, with everything in them that
    means nothing here. Methods raise Failure for files that cannot be read, written or understood; nothing that one
    shows holds a key.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = Path.home() / ".chroma" if directory is None else directory
        self._credentials = self._directory / "credentials"
        self._config = self._directory / "config.json"

    def all(self) -> Mapping[str, Profile]:
        """Every profile by its name, in the order of the file."""
        tables = {name: _table(found) for name, found in self._tables().items()}
        return {name: self._profile(name, table) for name, table in tables.items() if table is not None}

    def named(self, name: str) -> Profile:
        """The profile of that name; raises Failure where there is none."""
        found = self.all()
        if name not in found:
            known = ", ".join(found) or "there is none; `chromalink login` makes one"
            raise Failure(f"profile: no {name!r}; known: {known}")
        return found[name]

    def active_name(self) -> str | None:
        """The name of the active profile, whether or not it exists; None where none is set."""
        name = self._read_config()["current_profile"]
        if not isinstance(name, str):
            raise Failure(f"{self._config}: current_profile: expected a text")
        return name or None

    def active(self) -> Profile | None:
        """The active profile; None where none is set. Raises Failure where it is gone."""
        name = self.active_name()
        return None if name is None else self.named(name)

    def chosen(self, name: str | None) -> Profile:
        """The profile of that name, or else the active one. Raises Failure where it is gone, NoActiveProfile."""
        found = self.active() if name is None else self.named(name)
        if found is None:
            raise NoActiveProfile
        return found

    def save(self, profile: Profile) -> None:
        """Add a profile, or replace the one of its name. Raises Failure for a name that cannot be one."""
        _check_name(profile.name)
        tables = self._tables()
        before = _table(tables.get(profile.name)) or {}
        tables[profile.name] = {**before, "api_key": profile.api_key, "tenant_id": profile.tenant_id}
        self._write_tables(tables)

    def delete(self, name: str) -> None:
        """Forget a profile; if it was the active one, none is. Raises Failure where there is none."""
        self.named(name)
        tables = self._tables()
        del tables[name]
        self._write_tables(tables)
        if self.active_name() == name:
            self._set("current_profile", "")

    def rename(self, old: str, new: str) -> None:
        """Give a profile another name; it stays active. Raises Failure where `new` is taken or cannot be a name."""
        _check_name(new)
        self.named(old)
        tables = self._tables()
        if new in tables:
            raise Failure(f"profile: {new!r} exists already")
        self._write_tables({new if name == old else name: table for name, table in tables.items()})
        if self.active_name() == old:
            self._set("current_profile", new)

    def use(self, name: str) -> None:
        """Make a profile the active one. Raises Failure where there is none."""
        self.named(name)
        self._set("current_profile", name)

    @property
    def theme(self) -> Theme:
        """What colours the terminal has: those of the last `set_theme`, else "dark"."""
        found = self._read_config()["theme"]
        if not isinstance(found, str) or found not in _THEMES:
            raise Failure(f"{self._config}: theme: expected Dark or Light, got {found!r}")
        return _THEMES[found]

    def set_theme(self, theme: Theme) -> None:
        """Remember what colours the terminal has."""
        self._set("theme", theme.capitalize())

    def _profile(self, name: str, table: Mapping[str, object]) -> Profile:
        key, tenant = table.get("api_key"), table.get("tenant_id")
        if not isinstance(key, str) or not isinstance(tenant, str):
            raise Failure(f"{self._credentials}: profile {name!r}: expected api_key and tenant_id, both texts")
        return Profile(name, key, tenant)

    def _tables(self) -> dict[str, object]:
        text = self._read(self._credentials)
        try:
            return tomllib.loads(text or "")
        except tomllib.TOMLDecodeError:
            # The cause may quote a key.
            raise Failure(f"{self._credentials}: expected TOML") from None

    def _read_config(self) -> dict[str, object]:
        text = self._read(self._config)
        try:
            found = cast("object", json.loads(text or "{}"))
        except json.JSONDecodeError as error:
            raise Failure(f"{self._config}: expected JSON: {error}") from error
        if not isinstance(found, dict):
            raise Failure(f"{self._config}: expected a JSON object")
        return {**_NEW_CONFIG, **cast("dict[str, object]", found)}

    def _set(self, setting: str, value: str) -> None:
        self._write(self._config, json.dumps({**self._read_config(), setting: value}, ensure_ascii=False, indent=2))

    def _write_tables(self, tables: Mapping[str, object]) -> None:
        try:
            import tomli_w
        except ImportError as error:
            raise Failure(f"{_MISSING_EXTRA} ({error})") from error
        self._write(self._credentials, tomli_w.dumps(tables))

    def _read(self, path: Path) -> str | None:
        if self._directory.is_dir():
            private_files.close_to_others(self._directory)
        return private_files.read(path)

    def _write(self, path: Path, text: str) -> None:
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(f"{self._directory}: cannot be made: {error.strerror}") from error
        private_files.write(path, text)


def _table(found: object) -> Mapping[str, object] | None:
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else None


def _check_name(name: str) -> None:
    if not name or name != name.strip() or not name.isprintable():
        raise Failure(f"profile: expected a name of printable characters without spaces around it, got {name!r}", 2)
