"""What a call does, step by step; each module is imported when a call first needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import _submodules

if TYPE_CHECKING:
    from . import bulk, collections, databases, functions, pages, read, search, survey, system, write

__all__ = ["bulk", "collections", "databases", "functions", "pages", "read", "search", "survey", "system", "write"]

__getattr__ = _submodules.on_use(__name__, *__all__)
