"""Text to words, by rules that do not change with the Unicode tables beyond NFKC and case folding.

A word is a run of ASCII letters and digits and of characters beyond ASCII, except the punctuation and symbols
named here. Identifiers give their parts and, when there are several, the whole: `DictReader` is dict, reader
and dictreader.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST_WORD = 64
"""A longer run is cut into pieces, so that no text makes a word expensive."""

_STOP = """
a about all also am an and any are as at be been being both but by can could did do does doing done each
for from get had has have having he her here him his how i if in into is it its just may me might more
most must my no not of on one only or other our out own same shall she should so some such than that the
their them then there these they this those thus to too up us use used uses using very via want was way
we were what when where which while who whom whose why will with within without would you your
"""
_COMMON = """
able access action add added additional after allow allowed allows already always another argument
arguments array attribute attributes available back base based before behavior between bool bytes call
called calling calls case change changed check class classes code contain contains content contents
create created creates current currently data default define defined depending different directly either
element empty end equal error errors even every example exception exceptions existing expected fail
false file files find first follow following follows format found full function functions general give
given gives handle implementation include including information initial input inside instance instances
instead int integer item items keep key keys know known last least left length like line lines list
lists long made main make makes match matches method methods mode modify module modules much name named
names necessary need needed needs new next none note nothing number numbers object objects often old
open option optional options order output pair parameter parameters part pass passed path please point
possible previous print process program provide provided provides python raise raised raises read
reading reads receive related remove replace represent representation require required result results
return returned returning returns right run running save second section see self send sequence set sets
setting several show shown similar simple since single size special specific specified specify standard
start state still store str string strings sub subclass subclasses support supported sure system take
taken takes tell test text thing think time true try tuple two type types under unless until update
useful user usually valid value values variable variables version well whether word words work works
world write writes writing written wrong yield zero
"""

STOP_WORDS = frozenset(_STOP.split())
"""English words that tell nothing of a text's subject."""

COMMON_WORDS = frozenset(_COMMON.split())
"""Words so frequent in technical prose that they tell little of a text's subject."""

_SEPARATORS = (
    *((code, code + 1) for code in range(0x80) if not (chr(code).isalnum() or chr(code) == "_")),
    (0x80, 0xC0),
    (0xD7, 0xD8),
    (0xF7, 0xF8),
    (0x2000, 0x2070),
    (0x20A0, 0x20D0),
    (0x2190, 0x2C00),
    (0x2E00, 0x2E80),
    (0x3000, 0x3040),
    (0xFE10, 0xFE70),
    (0xFFF0, 0x10000),
)
_TO_SPACES = {code: " " for first, end in _SEPARATORS for code in range(first, end)}


def words(text: str) -> list[str]:
    """The words of `text` in order, case folded; after the parts of an identifier comes the identifier."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    found: list[str] = []
    for run in text.translate(_TO_SPACES).split():
        found.extend(_parts(run))
    return found


@lru_cache(maxsize=1 << 15)
def _parts(run: str) -> tuple[str, ...]:
    pieces = [piece for chunk in run.split("_") for piece in _by_case(chunk)]
    if len(pieces) > 1:
        pieces.append("".join(pieces))
    return tuple(
        folded[start : start + LONGEST_WORD]
        for folded in (piece.casefold() for piece in pieces)
        for start in range(0, len(folded), LONGEST_WORD)
    )


def _by_case(chunk: str) -> list[str]:
    """`chunk` cut before each ASCII capital that follows a small letter or begins a word after capitals."""
    if not chunk or chunk.islower() or chunk.isupper():
        return [chunk] if chunk else []
    pieces: list[str] = []
    start = 0
    for place in range(1, len(chunk)):
        if not _is_capital(chunk[place]):
            continue
        after_small = not _is_capital(chunk[place - 1])
        begins_word = place + 1 < len(chunk) and chunk[place + 1].isascii() and chunk[place + 1].islower()
        if after_small or begins_word:
            pieces.append(chunk[start:place])
            start = place
    pieces.append(chunk[start:])
    return pieces


def _is_capital(character: str) -> bool:
    return "A" <= character <= "Z"
