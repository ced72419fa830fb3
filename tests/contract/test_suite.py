"""Runs against the reference server, and against stubs that answer wrongly."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from chromalink.contract.scenario import Risk
from chromalink.contract.suite import NoSuchScenario, Options, UnusableServer, opened, run
from chromalink.contract.verdicts import Outcome, Verdict
from chromalink_mock import RunningServer, Settings, serve

from .stub_server import StubServer

DATABASES = "/api/v2/tenants/default_tenant/databases"
STUB = "http://stub"


def databases(server: RunningServer) -> object:
    return httpx.get(f"{server.url}{DATABASES}").json()


def answering(path_end: str, response: Callable[[], httpx.Response]) -> StubServer:
    """A stub where collections can be made, and requests to this path are answered so."""

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith(path_end):
            return response()
        if request.url.path.endswith("/collections") and request.method == "POST":
            return httpx.Response(200, json={"id": "c"})
        if request.url.path.endswith("/add"):
            return httpx.Response(201, json={})
        return None

    return StubServer(answer)


def only_verdict(stub: StubServer, scenario: str) -> Verdict:
    (verdict,) = run(STUB, Options(only=(scenario,)), transport=stub.transport).verdicts
    return verdict


def test_the_reference_server_passes_everything_it_offers(server: RunningServer) -> None:
    report = run(server.url, Options(allowed=frozenset({Risk.TRACE, Risk.CRASH})))
    wrong = [(one.scenario.id, one.reasons) for one in report.verdicts if one.outcome is Outcome.DIFFERS]
    assert wrong == []
    assert report.is_faithful


def test_a_server_that_may_be_reset_passes_the_reset_too() -> None:
    with serve(Settings(allow_reset=True)) as resettable:
        report = run(resettable.url, Options(only=("reset",), allowed=frozenset({Risk.RESET})))
    assert {one.scenario.id: one.outcome for one in report.verdicts} == {
        "reset_refused": Outcome.PASS,
        "reset_empties_the_server": Outcome.PASS,
    }


def test_a_run_leaves_the_databases_as_they_were(server: RunningServer) -> None:
    before = databases(server)
    report = run(server.url, Options(only=("databases", "open", "http", "records")))
    assert report.left_behind == ()
    assert databases(server) == before


def test_an_interrupted_run_leaves_the_databases_as_they_were(server: RunningServer) -> None:
    before = databases(server)
    seen: list[Verdict] = []

    def interrupt(verdict: Verdict) -> None:
        seen.append(verdict)
        if len(seen) == 5:
            assert databases(server) != before
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(server.url, Options(only=("records",)), progress=interrupt)
    assert databases(server) == before


def test_lists_in_metadata_are_deleted_before_their_database(server: RunningServer) -> None:
    asked: list[str] = []

    class Watching(httpx.BaseTransport):
        def __init__(self) -> None:
            self._network = httpx.HTTPTransport()

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(f"{request.method} {request.url.path.rpartition('/')[2]}")
            return self._network.handle_request(request)

        def close(self) -> None:
            self._network.close()

    run(server.url, Options(only=("where_complements",)), transport=Watching())
    assert asked[-4:-1] == ["GET version", "POST get", "POST delete"]
    assert asked[-1].startswith("DELETE contract_")


def test_what_could_not_be_deleted_is_reported() -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(500, json={}) if request.method == "DELETE" else None

    report = run(STUB, Options(only=("where_logical",)), transport=StubServer(answer).transport)
    assert len(report.left_behind) == 1
    assert "could not be deleted: status 500" in report.left_behind[0]
    assert not report.is_faithful


def test_a_deletion_that_fails_is_tried_again() -> None:
    refusals = [httpx.Response(500, json={"error": "InternalError", "message": "database is locked"})]

    def answer(request: httpx.Request) -> httpx.Response | None:
        return refusals.pop() if request.method == "DELETE" and refusals else None

    report = run(STUB, Options(only=("where_logical",)), transport=StubServer(answer).transport)
    assert refusals == []
    assert report.left_behind == ()


def test_a_server_that_is_gone_is_not_asked_for_each_database() -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.method == "DELETE":
            raise httpx.ConnectTimeout("gone")
        return None

    stub = StubServer(answer)
    report = run(STUB, Options(only=("where",)), transport=stub.transport)
    assert len(report.left_behind) == len(report.verdicts) > 5
    assert len([path for path in stub.asked if path.startswith("DELETE")]) <= 6


def test_risky_scenarios_are_not_run_unless_allowed() -> None:
    stub = StubServer()
    report = run(STUB, Options(only=("tenants_any_name", "crashes", "reset")), transport=stub.transport)
    assert {one.outcome for one in report.verdicts} == {Outcome.NOT_RUN}
    assert [one.reasons for one in report.verdicts if one.scenario.id == "tenants_any_name"] == [
        ("needs --allow-traces",)
    ]
    assert [path for path in stub.asked if path not in ("GET /api/v2/heartbeat", "GET /api/v2/version")] == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(501, Outcome.NOT_OFFERED), (404, Outcome.NOT_OFFERED), (405, Outcome.NOT_OFFERED), (500, Outcome.ERROR)],
)
def test_a_capability_is_detected_by_the_status_of_its_probe(status: int, outcome: Outcome) -> None:
    stub = answering("/search", lambda: httpx.Response(status, json={}))
    assert only_verdict(stub, "search_knn").outcome is outcome


def test_a_server_that_takes_a_schema_and_forgets_it_offers_no_sparse_vectors() -> None:
    verdict = only_verdict(answering("/nothing", lambda: httpx.Response(200)), "sparse_vectors_are_stored")
    assert verdict.outcome is Outcome.NOT_OFFERED
    assert verdict.reasons == ("sparse: no schema.keys.sv.sparse_vector.sparse_vector_index.enabled in the answer",)


def test_no_search_is_judged_where_searches_are_answered_501() -> None:
    stub = answering("/search", lambda: httpx.Response(501, json={"error": "ChromaError", "message": "no"}))
    verdicts = run(STUB, Options(only=("search",)), transport=stub.transport).verdicts
    searches = [one for one in verdicts if one.scenario.capability == "search"]
    assert len(searches) > 100
    assert {one.outcome for one in searches} == {Outcome.NOT_OFFERED}


def test_an_offered_capability_is_judged() -> None:
    stub = answering("/search", lambda: httpx.Response(200, json={"ids": [["b", "a"]]}))
    verdict = only_verdict(stub, "search_knn")
    assert verdict.outcome is Outcome.DIFFERS
    assert any("ids.0.0: want" in line for line in verdict.reasons)


def test_a_capability_is_probed_once() -> None:
    stub = answering("/fork", lambda: httpx.Response(501, json={}))
    report = run(STUB, Options(only=("fork_shares", "fork_refusals")), transport=stub.transport)
    assert [one.outcome for one in report.verdicts] == [Outcome.NOT_OFFERED] * 2
    assert len([path for path in stub.asked if path.endswith("/fork")]) == 1


def test_a_probe_whose_preparation_fails_is_an_error() -> None:
    verdict = only_verdict(StubServer(), "search_knn")
    assert verdict.outcome is Outcome.ERROR
    assert "what comes before the question failed" in verdict.reasons[0]


def test_a_server_that_wants_credentials_is_detected() -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path in ("/api/v2/heartbeat", "/api/v2/version"):
            return httpx.Response(200, json={"nanosecond heartbeat": 1})
        if "x-chroma-token" in request.headers:
            return httpx.Response(200, json={"user_id": "u", "tenant": "t", "databases": ["d"]})
        return httpx.Response(401, json={"error": "AuthorizationError", "message": "no"})

    options = Options(only=("auth", "open"), headers={"x-chroma-token": "secret"})
    report = run(STUB, options, transport=StubServer(answer).transport)
    assert {one.capability.name: one.outcome for one in report.capabilities} == {
        "open": Outcome.NOT_OFFERED,
        "auth": Outcome.PASS,
    }


def test_a_list_out_of_order_is_a_difference() -> None:
    rows = [{"id": id_, "name": "n"} for id_ in "edcba"]

    def answer(request: httpx.Request) -> httpx.Response | None:
        is_list = request.method == "GET" and request.url.path.endswith("/collections")
        return httpx.Response(200, json=rows) if is_list else None

    verdict = only_verdict(StubServer(answer), "listing_order")
    assert any(line.endswith("want id to ascend, got e, d, c, b, a") for line in verdict.reasons)


def test_a_lost_save_ends_the_scenario() -> None:
    stub = answering("/collections", lambda: httpx.Response(200, json={}))
    verdict = only_verdict(stub, "where_logical")
    assert verdict.outcome is Outcome.DIFFERS
    assert verdict.reasons[-1] == "what follows step 1 could not be asked"


def test_a_dropped_request_is_sent_once_more() -> None:
    drops = ["GET /api/v2/version"]

    def answer(request: httpx.Request) -> httpx.Response | None:
        if drops and f"{request.method} {request.url.path}" == drops[0]:
            drops.pop()
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        return None

    stub = StubServer(answer)
    with opened(STUB, Options(), transport=stub.transport) as suite:
        suite.report([])
    assert stub.asked.count("GET /api/v2/version") == 2


def test_a_connection_dropped_twice_is_a_difference() -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith("/collections"):
            raise httpx.RemoteProtocolError("gone")
        return None

    verdict = only_verdict(StubServer(answer), "where_logical")
    assert verdict.outcome is Outcome.DIFFERS
    assert verdict.reasons[0].endswith("connection dropped: gone")


def test_a_timeout_is_an_error() -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith("/collections"):
            raise httpx.ReadTimeout("too slow")
        return None

    assert only_verdict(StubServer(answer), "where_logical").outcome is Outcome.ERROR


@pytest.mark.parametrize(
    ("dropped", "status", "outcome"),
    [(True, 0, Outcome.PASS), (False, 400, Outcome.PASS), (False, 422, Outcome.PASS), (False, 500, Outcome.DIFFERS)],
)
def test_where_chroma_drops_the_connection_a_refusal_passes(dropped: bool, status: int, outcome: Outcome) -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.method != "PUT":
            return httpx.Response(200, json={"id": "c"}) if request.url.path.endswith("/collections") else None
        if dropped:
            raise httpx.RemoteProtocolError("gone")
        return httpx.Response(status, json={})

    stub = StubServer(answer)
    options = Options(only=("collection_update_with_list_metadata",), allowed=frozenset({Risk.CRASH}))
    (verdict,) = run(STUB, options, transport=stub.transport).verdicts
    assert verdict.outcome is outcome


def test_without_a_database_a_scenario_has_no_verdict() -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(404, json={"error": "NotFoundError"}) if request.method == "POST" else None

    stub = StubServer(answer)
    (verdict,) = run(STUB, Options(only=("where_logical",), tenant="other"), transport=stub.transport).verdicts
    assert verdict.outcome is Outcome.ERROR
    assert verdict.reasons[0].startswith("cannot make a database in tenant 'other': status 404")


def test_scenarios_work_in_the_given_tenant(server: RunningServer) -> None:
    httpx.post(f"{server.url}/api/v2/tenants", json={"name": "suite/tenant é"}).raise_for_status()
    report = run(server.url, Options(only=("where", "collections", "url_encoding"), tenant="suite/tenant é"))
    assert [one.reasons for one in report.verdicts if one.outcome is not Outcome.PASS] == []
    assert httpx.get(f"{server.url}/api/v2/tenants/suite%2Ftenant%20%C3%A9/databases").json() == []


def test_nothing_at_the_url_is_told() -> None:
    with pytest.raises(UnusableServer, match=r"http://127\.0\.0\.1:1 does not answer"):
        run("http://127.0.0.1:1")


@pytest.mark.parametrize(
    "response", [httpx.Response(200, text="<html>"), httpx.Response(404), httpx.Response(200, json={"ok": True})]
)
def test_what_is_no_chroma_is_told(response: httpx.Response) -> None:
    stub = StubServer(lambda request: response)
    with pytest.raises(UnusableServer, match="http://stub is no Chroma server: GET /api/v2/heartbeat gave status"):
        run(STUB, transport=stub.transport)


def test_an_unknown_prefix_is_refused_before_anything_is_asked() -> None:
    stub = StubServer()
    with pytest.raises(NoSuchScenario, match="'bogus'"):
        run(STUB, Options(only=("bogus",)), transport=stub.transport)
    assert stub.asked == []


@pytest.mark.parametrize(("strict", "outcome"), [(False, Outcome.PASS), (True, Outcome.DIFFERS)])
def test_only_a_strict_run_compares_the_wording_of_parsers(strict: bool, outcome: Outcome) -> None:
    refusal = {"error": "InvalidArgumentError", "message": "in other words"}
    columns = ("documents", "metadatas")
    found = {"ids": [], "embeddings": None, "uris": None, "include": [*columns], "documents": [], "metadatas": []}

    def answer(request: httpx.Request) -> httpx.Response | None:
        last = request.url.path.rpartition("/")[2]
        body = request.content.decode()
        if last == "collections":
            return httpx.Response(200, json={"id": "c"})
        if last == "get" and ('"limit":4294967295' in body or body.count("$and") == 62):
            return httpx.Response(200, json=found)
        if last == "get" and "limit" in body:
            return httpx.Response(422, json={**refusal, "error": "ChromaError"})
        return httpx.Response(400, json=refusal) if last in ("add", "get") else None

    options = Options(only=("json_numbers_and_nesting",), strict=strict)
    (verdict,) = run(STUB, options, transport=StubServer(answer).transport).verdicts
    assert verdict.outcome is outcome
