"""Random values of every kind the API takes, and of the kinds it refuses."""

from __future__ import annotations

import base64
import struct

from hypothesis import strategies as st

from .exchange import Json, as_json


def one_in(times: int) -> st.SearchStrategy[bool]:
    """True in one case of so many; `one_of` with repeated branches does not weigh them."""
    return st.sampled_from(range(times)).map(lambda chosen: chosen == times // 2)


NAMES = st.sampled_from(["alpha", "beta", "gamma", "a.b-c_d", "Alpha", "top+ology"])
ODD_NAMES = st.sampled_from(
    [
        "",
        "ab",
        "a..b",
        "-ab",
        "ab-",
        "a b",
        "127.0.0.1",
        "1.2.3.4.5",
        "naïve",
        "x" * 513,
        "a+b",
        "abc+def+ghi",
        "abc+d",
        "::1",
        "999.1.1.1",
        "abc+",
        "+abc",
        "x" * 512,
        "a/b",
        "abc\n",
        "0x7f.1",
        "1.2.3",
        "fe80--1",
    ]
)
IDS = st.one_of(
    st.sampled_from(["a", "b", "c", "d", "e", "f"]),
    st.sampled_from(["a", "b", "c", "A", "ü", " ", "1", "line\nbreak", "😀", "x" * 300, "a/b", "%"]),
)
KEYS = st.sampled_from(["k", "k", "n", "s", "x.y", "ключ", "a b", "$x", "#x", "", "K", "chroma:uri", "chroma:document"])
PLAIN_KEYS = st.sampled_from(["k", "n", "s", "f", "l", "b", "x.y", "ключ", "a b", "K", "k'k", 'k"k', "hnsw"])
STRINGS = st.sampled_from(
    ["", "x", "y", "X", "alpha", "1", "true", "ü", "é", "e\u0301", "😀", "a'b", "null", " x", "x\n"]
)
SMALL_INTS = st.integers(-2, 3)
BIG_INTS = st.sampled_from([2**31, 2**32, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)])
HUGE_INTS = st.sampled_from([2**63, 2**64 - 1, 2**64, -(2**63) - 1, 10**30])
INTS = st.one_of(SMALL_INTS, SMALL_INTS, BIG_INTS)
FLOATS = st.one_of(
    st.sampled_from([0.0, 1.0, 1.5, -1.5, 2.0, 2.5, -0.0, 0.1, -2.0]),
    st.sampled_from([1e308, 5e-324, 1e16, 9007199254740993.0, 9.3e18, -1e19, 0.30000000000000004, 1e21, 123456789.125]),
)
SCALARS: st.SearchStrategy[Json] = st.one_of(st.booleans(), INTS, FLOATS, STRINGS)
JUNK: st.SearchStrategy[Json] = st.one_of(
    st.none(),
    st.booleans(),
    SMALL_INTS,
    HUGE_INTS,
    FLOATS,
    STRINGS,
    st.sampled_from([[], [None], [1, "a"], [[]], {}, {"a": 1}, {"a": None}, [1], ["a"], [[1, 2]], [{}], "1", -1, 1.0]),
)
"""What a field gets that expects something else."""

DOCUMENTS = st.sampled_from(
    [
        "alpha beta",
        "ALPHA",
        "beta gamma",
        "",
        "100% a_b",
        "line one\nline two",
        "Zürich 😀",
        "ab12 cd",
        "x" * 300,
        "aXb",
        "tab\there",
        "back\\slash",
        "straße",
        "alphabet",
        "éa",
        "a.b*c",
        "  ",
        "-1",
        "٣ digits ٤",
    ]
)
URIS = st.sampled_from(["u", "file:///a", "http://x/ü?q=1", ""])
NEEDLES = st.sampled_from(
    ["alpha", "a", "", "%", "_", "\\", "\n", "ü", "😀", "A", "beta gamma", "é", "b ", "xx", "l", "ab"]
)
PATTERNS = st.one_of(
    st.sampled_from(
        ["alpha", "^alpha", "a$", "a.b", "a.*b", r"\d+", r"\w+ \w+", "(?i)alpha", "^$", "a|b", "[a-c]{2,}", ""]
    ),
    st.sampled_from(
        [r"\bbeta\b", r"\p{Lu}", r"\p{Greek}", "(?m)^line", "(?s)one.line", "one.line", "[^a-z]+", r"\s{2}", "ü"]
    ),
    st.sampled_from(
        ["(?i)ZÜRICH", "(?i)STRASSE", r"\x{1F600}", r"\u{e9}", r"[[:alpha:]]+", r"a{2}", r"(?x) a l p", r"\D\S\W"]
    ),
    st.sampled_from(
        [r"\Aalpha\z", r"(?P<n>a)", r"(?<n>a)", "(?U)a+", r"[a-z&&[^b]]", r"[\d--3]", r"\pL", r"\x41", r"(?-u)a"]
    ),
    st.sampled_from(
        ["(", "[", "*a", "a{2,1}", r"(?=a)", r"(?<!a)b", r"(a)\1", r"\p{Nope}", "(?z)", "a**", "a{1001}", "(?P<>a)"]
    ),
    st.sampled_from(
        [r"\Z", r"\G", r"\K", r"\y", r"\e", r"\N", r"\h", r"\R", r"\X", r"\Q.\E", "a++", "a?+", "(?>a)", "(?#c)a"]
    ),
    st.sampled_from(
        ["$^", "a{,3}", "{", "}", "]", "a{", "x{2", r"\_", r"\-", r"\/", r"\<b", r"b\>", r"\b{start}a", r"[^\n]", "."]
    ),
    st.sampled_from(
        ["(?i)é", "(?i:A)lpha", "(a|)*", r"\d", "^.{3}$", "..", "[[]", "[]a]", "[a-\\d]", r"\.", r"[\w.]+", "^", "$"]
    ),
)

