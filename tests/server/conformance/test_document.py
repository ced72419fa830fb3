"""Every answer obeys openapi/chroma.yaml, and what the document declares for a success is produced."""

from __future__ import annotations

from fnmatch import fnmatchcase

import httpx
import pytest

from spec_comparison.judge import Judge

NOT_PRODUCED = {
    "SearchResponse $*": "ranked search is not offered; a single node answers 501",
    "*RecordsResponse $.metadatas*.indices*": "sparse vectors are not offered; a single node answers 501",
    "*RecordsResponse $.metadatas*.values*": "sparse vectors are not offered; a single node answers 501",
    "*RecordsResponse $.metadatas*.tokens*": "sparse vectors are not offered; a single node answers 501",
    "*RecordsResponse $.metadatas*.#type": "sparse vectors are not offered; a single node answers 501",
    "Collection $.schema.keys.*.sparse_vector*": "a single node refuses sparse indexes",
    "Collection $.schema.defaults.sparse_vector.*": "a single node refuses sparse indexes; the default one is plain",
    "Collection $.configuration_json.spann.*": "only a server with API keys, as the Cloud, shows SPANN settings",
    "Collection $.schema.*.config.spann*": "only the Cloud has SPANN indexes",
    "Collection $.schema.defaults.float_list.*.source_key": "only the index of #embedding has a source",
    "Collection $.schema.*.fts_index.config.algorithm": "newer than the server that was recorded",
    "Collection $.schema.cmek*": "only the Cloud encrypts with keys of its customers",
    "Collection $.schema.source_attached_function_id": "set by the Cloud on the output of a function",
}
"""Schemas and places of successes that this server never shows, and why."""


def test_every_answer_is_declared(judge: Judge) -> None:
    assert judge.faults == []


def test_every_success_of_every_operation_is_produced(judge: Judge) -> None:
    missing = {f"{operation} {status}" for operation, status in judge.successes() - judge.answered}
    assert {each for each in missing if not explained(each)} == set()


def test_every_field_of_every_success_is_produced(judge: Judge) -> None:
    missing = {f"{schema} {place}" for schema, place in judge.declared() - judge.seen}
    assert {each for each in missing if not explained(each)} == set()


@pytest.mark.parametrize("pattern", NOT_PRODUCED)
def test_what_is_said_not_to_be_produced_is_not(judge: Judge, pattern: str) -> None:
    missing = [f"{operation} {status}" for operation, status in judge.successes() - judge.answered]
    missing += [f"{schema} {place}" for schema, place in judge.declared() - judge.seen]
    assert any(fnmatchcase(each, literal(pattern)) for each in missing)


@pytest.mark.parametrize(
    ("status", "content", "fault"),
    [
        (200, b'{"nanosecond heartbeat": 1}', None),
        (200, b"{}", "'nanosecond heartbeat' is a required property"),
        (418, b"{}", "the status is not declared for heartbeat"),
        (500, b'{"error": "X"}', "'message' is a required property"),
        (200, b"", "content type None is not declared"),
    ],
)
def test_the_judge_knows_a_good_answer_from_a_bad_one(status: int, content: bytes, fault: str | None) -> None:
    judge = Judge.of_document()
    headers = {"content-type": "application/json"} if content else {}
    judge.hear("GET", "/api/v2/heartbeat?x=1", httpx.Response(status, content=content, headers=headers))
    assert len(judge.faults) == (0 if fault is None else 1)
    assert all(str(fault) in each for each in judge.faults)


def explained(missing: str) -> bool:
    return any(fnmatchcase(missing, literal(pattern)) for pattern in NOT_PRODUCED)


def literal(pattern: str) -> str:
    """Brackets in a pattern stand for themselves."""
    return pattern.replace("[", "[[]")
