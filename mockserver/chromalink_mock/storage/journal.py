"""The journal: entries numbered one by one in a table of SQLite, each kept before it is acknowledged.

An entry's chain is the checksum of its bytes and of the chain before, so that neither a changed entry nor a missing one
goes unnoticed. Writers that come while another commits are committed together.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Final, Literal, TypeAlias

from ..engine.errors import NotKept
from ..engine.journal import Entry
from ..engine.readers_writer import ReadersWriterLock
from .codec import encode
from .errors import DamagedStore, NoWriteAheadLog, UnusablePath
from .mark import Mark

Durability: TypeAlias = Literal["normal", "full"]
Connect: TypeAlias = Callable[[Path], sqlite3.Connection]

NAME: Final = "journal.sqlite"
_PAGE_SIZE: Final = 8192
_CHECKPOINT_PAGES: Final = 4096
"""The write-ahead log goes into the database whenever it has grown to 32 MiB."""
_PRUNED_AT_ONCE: Final = 64
"""Bounds how long removing old entries keeps writers waiting."""
_TABLE: Final = "CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, chain INTEGER NOT NULL, data BLOB NOT NULL)"
_SYNCHRONOUS: Final = {"normal": "NORMAL", "full": "FULL"}


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode that any thread may use, one at a time."""
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def put_aside(directory: Path) -> None:
    """Rename what SQLite cannot read, so that a new journal can be begun."""
    for name in (NAME, f"{NAME}-wal", f"{NAME}-shm"):
        with suppress(FileNotFoundError):
            (directory / name).replace(directory / f"{name}.damaged")


class _Ticket:
    """One entry on its way into the journal."""

    __slots__ = ("data", "done", "failure")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.done = False
        self.failure: sqlite3.Error | None = None


