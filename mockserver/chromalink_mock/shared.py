"""Services over stores, one for each path in this process however many clients ask for it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from threading import RLock

from .service import Service, create_service
from .settings import Settings
from .storage import DifferentSettings, resolved


class SharedService:
    """One client's hold of a service. `pid` is the process it is good in: after a fork, the child acquires its own."""

    def __init__(self, path: Path, service: Service) -> None:
        self.path = path
        self.service = service
        self.pid = os.getpid()
        self._released = False

    def release(self) -> None:
        """Let go; with the last hold the service is closed, and others may open the path. May be called twice."""
        with _SHELF.lock:
            if self._released or self.pid != os.getpid():
                return
            self._released = True
            _SHELF.give_back(self.path)


def acquire(settings: Settings) -> SharedService:
    """A hold of the service over `settings.path`, which is opened if nobody in this process has it open.

    Raises ValueError without a path, DifferentSettings when it is open with others, and StoreError as Store does.
    """
    if settings.path is None:
        raise ValueError("settings.path: expected a directory, got None")
    path = resolved(settings.path)
    with _SHELF.lock:
        return SharedService(path, _SHELF.take(path, replace(settings, path=str(path))))


class _Open:
    """A service and how many hold it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.service = create_service(settings)
        self.holders = 0


class _Shelf:
    """The services that are open in this process; its methods need its lock.

    A forgotten hold may be released by the collector while the same thread holds the lock, so the lock is reentrant.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._open: dict[Path, _Open] = {}

    def take(self, path: Path, settings: Settings) -> Service:
        entry = self._open.get(path)
        if entry is None:
            entry = self._open[path] = _Open(settings)
        entry.holders += 1  # before anything that could set the collector off, and with it another release
        if entry.settings != settings:
            self.give_back(path)
            raise DifferentSettings(
                f"{path} is open in this process with other settings; use the same for all its clients, or close the "
                "clients that have it open first"
            )
        return entry.service

    def give_back(self, path: Path) -> None:
        entry = self._open[path]
        entry.holders -= 1
        if not entry.holders:
            del self._open[path]
            entry.service.close()

    def forget(self) -> None:
        """In a forked child: nothing is open here, and whoever held the lock is not here."""
        self.lock = RLock()
        self._open = {}


_SHELF = _Shelf()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_SHELF.forget)
