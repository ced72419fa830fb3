"""A store: one directory with a journal and snapshots, open in one process."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from ..engine.holdings import Holdings
from ..engine.image import still
from . import snapshot
from .codec import decode
from .errors import DamagedStore, ForeignDirectory, NewerFormat, OfficialStore, UnusablePath
from .journal import Connect, Durability, SqliteJournal, connect, put_aside
from .lock import NAME as LOCK
from .lock import DirectoryLock

logger = logging.getLogger(__name__)

FORMAT: Final = 1
FORMAT_FILE: Final = "chromalink-store"
_OFFICIAL_FILE: Final = "chroma.sqlite3"
SNAPSHOT_BYTES: Final = 64 << 20
"""A snapshot is written when the journal has grown by so much, and by as much as the last snapshot took."""
CLOSING_BYTES: Final = 4 << 20
"""On closing, a journal that has grown by so much since the last snapshot is replaced by one."""


class Store:
    """What a directory keeps: `holdings` as they were, and a journal for what they are told from now on.

    Snapshots are written by a thread behind it. The last two stay, with the journal since the older one: should the
    newer be damaged one day, the older serves.
    """

    def __init__(
        self,
        path: Path,
        durability: Durability = "normal",
        *,
        connect: Connect = connect,
        snapshot_bytes: int = SNAPSHOT_BYTES,
        accept_loss: bool = False,
    ) -> None:
        """Open the directory, or make it; raises StoreError and leaves everything as it was.

        With `accept_loss`, what cannot be read any more is given up: later entries of a damaged journal for good.
        """
        self.path = path
        self._snapshot_bytes = snapshot_bytes
        self._lock = _opened(path)
        self._grown = 0
        self._snapshot_size = 0
        self._damaged: list[int] = []
        self._writer: Thread | None = None
        self._writer_gate = Lock()
        self._closed = False
        try:
            self._journal = _journal(path, durability, connect, accept_loss=accept_loss)
            try:
                self.holdings = self._resumed(accept_loss=accept_loss)
            except BaseException:
                self._journal.abandon()
                raise
        except BaseException:
            self._lock.release()
            raise
        self._journal.grown = self._has_grown

    @property
    def last_entry(self) -> int:
        """The number of the last entry that was kept."""
        return self._journal.last[0]

    def awaken(self) -> None:
        """Let the collections search as they should; graphs that are missing are built behind."""
        for collection in self.holdings.collections.values():
            collection.retune()

    def snapshot(self, *, behind: bool = False) -> int:
        """Write a snapshot of what there is now, drop what it makes superfluous; returns its entry. Raises OSError.

        `behind` says that others are at work meanwhile: large graphs are left out.
        """
        with self._journal.standstill() as (seq, chain):
            now = still(self.holdings)
            self._grown = 0
        while self._damaged:
            snapshot.remove(self.path, self._damaged.pop())
        known = snapshot.found(self.path)
        if seq not in known:
            snapshot.write(self.path, now, seq, chain, behind=behind)
            known.insert(0, seq)
        self._snapshot_size = snapshot.size_of(self.path, seq)
        for old in known[2:]:
            snapshot.remove(self.path, old)
        if len(known) > 1:
            self._journal.prune(known[1])
        return seq

    def compact(self) -> None:
        """Keep one snapshot that is whole, and nothing else."""
        seq = self.snapshot()
        snapshot.verify(self.path, seq)
        for old in snapshot.found(self.path):
            if old != seq:
                snapshot.remove(self.path, old)
        self._journal.prune(seq)
        self._journal.shrink()

    def close(self) -> None:
        """Finish the snapshot that is being written, and let others have the directory; may be called twice."""
        with self._writer_gate:
            if self._closed:
                return
            self._closed = True
            writer = self._writer
        if os.getpid() != self._journal.pid:
            self._lock.release()
            return
        if writer is not None:
            writer.join()
        try:
            if self._grown > CLOSING_BYTES:
                self._try_snapshot(behind=False)
        finally:
            self._journal.close()
            self._lock.release()

    def _resumed(self, *, accept_loss: bool) -> Holdings:
        """What the newest snapshot that is whole, and the journal since, come to."""
        failure: DamagedStore | None = None
        candidates: list[int | None] = [*snapshot.found(self.path)]
        first = self._journal.first()
        if first in (None, 1) and (first == 1 or not candidates):
            candidates.append(None)
        for seq in candidates:
            holdings = Holdings(self._journal)
            try:
                chain = 0 if seq is None else snapshot.read(self.path, seq, holdings)
            except DamagedStore as error:
                logger.warning("%s; an older snapshot is looked for", error)
                failure = failure or error
                self._damaged += [] if seq is None else [seq]
                continue
            self._snapshot_size = 0 if seq is None else snapshot.size_of(self.path, seq)
            self._replay(holdings, seq or 0, chain, accept_loss=accept_loss)
            return holdings
        raise DamagedStore(
            f"{failure or self.path}: no snapshot in {self.path} is whole, and the journal does not reach back far "
            "enough. Nothing was changed. Bring the directory back from a copy"
        )

    def _replay(self, holdings: Holdings, seq: int, chain: int, *, accept_loss: bool) -> None:
        try:
            for number, kept, data in self._journal.read(seq, chain):
                holdings.replay(decode(data))
                seq, chain = number, kept
                self._grown += len(data)
            self._journal.start(seq, chain)
        except DamagedStore as error:
            if not accept_loss:
                raise
            logger.warning("%s", error)
            if not self._journal.cut(seq, chain):
                if seq not in snapshot.found(self.path):
                    snapshot.write(self.path, still(holdings), seq, chain)
                self._journal.renew(seq, chain)
            self._journal.start(seq, chain)

    def _has_grown(self, size: int) -> None:
        """Called after every write: cheap, unless it is time for a snapshot."""
        self._grown += size
        if self._grown > max(self._snapshot_bytes, self._snapshot_size) and self._writer is None:
            with self._writer_gate:
                if self._writer is None and not self._closed:
                    self._writer = Thread(target=self._write_behind, name="chromalink-snapshot")
                    self._writer.start()

    def _write_behind(self) -> None:
        self._try_snapshot(behind=True)
        with self._writer_gate:
            self._writer = None

    def _try_snapshot(self, *, behind: bool) -> None:
        """A snapshot that fails costs nothing but time at the next opening."""
        try:
            self.snapshot(behind=behind)
        except Exception:
            logger.exception("writing a snapshot of %s failed; the journal has everything", self.path)


def resolved(path: str | os.PathLike[str]) -> Path:
    """The one path of a directory, however it is written."""
    return Path(path).expanduser().resolve()


def _opened(path: Path) -> DirectoryLock:
    """The lock of a directory that is a store, or has been made one; raises StoreError."""
    try:
        if path.exists() and not path.is_dir():
            raise UnusablePath(f"{path} is a file; expected a directory, or a path where one can be made")
        path.mkdir(parents=True, exist_ok=True)
        _refuse_others(path)
        lock = DirectoryLock(path)
    except OSError as error:
        raise UnusablePath(f"{path} cannot be used to keep data in: {error.strerror or error}") from error
    try:
        _check_format(path)
    except OSError as error:
        lock.release()
        raise UnusablePath(f"{path} cannot be used to keep data in: {error.strerror or error}") from error
    except BaseException:
        lock.release()
        raise
    return lock


def _refuse_others(path: Path) -> None:
    names = {each.name for each in path.iterdir()}
    if FORMAT_FILE in names:
        return
    if _OFFICIAL_FILE in names:
        raise OfficialStore(path)
    if names - {LOCK, FORMAT_FILE + ".new"}:
        named = ", ".join(sorted(names)[:3])
        raise ForeignDirectory(
            f"{path} holds other files ({named}) and is no store of chromalink; choose an empty directory or a new one"
        )


def _check_format(path: Path) -> None:
    """Write down the format of a directory that has none; raises NewerFormat, DamagedStore, OSError."""
    file = path / FORMAT_FILE
    if not file.exists():
        fresh = file.with_name(file.name + ".new")
        fresh.write_text(json.dumps({"format": FORMAT}) + "\n")
        fresh.rename(file)
        return
    try:
        found = json.loads(file.read_text())["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedStore(f"{file} does not say which format the store has") from error
    if found != FORMAT:
        raise NewerFormat(
            f"{path} is a store of format {found}; this version reads format {FORMAT}. Install the chromalink that "
            "wrote it, or a later one: pip install --upgrade 'chromalink[mock]'"
        )


def _journal(path: Path, durability: Durability, connect: Connect, *, accept_loss: bool) -> SqliteJournal:
    try:
        return SqliteJournal(path, durability, connect=connect)
    except DamagedStore as error:
        if not accept_loss:
            raise
        logger.warning("%s", error)
        put_aside(path)
        return SqliteJournal(path, durability, connect=connect)
