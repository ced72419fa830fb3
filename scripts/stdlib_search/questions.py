"""What the demo asks: plain questions, questions under each kind of restriction, and some asked both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A text to search with, and what the answers must satisfy; `restriction` says that in words."""

    text: str
    restriction: str = ""
    where: Mapping[str, object] | None = None
    where_document: Mapping[str, object] | None = None
    below: str = ""
    """Only what lies below this name: the candidates are given to the search by their ids."""


ASKED_ASYNC = (
    Question("how do I read a csv file"),
    Question("compress data with gzip"),
    Question("run a subprocess and capture its output", "functions only", where={"kind": "function"}),
    Question(
        "walk a directory tree",
        "modules os and shutil, docstrings of at least five lines",
        where={"$and": [{"module": {"$in": ["os", "shutil"]}}, {"line_count": {"$gte": 5}}]},
    ),
)
"""Asked side by side, through the async client."""

ASKED_SYNC = (
    Question("random choice from a list"),
    Question("connect to a sqlite database", "not modules", where={"kind": {"$ne": "module"}}),
    Question(
        "date string format",
        "documents that match the regular expression (ISO|RFC)[ -]?\\d{3,4}",
        where_document={"$regex": r"(ISO|RFC)[ -]?\d{3,4}"},
    ),
    Question("sort in place, or reverse", "methods of builtins.list, by id", below="builtins.list"),
)
"""Asked one after the other, through the sync client."""

ASKED_BOTH_WAYS = ("remove a directory and all files in it", "median of numbers", "ISO 8601 date")
"""Asked by vectors alone, and by vectors and words together, through the search of the sync client."""
