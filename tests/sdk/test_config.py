"""What callers set becomes one checked value, and secrets show nowhere."""

from __future__ import annotations

import base64
import ssl
import traceback
from pathlib import Path
from typing import Any

import pytest

from chromalink import AsyncHttpClient, CloudClient, HttpClient, Settings, addresses, config
from chromalink.config import ClientOptions, RetryPolicy, Timeouts
from chromalink.errors import InvalidInputError

from .fake_chroma import FakeChroma

SECRET = "hunter2-0123456789"
CERTIFICATES = Path(__file__)
TOKEN = "chromadb.auth.token_authn.TokenAuthClientProvider"
BASIC = "chromadb.auth.basic_authn.BasicAuthClientProvider"
CLOUD_VARIABLES = ("CHROMA_API_KEY", "CHROMA_TENANT", "CHROMA_DATABASE")


@pytest.fixture(autouse=True)
def _no_cloud_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CLOUD_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def options(host: str = "localhost", port: Any = 8000, ssl: bool = False, **given: Any) -> ClientOptions:
    headers, settings = given.pop("headers", None), given.pop("settings", None)
    rest = {"timeout": Timeouts(), "retries": RetryPolicy(), "verify": None, "validate": True, **given}
    return config.http_options(host, port, ssl, headers, settings, "default_tenant", "default_database", **rest)


def cloud(**given: Any) -> ClientOptions:
    tenant, database, key = (given.get(name) for name in ("tenant", "database", "api_key"))
    rest: dict[str, Any] = {"timeout": None, "retries": 0, "verify": None, "validate": True}
    return config.cloud_options(tenant, database, key, None, "api.trychroma.com", 443, True, **rest)


def basic(user_and_password: str) -> str:
    return f"Basic {base64.b64encode(user_and_password.encode()).decode()}"


@pytest.mark.parametrize(
    ("host", "port", "tls", "url"),
    [
        ("localhost", 8000, False, "http://localhost:8000"),
        ("localhost", 8000, True, "https://localhost:8000"),
        ("localhost", 9000, False, "http://localhost:9000"),
        ("localhost", "9000", False, "http://localhost:9000"),
        (" localhost ", 8000, False, "http://localhost:8000"),
        ("127.0.0.1", 8000, False, "http://127.0.0.1:8000"),
        ("h.example.com:9001", 8000, False, "http://h.example.com:9001"),
        ("h.example.com:9001", 9001, False, "http://h.example.com:9001"),
        ("h.example.com:9001/chroma", 8000, False, "http://h.example.com:9001/chroma"),
        ("http://h.example.com", 8000, False, "http://h.example.com"),
        ("http://h.example.com", 8000, True, "https://h.example.com"),
        ("http://h.example.com", 9000, False, "http://h.example.com:9000"),
        ("http://h.example.com:9/p", 8000, False, "http://h.example.com:9/p"),
        ("https://h.example.com/p/", 8000, False, "https://h.example.com/p"),
        ("https://h/api/v2", 8000, False, "https://h"),
        ("https://h/api/v2/", 8000, False, "https://h"),
        ("https://h/p/api/v2", 8000, False, "https://h/p"),
        ("https://u:p@h:444/p", 8000, False, "https://h:444/p"),
        ("u:p@h:444", 8000, False, "http://h:444"),
        ("::1", 8000, False, "http://[::1]:8000"),
        ("fe80::2", 9000, True, "https://[fe80::2]:9000"),
        ("[::1]", 8000, False, "http://[::1]:8000"),
        ("[::1]:9000", 8000, False, "http://[::1]:9000"),
        ("http://[::1]:9000/p", 8000, False, "http://[::1]:9000/p"),
    ],
)
def test_hosts_and_urls_become_a_base_url(host: str, port: Any, tls: bool, url: str) -> None:
    assert addresses.base_url(host, port, tls) == url


