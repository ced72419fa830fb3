"""Attached functions, resource names and tenants: what the clients send, and what they make of the answers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import anyio
import httpx
import pytest

from chromalink import AdminClient, AsyncAdminClient, Collection
from chromalink.errors import (
    APIError,
    DecodeError,
    InvalidInputError,
    NotFoundError,
    UniqueConstraintError,
    UnsupportedByServerError,
)
from chromalink.functions import RECORD_COUNTER_FUNCTION, STATISTICS_FUNCTION, AttachedFunction, Function

from .fake_chroma import COLLECTION_ID, FakeChroma, body, description

FUNCTION_ID = UUID("01a1f8ba-83fa-4ce7-a874-ad553385ec26")
BRIEF = {"id": str(FUNCTION_ID), "name": "count it", "function_name": "statistics"}
FULL: dict[str, object] = {
    **BRIEF,
    "input_collection_id": COLLECTION_ID,
    "output_collection": "stats",
    "output_collection_id": None,
    "params": '{"k":1}',
    "tenant_id": "default_tenant",
    "database_id": "default_database",
    "completion_offset": 0,
    "min_records_for_invocation": 1,
}


@pytest.fixture
def chroma() -> FakeChroma:
    return FakeChroma()


def error(status: int, name: str = "ChromaError", message: str = "no") -> httpx.Response:
    return httpx.Response(status, json={"error": name, "message": message})


@pytest.mark.parametrize(("params", "sent"), [(None, {}), ({}, {"params": {}}), ({"k": [1]}, {"params": {"k": [1]}})])
def test_an_attached_function_is_told_with_what_was_asked(
    chroma: FakeChroma, params: dict[str, object] | None, sent: dict[str, object]
) -> None:
    chroma.reply("POST attach", httpx.Response(200, json={"attached_function": BRIEF, "created": True}))
    attached, created = chroma.collection().attach_function(STATISTICS_FUNCTION, "count it", "stats", params)
    (request,) = chroma.requests
    assert request.url.path.endswith(f"/collections/{COLLECTION_ID}/functions/attach")
    asked = {"name": "count it", "function_id": "statistics", "output_collection": "stats", **sent}
    assert (body(request), created) == (asked, True)
    told = AttachedFunction(FUNCTION_ID, "count it", "statistics", UUID(COLLECTION_ID), "stats", params or {})
    assert attached == told
    assert hash(attached) == hash(told)


def test_a_function_that_was_there_already_is_not_new(chroma: FakeChroma) -> None:
    chroma.reply("POST attach", httpx.Response(200, json={"attached_function": BRIEF, "created": False}))
    assert chroma.collection().attach_function("any_other", "count it", "stats")[1] is False
    assert body(chroma.requests[0])["function_id"] == "any_other"


@pytest.mark.parametrize(("params", "told"), [('{"k":1}', {"k": 1}), ("{}", {}), ("", {}), (None, {})])
def test_an_attached_function_is_found_by_its_name(chroma: FakeChroma, params: str | None, told: object) -> None:
    chroma.reply("GET count%20it", httpx.Response(200, json={"attached_function": {**FULL, "params": params}}))
    found = chroma.collection().get_attached_function("count it")
    assert (found.id, found.input_collection_id, found.output_collection) == (FUNCTION_ID, UUID(COLLECTION_ID), "stats")
    assert found.params == told


@pytest.mark.parametrize("broken", [{"id": "zz"}, {"input_collection_id": "zz"}, {"params": "[1]"}, {"params": "{"}])
def test_an_attached_function_outside_the_contract_is_a_decode_error(
    chroma: FakeChroma, broken: dict[str, object]
) -> None:
    chroma.reply("GET fn", httpx.Response(200, json={"attached_function": {**FULL, **broken}}))
    with pytest.raises(DecodeError):
        chroma.collection().get_attached_function("fn")


@pytest.mark.parametrize("delete", [False, True])
def test_detaching_says_whether_the_output_goes(chroma: FakeChroma, delete: bool) -> None:
    chroma.reply("POST detach", httpx.Response(200, json={"success": True}))
    assert chroma.collection().detach_function("count it", delete) is True
    (request,) = chroma.requests
    assert request.url.raw_path.decode().endswith("/attached_functions/count%20it/detach")
    assert body(request) == {"delete_output": delete}


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (404, "NotFoundError", NotFoundError),
        (409, "ChromaError", UniqueConstraintError),
        (412, "ChromaError", APIError),
        (501, "ChromaError", UnsupportedByServerError),
    ],
)
def test_a_refused_function_is_a_typed_error(chroma: FakeChroma, status: int, name: str, kind: type[APIError]) -> None:
    chroma.reply("POST attach", error(status, name))
    with pytest.raises(kind) as caught:
        chroma.collection().attach_function(RECORD_COUNTER_FUNCTION, "fn", "counts")
    assert caught.value.status_code == status


def test_attaching_is_not_repeated_when_it_may_have_been_applied(chroma: FakeChroma) -> None:
    chroma.reply("POST attach", httpx.ReadTimeout("late"), httpx.Response(200, json={}))
    with pytest.raises(TimeoutError):
        chroma.collection().attach_function(Function.STATISTICS, "fn", "stats")
    assert chroma.operations() == ["POST attach"]


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("function: expected", lambda films: films.attach_function("", "fn", "stats")),
        ("name: expected", lambda films: films.attach_function("statistics", "", "stats")),
        ("output_collection: expected", lambda films: films.attach_function("statistics", "fn", "")),
        ("params: expected a mapping", lambda films: films.attach_function("statistics", "fn", "stats", [1])),
        ("name: expected", lambda films: films.get_attached_function("")),
        ("name: expected", lambda films: films.detach_function("")),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_sent(
    chroma: FakeChroma, message: str, call: Callable[[Collection], object]
) -> None:
    films = chroma.collection()
    with pytest.raises(InvalidInputError, match=message):
        call(films)
    assert chroma.requests == []


def test_a_collection_is_found_by_its_resource_name_wherever_it_is(chroma: FakeChroma) -> None:
    elsewhere = description("films", tenant="acme-tenant", database="archive")
    chroma.reply("GET collections/*", httpx.Response(200, json=elsewhere))
    found = chroma.client().get_collection_by_crn("acme:archive:films", None)
    assert chroma.requests[-1].url.raw_path == b"/api/v2/collections/acme%3Aarchive%3Afilms"
    assert (found.name, found.tenant, found.database) == ("films", "acme-tenant", "archive")
    with pytest.raises(InvalidInputError, match="crn: expected"):
        chroma.client().get_collection_by_crn("")


def test_a_tenant_is_given_a_resource_name(chroma: FakeChroma) -> None:
    chroma.reply("PATCH tenants/*", httpx.Response(200, json={}), error(409))
    with AdminClient(transport=chroma.transport()) as admin:
        admin.update_tenant("acme", "acme-inc")
        assert body(chroma.requests[0]) == {"resource_name": "acme-inc"}
        with pytest.raises(UniqueConstraintError):
            admin.update_tenant("other", "acme-inc")
        with pytest.raises(InvalidInputError, match="resource_name: expected"):
            admin.update_tenant("acme", "")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_async_twins_do_the_same(chroma: FakeChroma, backend: str) -> None:
    chroma.reply("POST attach", httpx.Response(200, json={"attached_function": BRIEF, "created": True}))
    chroma.reply("GET fn", httpx.Response(200, json={"attached_function": FULL}))
    chroma.reply("POST detach", httpx.Response(200, json={"success": False}))
    chroma.reply("PATCH tenants/*", httpx.Response(200, json={}))

    async def story() -> tuple[bool, str, bool]:
        async with chroma.async_client() as client, AsyncAdminClient(transport=chroma.transport()) as admin:
            films = await client.get_collection_by_crn("a:b:films", None)
            _, created = await films.attach_function(Function.STATISTICS, "fn", "stats")
            found = await films.get_attached_function("fn")
            await admin.update_tenant("acme", "res")
            return created, found.function_name, await films.detach_function("fn")

    assert anyio.run(story, backend=backend) == (True, "statistics", False)
