"""The protocol of a timed program: a line of JSON names a task and its arguments, a line of JSON answers.

Imports nothing but the standard library, since every environment runs it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping


def take(tasks: Mapping[str, Callable[..., object]]) -> None:
    """Perform tasks as they come, until the input ends; what they print goes to stderr."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        asked = json.loads(line)
        answer = tasks[asked["task"]](**asked["arguments"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
