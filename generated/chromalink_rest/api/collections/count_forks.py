from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.fork_count import ForkCount
from ...types import Response


def _get_kwargs(
    tenant: str,
    database: str,
    collection_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v2/tenants/{tenant}/databases/{database}/collections/{collection_id}/fork_count".format(
            tenant=quote(str(tenant), safe=""),
            database=quote(str(database), safe=""),
            collection_id=quote(str(collection_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ForkCount | None:
    if response.status_code == 200:
        response_200 = ForkCount.from_dict(response.json())

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

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    if response.status_code == 501:
        response_501 = Error.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | ForkCount]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    tenant: str,
    database: str,
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | ForkCount]:
    """Count the copies of a collection

     Chroma's own single-node server answers 501; chromalink's counts them.

    Args:
        tenant (str):
        database (str):
        collection_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ForkCount]
    """

    kwargs = _get_kwargs(
        tenant=tenant,
        database=database,
        collection_id=collection_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tenant: str,
    database: str,
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | ForkCount | None:
    """Count the copies of a collection

     Chroma's own single-node server answers 501; chromalink's counts them.

    Args:
        tenant (str):
        database (str):
        collection_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ForkCount
    """

    return sync_detailed(
        tenant=tenant,
        database=database,
        collection_id=collection_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    tenant: str,
    database: str,
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | ForkCount]:
    """Count the copies of a collection

     Chroma's own single-node server answers 501; chromalink's counts them.

    Args:
        tenant (str):
        database (str):
        collection_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ForkCount]
    """

    kwargs = _get_kwargs(
        tenant=tenant,
        database=database,
        collection_id=collection_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tenant: str,
    database: str,
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | ForkCount | None:
    """Count the copies of a collection

     Chroma's own single-node server answers 501; chromalink's counts them.

    Args:
        tenant (str):
        database (str):
        collection_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ForkCount
    """

    return (
        await asyncio_detailed(
            tenant=tenant,
            database=database,
            collection_id=collection_id,
            client=client,
        )
    ).parsed
