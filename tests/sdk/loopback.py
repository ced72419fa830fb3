"""Servers of a few lines, on real sockets of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def answering(answer: Callable[[socket.socket, bytes], None]) -> Generator[int]:
    """The port of a server that hands each connection, with the first bytes it sent, to `answer`, then closes it."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                answer(connection, connection.recv(65536))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        worker = threading.Thread(target=serve)
        worker.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            worker.join()
