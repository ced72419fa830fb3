"""An embedding function without a model: signed feature hashing of words, word pairs and character n-grams.

Each feature adds its weight, with a sign, at places of the vector; places and signs come from a hash, so that
inner products of the vectors estimate those of the feature counts (Weinberger, Dasgupta, Langford, Smola and
Attenberg: Feature Hashing for Large Scale Multitask Learning, ICML 2009). Texts are near when they share
words or parts of words; it knows nothing of meaning. The hash is BLAKE2b and weights are integers until the
last division, so vectors are the same in every process and on every platform.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from chromalink.errors import InvalidInputError

from .protocol import EmbeddingFunction, Space
from .texts import checked
from .words import COMMON_WORDS, STOP_WORDS, words

if TYPE_CHECKING:
    import numpy.typing as npt

VERSION: Final = 1
"""Of the features and their weights: vectors of two versions do not compare."""

LARGEST_DIMENSION: Final = 65_536

_WORD_PLACES = 4
"""A word is spread over several places, so that no single collision makes two texts look alike."""
_WORD, _COMMON_WORD, _STOP_WORD, _GRAM, _PAIR = 3, 2, 1, 2, 4
_ASCII_GRAM, _OTHER_GRAM = 3, 2
_OPENING = 64
"""The first words of a text tell its subject: they count double, and only they are paired."""
_TEXTS_AT_ONCE = 256


class HashingEmbeddingFunction(EmbeddingFunction[Sequence[str]]):
    """Offline, deterministic vectors from the words of a text.

    Returns a float32 array of shape (texts, dimension) whose rows have length 1. A text without words (empty,
    or punctuation alone) has the same fixed unit vector everywhere, because a zero vector has no direction
    for the cosine to compare. Raises InvalidInputError where `input` is not a sequence of strings.

    Examples:
        >>> HashingEmbeddingFunction(dimension=64)(["a heist", "balloons"]).shape
        (2, 64)
    """

    def __init__(self, dimension: int = 384) -> None:
        self.dimension = _dimension(dimension)

    def __call__(self, input: Sequence[str]) -> npt.NDArray[np.float32]:
        texts = checked(input)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            slab = texts[start : start + _TEXTS_AT_ONCE]
            vectors[start : start + len(slab)] = _unit(_accumulated(slab, self.dimension))
        return vectors

    @staticmethod
    def name() -> str:
        return "chromalink_hashing"

    def get_config(self) -> Mapping[str, object]:
        return {"dimension": self.dimension, "version": VERSION}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> HashingEmbeddingFunction:
        HashingEmbeddingFunction.validate_config(config)
        return HashingEmbeddingFunction(_dimension(config["dimension"]))

    @staticmethod
    def validate_config(config: dict[str, object]) -> None:
        if set(config) != {"dimension", "version"}:
            raise InvalidInputError(f"config: expected dimension and version, found {sorted(config)}")
        if config["version"] != VERSION:
            raise InvalidInputError(
                f"config: expected version {VERSION}, the one computed here, found {config['version']!r}"
            )
        _dimension(config["dimension"])

    def validate_config_update(self, old_config: dict[str, object], new_config: dict[str, object]) -> None:
        if new_config != old_config:
            raise InvalidInputError(
                f"config: expected {old_config!r}, on which stored vectors depend, found {new_config!r}"
            )

    def default_space(self) -> Space:
        return "cosine"


def _dimension(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST_DIMENSION:
        raise InvalidInputError(f"dimension: expected an integer from 1 to {LARGEST_DIMENSION}, found {value!r}")
    return value


def _accumulated(texts: Sequence[str], dimension: int) -> npt.NDArray[np.int64]:
    """Sums of signed feature weights, shape (texts, dimension): integers, so the order of adding is free."""
    vocabulary: dict[str, int] = {}
    said: list[tuple[int, int, int]] = []
    paired: list[tuple[int, int, int]] = []
    for row, text in enumerate(texts):
        found = words(text)
        opening = found[:_OPENING]
        leading = set(opening)
        for word, count in Counter(found).items():
            scale = _damped(count) << (word in leading)
            said.append((row, vocabulary.setdefault(word, len(vocabulary)), scale))
        telling = [vocabulary[word] for word in opening if word not in STOP_WORDS]
        paired.extend((row, left, right) for left, right in set(pairwise(telling)))
    sums = np.zeros((len(texts), dimension), dtype=np.int64)
    features = [_features(word) for word in vocabulary]
    if said:
        rows, numbers, scales = np.array(said, dtype=np.int64).T
        lengths = np.array([len(hashes) for hashes, _ in features], dtype=np.int64)
        hashes = np.array([value for hashes, _ in features for value in hashes], dtype=np.uint64)
        weights = np.array([value for _, weights in features for value in weights], dtype=np.int64)
        chosen = _slices(np.cumsum(lengths) - lengths, lengths, numbers)
        of_pair = np.repeat(np.arange(len(said)), lengths[numbers])
        _add(sums, rows[of_pair], hashes[chosen], weights[chosen] * scales[of_pair])
    if paired:
        rows, lefts, rights = np.array(paired, dtype=np.int64).T
        first = np.array([hashes[0] for hashes, _ in features], dtype=np.uint64)
        _add(
            sums,
            rows,
            _joined(first[lefts], first[rights]),
            np.full(len(rows), _PAIR * _damped(1) * 2, dtype=np.int64),
        )
    return sums


def _slices(
    starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], chosen: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """The indices `starts[c] .. starts[c] + lengths[c]` of every c in `chosen`, one after the other."""
    taken = lengths[chosen]
    before = np.cumsum(taken) - taken
    indices: npt.NDArray[np.int64] = np.arange(int(taken.sum())) + np.repeat(starts[chosen] - before, taken)
    return indices


def _add(
    sums: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    hashes: npt.NDArray[np.uint64],
    weights: npt.NDArray[np.int64],
) -> None:
    count, dimension = sums.shape
    places = ((hashes >> np.uint64(1)) % np.uint64(dimension)).astype(np.int64)
    signed = np.where(hashes & np.uint64(1), weights, -weights)
    # bincount adds float64, exact for integers below 2**53
    added = np.bincount(rows * dimension + places, weights=signed, minlength=count * dimension)
    sums += added.astype(np.int64).reshape(count, dimension)


def _unit(sums: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Rows of length 1; a row of zeros becomes the unit vector of the text without words."""
    squares = np.sum(sums * sums, axis=1)
    empty = squares == 0
    sums[empty, 0] = 1
    squares[empty] = 1
    scaled: npt.NDArray[np.float64] = sums / np.sqrt(squares.astype(np.float64))[:, np.newaxis]
    return scaled.astype(np.float32)


