"""Regular expressions of users, with the semantics of Rust's `regex` and a bound on the time a search takes.

flpc is that very crate; it remembers every pattern it compiled for ever, so the memory is kept here (64 patterns) and
its own is purged at once. Where flpc has no wheel, google-re2 stands in, with the Perl classes widened to Unicode;
known differences then: `\\b` and the negated classes inside brackets stay ASCII, and class set operations, `(?x)` and
`a{2}{3}` are refused or read literally. Python's `re` is never used: a hostile pattern would stop the server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from .errors import InvalidArgument, Unsupported

Searcher: TypeAlias = Callable[[str], bool]
"""Whether the pattern is found somewhere in the text."""

Compile: TypeAlias = Callable[[str], Searcher]
"""Raises InvalidArgument for a pattern the engine refuses."""

REMEMBERED_PATTERNS: Final = 64

_SPACE: Final = r"\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"
_WIDE: Final = {"d": r"\p{Nd}", "w": r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}", "s": _SPACE}
_BRACED: Final = frozenset("pPx")
"""Escapes that may be followed by a name in braces."""
_NOT_RUST: Final = frozenset("CQE")
"""Escapes RE2 knows and Rust does not."""


@lru_cache(maxsize=REMEMBERED_PATTERNS)
def searcher(pattern: str) -> Searcher:
    """Compile a pattern, or recall it.

    Raises InvalidArgument (`Regex syntax errror: ...`, as recorded) for a bad one, Unsupported without an engine.
    """
    return _compile()(pattern)


@lru_cache(maxsize=1)
def _compile() -> Compile:
    return engine((with_flpc, with_re2))


def engine(candidates: Sequence[Callable[[], Compile]]) -> Compile:
    """The first engine that can be imported; Unsupported when none can."""
    for candidate in candidates:
        try:
            return candidate()
        except ImportError:
            continue
    raise Unsupported("$regex needs a regular expression engine: pip install 'chromalink[mock]'")


def with_flpc() -> Compile:
    """Rust's own engine; ImportError when flpc is not installed."""
    import flpc

    def compiled(pattern: str) -> Searcher:
        try:
            program = flpc.compile(pattern)
        except ValueError as error:
            raise _syntax_error(error) from error
        finally:
            flpc.purge()
        return lambda text: flpc.search(program, text) is not None

    return compiled


def with_re2() -> Compile:
    """RE2, for Pythons without flpc; ImportError when google-re2 is not installed."""
    import re2

    options = re2.Options()
    options.log_errors = False

    def compiled(pattern: str) -> Searcher:
        try:
            program = re2.compile(widened(pattern), options)
        except re2.error as error:
            reason = error.args[0]
            raise _syntax_error(reason.decode() if isinstance(reason, bytes) else reason) from error
        return lambda text: program.search(text) is not None

    return compiled


def widened(pattern: str) -> str:
    """The pattern with \\d \\w \\s (and, outside brackets, their negations) in their Unicode sense, for RE2.

    Raises InvalidArgument for the escapes that only RE2 knows.
    """
    parts: list[str] = []
    in_class = False
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and at + 1 < len(pattern):
            parts.append(_escape(pattern[at + 1], in_class))
            at += 2
            if pattern[at - 1] in _BRACED and pattern[at : at + 1] == "{":
                name, brace, _ = pattern[at:].partition("}")
                parts.append(name + brace)
                at += len(name + brace)
            continue
        if char == "{" and not in_class:
            part, at = _repetition(pattern, at)
            parts.append(part)
            continue
        if char == "[" and not in_class:
            in_class = True
            # A bracket right after the opening one (or after its ^) is an element, not the end.
            opening = 3 if pattern[at + 1 : at + 3] == "^]" else 2 if pattern[at + 1 : at + 2] in ("^", "]") else 1
            parts.append(pattern[at : at + opening])
            at += opening
            continue
        if char == "]":
            in_class = False
        parts.append(char)
        at += 1
    return "".join(parts)


def _escape(letter: str, in_class: bool) -> str:
    if letter in _NOT_RUST:
        raise _syntax_error(f"regex parse error:\n    \\{letter}\n    ^^\nerror: unrecognized escape sequence")
    if letter in _WIDE:
        return _WIDE[letter] if in_class else f"[{_WIDE[letter]}]"
    if letter.lower() in _WIDE and not in_class:
        return f"[^{_WIDE[letter.lower()]}]"
    return f"\\{letter}"


def _repetition(pattern: str, at: int) -> tuple[str, int]:
    """The counted repetition that starts `at`, without blanks, and where it ends.

    RE2 would read what is none literally; Rust takes every brace for one, and refuses.
    """
    end = pattern.find("}", at)
    least, comma, most = (part.strip() for part in pattern[at + 1 : end].partition(","))
    if end < 0 or not least.isdigit() or (most and not most.isdigit()):
        raise _syntax_error(f"regex parse error:\n    {pattern}\nerror: unclosed counted repetition")
    return f"{{{least}{comma}{most}}}", end + 1


def _syntax_error(reason: object) -> InvalidArgument:
    return InvalidArgument(f"Regex syntax errror: {reason}")
