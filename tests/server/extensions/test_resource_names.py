"""Resource names of tenants, and collections found by them."""

from __future__ import annotations

import pytest

from .documented import COLLECTIONS, Calls, refusal

TENANT = "/api/v2/tenants/default_tenant"
MALFORMED = (
    "Validation error: crn: CRN must be in the format "
    "<tenant_resource_name>:<database_name>:<collection_name> with non-empty parts"
)


def name(calls: Calls, tenant: str, resource_name: str) -> None:
    calls.done("updateTenant", "PATCH", f"/api/v2/tenants/{tenant}", {"resource_name": resource_name})


def told(calls: Calls, tenant: str) -> object:
    return calls.done("getTenant", "GET", f"/api/v2/tenants/{tenant}")["resource_name"]


def listed(calls: Calls) -> dict[str, object]:
    answer = calls("listTenants", "GET", "/api/v2/tenants")
    return {each["name"]: each["resource_name"] for each in answer.json()}


def test_a_resource_name_is_kept_and_may_be_replaced(calls: Calls) -> None:
    assert told(calls, "default_tenant") is None
    name(calls, "default_tenant", "acme")
    assert told(calls, "default_tenant") == "acme"
    name(calls, "default_tenant", "acme-2")
    assert (told(calls, "default_tenant"), listed(calls)) == ("acme-2", {"default_tenant": "acme-2"})
    name(calls, "default_tenant", "")
    assert told(calls, "default_tenant") is None


def test_a_tenant_without_a_database_is_told_as_recorded_until_it_has_one(calls: Calls) -> None:
    calls.done("createTenant", "POST", "/api/v2/tenants", {"name": "second"})
    name(calls, "second", "res")
    assert told(calls, "second") is None
    assert listed(calls) == {"default_tenant": None, "second": "res"}
    calls.done("createDatabase", "POST", "/api/v2/tenants/second/databases", {"name": "first"})
    assert told(calls, "second") == "res"


def test_a_resource_name_belongs_to_one_tenant(calls: Calls) -> None:
    calls.done("createTenant", "POST", "/api/v2/tenants", {"name": "second"})
    name(calls, "default_tenant", "acme")
    name(calls, "default_tenant", "acme")
    taken = calls("updateTenant", "PATCH", "/api/v2/tenants/second", {"resource_name": "acme"})
    assert refusal(taken) == (409, "ChromaError", "Tenant resource name [acme] already exists")
    name(calls, "default_tenant", "other")
    name(calls, "second", "acme")
    assert listed(calls) == {"default_tenant": "other", "second": "acme"}


def test_naming_a_missing_tenant_succeeds_and_makes_none(calls: Calls) -> None:
    name(calls, "missing", "res")
    assert calls("getTenant", "GET", "/api/v2/tenants/missing").status_code == 404
    name(calls, "default_tenant", "res")


def test_a_collection_is_found_by_its_resource_name(calls: Calls) -> None:
    made = calls.create("films")
    name(calls, "default_tenant", "acme")
    path = "/api/v2/collections/acme:default_database:films"
    assert calls.done("getCollectionByCrn", "GET", path) == made.told()
    assert (calls.client.head(path).status_code, calls.client.head(path).content) == (200, b"")
    name(calls, "default_tenant", "renamed")
    assert calls("getCollectionByCrn", "GET", path).status_code == 404


@pytest.mark.parametrize(
    "crn", ["acme:default_database:none", "acme:none:films", "default_tenant:default_database:films"]
)
def test_what_a_resource_name_does_not_lead_to_is_not_found(calls: Calls, crn: str) -> None:
    calls.create("films")
    name(calls, "default_tenant", "acme")
    status, error, text = refusal(calls("getCollectionByCrn", "GET", f"/api/v2/collections/{crn}"))
    assert (status, error) == (404, "NotFoundError")
    assert text.endswith("does not exist")


@pytest.mark.parametrize("crn", ["films", "a:b", "a:b:c:d", ":b:c", "a::c", "a:b:"])
def test_a_malformed_resource_name_is_refused_as_recorded(calls: Calls, crn: str) -> None:
    assert refusal(calls("getCollectionByCrn", "GET", f"/api/v2/collections/{crn}")) == (
        400,
        "InvalidArgumentError",
        MALFORMED,
    )


def test_tenants_are_listed_in_pages_and_a_head_has_no_body(calls: Calls) -> None:
    for tenant in ("zeta", "alpha"):
        calls.done("createTenant", "POST", "/api/v2/tenants", {"name": tenant})

    def names(query: str) -> list[str]:
        return [each["name"] for each in calls("listTenants", "GET", f"/api/v2/tenants{query}").json()]

    assert names("") == ["alpha", "default_tenant", "zeta"]
    assert names("?limit=1&offset=1") == ["default_tenant"]
    assert names("?limit=0") == []
    assert names("?offset=2") == ["zeta"]
    head = calls.client.head("/api/v2/tenants")
    assert (head.status_code, head.content, int(head.headers["content-length"]) > 0) == (200, b"", True)
    assert calls.client.get(f"{COLLECTIONS}?limit=x").status_code == 400
    assert calls.client.get("/api/v2/tenants?limit=-1").status_code == 400
