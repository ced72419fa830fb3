from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.collection import Collection
from ...models.create_collection_request import CreateCollectionRequest
from ...models.error import Error
from ...types import Response


def _get_kwargs(
    tenant: str,
    database: str,
    *,
    body: CreateCollectionRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v2/tenants/{tenant}/databases/{database}/collections".format(
            tenant=quote(str(tenant), safe=""),
            database=quote(str(database), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Collection | Error | str | None:
    if response.status_code == 200:
        response_200 = Collection.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Error.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = response.text
        return response_413

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Error.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Collection | Error | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    tenant: str,
    database: str,
    *,
    client: AuthenticatedClient | Client,
    body: CreateCollectionRequest,
) -> Response[Collection | Error | str]:
    """Create a collection, or get the one of that name

     With `get_or_create` an existing collection is returned as it is: the metadata, configuration and
    schema of the request are checked and then dropped. A database that does not exist is a 400.

    Args:
        tenant (str):
        database (str):
        body (CreateCollectionRequest): A collection to be.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Collection | Error | str]
    """

    kwargs = _get_kwargs(
        tenant=tenant,
        database=database,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tenant: str,
    database: str,
    *,
    client: AuthenticatedClient | Client,
    body: CreateCollectionRequest,
) -> Collection | Error | str | None:
    """Create a collection, or get the one of that name

     With `get_or_create` an existing collection is returned as it is: the metadata, configuration and
    schema of the request are checked and then dropped. A database that does not exist is a 400.

    Args:
        tenant (str):
        database (str):
        body (CreateCollectionRequest): A collection to be.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Collection | Error | str
    """

    return sync_detailed(
        tenant=tenant,
        database=database,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    tenant: str,
    database: str,
    *,
    client: AuthenticatedClient | Client,
    body: CreateCollectionRequest,
) -> Response[Collection | Error | str]:
    """Create a collection, or get the one of that name

     With `get_or_create` an existing collection is returned as it is: the metadata, configuration and
    schema of the request are checked and then dropped. A database that does not exist is a 400.

    Args:
        tenant (str):
        database (str):
        body (CreateCollectionRequest): A collection to be.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Collection | Error | str]
    """

    kwargs = _get_kwargs(
        tenant=tenant,
        database=database,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tenant: str,
    database: str,
    *,
    client: AuthenticatedClient | Client,
    body: CreateCollectionRequest,
) -> Collection | Error | str | None:
    """Create a collection, or get the one of that name

     With `get_or_create` an existing collection is returned as it is: the metadata, configuration and
    schema of the request are checked and then dropped. A database that does not exist is a 400.

    Args:
        tenant (str):
        database (str):
        body (CreateCollectionRequest): A collection to be.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Collection | Error | str
    """

    return (
        await asyncio_detailed(
            tenant=tenant,
            database=database,
            client=client,
            body=body,
        )
    ).parsed
