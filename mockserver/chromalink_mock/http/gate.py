"""Who gets in: credentials, rate and rights of a request, looked at before its body is read.

Recorded servers ask for nothing; statuses and texts are those of upstream's frontend (auth errors) and of the wire
contract (Cloud and HEAD). Which operation needs which right is ours.
"""

from __future__ import annotations

import binascii
import math
from base64 import b64decode
from collections.abc import Mapping
from functools import partial

from starlette.types import Scope

from ..auth import Credentials, Principal
from ..limiter import Limiter
from .errors import PermissionDenied, TooManyRequests, Unauthenticated
from .workers import Workers

_OPEN = frozenset({"getRoot", "heartbeat", "getVersion"})
"""Operations of both versions of the API that need no credential and are never limited."""

_ANYONE = frozenset({"getIdentity", "getPreFlightChecks", "getHealthcheck", "getCollectionByCrn"})
"""Operations outside any tenant that every valid credential may call; what they find is checked where it is found."""

_BY_UUID = frozenset(
    {
        "updateCollection",
        "addRecords",
        "updateRecords",
        "upsertRecords",
        "getRecords",
        "queryRecords",
        "deleteRecords",
        "countRecords",
    }
)
"""Operations that in the old API name a collection and no tenant; there, too, what they find is checked."""

_NOBODY = ""
"""The caller that failed attempts, and all requests of a server without credentials, are counted for."""

_BEARER = b'Bearer realm="chroma"'
_BASIC = b'Basic realm="chroma", charset="UTF-8"'


class Gate:
    """Lets requests in, with the principal behind each.

    Without credentials everybody is let in, as nobody in particular; without a limiter, as often as they like.
    """

    def __init__(self, credentials: Credentials, limiter: Limiter | None, workers: Workers) -> None:
        self._credentials = credentials
        self._limiter = limiter
        self._workers = workers
        self._challenge = _BASIC if credentials.takes_passwords else _BEARER

    async def admit(self, scope: Scope, operation: str, params: Mapping[str, str]) -> Principal | None:
        """Who calls; None where nobody has to say. Raises Unauthenticated, TooManyRequests, PermissionDenied."""
        if operation in _OPEN:
            return None
        if not self._credentials:
            self._count(_NOBODY)
            return None
        principal = await self._principal(scope)
        self._count(_NOBODY if principal is None else principal.tenant)
        if principal is None:
            raise Unauthenticated(self._challenge)
        if not _permitted(principal, operation, params):
            raise PermissionDenied
        return principal

    async def admit_operator(self, scope: Scope) -> None:
        """Let in, uncounted, who may do everything; raises Unauthenticated, PermissionDenied."""
        if not self._credentials:
            return
        principal = await self._principal(scope)
        if principal is None:
            raise Unauthenticated(self._challenge)
        if not principal.is_operator:
            raise PermissionDenied

    def _count(self, caller: str) -> None:
        wait = None if self._limiter is None else self._limiter.take(caller)
        if wait is not None:
            raise TooManyRequests(math.ceil(wait))

    async def _principal(self, scope: Scope) -> Principal | None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        given = dict(reversed(headers))  # of a repeated header the first counts
        if b"x-chroma-token" in given:
            return self._credentials.by_key(given[b"x-chroma-token"].strip())
        scheme, _, rest = given.get(b"authorization", b"").strip().partition(b" ")
        if scheme.lower() == b"bearer":
            return self._credentials.by_key(rest.strip())
        if scheme.lower() == b"basic":
            return await self._by_password(rest.strip())
        return None

    async def _by_password(self, encoded: bytes) -> Principal | None:
        try:
            name, colon, password = b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        if not colon:
            return None
        known = self._credentials.remembered(name, password)
        return known or await self._workers.run(partial(self._credentials.by_password, name, password))


def _permitted(principal: Principal, operation: str, params: Mapping[str, str]) -> bool:
    """Whether the path lies within what the principal may use; outside any tenant, only operators act."""
    tenant = params.get("tenant", params.get("tenant_name"))
    if tenant is not None:
        return principal.may_enter(tenant, params.get("database"))
    return operation in _ANYONE or operation in _BY_UUID or principal.is_operator
