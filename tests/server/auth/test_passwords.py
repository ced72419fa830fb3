"""Passwords as htpasswd writes them. The hashes are those of `htpasswd` and `openssl passwd`."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from chromalink_mock.passwords import KeptPassword, PasswordFormatError, kept, plain


@pytest.mark.parametrize(
    ("stored", "password"),
    [
        ("$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/", "myPassword"),
        ("$apr1$xxxxxxxx$dxHfLAsjHkDRmG83UXe8K0", "password"),
        ("$apr1$ab$LF4Lj96GmWKEq0fxAzgnm.", "ein längeres Passwort als sechzehn Bytes"),
        ("$apr1$s$bHQMM1UunWFj8XWEuTGlW.", "x"),
        ("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "password"),
        ("{PLAIN}pass$word", "pass$word"),
        ("{PLAIN}", ""),
    ],
)
def test_a_hash_matches_its_password_and_no_other(stored: str, password: str) -> None:
    found = kept(stored)
    assert found.matches(password)
    assert not found.matches(password + "x")
    assert not found.matches(password[:-1] + "\0")


@pytest.mark.parametrize(
    "stored",
    ["", "SECRET", "$6$salt$SECRET", "{SHA}", "{SHA}SECRET", "$apr1$", "$apr1$toolongsalt$SECRET", "$apr1$$SECRET"],
)
def test_other_formats_are_refused_without_being_shown(stored: str) -> None:
    with pytest.raises(PasswordFormatError, match="expected") as caught:
        kept(stored)
    assert "SECRET" not in str(caught.value)


def test_without_the_package_a_bcrypt_hash_is_refused_with_two_ways_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    with pytest.raises(PasswordFormatError, match="pip install bcrypt; or write the line with htpasswd -m"):
        kept("$2y$05$" + "x" * 53)


def test_with_the_package_bcrypt_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = "$2y$05$" + "x" * 53
    asked: list[tuple[bytes, bytes]] = []

    def checkpw(password: bytes, hashed: bytes) -> bool:
        asked.append((password, hashed))
        if b"\0" in password:
            raise ValueError("NUL")
        return password == b"right"

    package = ModuleType("bcrypt")
    package.checkpw = checkpw  # type: ignore[attr-defined]  # a module is given what the real one has
    monkeypatch.setitem(sys.modules, "bcrypt", package)
    found = kept(stored)
    assert [found.matches(one) for one in ("right", "wrong", "a\0b", "r" * 100)] == [True, False, False, False]
    assert asked[-1] == (b"r" * 72, stored.encode())


def test_a_kept_password_is_not_shown() -> None:
    found = plain("secret")
    assert repr(found) == "KeptPassword()"
    assert isinstance(found, KeptPassword)
