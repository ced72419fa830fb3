"""The language of searches, where the official client has it."""

from __future__ import annotations

from . import operator, plan
from .operator import *  # noqa: F403 - all of them, as that module lists them
from .operator import Where as SearchWhere
from .plan import Search

__all__ = ["Search", "SearchWhere", "plan"]
__all__ += operator.__all__
