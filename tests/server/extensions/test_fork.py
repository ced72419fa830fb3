"""Forks over HTTP: what a copy takes along, its name, and how a family is counted."""

from __future__ import annotations

import pytest

from .documented import COLLECTIONS, Calls, refusal


def test_a_fork_takes_everything_along_but_id_and_name(calls: Calls) -> None:
    hnsw = {"space": "cosine", "ef_search": 33}
    original = calls.create("original", metadata={"lang": "en"}, configuration={"hnsw": hnsw})
    original.add(["a", "b"], [{"n": 1}, {"s": "x"}])
    fork = original.fork("copy")
    before, after = original.told(), fork.told()
    assert (after["name"], after["dimension"], after["metadata"]) == ("copy", 2, {"lang": "en"})
    assert {**after, "id": before["id"], "name": "original"} == before
    everything = {"include": ["embeddings", "metadatas", "documents", "uris"]}
    assert fork.get(**everything) == original.get(**everything)


def test_writes_on_either_side_stay_there(calls: Calls) -> None:
    original = calls.create("original")
    original.add(["a", "b"], [{"n": 1}, {"n": 2}])
    fork = original.fork("copy")
    fork.update("a", {"n": 9, "new": True})
    fork.delete("b")
    original.add(["c"])
    assert original.get()["metadatas"] == [{"n": 1}, {"n": 2}, None]
    assert fork.get()["metadatas"] == [{"n": 9, "new": True}]
    assert "new" not in str(original.told()["schema"])
    assert "new" in str(fork.told()["schema"])


def test_changes_of_one_collection_do_not_reach_its_forks(calls: Calls) -> None:
    original = calls.create("original", metadata={"k": 1})
    fork = original.fork("copy")
    changes = {"new_metadata": {"k": 2}, "new_configuration": {"hnsw": {"ef_search": 7}}}
    calls.done("updateCollection", "PUT", original.path, changes)
    assert fork.told()["metadata"] == {"k": 1}
    assert "'ef_search': 7" not in str(fork.told())


def test_an_empty_collection_forks_too(calls: Calls) -> None:
    fork = calls.create("original").fork("copy")
    assert fork.told()["dimension"] is None
    fork.add(["a"])
    assert fork.ids() == ["a"]


def test_a_fork_survives_its_original(calls: Calls) -> None:
    original = calls.create("original")
    original.add(["a", "b"])
    fork = original.fork("copy")
    calls.done("deleteCollection", "DELETE", f"{COLLECTIONS}/original")
    assert fork.ids() == ["a", "b"]
    assert fork.fork_count() == 1


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("no", 400, "Validation error: new_name: Expected a name containing 3-512 characters"),
        ("original", 409, "Collection [original] already exists"),
        ("taken", 409, "Collection [taken] already exists"),
    ],
)
def test_the_name_of_a_fork_is_judged_like_any_other(calls: Calls, name: str, status: int, text: str) -> None:
    calls.create("taken")
    original = calls.create("original")
    answer = calls("forkCollection", "POST", f"{original.path}/fork", {"new_name": name})
    assert refusal(answer)[0] == status
    assert refusal(answer)[2].startswith(text)
    assert original.fork_count() == 0


def test_a_collection_that_does_not_exist_cannot_be_forked_or_counted(calls: Calls) -> None:
    path = f"{COLLECTIONS}/00000000-0000-4000-8000-000000000001"
    refused = (404, "NotFoundError", "Collection [00000000-0000-4000-8000-000000000001] does not exist.")
    assert refusal(calls("forkCollection", "POST", f"{path}/fork", {"new_name": "copy"})) == refused
    assert refusal(calls("countForks", "GET", f"{path}/fork_count")) == refused
    assert refusal(calls("getIndexingStatus", "GET", f"{path}/indexing_status")) == refused


def test_every_member_of_a_family_is_told_how_many_forks_it_has(calls: Calls) -> None:
    original, stranger = calls.create("original"), calls.create("stranger")
    assert original.fork_count() == 0
    child = original.fork("child")
    grandchild, sibling = child.fork("grandchild"), original.fork("sibling")
    assert [each.fork_count() for each in (original, child, grandchild, sibling)] == [3, 3, 3, 3]
    assert stranger.fork_count() == 0
    calls.done("deleteCollection", "DELETE", f"{COLLECTIONS}/child")
    assert grandchild.fork_count() == 2
