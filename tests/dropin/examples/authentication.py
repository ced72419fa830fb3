"""The variables by which clients say who they are, and those of servers, before and after both were renamed."""

from __future__ import annotations

import httpx
import pytest

import chromalink as chromadb
from chromalink import Settings

from .documented import documented


def _answered(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    """A client over HTTP is made where these variables are set, and is answered."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert chromadb.HttpClient(host="localhost", port=8000).heartbeat() > 0


@documented("002", 1089, 1092)
def a_server_of_logins_before(monkeypatch: pytest.MonkeyPatch) -> None:
    _answered(
        monkeypatch,
        CHROMA_SERVER_AUTH_CREDENTIALS="ada:sesame",
        CHROMA_SERVER_AUTH_CREDENTIALS_FILE="./logins",
        CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER="chromadb.auth.providers.HtpasswdConfigurationServerAuthCredentialsProvider",
        CHROMA_SERVER_AUTH_PROVIDER="chromadb.auth.basic.BasicAuthServerProvider",
    )


@documented("002", 1098, 1099)
def a_client_with_a_login_for_a_token(monkeypatch: pytest.MonkeyPatch, asked: list[httpx.Request]) -> None:
    _answered(
        monkeypatch,
        CHROMA_CLIENT_AUTH_PROVIDER="chromadb.auth.token.TokenAuthClientProvider",
        CHROMA_CLIENT_AUTH_CREDENTIALS="ada:sesame",
    )
    assert asked[-1].headers["authorization"] == "Bearer ada:sesame"


@documented("002", 1103, 1105)
def a_server_of_logins_after(monkeypatch: pytest.MonkeyPatch) -> None:
    _answered(
        monkeypatch,
        CHROMA_SERVER_AUTHN_PROVIDER="chromadb.auth.token_authn.TokenAuthenticationServerProvider",
        CHROMA_SERVER_AUTHN_CREDENTIALS="sesame",
        CHROMA_SERVER_AUTHN_CREDENTIALS_FILE="./logins",
    )


@documented("002", 1109, 1110)
def a_client_with_a_token_for_a_login(monkeypatch: pytest.MonkeyPatch, asked: list[httpx.Request]) -> None:
    _answered(
        monkeypatch,
        CHROMA_CLIENT_AUTH_CREDENTIALS="sesame",
        CHROMA_CLIENT_AUTH_PROVIDER="chromadb.auth.basic_authn.BasicAuthClientProvider",
    )
    assert asked[-1].headers["authorization"] == "Basic c2VzYW1l"


@documented("002", 1109, 1110)
def a_client_with_a_login(monkeypatch: pytest.MonkeyPatch, asked: list[httpx.Request]) -> None:
    _answered(
        monkeypatch,
        CHROMA_CLIENT_AUTH_CREDENTIALS="ada:sesame",
        CHROMA_CLIENT_AUTH_PROVIDER="chromadb.auth.basic_authn.BasicAuthClientProvider",
    )
    assert asked[-1].headers["authorization"] == "Basic YWRhOnNlc2FtZQ=="


@documented("002", 1115, 1119)
def a_server_of_tokens_before(monkeypatch: pytest.MonkeyPatch) -> None:
    _answered(
        monkeypatch,
        CHROMA_SERVER_AUTH_CREDENTIALS="sesame",
        CHROMA_SERVER_AUTH_CREDENTIALS_FILE="./tokens",
        CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER="chromadb.auth.token.TokenConfigServerAuthCredentialsProvider",
        CHROMA_SERVER_AUTH_PROVIDER="chromadb.auth.token.TokenAuthServerProvider",
        CHROMA_SERVER_AUTH_TOKEN_TRANSPORT_HEADER="AUTHORIZATION",
    )


@documented("002", 1125, 1127)
def a_client_with_a_token_before(monkeypatch: pytest.MonkeyPatch, asked: list[httpx.Request]) -> None:
    _answered(
        monkeypatch,
        CHROMA_CLIENT_AUTH_PROVIDER="chromadb.auth.token.TokenAuthClientProvider",
        CHROMA_CLIENT_AUTH_CREDENTIALS="sesame",
        CHROMA_CLIENT_AUTH_TOKEN_TRANSPORT_HEADER="AUTHORIZATION",
    )
    assert asked[-1].headers["authorization"] == "Bearer sesame"


@documented("002", 1131, 1134)
def a_server_of_tokens_after(monkeypatch: pytest.MonkeyPatch) -> None:
    _answered(
        monkeypatch,
        CHROMA_SERVER_AUTHN_PROVIDER="chromadb.auth.token_authn.TokenAuthenticationServerProvider",
        CHROMA_SERVER_AUTHN_CREDENTIALS="sesame",
        CHROMA_SERVER_AUTHN_CREDENTIALS_FILE="./tokens",
        CHROMA_AUTH_TOKEN_TRANSPORT_HEADER="AUTHORIZATION",
    )


@documented("002", 1138, 1140)
def a_client_with_a_token_after(monkeypatch: pytest.MonkeyPatch, asked: list[httpx.Request]) -> None:
    _answered(
        monkeypatch,
        CHROMA_CLIENT_AUTH_CREDENTIALS="sesame",
        CHROMA_CLIENT_AUTH_PROVIDER="chromadb.auth.token_authn.TokenAuthClientProvider",
        CHROMA_AUTH_TOKEN_TRANSPORT_HEADER="AUTHORIZATION",
    )
    assert asked[-1].headers["authorization"] == "Bearer sesame"


@documented("002", 1138, 1140)
def the_same_token_in_the_other_header(asked: list[httpx.Request]) -> None:
    settings = Settings(
        chroma_client_auth_provider="chromadb.auth.token_authn.TokenAuthClientProvider",
        chroma_client_auth_credentials="sesame",
        chroma_auth_token_transport_header="X_CHROMA_TOKEN",
    )
    assert chromadb.HttpClient(host="localhost", port=8000, settings=settings).heartbeat() > 0
    assert asked[-1].headers["x-chroma-token"] == "sesame"
