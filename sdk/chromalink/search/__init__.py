"""The language of searches: `K` for conditions, `Knn` and arithmetic for ranks, `Search` for the whole."""

from __future__ import annotations

from ..types import ReadLevel
from .grouping import Aggregate, GroupBy, MaxK, MinK
from .key import K, Key
from .page import Limit, Select
from .rank import Abs, Div, Exp, Knn, Log, Max, Min, Mul, Rank, Sub, Sum, Val
from .rrf import Rrf
from .search import Search
from .where import And, Contains, Eq, Gt, Gte, In, Lt, Lte, Ne, Nin, NotContains, NotRegex, Or, Regex, Where

__all__ = [
    "Abs",
    "Aggregate",
    "And",
    "Contains",
    "Div",
    "Eq",
    "Exp",
    "GroupBy",
    "Gt",
    "Gte",
    "In",
    "K",
    "Key",
    "Knn",
    "Limit",
    "Log",
    "Lt",
    "Lte",
    "Max",
    "MaxK",
    "Min",
    "MinK",
    "Mul",
    "Ne",
    "Nin",
    "NotContains",
    "NotRegex",
    "Or",
    "Rank",
    "ReadLevel",
    "Regex",
    "Rrf",
    "Search",
    "Select",
    "Sub",
    "Sum",
    "Val",
    "Where",
]
