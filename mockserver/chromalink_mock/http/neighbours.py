"""Who is on the same machine: for what a server shows of itself beside the API.

A browser may reach this machine for a page from elsewhere: such requests are known by their `Host` (another name for
the loopback) or `Origin` (another site), those of a proxy by their forwarding headers.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import Scope

from . import encode
from .errors import RequestError

_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})


class Refusal(RequestError):
    """A request that is not answered; its text says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(encode.failure(status, "AdminError", message))


def refuse_strangers(scope: Scope, *, exposed: bool) -> None:
    """Raise Refusal (403) for a page of another origin and, unless `exposed`, for whoever is not on this machine."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin")
    if origin is not None and urlsplit(origin.decode("latin-1")).netloc != host:
        raise Refusal(403, "requests from pages of other origins are not answered here")
    if exposed:
        return
    client: tuple[str, int] | None = scope.get("client")
    if client is None or not _is_loopback(client[0]) or not _FORWARDED.isdisjoint(headers):
        raise Refusal(403, "answered on this machine only; --expose answers everybody")
    if not _is_loopback(urlsplit(f"//{host}").hostname or ""):
        raise Refusal(403, f"Host: expected localhost or a loopback address, got {host!r}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and mapped.is_loopback)
