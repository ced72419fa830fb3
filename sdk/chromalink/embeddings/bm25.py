"""BM25 as sparse vectors, made here: no model, no network.

Exactly the official `chroma_bm25` (as read from chromadb 1.5.9): words outside the stop list, Snowball's English
stems, MurmurHash3 of each stem as its dimension, and the document half of Okapi BM25 (Robertson and Zaragoza, 2009)
as its value. The other half, how rare a word is, is the server's: `SparseVectorIndexConfig(bm25=True)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypedDict, cast

from ..errors import InvalidInputError
from ..sparse import SparseVector
from .sparse import SparseEmbeddingFunction
from .texts import checked

NAME = "chroma_bm25"
MISSING = "the chroma_bm25 embedding function needs {}: pip install 'chromalink[bm25]'"

_STOP = """
a about above after again against ain all am an and any are aren aren't as at be because been before being below
between both but by can couldn couldn't d did didn didn't do does doesn doesn't doing don don't down during each few
for from further had hadn hadn't has hasn hasn't have haven haven't having he her here hers herself him himself his
how i if in into is isn isn't it it's its itself just ll m ma me mightn mightn't more most mustn mustn't my myself
needn needn't no nor not now o of off on once only or other our ours ourselves out over own re s same shan shan't she
she's should should've shouldn shouldn't so some such t than that that'll the their theirs them themselves then there
these they this those through to too under until up ve very was wasn wasn't we were weren weren't what when where
which while who whom why will with won won't wouldn wouldn't y you you'd you'll you're you've your yours yourself
yourselves
"""

STOP_WORDS = frozenset(_STOP.split())
"""NLTK's English stop words; stored vectors depend on them."""


class Bm25Config(TypedDict, total=False):
    """What is stored of the function; `stopwords` only where others than the default are used."""

    k: float
    b: float
    avg_doc_length: float
    token_max_length: int
    include_tokens: bool
    stopwords: list[str]


class ChromaBm25EmbeddingFunction(SparseEmbeddingFunction[Sequence[str]]):
    """BM25 vectors of texts, the same for documents and queries. Needs the extra `bm25`.

    The value of a word that occurs tf times in a text of n counted words is
    tf * (k + 1) / (tf + k * (1 - b + b * n / avg_doc_length)). Words over `token_max_length` characters do not count.
    `include_tokens` labels each dimension with its stem. Making the function does nothing; the first text raises
    ImportError where snowballstemmer or mmh3 is missing.

    Examples:
        >>> (vector,) = ChromaBm25EmbeddingFunction()(["A crew plans a heist"])
        >>> len(vector.indices)
        3
    """

    def __init__(
        self,
        k: float = 1.2,
        b: float = 0.75,
        avg_doc_length: float = 256.0,
        token_max_length: int = 40,
        stopwords: Iterable[str] | None = None,
        include_tokens: bool = False,
    ) -> None:
        self.k = float(k)
        self.b = float(b)
        self.avg_doc_length = float(avg_doc_length)
        self.token_max_length = int(token_max_length)
        self.include_tokens = bool(include_tokens)
        self.stopwords = None if stopwords is None else [str(word) for word in stopwords]
        if not self.avg_doc_length > 0:
            raise InvalidInputError(f"avg_doc_length: expected a number above 0, got {avg_doc_length!r}")
        left_out = STOP_WORDS if self.stopwords is None else self.stopwords
        self._stop_words = frozenset(word.lower() for word in left_out)
        self._known: dict[str, str] = {}

    def __call__(self, input: Sequence[str]) -> list[SparseVector]:
        texts = checked(input)
        if len(self._known) > _MOST_KNOWN:
            self._known = {}
        stems = _Stems(self._known)
        return [self._vector(text, stems) for text in texts]

    @staticmethod
    def name() -> str:
        return NAME

    def get_config(self) -> Mapping[str, object]:
        config = Bm25Config(
            k=self.k,
            b=self.b,
            avg_doc_length=self.avg_doc_length,
            token_max_length=self.token_max_length,
            include_tokens=self.include_tokens,
        )
        if self.stopwords is not None:
            config["stopwords"] = list(self.stopwords)
        return cast("Mapping[str, object]", config)

    @staticmethod
    def build_from_config(config: dict[str, object]) -> ChromaBm25EmbeddingFunction:
        ChromaBm25EmbeddingFunction.validate_config(config)
        known = {name: one for name, one in config.items() if name != "stopwords" or one is not None}
        return ChromaBm25EmbeddingFunction(**cast("Bm25Config", known))

    def validate_config_update(self, old_config: dict[str, object], new_config: dict[str, object]) -> None:
        ChromaBm25EmbeddingFunction.validate_config(new_config)

    @staticmethod
    def validate_config(config: dict[str, object]) -> None:
        unknown = [name for name in config if name not in Bm25Config.__annotations__]
        if unknown:
            known = ", ".join(Bm25Config.__annotations__)
            raise InvalidInputError(f"{NAME}: expected settings out of {known}, got {', '.join(map(repr, unknown))}")

    def _vector(self, text: str, stems: _Stems) -> SparseVector:
        found = [stems.of(word) for word in words(text) if self._counts(word)]
        tokens = [stem for stem in found if stem]
        if not tokens:
            return SparseVector([], [])
        dimensions = [stems.dimension(token) for token in tokens]
        labels = dict(zip(reversed(dimensions), reversed(tokens), strict=True))
        length = self.k * (1 - self.b + (self.b * len(tokens)) / self.avg_doc_length)
        counted = sorted(Counter(dimensions).items())
        return SparseVector(
            [dimension for dimension, _ in counted],
            [times * (self.k + 1) / (times + length) for _, times in counted],
            [labels[dimension] for dimension, _ in counted] if self.include_tokens else None,
        )

    def _counts(self, word: str) -> bool:
        return word not in self._stop_words and len(word) <= self.token_max_length


def words(text: str) -> list[str]:
    """Runs of letters, digits and underscores, in lower case; all else but white space parts them."""
    return text.translate(_PARTS_WORDS).lower().split()


_MOST_KNOWN = 100_000
"""Words whose stems are kept from call to call, some ten megabytes: a stem takes ten times as long as all else."""


class _Separators(dict[int, int]):
    """A table for `str.translate`, filled as characters turn up: what parts words becomes a space."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        kept = character.isalnum() or character == "_" or character.isspace()
        self[code] = code if kept else ord(" ")
        return self[code]


_PARTS_WORDS = _Separators()


class _Stems:
    """Stems and their dimensions, each worked out once; for one call, because stemmers keep state.

    `known` are stems by word, from earlier calls, and gains those of this one.
    """

    def __init__(self, known: dict[str, str]) -> None:
        try:
            import snowballstemmer
        except ImportError as missing:
            raise ImportError(MISSING.format("snowballstemmer")) from missing
        try:
            import mmh3
        except ImportError as missing:
            raise ImportError(MISSING.format("mmh3")) from missing
        self._stem: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
        self._hash: Callable[[str], int] = mmh3.hash
        self._stems = known
        self._dimensions: dict[str, int] = {}

    def of(self, word: str) -> str:
        if word not in self._stems:
            self._stems[word] = self._stem(word).strip()
        return self._stems[word]

    def dimension(self, stem: str) -> int:
        if stem not in self._dimensions:
            self._dimensions[stem] = abs(self._hash(stem))
        return self._dimensions[stem]
