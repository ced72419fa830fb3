"""Queries, gets, and what filters them."""

from __future__ import annotations

from typing import Any

from chromalink import Collection
from chromalink.errors import InvalidInputError

from .documented import documented

QUESTIONS = [[11.1, 12.1, 13.1], [1.1, 2.3, 3.2]]
ADDRESS = r"^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$"


@documented("002", 2637, 2639)
def queried_by_texts(films: Collection) -> None:
    found = films.query(query_texts=["red thieves", "blue stars"])
    assert [ids[0] for ids in found["ids"]] == ["heat", "alien"]


@documented("002", 2645, 2647)
def queried_by_vectors(vectors: Collection) -> None:
    assert [len(ids) for ids in vectors.query(query_embeddings=QUESTIONS)["ids"]] == [3, 3]


@documented("002", 2651, 2654)
def queried_for_so_many(vectors: Collection) -> None:
    found = vectors.query(query_embeddings=QUESTIONS, n_results=2)
    assert [len(ids) for ids in found["ids"]] == [2, 2]


@documented("002", 2658, 2662)
def queried_among_some_ids(vectors: Collection) -> None:
    found = vectors.query(query_embeddings=QUESTIONS, n_results=5, ids=["heat", "alien"])
    assert [sorted(ids) for ids in found["ids"]] == [["alien", "heat"], ["alien", "heat"]]


@documented("002", 2665, 2667)
def got_without_a_limit(points: Collection) -> None:
    ids = [str(number) for number in range(120)]
    points.add(ids=ids, embeddings=[[float(number)] for number in range(120)])
    assert points.get()["ids"] == ids
    assert points.get(limit=100, offset=100)["ids"] == ids[100:]


@documented("002", 2669, 2669)
def got_by_ids(films: Collection) -> None:
    assert films.get(ids=["ronin", "heat", "nowhere"])["ids"] == ["heat", "ronin"]


@documented("002", 2673, 2678)
def queried_with_both_filters(vectors: Collection) -> None:
    found = vectors.query(
        query_embeddings=QUESTIONS, n_results=5, where={"year": 1995}, where_document={"$contains": "heist"}
    )
    assert found["ids"] == [["heat"], ["heat"]]


@documented("002", 2683, 2696)
def results_have_these_keys(films: Collection) -> None:
    columns = {"ids", "embeddings", "documents", "metadatas", "included"}
    assert columns | {"distances"} <= set(films.query(query_texts=["red"]))
    assert columns <= set(films.get())


@documented("002", 2700, 2700)
def queried_by_two_texts(films: Collection) -> None:
    results = films.query(query_texts=["red thieves", "blue stars"])
    assert results["ids"][0] != results["ids"][1]


@documented("002", 2705, 2712)
def told_what_to_return(films: Collection) -> None:
    usual = films.query(query_texts=["red"])
    assert None not in (usual["ids"], usual["documents"], usual["metadatas"])
    assert films.get(include=["documents"])["metadatas"] is None
    more = films.query(query_texts=["red"], include=["documents", "metadatas", "embeddings"])
    assert more["embeddings"] is not None
    assert more["distances"] is None


@documented("002", 2786, 2789)
def where_a_key_has_a_value(films: Collection) -> None:
    found = films.query(query_texts=["red thieves", "blue stars"], where={"year": 1995})
    assert found["ids"] == [["heat"], ["heat"]]


@documented("002", 2793, 2811)
def where_eq_is_the_long_form(films: Collection) -> None:
    short = films.get(where={"colour": "red"})
    assert films.get(where={"colour": {"$eq": "red"}})["ids"] == short["ids"] == ["heat", "shane"]


@documented("002", 2815, 2818)
def where_a_value_is_greater(films: Collection) -> None:
    found = films.query(query_texts=["red thieves", "blue stars"], where={"year": {"$gt": 1995}})
    assert found["ids"] == [["ronin"], ["ronin"]]


@documented("002", 2825, 2850)
def where_all_conditions_hold(films: Collection) -> None:
    found = films.query(
        query_texts=["red thieves", "blue stars"],
        where={"$and": [{"year": {"$gte": 1972}}, {"year": {"$lte": 1979}}]},
    )
    assert [sorted(ids) for ids in found["ids"]] == [["alien", "solaris"], ["alien", "solaris"]]


@documented(
    "002",
    2854,
    2878,
    refused=InvalidInputError,
    told="where: 'or' is not an operator; write '$or'",
    because="the page lacks the dollar sign; servers know $or alone",
)
def where_or_lacks_its_dollar_sign(films: Collection) -> None:
    where: Any = {"or": [{"colour": "red"}, {"colour": "blue"}]}
    films.get(where=where)


@documented("002", 2854, 2878)
def where_one_condition_holds(films: Collection) -> None:
    found = films.get(where={"$or": [{"colour": "red"}, {"colour": "blue"}]})
    assert found["ids"] == ["heat", "alien", "solaris", "shane"]


@documented("002", 2887, 2899)
def where_a_value_is_in_a_list_or_not(films: Collection) -> None:
    films.add(ids=["plain"], documents=["green"])
    assert films.get(where={"colour": {"$in": ["red", "green"]}})["ids"] == ["heat", "ronin", "shane"]
    assert films.get(where={"colour": {"$nin": ["red", "green"]}})["ids"] == ["alien", "solaris", "plain"]


@documented("002", 2903, 2907)
def where_a_text_is_in_a_list(films: Collection) -> None:
    assert films.get(where={"colour": {"$in": ["red", "green", "ochre"]}})["ids"] == ["heat", "ronin", "shane"]


@documented("002", 2912, 2917)
def where_metadata_and_text_match(films: Collection) -> None:
    found = films.query(
        query_texts=["red thieves", "blue stars"],
        n_results=10,
        where={"colour": "red"},
        where_document={"$contains": "heist"},
    )
    assert found["ids"] == [["heat"], ["heat"]]


@documented("002", 2994, 2996)
def where_a_text_contains_another(films: Collection) -> None:
    assert films.get(where_document={"$contains": "heist"})["ids"] == ["heat"]
    assert films.get(where_document={"$contains": "Heist"})["ids"] == []


@documented("002", 3002, 3006)
def where_a_text_matches_a_pattern(films: Collection) -> None:
    films.add(ids=["mail"], documents=["ada@films.example"])
    assert films.get(where_document={"$regex": ADDRESS})["ids"] == ["mail"]


@documented("002", 3013, 3021)
def where_a_text_meets_all_conditions(films: Collection) -> None:
    found = films.query(
        query_texts=["red thieves", "blue stars"],
        where_document={"$and": [{"$contains": "red"}, {"$regex": "[a-z]+t$"}]},
    )
    assert found["ids"] == [["heat"], ["heat"]]


@documented("002", 3025, 3033)
def where_a_text_meets_one_condition(films: Collection) -> None:
    found = films.query(
        query_texts=["red thieves", "blue stars"],
        where_document={"$or": [{"$contains": "heist"}, {"$not_contains": "blue"}]},
    )
    assert [sorted(ids) for ids in found["ids"]] == [["heat", "ronin", "shane"], ["heat", "ronin", "shane"]]


@documented("002", 3038, 3043)
def where_text_and_metadata_match(films: Collection) -> None:
    found = films.query(
        query_texts=["red thieves", "blue stars"],
        n_results=10,
        where={"colour": "blue"},
        where_document={"$contains": "space"},
    )
    assert found["ids"] == [["alien"], ["alien"]]
