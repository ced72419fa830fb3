"""Passwords as they are kept: plain, or hashed in the formats of an htpasswd file.

`{PLAIN}text`, `{SHA}base64` and `$apr1$salt$hash` (what `htpasswd -m` writes) need nothing but the standard library;
`$2a$`, `$2b$` and `$2y$` (bcrypt, `htpasswd -B`) need the bcrypt package. crypt(3) hashes are refused: Python can no
longer check them.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import importlib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

Check: TypeAlias = Callable[[bytes], bool]

_PLAIN, _SHA, _APR1 = "{PLAIN}", "{SHA}", "$apr1$"
_BCRYPT = ("$2a$", "$2b$", "$2y$")
_BCRYPT_BYTES = 72
"""What bcrypt looks at; longer passwords are cut, as htpasswd does."""

_SHA1_BYTES = 20
_APR1_ROUNDS = 1000
_APR1_SALT = 8
_APR1_DIGITS = 22
_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_APR1_ORDER = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))


class PasswordFormatError(ValueError):
    """A kept password cannot be understood or checked here; the message does not contain it."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptPassword:
    """A password of which only `matches` can be asked; its repr says nothing about it."""

    check: Check = field(repr=False)

    def matches(self, password: str) -> bool:
        """Whether this is the password; compared in constant time."""
        return self.check(password.encode())


def plain(password: str) -> KeptPassword:
    """The password itself, as given on a command line or in code."""
    kept = hashlib.sha256(password.encode()).digest()
    return KeptPassword(lambda given: hmac.compare_digest(hashlib.sha256(given).digest(), kept))


def kept(text: str) -> KeptPassword:
    """The password behind the second field of an htpasswd line; raises PasswordFormatError."""
    if text.startswith(_PLAIN):
        return plain(text[len(_PLAIN) :])
    if text.startswith(_SHA):
        return _sha(text[len(_SHA) :])
    if text.startswith(_APR1):
        return _apr1(text[len(_APR1) :])
    if text.startswith(_BCRYPT):
        return _bcrypt(text)
    raise PasswordFormatError(
        "expected a password hash that begins with {SHA}, $apr1$ or $2b$ (htpasswd -s, -m, -B), or {PLAIN} and the"
        " password; hashes of crypt(3) cannot be checked"
    )


def _sha(encoded: str) -> KeptPassword:
    try:
        digest = b64decode(encoded, validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != _SHA1_BYTES:
        raise PasswordFormatError("expected {SHA} and 28 characters of base64")
    return KeptPassword(lambda given: hmac.compare_digest(hashlib.sha1(given, usedforsecurity=False).digest(), digest))


def _apr1(rest: str) -> KeptPassword:
    salt, _, digits = rest.partition("$")
    if not 0 < len(salt) <= _APR1_SALT or len(digits) != _APR1_DIGITS or not {*salt, *digits} <= {*_ALPHABET}:
        raise PasswordFormatError("expected $apr1$, up to 8 characters of salt, $ and 22 characters of hash")
    return KeptPassword(lambda given: hmac.compare_digest(_apr1_digits(given, salt.encode()).encode(), digits.encode()))


def _apr1_digits(password: bytes, salt: bytes) -> str:
    """The hash of Apache's variant of MD5-crypt (httpd, apr_md5.c)."""
    mixed = _md5(password + salt + password)
    start = password + _APR1.encode() + salt + (mixed * (len(password) // len(mixed) + 1))[: len(password)]
    length = len(password)
    while length:
        start += b"\0" if length & 1 else password[:1]
        length >>= 1
    digest = _md5(start)
    for turn in range(_APR1_ROUNDS):
        parts = password if turn & 1 else digest
        parts += salt if turn % 3 else b""
        parts += password if turn % 7 else b""
        digest = _md5(parts + (digest if turn & 1 else password))
    groups = [(digest[high] << 16 | digest[middle] << 8 | digest[low], 4) for high, middle, low in _APR1_ORDER]
    return "".join(_ALPHABET[bits >> 6 * place & 63] for bits, n in (*groups, (digest[11], 2)) for place in range(n))


def _md5(value: bytes) -> bytes:
    return hashlib.md5(value, usedforsecurity=False).digest()


def _bcrypt(text: str) -> KeptPassword:
    try:
        module = importlib.import_module("bcrypt")
    except ImportError:
        raise PasswordFormatError(
            "a bcrypt hash needs the bcrypt package: pip install bcrypt; or write the line with htpasswd -m"
        ) from None
    check: Callable[[bytes, bytes], bool] = module.checkpw
    return KeptPassword(lambda given: _checked(check, given[:_BCRYPT_BYTES], text.encode()))


def _checked(check: Callable[[bytes, bytes], bool], given: bytes, stored: bytes) -> bool:
    try:
        return check(given, stored)
    except ValueError:  # a NUL in the password, or a damaged hash: nobody gets in by it
        return False
