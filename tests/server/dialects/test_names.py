"""What a dialect may be called."""

from __future__ import annotations

from typing import cast

import pytest

from chromalink_mock import Settings, create_app
from chromalink_mock.settings import DialectName


def test_an_unknown_dialect_is_refused_and_none_spoken_in_its_place() -> None:
    with pytest.raises(ValueError, match="dialect: expected one of chroma, cloud-openapi; got 'cloud'"):
        create_app(Settings(dialect=cast("DialectName", "cloud")))
