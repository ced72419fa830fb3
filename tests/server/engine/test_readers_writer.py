from __future__ import annotations

from threading import Barrier, Event, Thread

import pytest

from chromalink_mock.engine.readers_writer import ReadersWriterLock


def test_readers_run_beside_each_other() -> None:
    lock, inside = ReadersWriterLock(), Barrier(3)

    def read() -> None:
        with lock.reading():
            inside.wait(30)

    threads = [Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    read()
    for thread in threads:
        thread.join()
    assert not inside.broken


def test_a_writer_is_alone() -> None:
    lock, total = ReadersWriterLock(), [0]

    def write() -> None:
        for _ in range(500):
            with lock.writing():
                seen = total[0]
                assert not lock.try_reading()
                total[0] = seen + 1

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total == [2000]


def test_trying_to_read_needs_no_waiting_and_must_be_given_back() -> None:
    lock = ReadersWriterLock()
    assert lock.try_reading()
    assert lock.try_reading()
    lock.end_reading()
    lock.end_reading()
    with lock.writing():
        assert not lock.try_reading()
    assert lock.try_reading()


def test_a_waiting_writer_goes_before_later_readers() -> None:
    lock, wrote = ReadersWriterLock(), Event()

    def write() -> None:
        with lock.writing():
            wrote.set()

    with lock.reading():
        writer = Thread(target=write)
        writer.start()
        while lock.try_reading():  # until the writer stands in line
            lock.end_reading()
        assert not wrote.is_set()
    with lock.reading():
        assert wrote.is_set()
    writer.join()


def test_the_lock_is_free_after_an_error() -> None:
    lock = ReadersWriterLock()
    for hold in (lock.reading, lock.writing):
        with pytest.raises(KeyError), hold():
            raise KeyError
    with lock.writing():
        assert not lock.try_reading()
