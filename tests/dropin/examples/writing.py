"""Records: added, changed, removed."""

from __future__ import annotations

from typing import Any

from chromalink import Collection

from .documented import documented

VECTORS = [[1.1, 2.3, 3.2], [4.5, 6.9, 4.4], [1.1, 2.3, 3.2]]
REELS: Any = [{"reel": 3, "minute": 16}, {"reel": 3, "minute": 5}, {"reel": 29, "minute": 11}]


@documented("002", 2107, 2111)
def added_as_texts(collection: Collection) -> None:
    collection.add(ids=["heat", "ronin", "alien"], documents=["red heist", "green car", "blue space"], metadatas=REELS)
    assert collection.get()["metadatas"] == REELS


@documented("002", 2112, 2112)
def added_again_without_effect(films: Collection) -> None:
    films.add(ids=["heat", "lamb"], documents=["another", "green pasture"])
    assert (films.get(ids="heat")["documents"], films.count()) == (["red heist"], 6)


@documented("002", 2117, 2123)
def added_as_vectors_with_texts(points: Collection) -> None:
    points.add(
        ids=["heat", "ronin", "alien"], embeddings=VECTORS, documents=["heist", "chase", "space"], metadatas=REELS
    )
    assert points.get(include=["documents"])["documents"] == ["heist", "chase", "space"]


@documented("002", 2129, 2133)
def added_as_vectors_without_texts(points: Collection) -> None:
    points.add(embeddings=VECTORS, metadatas=REELS, ids=["heat", "ronin", "alien"])
    assert points.get()["documents"] == [None, None, None]


@documented("002", 2203, 2208)
def changed(vectors: Collection) -> None:
    vectors.update(
        ids=["heat", "ronin", "nowhere"],
        embeddings=VECTORS,
        metadatas=REELS,
        documents=["robbery", "pursuit", "nothing"],
    )
    found = vectors.get(ids=["heat", "ronin", "nowhere"], include=["documents", "metadatas"])
    assert (found["ids"], found["documents"]) == (["heat", "ronin"], ["robbery", "pursuit"])
    assert [one["reel"] for one in found["metadatas"] or [] if one] == [3, 3]


@documented("002", 2216, 2221)
def changed_or_added(vectors: Collection) -> None:
    vectors.upsert(
        ids=["heat", "ronin", "shane"],
        embeddings=VECTORS,
        metadatas=REELS,
        documents=["robbery", "pursuit", "prairie"],
    )
    assert vectors.get(ids=["shane"])["documents"] == ["prairie"]
    assert vectors.count() == 4


@documented("002", 2295, 2297)
def removed_by_id(films: Collection) -> None:
    films.delete(ids=["heat", "ronin", "alien"])
    assert films.get()["ids"] == ["solaris", "shane"]


@documented("002", 2301, 2304)
def removed_by_id_where_a_filter_matches(films: Collection) -> None:
    films.delete(ids=["heat", "ronin", "alien"], where={"colour": "red"})
    assert films.get()["ids"] == ["ronin", "alien", "solaris", "shane"]


@documented("002", 2298, 2298)
def removed_by_a_filter(films: Collection) -> None:
    films.delete(where={"colour": "red"})
    assert films.get()["ids"] == ["ronin", "alien", "solaris"]
