from __future__ import annotations

import pytest

from ..fake_chroma import FakeChroma


@pytest.fixture
def chroma() -> FakeChroma:
    """A server that takes four records at a time."""
    found = FakeChroma()
    found.limits = {"max_batch_size": 4, "supports_base64_encoding": True}
    return found
