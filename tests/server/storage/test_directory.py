"""Directories that cannot be a store: each has one clear error, and stays as it was."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chromalink_mock.storage import (
    DamagedStore,
    ForeignDirectory,
    NewerFormat,
    NoWriteAheadLog,
    OfficialStore,
    PathInUse,
    Store,
    UnusablePath,
)

from .kept import content, films, opened, rows

NOBODY = 65534
HOLDER = """
import sys
from pathlib import Path
from chromalink_mock.storage import Store
store = Store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def left_in(path: Path) -> dict[str, bytes]:
    return {str(each.relative_to(path)): each.read_bytes() for each in path.rglob("*") if each.is_file()}


@contextmanager
def as_nobody() -> Generator[None]:
    """Without the rights of an administrator, whom no read-only directory stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(UnusablePath, match="file is a file; expected a directory"):
        Store(file)
    with pytest.raises(UnusablePath, match="cannot be used to keep data in"):
        Store(file / "below")
    assert file.read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="directories have no such modes there")
def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    for each in (tmp_path, *tmp_path.parents[:2]):
        each.chmod(0o755)
    with as_nobody(), pytest.raises(UnusablePath, match="closed cannot be used to keep data in: Permission denied"):
        Store(closed)
    assert left_in(closed) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="directories have no such modes there")
def test_a_store_that_became_read_only(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with opened(path) as service:
        films(service).add(rows(2))
    for each in (path, tmp_path, *tmp_path.parents[:2]):
        each.chmod(0o755)
    before = left_in(path)
    with as_nobody(), pytest.raises(UnusablePath, match="Permission denied"):
        Store(path)
    assert left_in(path) == before


def test_a_directory_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ForeignDirectory, match=r"holds other files \(letter.txt\) and is no store of chromalink"):
        Store(tmp_path)
    assert left_in(tmp_path) == {"letter.txt": b"dear"}


def test_a_directory_of_the_official_chroma_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"theirs")
    with pytest.raises(OfficialStore, match=r"left untouched.*chromalink copy"):
        Store(tmp_path)
    assert left_in(tmp_path) == {"chroma.sqlite3": b"theirs"}


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(2))
    (tmp_path / "chromalink-store").write_text(json.dumps({"format": 2}))
    before = left_in(tmp_path)
    with pytest.raises(NewerFormat, match="a store of format 2; this version reads format 1"):
        Store(tmp_path)
    assert left_in(tmp_path) == before


def test_a_format_that_cannot_be_read(tmp_path: Path) -> None:
    Store(tmp_path).close()
    (tmp_path / "chromalink-store").write_text("{}")
    with pytest.raises(DamagedStore, match="does not say which format"):
        Store(tmp_path)


def test_a_crash_while_a_store_is_made_leaves_a_store_to_be_made(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("1\n")
    (tmp_path / "chromalink-store.new").write_text("")
    with opened(tmp_path) as service:
        assert films(service).count() == 0


def test_another_process_has_it_open(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(PathInUse, match=f"is in use by process {holder.pid}") as error:
            Store(tmp_path)
        assert error.value.pid == holder.pid
        holder.kill()
        holder.wait()
        Store(tmp_path).close()
        holder.stdin.close()


def test_this_process_has_it_open(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(2))
        with pytest.raises(PathInUse, match=f"process {os.getpid()}"):
            Store(tmp_path)
        films(service).add(rows(2, 2))
        expected = content(service.catalog)
    with opened(tmp_path) as service:
        assert content(service.catalog) == expected


def test_a_file_system_without_shared_memory_has_no_write_ahead_log(tmp_path: Path) -> None:
    def connect(path: Path) -> sqlite3.Connection:
        # SQLite's own layer for file systems that can do little: no shared memory, locks as files.
        return sqlite3.connect(f"file:{path}?vfs=unix-dotfile", uri=True, isolation_level=None, check_same_thread=False)

    with pytest.raises(NoWriteAheadLog, match=r"cannot keep a write-ahead log.*local disk"):
        Store(tmp_path, connect=connect)
    Store(tmp_path).close()


def test_a_refused_opening_lets_go_of_the_directory(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        films(service).add(rows(2))
    journal = tmp_path / "journal.sqlite"
    whole = journal.read_bytes()
    journal.write_bytes(b"no database" * 1000)
    with pytest.raises(DamagedStore, match=r"journal.sqlite is damaged: file is not a database"):
        Store(tmp_path)
    journal.write_bytes(whole)
    with opened(tmp_path) as service:
        assert films(service).count() == 2
