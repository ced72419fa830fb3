"""A world in which the flow of a call is run: its answers are a script, its time is a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from chromalink._core.effects import Answer, Draw, Flow, Now, Request, Sleep, Transmit

Outcome: TypeAlias = Answer | Exception


@dataclass
class World:
    """Answers effects from the script, which must be long enough; the rest tells what the flow did.

    The draws are given out in turn, and again from the first; each request takes the same time.
    """

    script: Sequence[Outcome]
    draws: Sequence[float] = (1.0,)
    seconds_a_request: float = 0.0
    clock: float = 1000.0
    sent: list[Request] = field(default_factory=list[Request])
    sent_at: list[float] = field(default_factory=list[float])
    sleeps: list[float] = field(default_factory=list[float])

    def run(self, flow: Flow[bytes]) -> bytes:
        try:
            effect = next(flow)
            while True:
                match effect:
                    case Transmit(request):
                        outcome = self.script[len(self.sent)]
                        self.sent.append(request)
                        self.sent_at.append(self.clock)
                        self.clock += self.seconds_a_request
                        effect = flow.throw(outcome) if isinstance(outcome, Exception) else flow.send(outcome)
                    case Now():
                        effect = flow.send(self.clock)
                    case Draw():
                        effect = flow.send(self.draws[len(self.sleeps) % len(self.draws)])
                    case Sleep(seconds):
                        self.sleeps.append(seconds)
                        self.clock += seconds
                        effect = flow.send(None)
                    case _:
                        raise AssertionError(effect)
        except StopIteration as stop:
            found: bytes = stop.value
            return found
