"""The contract suite, judging by the document of the Cloud."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chromalink.contract.scenario import Risk
from chromalink.contract.scenario_files import read_dialect
from chromalink.contract.suite import Options, run
from chromalink.contract.verdicts import Outcome
from chromalink_mock import RunningServer, Settings, serve

from .described import Described

OPTIONS = Options(dialect="cloud-openapi", allowed=frozenset({Risk.TRACE}))


@pytest.fixture
def without_embedder() -> Iterator[RunningServer]:
    with serve(Settings(dialect="cloud-openapi")) as running:
        yield running


def outcomes(server: RunningServer) -> dict[str, Outcome]:
    report = run(server.url, OPTIONS)
    return {verdict.scenario.id: verdict.outcome for one in report.capabilities for verdict in one.verdicts}


def test_a_server_of_the_dialect_differs_nowhere(cloud_server: RunningServer) -> None:
    assert set(outcomes(cloud_server).values()) == {Outcome.PASS}


def test_embedding_is_not_offered_without_an_embedder(without_embedder: RunningServer) -> None:
    found = outcomes(without_embedder)
    missing = {id for id, outcome in found.items() if outcome is Outcome.NOT_OFFERED}
    assert missing == {
        "cloud_documents_are_embedded",
        "cloud_query_texts_are_embedded",
        "cloud_texts_in_ranks_are_embedded",
    }
    assert {found[id] for id in found.keys() - missing} == {Outcome.PASS}


def test_a_server_of_the_recorded_form_is_found_to_differ(chroma_server: RunningServer) -> None:
    found = outcomes(chroma_server)
    assert sum(outcome is Outcome.DIFFERS for outcome in found.values()) > 20


def test_every_operation_of_the_document_is_covered(described: Described) -> None:
    covered = {operation for one in read_dialect("cloud-openapi").scenarios for operation in one.operations}
    assert covered == {operation.id for operation in described.operations}


def test_every_scenario_says_why_in_a_sentence_of_its_own() -> None:
    reasons = [scenario.why for scenario in read_dialect("cloud-openapi").scenarios]
    assert len(set(reasons)) == len(reasons)
    assert all(reason.endswith(".") for reason in reasons)
