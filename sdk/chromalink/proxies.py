"""Which proxy leads to a server."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from .addresses import is_host, without_password
from .errors import InvalidInputError

_SCHEMES = ("http", "https", "socks5", "socks5h")
_PORTS = {"http": 80, "https": 443}


def checked(proxy: str, argument: str) -> str:
    """`proxy` as a URL; `host:port` is one of http. Raises InvalidInputError naming `argument`, without a password."""
    url = proxy.strip() if isinstance(proxy, str) else ""
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in _SCHEMES and is_host(parts.hostname or "") and parts.port != 0 and url.isprintable()
    except ValueError:  # its text may hold a password
        sound = False
    if not sound:
        shown = repr(without_password(proxy)) if isinstance(proxy, str) else type(proxy).__name__
        raise InvalidInputError(f"{argument}: expected a URL of one of {', '.join(_SCHEMES)}, got {shown}")
    return url


def of_environment(variables: Mapping[str, str], base_url: str) -> str | None:
    """The proxy that the environment names for a server; `variables` as of urllib.request.getproxies.

    HTTP_PROXY or HTTPS_PROXY by the scheme of `base_url`, else ALL_PROXY, unless NO_PROXY exempts the server.
    """
    parts = urlsplit(base_url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    for name in (parts.scheme, "all"):
        if variables.get(name):
            rules = (rule.strip().lower() for rule in variables.get("no", "").split(","))
            exempt = any(_matches(rule, parts.scheme, host, port) for rule in rules)
            return None if exempt else checked(variables[name], f"{name.upper()}_PROXY")
    return None


def _matches(rule: str, scheme: str, host: str, port: int) -> bool:
    """Whether one entry of NO_PROXY names the server.

    `*`; a name, which covers what is below it; a name with a leading dot, which covers only that; an address; a
    network in CIDR notation; each but the last with an optional `:port`, and with an optional `scheme://`.
    """
    if rule in ("", "*"):
        return rule == "*"
    before, colons, after = rule.partition("://")
    if colons:
        return before in (scheme, "all") and _matches(after, scheme, host, port)
    network, address = _network(rule), _address(host)
    if network is not None:
        return address is not None and address in network
    name, colon, asked_for = rule.rpartition(":")
    if colon and asked_for.isdigit():
        return int(asked_for) == port and _matches(name, scheme, host, port)
    name = rule.strip("[]")
    return host.endswith(name) if name.startswith(".") else host == name or host.endswith(f".{name}")


def _network(rule: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(rule.strip("[]"), strict=False)
    except ValueError:
        return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
