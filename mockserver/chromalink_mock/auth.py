"""Who may call a server: API keys and basic credentials, and the tenant and databases each is bound to.

Chroma Cloud binds a key to one tenant and to one, some or all of its databases. Beside that, ours knows operators:
credentials of the tenant `*`, which may use every tenant, make new ones, list them, and reset the server.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from .engine.collection import Place
from .engine.names import MIN_TENANT_LENGTH, name_fault
from .passwords import KeptPassword, PasswordFormatError, kept, plain

T = TypeVar("T")

ALL = "*"
"""All databases of a tenant; as a tenant: all tenants."""

_KEY_FORM = "KEY=tenant[:database,database...]"
_USER_FORM = "user:hash[:tenant[:database,database...]]"


class CredentialError(ValueError):
    """A key or user that cannot be; the message holds no secret."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: a name, the tenant it belongs to (`*` = an operator), and its databases (`("*",)` = all)."""

    user_id: str
    tenant: str
    databases: Sequence[str] = (ALL,)

    @property
    def is_operator(self) -> bool:
        return self.tenant == ALL

    def may_enter(self, tenant: str, database: str | None = None) -> bool:
        """Whether this tenant, or this database of it, may be used; they need not exist."""
        if self.tenant not in (ALL, tenant):
            return False
        return database is None or ALL in self.databases or database in self.databases

    def places(self) -> Sequence[Place]:
        """The databases it is bound to by name."""
        return [Place(self.tenant, database) for database in self.databases if database != ALL]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, sent as `x-chroma-token: KEY` or `Authorization: Bearer KEY`. Raises CredentialError."""

    secret: str = field(repr=False)
    tenant: str
    databases: Sequence[str] = (ALL,)
    user_id: str = "api-key"

    def __post_init__(self) -> None:
        if not self.secret or not self.secret.isascii() or not self.secret.isprintable() or " " in self.secret:
            raise CredentialError("API key: expected printable ASCII without spaces")
        _check_binding(self.tenant, self.databases)

    @property
    def principal(self) -> Principal:
        return Principal(self.user_id, self.tenant, tuple(self.databases))


@dataclass(frozen=True, slots=True)
class BasicUser:
    """A user and password, sent as `Authorization: Basic ...`; by default an operator. Raises CredentialError."""

    name: str
    password: str | KeptPassword = field(repr=False)
    """The password itself as text, or a hash of it (`passwords.kept`)."""
    tenant: str = ALL
    databases: Sequence[str] = (ALL,)

    def __post_init__(self) -> None:
        if not self.name or ":" in self.name or not self.name.isprintable():
            raise CredentialError("basic user: expected a name without colons")
        _check_binding(self.tenant, self.databases)

    @property
    def principal(self) -> Principal:
        return Principal(self.name, self.tenant, tuple(self.databases))


class Credentials:
    """The keys and users of one server, and the question who a caller is.

    Secrets are kept as digests only. A password that was right once is remembered as a salted digest, since checking
    a hash may take a tenth of a second. Raises CredentialError for a key or user that is there twice.
    """

    def __init__(self, keys: Iterable[ApiKey], users: Iterable[BasicUser]) -> None:
        self._keys = [(_digest(key.secret.encode()), key.principal) for key in keys]
        self._users = [(user.principal, _kept(user.password)) for user in users]
        _refuse_twice("API key", [digest for digest, _ in self._keys])
        _refuse_twice("basic user", [principal.user_id for principal, _ in self._users])
        self._salt = secrets.token_bytes(16)
        self._verified: dict[str, bytes] = {}

    def __bool__(self) -> bool:
        return bool(self._keys or self._users)

    @property
    def takes_passwords(self) -> bool:
        return bool(self._users)

    @property
    def principals(self) -> list[Principal]:
        return [principal for _, principal in self._keys] + [principal for principal, _ in self._users]

    def by_key(self, secret: bytes) -> Principal | None:
        """Whose key this is. All keys are compared, each in constant time."""
        given = _digest(secret)
        found: Principal | None = None
        for digest, principal in self._keys:
            if hmac.compare_digest(digest, given):
                found = principal
        return found

    def remembered(self, name: str, password: str) -> Principal | None:
        """Who this is, if the same password was right before; quick."""
        verified = self._verified.get(name)
        if verified is None or not hmac.compare_digest(verified, self._salted(password)):
            return None
        return next(principal for principal, _ in self._users if principal.user_id == name)

    def by_password(self, name: str, password: str) -> Principal | None:
        """Who this is. May take long; an unknown name takes as long as a wrong password."""
        if not self._users:
            return None
        known = [user for user in self._users if user[0].user_id == name]
        principal, kept_password = (known or self._users)[0]
        if not kept_password.matches(password) or not known:
            return None
        self._verified[name] = self._salted(password)
        return principal

    def _salted(self, password: str) -> bytes:
        return _digest(self._salt + password.encode())


def read_api_key(text: str) -> ApiKey:
    """The key written as `KEY=tenant[:database,database...]`; raises CredentialError."""
    secret, equals, binding = text.strip().rpartition("=")
    if not equals:
        raise CredentialError(f"API key: expected {_KEY_FORM}")
    tenant, _, databases = binding.partition(":")
    return ApiKey(secret, tenant, _databases(databases))


def read_api_keys(text: str) -> tuple[ApiKey, ...]:
    """The keys of a file: one to a line, blank lines and those that begin with # left out; raises CredentialError."""
    return _lines(text, read_api_key)


def read_basic_users(text: str) -> tuple[BasicUser, ...]:
    """The users of an htpasswd-style file, one to a line; two more fields may bind one to a tenant and databases.

    Without them the user is an operator. Raises CredentialError.
    """
    return _lines(text, _read_basic_user)


def _read_basic_user(line: str) -> BasicUser:
    fields = line.strip().split(":")
    if not 2 <= len(fields) <= 4:
        raise CredentialError(f"basic user: expected {_USER_FORM}")
    name, stored, *binding = fields
    try:
        password = kept(stored)
    except PasswordFormatError as error:
        raise CredentialError(f"basic user: {error}") from None
    return BasicUser(name, password, binding[0] if binding else ALL, _databases(binding[1] if binding[1:] else ""))


def _lines(text: str, read: Callable[[str], T]) -> tuple[T, ...]:
    found: list[T] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                found.append(read(line))
            except CredentialError as error:
                raise CredentialError(f"line {number}: {error}") from None
    return tuple(found)


def _databases(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",")) if text else (ALL,)


def _check_binding(tenant: str, databases: Sequence[str]) -> None:
    if tenant != ALL and len(tenant) < MIN_TENANT_LENGTH:
        raise CredentialError(f"tenant: expected {ALL} or at least {MIN_TENANT_LENGTH} characters, got {tenant!r}")
    if tuple(databases) == (ALL,):
        return
    if tenant == ALL:
        raise CredentialError("databases: an operator uses those of all tenants; expected none to be named")
    faults = [fault for name in databases if (fault := name_fault(name))]
    if faults or not databases:
        raise CredentialError(f"databases: expected names, or {ALL} alone. {faults[0] if faults else 'Got none'}")


def _refuse_twice(what: str, found: Sequence[object]) -> None:
    if len(set(found)) != len(found):
        raise CredentialError(f"{what}: one of them is there twice")


def _kept(password: str | KeptPassword) -> KeptPassword:
    return plain(password) if isinstance(password, str) else password


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()
