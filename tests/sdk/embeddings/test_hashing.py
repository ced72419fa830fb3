from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from chromalink.embeddings.hashing import VERSION, HashingEmbeddingFunction
from chromalink.embeddings.words import LONGEST_WORD, words
from chromalink.errors import InvalidInputError

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).with_name("data") / f"hashing_v{VERSION}.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: ascii(row["text"])[:30])
def test_vectors_are_those_of_the_version_in_the_configuration(row: dict[str, Any]) -> None:
    small = HashingEmbeddingFunction(32)([row["text"]])[0]
    usual = HashingEmbeddingFunction()([row["text"]])[0]
    assert small.tolist() == row["vector_32"]
    assert hashlib.sha256(usual.astype("<f4").tobytes()).hexdigest() == row["sha256_384"]


def test_vectors_are_float32_rows_of_length_one() -> None:
    vectors = HashingEmbeddingFunction()([row["text"] for row in GOLDEN])
    assert vectors.shape == (len(GOLDEN), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_no_texts_give_an_array_without_rows() -> None:
    assert HashingEmbeddingFunction(8)([]).shape == (0, 8)


def test_a_text_has_the_same_vector_alone_and_among_many() -> None:
    function = HashingEmbeddingFunction()
    texts = [f"record number{place} of a table" for place in range(600)]
    together = function(texts)
    assert np.array_equal(together[:300], np.concatenate([function([text]) for text in texts[:300]]))


def test_another_process_with_another_hash_seed_computes_the_same_bytes() -> None:
    script = (
        "import sys; from chromalink.embeddings.hashing import HashingEmbeddingFunction as H;"
        "sys.stdout.buffer.write(H(64)(['How do I read a CSV file?', 'csv.DictReader']).tobytes())"
    )
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**paths, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {HashingEmbeddingFunction(64)(["How do I read a CSV file?", "csv.DictReader"]).tobytes()}


@pytest.mark.parametrize("text", ["", "  \n", "?!", "\u201c\u2014\u201d"])
def test_a_text_without_words_has_the_same_unit_vector_at_every_time(text: str) -> None:
    assert HashingEmbeddingFunction(4)([text]).tolist() == [[1, 0, 0, 0]]


def test_features_that_cancel_out_give_the_vector_of_a_text_without_words() -> None:
    function = HashingEmbeddingFunction(1)
    opposite = {float(function([word])[0, 0]): word for word in ("the", "of", "and", "to", "in", "is", "for")}
    assert set(opposite) == {1.0, -1.0}
    assert function([f"{opposite[1.0]} {opposite[-1.0]}"]).tolist() == [[1.0]]


def test_texts_that_share_words_or_their_parts_are_nearer_than_others() -> None:
    question, same_words, same_parts, other = HashingEmbeddingFunction()(
        ["connect to a database", "database connect", "connecting databases", "priority queues of threads"]
    )
    assert question @ same_words > 0.8
    assert 0.8 > question @ same_parts > 0.3
    assert abs(question @ other) < 0.2


def test_what_a_text_opens_with_counts_more_than_what_follows_later() -> None:
    filler = " ".join(f"filler{place}" for place in range(80))
    subject, opening, closing = HashingEmbeddingFunction()(["sqlite", f"sqlite {filler}", f"{filler} sqlite"])
    assert subject @ opening > subject @ closing > 0


def test_letter_case_and_unicode_form_do_not_matter() -> None:
    function = HashingEmbeddingFunction()
    assert np.array_equal(function(["caf\u00e9 stra\u00dfe \ufb01le"]), function(["CAFE\u0301 STRASSE file"]))


def test_stop_words_hardly_move_a_vector() -> None:
    plain, padded = HashingEmbeddingFunction()(["csv dialects", "about the csv dialects that we have"])
    assert plain @ padded > 0.95


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("csv.DictReader", ["csv", "dict", "reader", "dictreader"]),
        ("HTTPServer", ["http", "server", "httpserver"]),
        ("read_csv", ["read", "csv", "readcsv"]),
        ("__init__", ["init"]),
        ("utf8 X86", ["utf8", "x86"]),
        ("don't stop-now", ["don", "t", "stop", "now"]),
        ("na\u00efve\u2014\u6570\u636e\u3002", ["na\u00efve", "\u6570\u636e"]),
        ("a" * (LONGEST_WORD + 1), ["a" * LONGEST_WORD, "a"]),
    ],
)
def test_words_follow_ascii_rules_and_split_identifiers(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_lone_surrogate_is_a_character_like_others() -> None:
    assert np.isfinite(HashingEmbeddingFunction(16)(["\ud800abc"])).all()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("a single text", "input: expected a sequence of strings, found str"),
        (b"bytes", "input: expected a sequence of strings, found bytes"),
        (None, "input: expected a sequence of strings, found NoneType"),
        (["a", None], r"input\[1\]: expected a string, found NoneType"),
        (["a", b"b"], r"input\[1\]: expected a string, found bytes"),
    ],
)
def test_what_is_not_a_sequence_of_strings_is_refused_by_name(given: object, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        HashingEmbeddingFunction()(cast("list[str]", given))


@pytest.mark.parametrize("dimension", [0, -1, True, 1.5, "384", None, 1 << 20])
def test_a_dimension_that_is_no_sensible_integer_is_refused_by_name(dimension: object) -> None:
    with pytest.raises(InvalidInputError, match="dimension: expected an integer from 1 to"):
        HashingEmbeddingFunction(cast("int", dimension))


def test_the_configuration_carries_dimension_and_version_and_builds_an_equal_function() -> None:
    config = dict(HashingEmbeddingFunction(48).get_config())
    assert config == {"dimension": 48, "version": 1}
    built = HashingEmbeddingFunction.build_from_config(config)
    assert np.array_equal(built(["equal"]), HashingEmbeddingFunction(48)(["equal"]))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"dimension": 48, "version": 2}, "expected version 1, the one computed here, found 2"),
        ({"dimension": 48}, "expected dimension and version"),
        ({"dimension": 0, "version": 1}, "dimension: expected an integer"),
    ],
)
def test_a_configuration_of_another_version_or_shape_is_refused(config: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        HashingEmbeddingFunction.build_from_config(config)


def test_a_stored_configuration_may_not_change() -> None:
    function = HashingEmbeddingFunction(48)
    config = dict(function.get_config())
    function.validate_config_update(config, dict(config))
    with pytest.raises(InvalidInputError, match="on which stored vectors depend"):
        function.validate_config_update(config, {**config, "dimension": 96})


def test_collections_made_with_it_measure_by_cosine() -> None:
    assert HashingEmbeddingFunction().default_space() == "cosine"
