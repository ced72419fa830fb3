"""Attached functions over HTTP, and what they write."""

from __future__ import annotations

from typing import cast

import pytest

from .documented import COLLECTIONS, DATABASE, Calls, Made, refusal


@pytest.fixture
def films(calls: Calls) -> Made:
    return calls.create("films")


def counted(output: Made) -> dict[str, object]:
    """The count of each record of statistics, by id."""
    found = output.get(include=["metadatas"])
    rows = zip(cast("list[str]", found["ids"]), cast("list[dict[str, object]]", found["metadatas"]), strict=True)
    return {id: metadata["count"] for id, metadata in rows}


def test_a_record_counter_writes_how_many_records_there_are(calls: Calls, films: Made) -> None:
    films.add(["a", "b"])
    assert films.attach("record_counter", "counts").status_code == 200
    output = calls.named("counts")
    films.add(["c"])
    films.delete("a", "b")
    assert output.get(include=["embeddings", "documents", "metadatas"]) == {
        "ids": ["function_output"],
        "embeddings": [[0.0]],
        "documents": ["Last processed 5 records (total: 1)"],
        "metadatas": [{"total_count": 1}],
        "uris": None,
        "include": ["embeddings", "documents", "metadatas"],
    }
    films.add(["d"])
    assert output.get()["documents"] == ["Last processed 1 records (total: 2)"]


