"""Requests that need no collection: tenants, databases, lists, names, routes and raw bodies."""

from __future__ import annotations

from hypothesis import strategies as st

from . import bodies
from .exchange import Json, Request

DATABASE = "/api/v2/tenants/default_tenant/databases/${run}"
COLLECTIONS = f"{DATABASE}/collections"
ABSENT = "6a1e1c3e-0000-4000-8000-000000000000"
_TENANT = "/api/v2/tenants/t${run}"
PLACES = st.sampled_from(
    [DATABASE] * 4 + ["/api/v2/tenants/nobody/databases/nothing", "/api/v2/tenants/default_tenant/databases/ab"]
)
_NAMES = st.sampled_from(
    [
        "alpha",
        "beta",
        "gamma",
        "a.b-c_d",
        "Alpha",
        "top+ology",
        "alpha",
        "beta",
        "x",
        "${c0}",
        "a%20b",
        "%2F",
        "%C3%A9",
        "%zz",
        "alph%61",
        "%ff",
    ]
)
_QUERIES = st.sampled_from(
    [
        "",
        "",
        "",
        "?limit=2",
        "?offset=1",
        "?limit=1&offset=1",
        "?limit=0",
        "?limit=-1",
        "?limit=x",
        "?limit=",
        "?x=1",
        "?limit=1&limit=2",
        "?limit=4294967296",
        "?limit=1.5",
        "?offset=+1",
        "?LIMIT=1",
        "?limit=%31",
        "?limit=1&x",
        "?limit",
        "?limit=null",
        "?offset=99",
        "?limit=1;offset=1",
        "?limit=%2B1",
        "?%6Cimit=1",
        "?limit=%ff",
        "?limit=01",
    ]
)
RAW_BODIES = st.sampled_from(
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}x",
        b'{"ids":["a"],}',
        b'{"ids":["a"],"ids":["b"]}',
        b"\xef\xbb\xbf{}",
        b"nul",
        b"1e400",
        b'{"ids":["\\ud800"]}',
        b'{"a":NaN}',
        b'{"a":01}',
        b'{"a":1.}',
        b'{"a":"\x01"}',
        b'"x',
        b"[" * 200,
        b'{"name":"a\\u0000b"}',
        b'{"where":{"k":1,"k":2}}',
        b'{"ids":["a"],"embeddings":[[1e39,1]]}',
        b"{'a':1}",
        b'{"ids":["a"],"embeddings":[[1,2]],"metadatas":[{"k":1,"k":2}]}',
        b'{"limit":1e0}',
        b'{"limit":-0}',
        b'{"n_results":1,"query_embeddings":[[1,-0]]}',
        b" \n\t{} ",
        b'{"ids":[]}garbage',
        b'{"ids":["a"],"where":',
    ]
)
HEADERS = st.sampled_from(
    [
        {},
        {},
        {},
        {},
        {},
        {"content-type": "text/plain"},
        {"content-type": "APPLICATION/JSON; charset=utf-8"},
        {"content-type": ""},
        {"content-type": "application/vnd.x+json"},
        {"content-type": "application/jsonx"},
        {"x-chroma-token": "t"},
    ]
)


def _named(body: Json) -> Json:
    """A tenant's name must be new to the whole server."""
    if isinstance(body, dict) and isinstance(body.get("name"), str) and len(str(body["name"])) > 2:
        return {**body, "name": f"{body['name']}${{run}}"}
    return body


def _get(operation: str, base: st.SearchStrategy[str], tail: st.SearchStrategy[str]) -> st.SearchStrategy[Request]:
    return st.builds(lambda place, rest: Request(operation, "GET", place + rest), base, tail)


def _delete(operation: str, base: st.SearchStrategy[str], tail: st.SearchStrategy[str]) -> st.SearchStrategy[Request]:
    return st.builds(lambda place, rest: Request(operation, "DELETE", place + rest), base, tail)


def _with_body(operation: str, method: str, path: str, body: st.SearchStrategy[Json]) -> st.SearchStrategy[Request]:
    return body.map(lambda given: Request(operation, method, path, body=given, has_body=True))


_COLLECTIONS = PLACES.map(lambda place: f"{place}/collections")
_DATABASES = st.just(f"{_TENANT}/databases/")
_ROUTES = st.builds(
    lambda method, path: Request("heartbeat" if path == "/api/v2" else "route", method, path),
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]),
    st.sampled_from(
        [
            "/api/v2",
            "/api/v2/",
            "/api/v2/version",
            "/api/v2/pre-flight-checks",
            "/api/v2/healthcheck",
            "/api/v1/heartbeat",
            "/api/v2/auth/identity",
            "/",
            "/api",
            "/api/v2/nope",
            "/api/v1",
            "/api/v2//version",
            "/API/v2/version",
            f"{COLLECTIONS}/x/nope",
            f"{COLLECTIONS}/",
            f"{COLLECTIONS}/x/add/",
            f"{COLLECTIONS}//get",
            "/api/v2/version?x",
            f"{COLLECTIONS}/{ABSENT}/count",
            f"{COLLECTIONS}/x/count",
            f"{DATABASE}/collections_count/",
            f"{COLLECTIONS}/{ABSENT}/functions/f",
            f"{COLLECTIONS}/x/functions/f",
            f"{COLLECTIONS}/by-id/%ff",
            "/api/v2/collections/a:b",
            "/api/v2/collections/a",
            "/api/v2/collections/::",
            "/api/v2/collections/",
            f"{COLLECTIONS}/{ABSENT}/indexing_status",
            f"{COLLECTIONS}/{ABSENT}/fork_count",
            f"{COLLECTIONS}/x/fork_count",
        ]
    ),
)
REQUESTS: st.SearchStrategy[Request] = st.one_of(
    _get("getCollection", _COLLECTIONS, _NAMES.map(lambda name: f"/{name}")),
    _delete("deleteCollection", _COLLECTIONS, _NAMES.map(lambda name: f"/{name}")),
    _get("listCollections", _COLLECTIONS, _QUERIES),
    _get("countCollections", PLACES.map(lambda place: f"{place}/collections_count"), _QUERIES),
    _with_body("createTenant", "POST", "/api/v2/tenants", bodies.NAMED.map(_named)),
    _get(
        "getTenant",
        st.just("/api/v2/tenants/"),
        st.sampled_from(["alpha${run}", "beta${run}", "nobody", "default_tenant"]),
    ),
    _with_body(
        "updateTenant",
        "PATCH",
        "/api/v2/tenants/patched${run}",
        st.sampled_from([{"resource_name": "x${run}"}, {}, [], {"resource_name": None}]),
    ),
    _with_body("createDatabase", "POST", f"{_TENANT}/databases", bodies.NAMED),
    _get("listDatabases", st.just(f"{_TENANT}/databases"), _QUERIES),
    _get("getDatabase", _DATABASES, _NAMES),
    _delete("deleteDatabase", _DATABASES, _NAMES),
    st.builds(
        lambda raw, headers: Request("createCollection", "POST", COLLECTIONS, raw=raw, headers=headers),
        RAW_BODIES,
        HEADERS,
    ),
    _ROUTES,
)
