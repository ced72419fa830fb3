"""The connections of a provider's function, in both colours."""

from __future__ import annotations

import threading
import weakref
from typing import TypeVar

from chromalink._async.driver import AsyncDriver
from chromalink._async.transport import AsyncHttpTransport
from chromalink._core.effects import Flow
from chromalink._sync.driver import Driver
from chromalink._sync.transport import HttpTransport
from chromalink.config import ClientOptions

T = TypeVar("T")


class Connection:
    """Runs flows over connections of its own.

    Sync ones are kept from call to call, may be used by any thread, and are closed with this object. Async ones
    belong to the event loop that opened them, so each call, whatever number of requests it takes, opens its own.
    """

    def __init__(self, options: ClientOptions) -> None:
        self._options = options
        self._making = threading.Lock()
        self._driver: Driver | None = None

    def run(self, flow: Flow[T]) -> T:
        """What `flow` returns, blocking."""
        with self._making:
            if self._driver is None:
                transport = HttpTransport(self._options)
                weakref.finalize(self, transport.close)
                self._driver = Driver(transport)
            driver = self._driver
        return driver.run(flow)

    async def arun(self, flow: Flow[T]) -> T:
        """What `flow` returns, awaiting: asyncio and trio."""
        transport = AsyncHttpTransport(self._options)
        try:
            return await AsyncDriver(transport).run(flow)
        finally:
            await transport.aclose()

    def close(self) -> None:
        """Close the sync connections; a later call opens new ones."""
        with self._making:
            driver, self._driver = self._driver, None
        if driver is not None:
            driver.transport.close()
