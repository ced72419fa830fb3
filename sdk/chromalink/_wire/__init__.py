"""The seam to the wire: the only importers of the generated client and of the JSON codec. Calls out, results in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _submodules

if TYPE_CHECKING:
    from . import low_level

__all__ = ["low_level"]

__getattr__ = _submodules.on_use(__name__, *__all__)