def test_statistics_count_every_value_of_every_key(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    films.add(
        ["a", "b", "c", "d"],
        [
            {"s": "x", "i": 7, "f": 2.5, "b": True, "l": ["p", "q", "p"]},
            {"s": "x", "i": -1, "f": 1e-7, "b": False},
            {"s": "y", "i": 7, "l": [1]},
            None,
        ],
    )
    output = calls.named("stats")
    assert counted(output) == {
        "s::s:x": 2,
        "s::s:y": 1,
        "i::i:7": 2,
        "i::i:-1": 1,
        "f::f:2.5000000000000000e0": 1,
        "f::f:9.9999999999999995e-8": 1,
        "b::b:true": 1,
        "b::b:false": 1,
        "l::s:p": 2,
        "l::s:q": 1,
        "l::i:1": 1,
        "summary::s:total_count": 4,
    }
    assert output.get(
        ids=["f::f:2.5000000000000000e0", "s::s:x"], include=["documents", "metadatas", "embeddings"]
    ) == {
        "ids": ["s::s:x", "f::f:2.5000000000000000e0"],
        "documents": ["statistics about s for s:x", "statistics about f for f:2.5000000000000000e0"],
        "metadatas": [
            {"count": 2, "key": "s", "type": "str", "value": "x"},
            {"count": 1, "key": "f", "type": "float", "value": "2.5000000000000000e0"},
        ],
        "embeddings": [[0.0], [0.0]],
        "uris": None,
        "include": ["documents", "metadatas", "embeddings"],
    }


def test_statistics_follow_updates_and_deletes(calls: Calls, films: Made) -> None:
    films.add(["a", "b"], [{"g": "x"}, {"g": "x"}])
    films.attach("statistics", "stats")
    output = calls.named("stats")
    assert counted(output) == {"g::s:x": 2, "summary::s:total_count": 2}
    films.update("a", {"g": "y"})
    assert counted(output) == {"g::s:x": 1, "g::s:y": 1, "summary::s:total_count": 2}
    films.delete("b")
    assert counted(output) == {"g::s:y": 1, "summary::s:total_count": 1}
    films.delete("a")
    assert counted(output) == {"summary::s:total_count": 0}


@pytest.mark.parametrize("function", ["statistics", "record_counter"])
def test_a_function_that_has_seen_no_write_has_no_output(calls: Calls, films: Made, function: str) -> None:
    films.attach(function, "output")
    assert calls.named("output").ids() == []


def test_every_way_of_reading_the_output_sees_the_last_write(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    output = calls.named("stats")
    films.add(["a"], [{"g": "x"}])
    assert calls.client.get(f"{output.path}/count").json() == 2
    films.add(["b"], [{"g": "y"}])
    asked = {"query_embeddings": [[0.0]], "where": {"key": "g"}, "n_results": 9}
    assert calls.done("queryRecords", "POST", f"{output.path}/query", asked)["ids"] == [["g::s:x", "g::s:y"]]
    films.add(["c"], [{"g": "z"}])
    assert output.fork("copy").ids() == ["g::s:x", "summary::s:total_count", "g::s:y", "g::s:z"]
    films.add(["d"], [{"g": "gone"}])
    deleted = calls.done("deleteRecords", "POST", f"{output.path}/delete", {"where": {"value": "gone"}})
    assert deleted == {"deleted": 1}


def test_an_output_is_an_ordinary_collection_that_names_its_function(calls: Calls, films: Made) -> None:
    attached = films.attach("statistics", "stats").json()["attached_function"]
    told = calls.named("stats").told()
    assert (told["dimension"], told["metadata"]) == (1, None)
    assert cast("dict[str, object]", told["schema"])["source_attached_function_id"] == attached["id"]
    assert [each["name"] for each in calls("listCollections", "GET", COLLECTIONS).json()] == ["films", "stats"]
    copy = calls.named("stats").fork("copy").told()
    assert "source_attached_function_id" not in cast("dict[str, object]", copy["schema"])


def test_an_attached_function_is_told_in_full(calls: Calls, films: Made) -> None:
    answer = films.attach("record_counter", "counts", name="count it", params={"k": [1]})
    brief = answer.json()["attached_function"]
    assert answer.json() == {
        "attached_function": {"id": brief["id"], "name": "count it", "function_name": "record_counter"},
        "created": True,
    }
    films.add(["a", "b"])
    assert films.attached("count%20it").json()["attached_function"] == {
        **brief,
        "input_collection_id": films.id,
        "output_collection": "counts",
        "output_collection_id": calls.named("counts").id,
        "params": '{"k":[1]}',
        "tenant_id": "default_tenant",
        "database_id": "default_database",
        "completion_offset": 2,
        "min_records_for_invocation": 1,
    }


def test_attaching_the_same_again_changes_nothing(films: Made) -> None:
    first = films.attach("record_counter", "counts").json()
    again = films.attach("record_counter", "counts", params=None).json()
    assert (first["created"], again["created"]) == (True, False)
    assert again["attached_function"] == first["attached_function"]


@pytest.mark.parametrize(
    ("function", "output", "name"),
    [("record_counter", "counts", "other"), ("statistics", "counts", "fn"), ("record_counter", "other", "fn")],
)
def test_a_collection_has_one_function(films: Made, function: str, output: str, name: str) -> None:
    films.attach("record_counter", "counts")
    text = "collection already has an attached function: name=fn, function=record_counter, output_collection=counts"
    assert refusal(films.attach(function, output, name=name)) == (412, "ChromaError", text)


@pytest.mark.parametrize(
    ("asked", "status", "text"),
    [
        ({"function": "nonsense"}, 404, "function not found: nonsense"),
        ({"output": "no"}, 400, "Validation error: output_collection: Expected a name containing 3-512 characters"),
        ({"output": "films"}, 409, "Output collection [films] already exists"),
        ({"name": ""}, 400, "Validation error: name: Attached function name cannot be empty"),
        ({"name": "_deleted_x"}, 400, "attached function name cannot start with reserved prefix '_deleted_'"),
        ({"params": [1]}, 400, "Validation error: params: Expected an object"),
    ],
)
def test_what_cannot_be_attached_is_refused_and_leaves_nothing(
    calls: Calls, films: Made, asked: dict[str, object], status: int, text: str
) -> None:
    body = {"function": "statistics", "output": "output", **asked}
    found = refusal(films.attach(**body))  # type: ignore[arg-type]  # a table of arguments
    assert found[0] == status
    assert found[2].startswith(text)
    assert films.attached().status_code == 404
    assert calls.client.get(f"{DATABASE}/collections_count").json() == 1


def test_functions_do_not_chain(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    refused = refusal(calls.named("stats").attach("record_counter", "more"))
    assert refused == (400, "InvalidArgumentError", "cannot attach function to an output collection")


def test_an_output_belongs_to_one_function(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    assert refusal(calls.create("books").attach("statistics", "stats"))[0] == 409


def test_a_detached_output_stays_as_it_was(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    films.add(["a"], [{"g": "x"}])
    assert films.detach().json() == {"success": True}
    films.add(["b"], [{"g": "y"}])
    assert counted(calls.named("stats")) == {"g::s:x": 1, "summary::s:total_count": 1}
    assert "source_attached_function_id" not in cast("dict[str, object]", calls.named("stats").told()["schema"])
    assert films.attach("record_counter", "counts").json()["created"] is True


def test_detaching_with_the_output_removes_both(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    assert films.detach(delete_output=True).json() == {"success": True}
    assert calls.client.get(f"{COLLECTIONS}/stats").status_code == 404
    assert refusal(films.detach()) == (404, "NotFoundError", "Attached function [fn] does not exist")
    assert refusal(films.attached()) == (404, "NotFoundError", "Attached function not found")
    assert films.attach("statistics", "stats").json()["created"] is True


def test_deleting_the_output_detaches_the_function(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    calls.done("deleteCollection", "DELETE", f"{COLLECTIONS}/stats")
    assert films.attached().status_code == 404
    assert films.attach("record_counter", "counts").status_code == 200


def test_the_output_outlives_its_input(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    films.add(["a"], [{"g": "x"}])
    output = calls.named("stats")
    calls.done("deleteCollection", "DELETE", f"{COLLECTIONS}/films")
    assert counted(output) == {"g::s:x": 1, "summary::s:total_count": 1}
    assert output.attach("record_counter", "counts").status_code == 200


def test_a_fork_has_no_function_and_its_writes_are_not_counted(calls: Calls, films: Made) -> None:
    films.add(["a"], [{"g": "x"}])
    films.attach("statistics", "stats")
    fork = films.fork("copy")
    fork.add(["b"], [{"g": "x"}])
    assert fork.attached().status_code == 404
    assert counted(calls.named("stats")) == {"g::s:x": 1, "summary::s:total_count": 1}


def test_collections_that_do_not_exist_have_no_functions(calls: Calls) -> None:
    missing = Made(calls, "00000000-0000-4000-8000-000000000001")
    assert refusal(missing.attach("statistics", "stats"))[::2] == (
        404,
        "Input collection [00000000-0000-4000-8000-000000000001] does not exist",
    )
    assert refusal(missing.attached())[::2] == (404, "Attached function not found")
    assert refusal(missing.detach())[::2] == (404, "Attached function [fn] does not exist")


def test_an_id_that_is_none_is_refused_as_recorded(calls: Calls) -> None:
    text = (
        "code: 'Client specified an invalid argument', "
        'message: "Client validation error: Invalid collection_id UUID format"'
    )
    assert refusal(Made(calls, "zz").attach("statistics", "stats"))[::2] == (400, f"Tonic error: {text}")
    assert refusal(Made(calls, "zz").attached())[::2] == (400, f"Failed to get attached function: {text}")


def test_a_reserved_key_of_the_user_adds_to_the_summary(calls: Calls, films: Made) -> None:
    films.attach("statistics", "stats")
    films.add(["a"], [{"summary": "total_count"}])
    assert counted(calls.named("stats")) == {"summary::s:total_count": 2}