@pytest.mark.parametrize(
    ("host", "port", "names"),
    [
        ("", 8000, "host"),
        ("   ", 8000, "host"),
        (None, 8000, "host"),
        ("ftp://h", 8000, "host"),
        ("http://", 8000, "host"),
        ("h h", 8000, "host"),
        ("http://h?x=1", 8000, "host"),
        ("http://h#x", 8000, "host"),
        ("h:notaport", 8000, "host"),
        ("h:0", 8000, "host"),
        ("h:70000", 8000, "host"),
        ("[::1", 8000, "host"),
        ("h", 0, "port"),
        ("h", 65536, "port"),
        ("h", True, "port"),
        ("h", 80.0, "port"),
        ("h", "eighty", "port"),
        ("h", None, "port"),
        ("h:9000", 9001, "port"),
    ],
)
def test_nonsense_hosts_and_ports_are_refused_by_name(host: Any, port: Any, names: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{names}: "):
        addresses.base_url(host, port, False)


def test_credentials_in_a_url_become_a_header() -> None:
    found = options("https://user:p%40ss@h")
    assert found.headers["authorization"] == basic("user:p@ss")
    assert found.base_url == "https://h"


@pytest.mark.parametrize("host", ["https://h", "http://h/p@q", "localhost"])
def test_no_credentials_make_no_header(host: str) -> None:
    assert "authorization" not in options(host).headers


@pytest.mark.parametrize(
    "host",
    [
        f"http://user:{SECRET}/with@h",
        f"http://user:{SECRET}@h?x=1",
        f"ftp://user:{SECRET}@h",
        f"user:{SECRET}@h:port",
        f"http://user:{SECRET}@[::1",
        f"http://user:{SECRET}@h h",
    ],
)
def test_an_error_about_a_url_hides_its_password(host: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        options(host)
    assert SECRET not in "".join(traceback.format_exception_only(caught.value))
    assert caught.value.__cause__ is None


def test_headers_are_merged_and_the_callers_win_in_any_spelling() -> None:
    given = {"Authorization": "mine", "X-One": "1"}
    settings = Settings(chroma_server_headers={"X-One": "0", "X-Two": "2"})
    found = options("http://u:p@h", headers=given, settings=settings).headers
    assert (found["authorization"], found["x-one"], found["x-two"]) == ("mine", "1", "2")
    assert found["user-agent"].startswith("chromalink/")
    assert given == {"Authorization": "mine", "X-One": "1"}


@pytest.mark.parametrize(
    "headers",
    [{"x": 1}, {"x": "a\nb"}, {"x": "\N{LATIN SMALL LETTER E WITH ACUTE}"}, {"": "v"}, {"a b": "v"}, {3: "v"}],
)
def test_headers_that_cannot_be_sent_are_refused(headers: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"^headers"):
        options(headers=headers)


def test_an_error_about_a_header_hides_its_value() -> None:
    with pytest.raises(InvalidInputError) as caught:
        options(headers={"x-key": SECRET + "\n"})
    assert SECRET not in str(caught.value)
    assert "x-key" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"chroma_client_auth_provider": TOKEN}, "authorization", f"Bearer {SECRET}"),
        (
            {"chroma_client_auth_provider": TOKEN, "chroma_auth_token_transport_header": "Authorization"},
            "authorization",
            f"Bearer {SECRET}",
        ),
        (
            {"chroma_client_auth_provider": TOKEN, "chroma_auth_token_transport_header": "X-Chroma-Token"},
            "x-chroma-token",
            SECRET,
        ),
        ({"chroma_client_auth_provider": BASIC}, "authorization", basic(SECRET)),
    ],
)
def test_settings_name_how_to_authenticate(given: dict[str, Any], name: str, value: str) -> None:
    settings = Settings(chroma_client_auth_credentials=SECRET, **given)
    assert options(settings=settings).headers[name] == value


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"chroma_client_auth_provider": TOKEN}, "chroma_client_auth_credentials"),
        ({"chroma_client_auth_provider": "x.Y", "chroma_client_auth_credentials": "t"}, "chroma_client_auth_provider"),
        (
            {
                "chroma_client_auth_provider": TOKEN,
                "chroma_client_auth_credentials": "t",
                "chroma_auth_token_transport_header": "Cookie",
            },
            "chroma_auth_token_transport_header",
        ),
        ({"chroma_client_auth_provider": TOKEN, "chroma_client_auth_credentials": "t\n"}, "chroma_client_auth_creden"),
        ({"chroma_server_host": "other", "chroma_server_http_port": "x"}, "chroma_server_http_port"),
    ],
)
def test_settings_that_cannot_be_followed_are_refused_by_name(given: dict[str, Any], names: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{names}"):
        options(settings=Settings(**given))


def test_settings_supply_host_port_and_pool() -> None:
    settings = Settings(
        chroma_server_host="h",
        chroma_server_http_port=9,
        chroma_server_ssl_enabled=True,
        chroma_http_keepalive_secs=3.0,
        chroma_http_max_connections=4,
        chroma_http_max_keepalive_connections=2,
    )
    found = options(settings=settings)
    assert found.base_url == "https://h:9"
    assert (found.keepalive_expiry, found.max_connections, found.max_keepalive_connections) == (3.0, 4, 2)


@pytest.mark.parametrize(("host", "port", "names"), [("other", 8000, "host"), ("h", 10, "port")])
def test_arguments_that_contradict_settings_are_refused(host: str, port: int, names: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{names}: "):
        options(host, port, settings=Settings(chroma_server_host="h", chroma_server_http_port=9))


def test_a_contradiction_is_told_without_passwords() -> None:
    with pytest.raises(InvalidInputError) as caught:
        options(f"http://u:{SECRET}@a", settings=Settings(chroma_server_host=f"http://u:{SECRET}x@b"))
    assert SECRET not in str(caught.value)


def test_arguments_that_repeat_settings_are_fine() -> None:
    settings = Settings(chroma_server_host="h", chroma_server_http_port=9)
    assert options("h", 9, settings=settings) == options(settings=settings)


def test_the_cloud_takes_arguments_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CLOUD_VARIABLES:
        monkeypatch.setenv(name, f"{name}-from-environment")
    found = cloud(tenant="t", database="d", api_key="k")
    assert (found.tenant, found.database, found.headers["x-chroma-token"]) == ("t", "d", "k")


def test_the_cloud_falls_back_to_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CLOUD_VARIABLES:
        monkeypatch.setenv(name, f"{name}-from-environment")
    found = cloud()
    assert found.headers["x-chroma-token"] == "CHROMA_API_KEY-from-environment"
    assert (found.tenant, found.database) == ("CHROMA_TENANT-from-environment", "CHROMA_DATABASE-from-environment")


def test_what_neither_names_is_left_to_the_identity() -> None:
    found = cloud(api_key="k")
    assert (found.tenant, found.database, found.from_identity) == (None, None, True)
    assert found.base_url == "https://api.trychroma.com:443"


@pytest.mark.parametrize("key", [None, "", "  ", "None", " None ", "k\n\x00"])
@pytest.mark.parametrize("where", ["argument", "environment"])
def test_a_cloud_key_that_is_none_is_refused(key: str | None, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if where == "environment" and key is not None and "\x00" not in key:
        monkeypatch.setenv("CHROMA_API_KEY", key)
    with pytest.raises(InvalidInputError, match=r"^api_key: "):
        cloud(api_key=key if where == "argument" else None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, Timeouts(None, None, None)),
        (2, Timeouts(2, 2, 2)),
        (30.0, Timeouts(5.0, 30.0, 30.0)),
        (Timeouts(connect=1.0), Timeouts(1.0, 60.0, 60.0)),
    ],
)
def test_timeouts_are_given_as_a_number_in_parts_or_not_at_all(given: Any, expected: Timeouts) -> None:
    assert options(timeout=given).timeouts == expected


def test_the_default_timeouts_are_finite() -> None:
    assert Timeouts() == config.DEFAULT_TIMEOUTS == Timeouts(connect=5.0, read=60.0, write=60.0)


@pytest.mark.parametrize("given", [0, -1, True, "5", float("nan")])
def test_a_timeout_that_is_no_duration_is_refused(given: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"^timeout: "):
        options(timeout=given)


def test_retries_are_a_number_or_a_policy() -> None:
    assert options(retries=5).retries == RetryPolicy(retries=5)
    assert options(retries=RetryPolicy(budget=1.0)).retries == RetryPolicy(budget=1.0)


@pytest.mark.parametrize("given", [-1, True, 1.5, "2", None])
def test_retries_of_another_kind_are_refused(given: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"^retries: "):
        options(retries=given)


def test_tls_is_verified_unless_told_otherwise() -> None:
    assert options().verify is True
    assert options(verify=False).verify is False
    assert options(settings=Settings(chroma_server_ssl_verify=False)).verify is False
    assert options(verify=True, settings=Settings(chroma_server_ssl_verify=False)).verify is True


def test_verify_takes_a_context_or_a_directory(tmp_path: Path) -> None:
    context = ssl.create_default_context()
    assert options(verify=context).verify is context
    found = options(verify=tmp_path).verify
    assert isinstance(found, ssl.SSLContext)
    assert found.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("given", ["/no/such/file.pem", str(CERTIFICATES), 5])
def test_a_verify_that_names_no_certificates_is_refused(given: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"^verify: "):
        options(verify=given)


@pytest.mark.parametrize("argument", ["tenant", "database"])
@pytest.mark.parametrize("value", ["", None, 5, "\ud800"])
def test_a_tenant_or_database_without_a_name_is_refused(argument: str, value: Any, chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError, match=f"^{argument}: "):
        chroma.client(**{argument: value})
    assert chroma.requests == []


def secretive() -> list[object]:
    settings = Settings(
        chroma_server_host=f"http://user:{SECRET}@h",
        chroma_server_headers={"x-key": SECRET},
        chroma_client_auth_provider=TOKEN,
        chroma_client_auth_credentials=SECRET,
    )
    fake = FakeChroma()
    return [
        settings,
        options(settings=settings),
        options(f"http://user:{SECRET}@h"),
        cloud(api_key=SECRET),
        fake.client(settings=settings),
        fake.async_client(host=f"http://user:{SECRET}@h"),
        fake.client(headers={"authorization": SECRET}).get_collection("films", None),
        CloudClient("t", "d", SECRET, transport=fake.transport(), validate=False),
        fake.client(headers={"authorization": SECRET}).low_level,
    ]


@pytest.mark.parametrize("place", range(9))
def test_no_repr_shows_a_secret(place: int) -> None:
    found = secretive()[place]
    assert SECRET not in repr(found) + str(found)


def test_reprs_tell_where_a_client_points(chroma: FakeChroma) -> None:
    expected = "('http://localhost:8000', tenant='default_tenant', database='default_database')"
    assert repr(chroma.client()) == f"{HttpClient.__name__}{expected}"
    assert repr(chroma.async_client()) == f"{AsyncHttpClient.__name__}{expected}"


def test_a_client_tells_its_settings(chroma: FakeChroma) -> None:
    settings = Settings(chroma_server_host="h")
    client = chroma.client(settings=settings)
    settings.chroma_server_host = "other"
    assert client.get_settings() == Settings(chroma_server_host="h")
