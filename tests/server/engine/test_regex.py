from __future__ import annotations

from collections.abc import Callable

import pytest

from chromalink_mock.engine import regex
from chromalink_mock.engine.errors import InvalidArgument, Unsupported

DOCUMENTS = ("Hello World 123", "hello\nworld", "foo@bar.com", "ünïcode Ü")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("Hello", [0]),
        ("(?i)hello", [0, 1]),
        ("^Hello", [0]),
        ("World$", []),
        (r"\d+", [0]),
        (r"[a-z]+@[a-z]+\.com", [2]),
        ("^.*$", [0, 2, 3]),
        ("hello.world", []),
        ("(?s)hello.world", [1]),
        (r"\bfoo\b", [2]),
        (r"\p{L}+ Ü", [3]),
        ("(?i)ü$", [3]),
        ("", [0, 1, 2, 3]),
        ("l{2}", [0, 1]),
        ("^$", []),
        ("(?m)^world", [1]),
        (r"\w{20,}", []),
        (r"^\w+ \w$", [3]),
    ],
)
def test_a_pattern_matches_as_recorded(pattern: str, expected: list[int]) -> None:
    found = regex.searcher(pattern)
    assert [i for i, text in enumerate(DOCUMENTS) if found(text)] == expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[", "unclosed character class"),
        ("(", "unclosed group"),
        ("(?=a)", "look-around, including look-ahead and look-behind, is not supported"),
        (r"(a)\1", "backreferences are not supported"),
        ("a{2", "unclosed counted repetition"),
        ("*", "repetition operator missing expression"),
        (r"(?-u:\xff)", "pattern can match invalid UTF-8"),
    ],
)
def test_a_bad_pattern_is_refused_with_the_recorded_text(pattern: str, reason: str) -> None:
    pytest.importorskip("flpc", reason="the recorded wording is that of Rust's regex")
    with pytest.raises(InvalidArgument) as refusal:
        regex.searcher(pattern)
    assert refusal.value.message.startswith("Regex syntax errror: regex parse error:\n")
    assert refusal.value.message.endswith(f"error: {reason}")


def test_a_pattern_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(InvalidArgument):
        regex.searcher("(?:a{1000}){1000}")


def test_a_hostile_pattern_is_answered() -> None:
    # A backtracking engine would take 2**50000 steps; the test run's own timeout is the bound.
    assert not regex.searcher("^(a+)+$")("a" * 50_000 + "b")
    assert not regex.searcher("(x+x+)+y")("x" * 50_000)


def test_so_many_patterns_are_remembered_and_no_more() -> None:
    regex.searcher.cache_clear()
    for i in range(regex.REMEMBERED_PATTERNS * 2):
        regex.searcher(f"pattern {i}")
    assert regex.searcher.cache_info().currsize == regex.REMEMBERED_PATTERNS
    assert regex.searcher("pattern 0")("this is pattern 0")


def test_without_an_engine_the_extra_is_named() -> None:
    def missing() -> regex.Compile:
        raise ImportError

    with pytest.raises(Unsupported, match=r"chromalink\[mock\]"):
        regex.engine((missing, missing))


def test_the_second_engine_stands_in_for_the_first() -> None:
    def missing() -> regex.Compile:
        raise ImportError

    def literal() -> regex.Compile:
        def compiled(pattern: str) -> Callable[[str], bool]:
            return lambda text: pattern in text

        return compiled

    assert regex.engine((missing, literal))("b")("abc")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\d", r"[\p{Nd}]"),
        (r"[\d.]", r"[\p{Nd}.]"),
        (r"\D", r"[^\p{Nd}]"),
        (r"\\d", r"\\d"),
        (r"[]\d]", r"[]\p{Nd}]"),
        (r"[^]\d]\d", r"[^]\p{Nd}][\p{Nd}]"),
        (r"a\.b", r"a\.b"),
        (r"[\W]", r"[\W]"),
        ("a\\", "a\\"),
    ],
)
def test_perl_classes_are_widened_to_unicode_for_re2(pattern: str, expected: str) -> None:
    assert regex.widened(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("a{2}", "a{2}"), ("a{ 2, 3 }", "a{2,3}"), ("a{2,}", "a{2,}"), (r"\p{L}{2}", r"\p{L}{2}"), ("[{]", "[{]")],
)
def test_counted_repetitions_reach_re2_as_rust_reads_them(pattern: str, expected: str) -> None:
    assert regex.widened(pattern) == expected


@pytest.mark.parametrize("pattern", ["a{2", "a{", "a{x}", "a{,3}", "a{2,x}"])
def test_a_brace_that_re2_would_read_literally_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidArgument, match="unclosed counted repetition"):
        regex.widened(pattern)


@pytest.mark.parametrize("pattern", [r"\C", r"\Qa.b\E"])
def test_escapes_that_only_re2_knows_are_refused(pattern: str) -> None:
    with pytest.raises(InvalidArgument, match="unrecognized escape sequence"):
        regex.widened(pattern)


@pytest.mark.parametrize("text", ["١٢", "ünï", "a\u2003b"])
def test_re2_sees_unicode_as_rust_does(text: str) -> None:
    pytest.importorskip("re2", reason="google-re2 is installed where flpc has no wheel")
    compiled = regex.with_re2()
    assert [compiled(p)(text) for p in (r"^\d+$", r"^\w+$", r"\s")] == {
        "١٢": [True, True, False],
        "ünï": [False, True, False],
        "a\u2003b": [False, False, True],
    }[text]
