"""Where a server is: what people paste as a host, and what that makes of a base URL."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from .errors import InvalidInputError

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 8000

_HOST_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._")
_API = "/api/v2"


def base_url(host: str, port: int, ssl: bool) -> str:
    """`scheme://host:port/prefix` without a trailing slash, from a host name, `host:port`, an IPv6 address or a URL.

    A URL without a port means the port of its scheme, unless `port` is another than the default. A trailing /api/v2
    is dropped. Raises InvalidInputError for anything else.
    """
    if not isinstance(host, str) or not host.strip():
        raise InvalidInputError(f"host: expected a host name or URL, got {host!r}")
    port = port_number("port", port)
    parts, given_port = split(host)
    if given_port is not None and port not in (DEFAULT_PORT, given_port):
        raise InvalidInputError(f"port: {port} was given beside a host that says {given_port}")
    scheme = "https" if ssl or parts.scheme == "https" else "http"
    if given_port is None and (not parts.scheme or port != DEFAULT_PORT):
        given_port = port
    name = parts.hostname or ""
    shown = f"[{name}]" if ":" in name else name
    prefix = parts.path.rstrip("/").removesuffix(_API).rstrip("/")
    return f"{scheme}://{shown}{f':{given_port}' if given_port is not None else ''}{prefix}"


def port_number(argument: str, value: object) -> int:
    """A port, also from its decimal text, as environment variables have it."""
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 65536:
        raise InvalidInputError(f"{argument}: expected a number from 1 to 65535, got {value!r}")
    return number


def split(host: str) -> tuple[SplitResult, int | None]:
    """The parts of what was given as host, and its port; raises InvalidInputError, which shows no password."""
    url = host.strip()
    if "://" not in url:
        bare_ipv6 = url.count(":") > 1 and "[" not in url and "@" not in url
        url = f"//[{url}]" if bare_ipv6 else f"//{url}"
    try:
        parts = urlsplit(url)
        given_port = None if parts.port is None else port_number("host", parts.port)
        strays = parts.netloc.rpartition("]")[2] if "[" in parts.netloc else ""
        sound = url.isprintable() and strays[:1] in ("", ":") and parts.scheme in ("", "http", "https")
        sound = sound and is_host(parts.hostname or "")
    except ValueError:  # its text may hold a password
        sound, parts, given_port = False, SplitResult("", "", "", "", ""), None
    misspelt_scheme = not parts.scheme and parts.hostname in ("http", "https") and parts.path != ""
    if not sound or misspelt_scheme or parts.query or parts.fragment:
        raise InvalidInputError(
            "host: expected a host name, host:port, an IPv6 address, or an http(s) URL without query, got"
            f" {without_password(host)!r}"
        )
    return parts, given_port


def without_password(url: str) -> str:
    """What an error may show of a URL."""
    before, at, after = url.rpartition("@")
    scheme, slashes, _ = before.partition("//")
    return f"{scheme if slashes else ''}//...@{after}" if at else url


def is_host(name: str) -> bool:
    """Whether a name in lower case, or an address, can be looked up."""
    if ":" in name:
        return bool(ipaddress.IPv6Address(name)) and "%" not in name
    if not name.isascii() or "xn--" in name:
        return _is_international(name)
    labels = name.removesuffix(".").split(".")
    if len(labels) == 4 and all(label.isdigit() for label in labels):
        return bool(ipaddress.IPv4Address(name.removesuffix(".")))
    return set(name) <= _HOST_NAME and all(0 < len(label) < 64 for label in labels) and len(name) < 254


def _is_international(name: str) -> bool:
    """Whether a name beyond ASCII has a form that can be looked up."""
    import httpx

    try:
        return bool(httpx.URL(f"http://{name}").host)
    except (httpx.InvalidURL, UnicodeError):
        return False
