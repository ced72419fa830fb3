from __future__ import annotations

import pytest

from .fake_chroma import FakeChroma


@pytest.fixture
def chroma() -> FakeChroma:
    """A server that never leaves the process."""
    return FakeChroma()
