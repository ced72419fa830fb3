"""The teeth of the suite, in short: some of the seeded faults of `scripts/contract_mutations`."""

from __future__ import annotations

import pytest

from contracts.mutations import FAULTS, catcher

SOME = {
    "get ignores offset": "get",
    "a conflict is a 400": "tenants_made_are_found",
    "metadata floats become ints": "metadata_value_types",
    "collections are listed backwards": "listing_order",
    "unknown routes answer with a body": "unknown_routes",
    "float operands are not truncated for ints": "where_comparisons",
    "metadata is replaced, not merged": "upsert_semantics",
    "text search ignores case": "where_document_contains",
    "the default of a $knn is ignored": "search_rrf_union_with_default",
    "what has no default counts as zero": "search_two_knn_no_default_is_intersection",
    "aggregates have one key": "search_min_k_multi_key_tiebreak",
    "rare indices weigh no more": "search_bm25_weighs_rare_indices",
}


@pytest.mark.parametrize("name", SOME)
def test_a_seeded_fault_is_caught(name: str) -> None:
    (fault,) = (fault for fault in FAULTS if fault.name == name)
    assert catcher(fault, (SOME[name],)) is not None


@pytest.mark.parametrize("only", sorted(set(SOME.values())))
def test_without_a_fault_nothing_is_caught(only: str) -> None:
    assert catcher(None, (only,)) is None


def test_there_are_faults_of_both_kinds_under_distinct_names() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names)
    assert len(names) >= 30
    assert len({type(fault) for fault in FAULTS}) == 2
