from __future__ import annotations

import os

import pytest

from .cases import CASES, KEY, ROBOFLOW, SPLADE


@pytest.fixture(autouse=True)
def _no_keys_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key but those a test sets, and no proxy between it and its mocked providers."""
    for name in list(os.environ):
        if name.endswith(("_API_KEY", "_proxy", "_PROXY")) or name in ("CHROMA_EMBED_URL", "MINE"):
            monkeypatch.delenv(name)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> str:
    """A key in every variable that a provider's case reads."""
    for case in (*CASES, ROBOFLOW, SPLADE):
        if case.variable is not None:
            monkeypatch.setenv(case.variable, KEY)
    return KEY
