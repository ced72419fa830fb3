"""Key, tenant and database of a Cloud client: the argument, then the environment, then the identity."""

from __future__ import annotations

import anyio
import pytest

from chromalink import AsyncCloudClient, CloudClient
from chromalink.errors import InvalidInputError

from ..fake_chroma import FakeChroma

VARIABLES = ("CHROMA_API_KEY", "CHROMA_TENANT", "CHROMA_DATABASE")
KEY = "ck-0123456789"
BOTH = pytest.mark.parametrize("colour", ["sync", "async"])


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def connected(colour: str, chroma: FakeChroma, **given: str) -> tuple[str, str]:
    """Tenant and database of a client that has connected."""
    if colour == "sync":
        with CloudClient(transport=chroma.transport(), **given) as client:  # type: ignore[arg-type]  # texts only
            return client.tenant, client.database

    async def main() -> tuple[str, str]:
        async with AsyncCloudClient(transport=chroma.transport(), **given) as client:  # type: ignore[arg-type]  # texts only
            return client.tenant, client.database

    return anyio.run(main)


def allowed(chroma: FakeChroma, tenant: str, *databases: str) -> None:
    chroma.identity |= {"tenant": tenant, "databases": list(databases)}


@BOTH
def test_a_key_for_one_database_is_all_it_takes(colour: str, chroma: FakeChroma) -> None:
    allowed(chroma, "acme", "films")
    assert connected(colour, chroma, api_key=KEY) == ("acme", "films")
    assert {request.headers["x-chroma-token"] for request in chroma.requests} == {KEY}


@BOTH
def test_the_environment_alone_is_enough(colour: str, chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(VARIABLES, (KEY, "acme", "films"), strict=True):
        monkeypatch.setenv(name, value)
    assert connected(colour, chroma) == ("acme", "films")
    assert chroma.requests[0].headers["x-chroma-token"] == KEY


@BOTH
def test_arguments_win_over_the_environment_and_both_over_the_identity(
    colour: str, chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMA_API_KEY", "key-of-the-environment")
    monkeypatch.setenv("CHROMA_TENANT", "tenant-of-the-environment")
    monkeypatch.setenv("CHROMA_DATABASE", "database-of-the-environment")
    allowed(chroma, "acme", "films")
    assert connected(colour, chroma, api_key=KEY, tenant="mine") == ("mine", "database-of-the-environment")
    assert chroma.requests[0].headers["x-chroma-token"] == KEY


@BOTH
def test_a_key_for_several_databases_is_refused_with_their_names(colour: str, chroma: FakeChroma) -> None:
    allowed(chroma, "acme", "films", "books")
    with pytest.raises(InvalidInputError, match=r"^database: .*films, books.*pass database= or set CHROMA_DATABASE"):
        connected(colour, chroma, api_key=KEY)


@BOTH
@pytest.mark.parametrize("databases", [(), ("*",), ("",)])
def test_a_key_that_names_no_database_is_refused_with_the_cure(
    colour: str, databases: tuple[str, ...], chroma: FakeChroma
) -> None:
    allowed(chroma, "acme", *databases)
    with pytest.raises(InvalidInputError, match=r"^database: .*pass database= or set CHROMA_DATABASE"):
        connected(colour, chroma, api_key=KEY)


@BOTH
def test_a_key_of_all_tenants_is_refused_with_the_cure(colour: str, chroma: FakeChroma) -> None:
    allowed(chroma, "*", "films")
    with pytest.raises(InvalidInputError, match=r"^tenant: .*pass tenant= or set CHROMA_TENANT"):
        connected(colour, chroma, api_key=KEY)


@BOTH
def test_several_databases_are_no_matter_where_one_is_named(colour: str, chroma: FakeChroma) -> None:
    allowed(chroma, "acme", "films", "books")
    assert connected(colour, chroma, api_key=KEY, database="books") == ("acme", "books")


@BOTH
@pytest.mark.parametrize("key", ["", " ", "None"])
def test_a_key_that_is_none_is_refused_before_anything_is_sent(
    colour: str, key: str, chroma: FakeChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInputError, match=r"^api_key: .*CHROMA_API_KEY"):
        connected(colour, chroma, api_key=key)
    monkeypatch.setenv("CHROMA_API_KEY", key)
    with pytest.raises(InvalidInputError, match=r"^api_key: .*CHROMA_API_KEY"):
        connected(colour, chroma)
    assert chroma.requests == []