class SqliteJournal:
    """Keeps entries in `journal.sqlite`; implements the engine's `Journal`. To be used once `start`ed.

    `grown` is called after each entry, with the bytes it took.
    """

    def __init__(self, directory: Path, durability: Durability, *, connect: Connect = connect) -> None:
        """Raises NoWriteAheadLog, DamagedStore, UnusablePath."""
        self._path = directory / NAME
        self._connect = connect
        self._durability: Durability = durability
        self.pid = os.getpid()
        self._gate = ReadersWriterLock()
        self._queue: deque[_Ticket] = deque()
        self._committing = Lock()
        self._failure: str | None = "the store is not open yet"
        self._last = self._chain = 0
        self.grown: Callable[[int], None] = lambda size: None
        self._log = self._path.with_name(f"{NAME}-wal")
        try:
            self._found_log = self._log.read_bytes() if self._log.exists() else None
            self._mark = Mark(directory)
            self._database = connect(self._path)
        except (OSError, sqlite3.Error) as error:
            raise UnusablePath(f"{self._path} cannot be opened: {error}") from error
        try:
            self._prepare(durability)
        except BaseException:
            self.abandon()
            raise

    def _prepare(self, durability: Durability) -> None:
        execute = self._database.execute
        try:
            execute(f"PRAGMA page_size={_PAGE_SIZE}")
            (mode,) = execute("PRAGMA journal_mode=WAL").fetchone()
            if mode != "wal":
                raise NoWriteAheadLog(
                    f"SQLite cannot keep a write-ahead log in {self._path.parent} (it offers {mode!r}): network file "
                    "systems often lack the shared memory it needs; choose a directory on a local disk"
                )
            execute(f"PRAGMA synchronous={_SYNCHRONOUS[durability]}")
            execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
            execute(_TABLE)
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    @property
    def last(self) -> tuple[int, int]:
        """The number and the chain of the last entry."""
        return self._last, self._chain

    def first(self) -> int | None:
        """The number of the first entry that is still there; raises DamagedStore."""
        try:
            (found,) = self._database.execute("SELECT min(seq) FROM entry").fetchone()
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error
        return None if found is None else int(found)

    def read(self, seq: int, chain: int) -> Iterator[tuple[int, int, bytes]]:
        """Number, chain and bytes of the entries after this one, checked; raises DamagedStore at the first bad one."""
        try:
            for number, kept, data in self._database.execute("SELECT * FROM entry WHERE seq > ? ORDER BY seq", (seq,)):
                if number != seq + 1:
                    raise DamagedStore(f"{self._path}: entry {seq + 1} is missing, {number} follows {seq}. {_CURE}")
                if not isinstance(data, bytes) or zlib.crc32(data, chain) != kept:
                    raise DamagedStore(f"{self._path}: entry {number} is not what was written. {_CURE}")
                seq, chain = number, kept
                yield seq, chain, data
        except sqlite3.DatabaseError as error:
            raise self._unreadable(error) from error

    def start(self, seq: int, chain: int) -> None:
        """Take entries from now on, after this one, the last; raises DamagedStore when more had been acknowledged."""
        marked, marked_chain = self._mark.get()
        if marked > seq:
            raise DamagedStore(
                f"{self._path} ends with entry {seq}, but entry {marked} was acknowledged: the tail is gone. {_CURE}"
            )
        if marked == seq and marked_chain != chain:
            raise DamagedStore(f"{self._path}: entry {seq} is not the one that was acknowledged. {_CURE}")
        self._last, self._chain = seq, chain
        self._mark.set(seq, chain)
        self._failure = self._found_log = None

    @contextmanager
    def recording(self, entry: Entry) -> Generator[None]:
        """Keep the entry, then let it be applied; raises NotKept.

        When applying is interrupted, what is in memory no longer follows from the journal: nothing is taken any more.
        """
        data = encode(entry)
        with self._gate.reading():
            try:
                self._keep(data)
                yield
            except NotKept:
                raise
            except BaseException as error:
                self._failure = f"a write was interrupted half-way ({type(error).__name__}): close and open the store"
                raise
        self.grown(len(data))

    @contextmanager
    def standstill(self) -> Generator[tuple[int, int]]:
        """Keep writers away; gives the number and chain of the last entry, which has been applied."""
        with self._gate.writing():
            yield self.last

    def prune(self, seq: int) -> None:
        """Remove the entries up to this one, a few at a time."""
        while True:
            with self._committing:
                execute = self._database.execute
                (upto,) = execute(
                    "SELECT max(seq) FROM (SELECT seq FROM entry WHERE seq <= ? ORDER BY seq LIMIT ?)",
                    (seq, _PRUNED_AT_ONCE),
                ).fetchone()
                if upto is None:
                    return
                execute("DELETE FROM entry WHERE seq <= ?", (upto,))

    def shrink(self) -> None:
        """Give the room of removed entries back to the file system."""
        with self._committing:
            self._database.execute("VACUUM")
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def cut(self, seq: int, chain: int) -> bool:
        """Give up the entries after this one; False when SQLite cannot: then `renew` can."""
        try:
            self._database.execute("DELETE FROM entry WHERE seq > ?", (seq,))
        except sqlite3.DatabaseError:
            return False
        self._mark.reset(seq, chain)
        return True

    def renew(self, seq: int, chain: int) -> None:
        """Put all entries aside and begin after this one; raises as the constructor."""
        self._database.close()
        put_aside(self._path.parent)
        self._database = self._connect(self._path)
        self._prepare(self._durability)
        self._mark.reset(seq, chain)

    def abandon(self) -> None:
        """Close what cannot be used, and put back the log that was found: SQLite drops it with what it cannot read."""
        self._database.close()
        self._mark.close()
        if self._found_log is not None and not self._log.exists():
            self._log.write_bytes(self._found_log)

    def close(self) -> None:
        """Take no more; may be called twice. A forked child leaves its parent's connection alone."""
        self._failure = "the store is closed"
        if os.getpid() == self.pid:
            with self._committing:
                self._database.close()
                self._mark.close()

    def _keep(self, data: bytes) -> None:
        if os.getpid() != self.pid:
            raise NotKept(f"process {self.pid} opened the store before this one was forked: open it anew")
        ticket = _Ticket(data)
        self._queue.append(ticket)
        with self._committing:
            if self._failure is not None:
                self._queue.clear()
                raise NotKept(self._failure)
            if not ticket.done:
                waiting = list(self._queue)
                self._queue.clear()
                self._commit(waiting)
        if ticket.failure is not None:
            raise NotKept(f"the journal cannot keep the write: {ticket.failure}") from ticket.failure

    def _commit(self, tickets: Sequence[_Ticket]) -> None:
        """Keep all in one transaction or, when that fails, each in one of its own."""
        execute = self._database.execute
        seq, chain = self._last, self._chain
        try:
            execute("BEGIN IMMEDIATE")
            for ticket in tickets:
                seq, chain = seq + 1, zlib.crc32(ticket.data, chain)
                execute("INSERT INTO entry VALUES (?, ?, ?)", (seq, chain, ticket.data))
            execute("COMMIT")
        except sqlite3.Error as error:
            if self._database.in_transaction:
                execute("ROLLBACK")
            if len(tickets) > 1:
                for ticket in tickets:
                    self._commit([ticket])
                return
            tickets[0].failure, tickets[0].done = error, True
            return
        self._last, self._chain = seq, chain
        self._mark.set(seq, chain)
        for ticket in tickets:
            ticket.done = True

    def _unreadable(self, error: sqlite3.DatabaseError) -> DamagedStore | UnusablePath:
        if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
            return UnusablePath(f"{self._path} cannot be used: {error}")
        return DamagedStore(f"{self._path} is damaged: {error}. {_CURE}")


_CURE: Final = (
    "Nothing was changed. Bring the directory back from a copy, or go on with what can still be read: "
    "chromalink vacuum --accept-loss"
)