_ELEMENTS = st.one_of(
    st.sampled_from([0, 1, -1, 2, 0.5, -0.5, 0.1, 1.0, 3]),
    st.sampled_from([0.0, -0.0, 1e-3, 7, 1e-46, 16777217, 0.30000000000000004]),
)
_ODD_ELEMENTS = st.sampled_from([1e39, -1e300, 3.4e38, 1e20, 10**30, 2**64, 1e-320, True, None, "1", [1]])


def vectors(size: int) -> st.SearchStrategy[Json]:
    """A vector of numbers, mostly of this size."""
    return st.one_of(
        st.lists(_ELEMENTS, min_size=size, max_size=size).map(as_json),
        st.lists(_ELEMENTS, min_size=size, max_size=size).map(as_json),
        st.lists(_ELEMENTS, min_size=size, max_size=size).map(as_json),
        st.lists(st.one_of(_ELEMENTS, _ELEMENTS, _ODD_ELEMENTS), min_size=size, max_size=size).map(as_json),
        st.lists(_ELEMENTS, max_size=4).map(as_json),
    )


def good_vectors(size: int) -> st.SearchStrategy[Json]:
    """A vector that a collection of this dimension takes."""
    return st.lists(_ELEMENTS, min_size=size, max_size=size).map(as_json)


def encoded(size: int) -> st.SearchStrategy[Json]:
    """A vector in base64, sometimes one that cannot be decoded."""
    floats = st.lists(st.sampled_from([0.0, 1.0, -0.5, 0.1, 2.0]), min_size=size, max_size=size)
    good = floats.map(lambda row: base64.b64encode(struct.pack(f"<{len(row)}f", *row)).decode())
    broken = st.sampled_from(
        ["", "AAAA", "AAAAAA==", "!!!!", "AAAAAA", "AACAfwAAAAA=", "AADAfw==", "AACA/w==", "A", "=", "AA="]
    )
    more = st.sampled_from(
        ["AACAPwAAAEA", "AAC APwA=", "AACAPw==\n", "AACAP_-A", "AACAPx==", "AACAPwAA", "ü", "AACAPwAAAEAAAEBAA==="]
    )
    return st.one_of(good, good, good, good, broken, more)


LISTS: st.SearchStrategy[Json] = st.one_of(
    st.lists(SMALL_INTS, max_size=3).map(as_json),
    st.lists(FLOATS, max_size=3).map(as_json),
    st.lists(STRINGS, max_size=3).map(as_json),
    st.lists(st.booleans(), max_size=3).map(as_json),
    st.lists(st.one_of(INTS, FLOATS), max_size=3).map(as_json),
    st.lists(st.one_of(INTS, HUGE_INTS), max_size=3).map(as_json),
)
ODD_METADATA_VALUES: st.SearchStrategy[Json] = st.one_of(
    HUGE_INTS,
    st.none(),
    st.lists(st.one_of(SCALARS, st.none()), max_size=3).map(as_json),
    st.sampled_from(
        [{}, {"a": 1}, [[1]], [{}], {"indices": [1, 0], "values": [1, 2]}, {"indices": [0, 1], "values": [1]}]
    ),
    st.sampled_from([{"#type": "x", "indices": [0], "values": [1]}, {"indices": [0], "values": [1], "tokens": []}]),
    st.sampled_from([{"indices": [-1]}, {"#type": "sparse_vector", "indices": [4, 4], "values": [1, 0.5]}]),
)
"""Sound sparse vectors are not among them: a single node refuses them, which ours need not."""

ROWS = st.dictionaries(PLAIN_KEYS, st.one_of(SCALARS, SCALARS, SCALARS, LISTS), max_size=3)
ODD_ROWS = st.dictionaries(KEYS, st.one_of(SCALARS, LISTS, ODD_METADATA_VALUES), max_size=3)
PATCHES = st.dictionaries(PLAIN_KEYS, st.one_of(SCALARS, SCALARS, LISTS, st.none()), max_size=3)