def _damped(count: int) -> int:
    """8 * (1 + log2(count)), straight between powers of two: integers that are the same everywhere."""
    power = count.bit_length() - 1
    return 8 * (1 + power) + ((8 * (count - (1 << power))) >> power)


def _joined(left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One hash for an ordered pair of hashes (the finalizer is that of SplitMix64)."""
    value = left * np.uint64(0x9E3779B97F4A7C15) + right
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: npt.NDArray[np.uint64] = value ^ (value >> np.uint64(31))
    return mixed


@lru_cache(maxsize=1 << 15)
def _features(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Hashes and weights of the word itself and, where it is telling, of its n-grams, its ends marked."""
    if word in STOP_WORDS:
        return _hashes("word", word, 1), (_STOP_WORD,)
    if word in COMMON_WORDS:
        return _hashes("word", word, _WORD_PLACES), (_COMMON_WORD,) * _WORD_PLACES
    marked = f"<{word}>"
    size = _ASCII_GRAM if word.isascii() else _OTHER_GRAM
    grams = [marked[start : start + size] for start in range(len(marked) - size + 1)]
    return (
        _hashes("word", word, _WORD_PLACES) + tuple(_hashes("gram", gram, 1)[0] for gram in grams),
        (_WORD,) * _WORD_PLACES + (_GRAM,) * len(grams),
    )


def _hashes(kind: str, text: str, count: int) -> tuple[int, ...]:
    """`count` independent 64-bit hashes; `kind` keeps equal words and n-grams apart."""
    digest = hashlib.blake2b(
        text.encode("utf-8", "surrogatepass"), digest_size=8 * count, person=kind.encode()
    ).digest()
    return struct.unpack(f"<{count}Q", digest)
