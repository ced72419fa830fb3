"""One service for all clients of a path in one process, and what a fork makes of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from chromalink_mock import Settings
from chromalink_mock.engine.errors import NotKept
from chromalink_mock.shared import SharedService, acquire
from chromalink_mock.storage import DifferentSettings, ForeignDirectory, PathInUse, Store

from .kept import films, rows


def test_clients_of_one_path_share_one_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = acquire(Settings(path=str(tmp_path / "store")))
    other = acquire(Settings(path="./x/../store"))
    assert other.service is one.service
    assert other.path == one.path == (tmp_path / "store").resolve()
    films(one.service).add(rows(3))
    one.release()
    one.release()
    assert films(other.service).count() == 3
    other.release()
    Store(tmp_path / "store").close()


def test_other_settings_for_an_open_path_are_an_error(tmp_path: Path) -> None:
    one = acquire(Settings(path=str(tmp_path)))
    with pytest.raises(DifferentSettings, match="is open in this process with other settings"):
        acquire(Settings(path=str(tmp_path), durability="full"))
    one.release()
    acquire(Settings(path=str(tmp_path), durability="full")).release()


def test_a_path_that_cannot_be_opened_is_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ForeignDirectory):
        acquire(Settings(path=str(tmp_path)))
    (tmp_path / "letter.txt").unlink()
    acquire(Settings(path=str(tmp_path))).release()


def test_without_a_path_there_is_nothing_to_share() -> None:
    with pytest.raises(ValueError, match=r"settings\.path: expected a directory, got None"):
        acquire(Settings())


@pytest.mark.skipif(not hasattr(os, "fork") or sys.version_info >= (3, 12), reason="warns of threads from 3.12 on")
def test_a_forked_child_leaves_the_store_to_its_parent(tmp_path: Path) -> None:
    held = acquire(Settings(path=str(tmp_path)))
    collection = films(held.service)
    collection.add(rows(3))
    child = os.fork()
    if not child:
        os._exit(_tried(held, tmp_path))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    collection.add(rows(3, 3))
    held.release()
    again = acquire(Settings(path=str(tmp_path)))
    assert films(again.service).count() == 6
    again.release()


def _tried(held: SharedService, path: Path) -> int:
    """In a child: 0 when it can neither write to its parent's store nor open it, and is told why."""
    try:
        films(held.service).add(rows(1, 9))
        return 1
    except NotKept as error:
        if f"process {held.pid} opened the store" not in error.message:
            return 2
    held.release()
    try:
        acquire(Settings(path=str(path)))
        return 3
    except PathInUse as error:
        return 0 if error.pid == held.pid else 4
