"""Whatever is pasted as a host becomes a URL that requests can be sent to, or is refused by name."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink import addresses
from chromalink.errors import InvalidInputError

NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,8}){0,2}", fullmatch=True)
ADDRESSES = st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map(lambda one: f"[{one}]")
PORTS = st.integers(1, 65535)
PREFIXES = st.sampled_from(["", "/", "/chroma", "/a/b/", "/api/v2", "/api/v2/", "/p/api/v2/"])


@settings(deadline=None)
@given(st.sampled_from(["", "http://", "https://"]), NAMES | ADDRESSES, PORTS, PREFIXES, st.booleans())
def test_the_parts_of_a_pasted_url_are_kept(scheme: str, host: str, port: int, prefix: str, ssl: bool) -> None:
    if not scheme and host in ("http", "https"):
        return
    found = httpx.URL(addresses.base_url(f" {scheme}{host}:{port}{prefix}\n", 8000, ssl))
    assert found.scheme == ("https" if ssl or scheme == "https://" else "http")
    assert found.host == httpx.URL(f"http://{host}").host
    assert (found.port or {"http": 80, "https": 443}[found.scheme]) == port
    assert found.path.rstrip("/") == prefix.rstrip("/").removesuffix("/api/v2")


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("ht:/.[]@?#%\\ 019ab", max_size=30))
def test_any_text_is_a_server_or_is_refused_as_a_host(text: str) -> None:
    base = taken(text)
    if base is not None:
        url = httpx.URL(f"{base}/api/v2/heartbeat")
        assert url.scheme in ("http", "https")
        assert url.host
        assert not url.userinfo
        assert url.path.endswith("/api/v2/heartbeat")


@settings(deadline=None)
@given(st.text("abcdefgh0123456789", min_size=8, max_size=20), st.text("xyz:/[]? ", max_size=10))
def test_no_refusal_shows_a_password(password: str, rest: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        addresses.base_url(f"http://user:{password}@ {rest}", 8000, False)
    assert password not in str(caught.value)


def taken(text: str) -> str | None:
    """The URL; None where the text is refused as a host."""
    try:
        return addresses.base_url(text, 8000, False)
    except InvalidInputError as exc:
        return None if str(exc).startswith("host: ") else pytest.fail(str(exc))


@pytest.mark.parametrize(
    "host",
    [
        "http:/h",
        "https//h",
        "http//h:8000",
        "h!h",
        "h,h",
        "h\\path",
        "http://h\x00",
        "a..b",
        ".h",
        "-" * 64,
        "h:8000:9000",
        "[::1]x",
        "fe80::1%eth0",
        "<host>",
        "http://[h]",
        "300.0.0.0",
        "00.0.0.0:8000",
    ],
)
def test_typing_mistakes_are_refused(host: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^host: expected a host name"):
        addresses.base_url(host, 8000, False)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        (
            "B\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.example",
            "http://b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.example:8000",
        ),
        ("my_host", "http://my_host:8000"),
        ("h.", "http://h.:8000"),
        ("h/api/v2", "http://h:8000"),
        ("HTTP://H:80/", "http://h:80"),
    ],
)
def test_unusual_but_sound_hosts_are_taken(host: str, url: str) -> None:
    assert addresses.base_url(host, 8000, False) == url
