"""Names of databases and collections, and metadata keys."""

from __future__ import annotations

import pytest

from chromalink_mock.engine.errors import InvalidArgument
from chromalink_mock.engine.names import key_fault, metadata_fault, name_fault, refuse_faults

PATTERN = (
    "Expected a name containing 3-512 characters from [a-zA-Z0-9._-], "
    "starting and ending with a character in [a-zA-Z0-9]. Got: "
)


@pytest.mark.parametrize(
    "name", ["abc", "a.b", "a-_.9", "x" * 512, "abc+def", "1.2.3", "999.1.1.1", "001.2.3.4", "A1_z"]
)
def test_a_name_within_the_rule_is_allowed(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("", ""),
        ("ab", "ab"),
        ("x" * 513, "x" * 513),
        ("-ab", "-ab"),
        ("ab-", "ab-"),
        ("a b", "a b"),
        ("üüü", "üüü"),
        ("::1", "::1"),
        ("abc+", ""),
        ("x+abc", "x"),
        ("abc\n", "abc\n"),
    ],
)
def test_a_malformed_name_is_shown_by_its_bad_part(name: str, part: str) -> None:
    assert name_fault(name) == PATTERN + part


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a..b", "Expected a name that does not contains two consecutive periods (..). Got a..b"),
        ("abc+d..e", "Expected a name that does not contains two consecutive periods (..). Got d..e"),
        ("1.2.3.4", "Expected a name that is not a valid ip address. Got 1.2.3.4"),
        ("1.2.3.4+abc", "Expected a name that is not a valid ip address. Got 1.2.3.4"),
        ("a+b+c..d", "Expected a name to contain at most one topology:  Got two `+` characters."),
    ],
)
def test_other_faults_have_words_of_their_own(name: str, fault: str) -> None:
    assert name_fault(name) == fault


@pytest.mark.parametrize("key", ["a", "a b", "x.y", "ünï", "hnsw:space", "chroma:document", "a#$"])
def test_a_metadata_key_may_be_almost_anything(key: str) -> None:
    assert key_fault(key) is None


def test_metadata_may_be_missing_but_not_empty() -> None:
    assert metadata_fault(None) is None
    assert metadata_fault({}) == "Metadata cannot be empty"
    assert metadata_fault({"a": 1, "": 2}) == "Metadata key cannot be empty"
    assert metadata_fault({"$k": 1}) == "Metadata key cannot start with '#' or '$': $k"


def test_all_faults_are_told_at_once() -> None:
    refuse_faults([("name", None)])
    with pytest.raises(InvalidArgument) as refusal:
        refuse_faults([("name", "bad"), ("schema", None), ("metadata", "worse")])
    assert refusal.value.message == "Validation error: name: bad\nmetadata: worse"
