"""Queries of our server and the official one, plain and under each kind of filter, 20,000 x 384, k=10."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .datasets import MARKERS, SHARES, Floats, clustered, dataset
from .duel import Duel, Prepare, duel
from .loaded import Loaded, query_body
from .measure import Figure, Goal, Row, at_least
from .stage import Stage

DIMENSION = 384
QUERIES = 50
FILTER_QUERIES = 10

Filter = Mapping[str, object]
_MEDIAN = "query, median of $eq 10 % and $lt 1, 10, 90 %"
_IN_MEDIAN = frozenset({("$eq", 10.0), ("$lt", 1.0), ("$lt", 10.0), ("$lt", 90.0)})


def run(stage: Stage) -> list[Row]:
    """Plain at least 3 times as fast, filtered at least 20 times at the median of four filters."""
    size = 2_000 if stage.quick else 20_000
    vectors = clustered(QUERIES, DIMENSION, seed=2)
    with duel(stage, dataset(size, DIMENSION)) as between:
        rows = [_row(between, f"query, plain, {size:,} x {DIMENSION}", _asking(vectors, {}), at_least(3))]
        chosen: list[tuple[Figure, ...]] = []
        for name, share, condition in filters():
            counts = (name, share) in _IN_MEDIAN
            if (stage.quick and share != 10) or (stage.goals and not counts):
                continue
            row = _row(between, f"query, {name} {share:g} %", _asking(vectors[:FILTER_QUERIES], condition))
            if counts:
                chosen.append(row.figures)
            rows.append(row)
    rows.insert(1, Row(_MEDIAN, _joined(chosen), at_least(20)))
    return rows


def filters() -> Iterator[tuple[str, float, Filter]]:
    """Kind, how many per cent of the records pass, and the part of the body that says so."""
    equal: dict[float, Filter] = {
        0.1: {"rank": 7},
        1.0: {"percent": 7},
        10.0: {"group": "group-7"},
        90.0: {"group": {"$ne": "group-7"}},
    }
    for share in SHARES:
        bound = round(share * 10)
        below = {"rank": {"$lt": bound}}
        yield "$eq" if share < 90 else "$ne", share, {"where": equal[share]}
        yield "$in", share, {"where": {"rank": {"$in": list(range(bound))}}}
        yield "$lt", share, {"where": below}
        yield "$and", share, {"where": {"$and": [below, {"price": {"$gt": 0.5}}]}}
    for share, word in MARKERS.items():
        yield "$contains", share, {"where_document": {"$contains": word}}
        yield "$regex", share, {"where_document": {"$regex": f"{word[:2]}[a-z]+{word[-1]}"}}


def _asking(vectors: Floats, condition: Filter) -> Prepare:
    bodies = [query_body(vector, 10, **condition) for vector in vectors]

    def prepare(loaded: Loaded) -> list[bytes]:
        return [loaded.post("query", body) for body in bodies]

    return prepare


def _row(between: Duel, what: str, prepare: Prepare, goal: Goal | None = None) -> Row:
    share = between.agreed(prepare)
    between.stage.say(what)
    return Row(what, between.rates(prepare), goal, f"{share:.1%} of the ids found by both")


def _joined(figures: list[tuple[Figure, ...]]) -> tuple[Figure, ...]:
    """The samples of several rows as those of one."""
    return tuple(
        Figure(sides[0].contender, sides[0].unit, tuple(sample for side in sides for sample in side.samples))
        for sides in zip(*figures, strict=True)
    )
