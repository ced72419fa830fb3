"""Keys and users: how they are written, what is refused, and how a caller is recognised."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence

import pytest

from chromalink_mock import Settings
from chromalink_mock.auth import (
    ApiKey,
    BasicUser,
    CredentialError,
    Credentials,
    Principal,
    read_api_key,
    read_api_keys,
    read_basic_users,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ck-1=acme", ApiKey("ck-1", "acme")),
        ("ck-1==acme:films", ApiKey("ck-1=", "acme", ("films",))),
        (" ck-1=acme:films, books ", ApiKey("ck-1", "acme", ("films", "books"))),
        ("ck-1=acme:*", ApiKey("ck-1", "acme")),
        ("ck-1=*", ApiKey("ck-1", "*")),
    ],
)
def test_a_key_is_written_with_its_tenant_and_databases(text: str, key: ApiKey) -> None:
    assert read_api_key(text) == key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SECRET", "expected KEY=tenant"),
        ("=acme", "expected printable ASCII"),
        ("SEC RET=acme", "expected printable ASCII without spaces"),
        ("SECRÉT=acme", "expected printable ASCII"),
        ("SECRET=ab", "tenant: expected"),
        ("SECRET=", "tenant: expected"),
        ("SECRET=acme:x", "databases: expected names"),
        ("SECRET=acme:films,*", "databases: expected names"),
        ("SECRET=*:films", "an operator uses those of all tenants"),
    ],
)
def test_what_is_no_key_is_refused_without_being_shown(text: str, reason: str) -> None:
    with pytest.raises(CredentialError, match=reason) as caught:
        read_api_key(text)
    assert "SECR" not in str(caught.value)


def test_files_have_one_entry_a_line_with_comments_and_blanks() -> None:
    assert read_api_keys("# ours\n\nck-1=acme\n  ck-2=acme:films\n") == (
        ApiKey("ck-1", "acme"),
        ApiKey("ck-2", "acme", ("films",)),
    )
    users = read_basic_users("# staff\nada:{PLAIN}secret\nbob:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=:acme:films,books\n")
    assert [user.principal for user in users] == [
        Principal("ada", "*"),
        Principal("bob", "acme", ("films", "books")),
    ]


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (read_api_keys, "ck-1=acme\nSECRET", "line 2: API key: expected KEY=tenant"),
        (read_basic_users, "\nada", "line 2: basic user: expected user:hash"),
        (read_basic_users, "ada:SECRET", "line 1: basic user: expected a password hash that begins with"),
        (read_basic_users, ":{PLAIN}SECRET", "line 1: basic user: expected a name"),
        (read_basic_users, "ada:{PLAIN}SECRET:ab", "line 1: tenant: expected"),
        (read_basic_users, "ada:{PLAIN}SEC:RET:acme:films", "line 1: basic user: expected user:hash"),
    ],
)
def test_the_line_of_a_bad_entry_is_named_and_not_shown(
    read: Callable[[str], Sequence[object]], text: str, reason: str
) -> None:
    with pytest.raises(CredentialError, match=reason) as caught:
        read(text)
    assert "SECRET" not in str(caught.value)


def test_a_key_or_user_there_twice_is_refused() -> None:
    with pytest.raises(CredentialError, match="API key: one of them is there twice"):
        Credentials([ApiKey("ck-1", "acme"), ApiKey("ck-1", "other")], [])
    with pytest.raises(CredentialError, match="basic user: one of them is there twice"):
        Credentials([], [BasicUser("ada", "a"), BasicUser("ada", "b")])


def test_reprs_show_no_secret() -> None:
    settings = Settings(api_keys=(ApiKey("SECRET", "acme"),), basic_users=(BasicUser("ada", "SECRET"),))
    assert "acme" in repr(settings)
    assert "ada" in repr(settings)
    assert "SECRET" not in repr(settings)
    assert "SECRET" not in repr(Credentials(settings.api_keys, settings.basic_users).__dict__)


@pytest.mark.parametrize("shown", [b"ck-0", b"ck-2", b"nothing of the kind, and longer than a key"])
def test_every_key_is_compared_in_constant_time(shown: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    real = hmac.compare_digest

    def counting(one: bytes, other: bytes) -> bool:
        compared.append(len(one) - len(other))
        return real(one, other)

    credentials = Credentials([ApiKey(f"ck-{n}", f"tenant-{n}") for n in range(3)], [])
    monkeypatch.setattr(hmac, "compare_digest", counting)
    found = credentials.by_key(shown)
    assert (None if found is None else found.tenant) == {b"ck-0": "tenant-0", b"ck-2": "tenant-2"}.get(shown)
    assert compared == [0, 0, 0]


def test_a_password_is_remembered_only_once_it_was_right() -> None:
    credentials = Credentials([], [BasicUser("ada", "right"), BasicUser("bob", "other")])
    assert credentials.by_password("ada", "wrong") is None
    assert credentials.remembered("ada", "wrong") is None
    assert credentials.remembered("ada", "right") is None
    assert credentials.by_password("ada", "right") == Principal("ada", "*")
    assert credentials.remembered("ada", "right") == Principal("ada", "*")
    assert credentials.remembered("ada", "wrong") is None
    assert credentials.remembered("bob", "right") is None
    assert credentials.by_password("eve", "right") is None


def test_an_unknown_user_costs_a_check_like_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bool] = []
    real = hmac.compare_digest

    def counting(one: bytes, other: bytes) -> bool:
        compared.append(real(one, other))
        return compared[-1]

    credentials = Credentials([], [BasicUser("ada", "right")])
    monkeypatch.setattr(hmac, "compare_digest", counting)
    assert credentials.by_password("eve", "right") is None
    assert compared == [True]
