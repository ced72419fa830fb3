"""What all tests share: how hypothesis chooses its examples.

A run has the same examples each time, so that a red suite is about the change at hand. Look for more with
`scripts/test --hypothesis-profile=explore`.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=1000)
settings.load_profile("repeatable")
