"""Runs flows, blocking for their effects."""

from __future__ import annotations

import random
import time
from typing import Any, TypeVar

from .._core.effects import Compute, Draw, Effect, Flow, Now, Sleep, Transmit
from .transport import Transport

T = TypeVar("T")


class Driver:
    """Performs what flows ask for, in the calling thread."""

    awaits = False

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def run(self, flow: Flow[T]) -> T:
        """What `flow` returns. The flow is closed however this ends, by Ctrl-C too."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = self._perform(effect)
                except Exception as exc:
                    effect = flow.throw(exc)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            value: T = stop.value
            return value
        finally:
            flow.close()

    def open(self, flow: Flow[None]) -> None:
        """Run the flow that opens the client; when it fails, the connections are closed."""
        try:
            self.run(flow)
        except BaseException:
            self.transport.close()
            raise

    def _perform(self, effect: Effect) -> Any:
        match effect:
            case Transmit(request):
                return self.transport.send(request)
            case Compute(function, argument):
                return function(argument)
            case Sleep(seconds):
                return time.sleep(seconds)
            case Now():
                return time.monotonic()
            case Draw():
                return random.random()
