"""The operations on collections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from chromalink_rest.api.collections import count_collections as count_collections_endpoint
from chromalink_rest.api.collections import count_forks as count_forks_endpoint
from chromalink_rest.api.collections import create_collection as create_collection_endpoint
from chromalink_rest.api.collections import delete_collection as delete_collection_endpoint
from chromalink_rest.api.collections import fork_collection as fork_collection_endpoint
from chromalink_rest.api.collections import get_collection as get_collection_endpoint
from chromalink_rest.api.collections import get_collection_by_crn as get_collection_by_crn_endpoint
from chromalink_rest.api.collections import get_collection_by_id as get_collection_by_id_endpoint
from chromalink_rest.api.collections import get_indexing_status as get_indexing_status_endpoint
from chromalink_rest.api.collections import list_collections as list_collections_endpoint
from chromalink_rest.api.collections import update_collection as update_collection_endpoint
from chromalink_rest.models import (
    CollectionSchema,
    CreateCollectionConfiguration,
    ForkCollectionRequest,
    ForkCount,
    UpdateCollectionConfiguration,
    UpdateCollectionRequest,
)
from chromalink_rest.models import IndexingStatus as IndexingStatusModel
from chromalink_rest.types import UNSET

from .._core.effects import Answer, Call
from .._core.session import CollectionRef
from ..errors import InvalidInputError
from ..types import IndexingStatus
from . import decode
from .requests import SEPARATE, addressed, encoded, given, path, request

_Model = TypeVar("_Model", CreateCollectionConfiguration, CollectionSchema, UpdateCollectionConfiguration)

_CONFIGURED = frozenset({"hnsw", "spann", "embedding_function"})
"""What the configuration of a collection always tells, if only null."""
_UNTOLD: Mapping[str, Any] = {
    "metadata": None,
    "configuration_json": {"hnsw": None, "spann": None, "embedding_function": None},
    "dimension": None,
    "log_position": 0,
    "version": 0,
}
"""For what servers leave out that follow the OpenAPI document of the Cloud: it requires an id and a name only."""


@dataclass(frozen=True, slots=True)
class Description:
    """A collection as the server describes it."""

    id: UUID
    name: str
    tenant: str
    database: str
    metadata: Mapping[str, object] | None
    configuration: Mapping[str, object]
    schema: Mapping[str, object] | None
    dimension: int | None
    version: int
    log_position: int


def list_collections(tenant: str, database: str, limit: int | None, offset: int | None) -> Call[list[Description]]:
    kwargs = list_collections_endpoint._get_kwargs(tenant, database, limit=given(limit), offset=given(offset))
    return Call(request("listCollections", kwargs), partial(_descriptions, tenant, database), repeatable=True)


def count_collections(tenant: str, database: str) -> Call[int]:
    kwargs = count_collections_endpoint._get_kwargs(tenant, database)
    return Call(request("countCollections", kwargs), decode.number, repeatable=True)


def create_collection(
    tenant: str,
    database: str,
    name: str,
    *,
    metadata: Mapping[str, object] | None,
    configuration: Mapping[str, object] | None,
    schema: Mapping[str, object] | None,
    get_or_create: bool,
) -> Call[Description]:
    body = {
        "name": name,
        "metadata": metadata,
        "configuration": _in_form("configuration", configuration, CreateCollectionConfiguration),
        "schema": _in_form("schema", schema, CollectionSchema),
        "get_or_create": get_or_create,
    }
    kwargs = addressed(create_collection_endpoint._get_kwargs, tenant, database, body=SEPARATE)
    asked = request("createCollection", kwargs, encoded(body), collection=name)
    return Call(asked, partial(_description, tenant, database), repeatable=get_or_create)


def get_collection(tenant: str, database: str, name: str) -> Call[Description]:
    kwargs = addressed(get_collection_endpoint._get_kwargs, tenant, database, name)
    return Call(request("getCollection", kwargs), partial(_description, tenant, database), repeatable=True)


def get_collection_by_id(tenant: str, database: str, id: UUID) -> Call[Description]:
    kwargs = get_collection_by_id_endpoint._get_kwargs(tenant, database, str(id))
    return Call(request("getCollectionById", kwargs), partial(_description, tenant, database), repeatable=True)


def get_collection_by_crn(crn: str) -> Call[Description]:
    kwargs = get_collection_by_crn_endpoint._get_kwargs(crn)
    return Call(request("getCollectionByCrn", kwargs), _description_with_place, repeatable=True)


def update_collection(
    ref: CollectionRef,
    name: str | None,
    metadata: Mapping[str, object] | None,
    configuration: Mapping[str, object] | None,
) -> Call[None]:
    body = UpdateCollectionRequest(
        new_name=given(name),
        new_metadata=given(metadata),
        new_configuration=UNSET
        if configuration is None
        else _modelled("configuration", configuration, UpdateCollectionConfiguration),
    )
    kwargs = update_collection_endpoint._get_kwargs(*path(ref), body=body)
    kwargs["json"] = _ordered(kwargs["json"], {"new_configuration": configuration})
    return Call(request("updateCollection", kwargs, collection=ref.name), decode.nothing, repeatable=False)


def delete_collection(tenant: str, database: str, name: str) -> Call[None]:
    kwargs = addressed(delete_collection_endpoint._get_kwargs, tenant, database, name)
    return Call(request("deleteCollection", kwargs), decode.nothing, repeatable=True, done_when_missing=True)


def fork_collection(ref: CollectionRef, new_name: str) -> Call[Description]:
    body = ForkCollectionRequest(new_name=new_name)
    kwargs = fork_collection_endpoint._get_kwargs(*path(ref), body=body)
    asked = request("forkCollection", kwargs, collection=ref.name)
    return Call(asked, partial(_description, ref.tenant, ref.database), repeatable=False)


def count_forks(ref: CollectionRef) -> Call[int]:
    kwargs = count_forks_endpoint._get_kwargs(*path(ref))
    return Call(request("countForks", kwargs, collection=ref.name), _fork_count, repeatable=True)


def indexing_status(ref: CollectionRef) -> Call[IndexingStatus]:
    kwargs = get_indexing_status_endpoint._get_kwargs(*path(ref))
    return Call(request("getIndexingStatus", kwargs, collection=ref.name), _indexing_status, repeatable=True)


def _in_form(argument: str, value: Mapping[str, Any] | None, model: type[_Model]) -> Any:
    """`value` in the document's form, its keys in the order in which they were given."""
    return None if value is None else _ordered(_modelled(argument, value, model).to_dict(), value)


def _modelled(argument: str, value: Mapping[str, Any], model: type[_Model]) -> _Model:
    """`value` as a generated model, so that it is sent in the document's form."""
    try:
        return model.from_dict(value)
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise InvalidInputError(f"{argument}: expected Chroma's form of it, found a fault: {exc!r}") from exc


def _ordered(value: Any, like: Any) -> Any:
    """`value` with its keys in the order of `like`, so that what is stored is the official client's to the byte."""
    if not isinstance(value, dict) or not isinstance(like, Mapping):
        return cast("Any", value)
    members = cast("dict[str, Any]", value)
    wanted = cast("Mapping[str, Any]", like)
    known = {name: _ordered(members[name], wanted[name]) for name in wanted if name in members}
    return known | {name: member for name, member in members.items() if name not in known}


def _described(told: Any) -> Description:
    """Its parts stay as they were told: modelling them would take longer than all else, for nothing used."""
    configuration: Any = told["configuration_json"]
    if absent := _CONFIGURED - configuration.keys():
        raise KeyError(*sorted(absent))
    schema: Any = told.get("schema")
    if schema is not None and not isinstance(schema, dict):
        raise TypeError(f"schema: expected an object, got {schema!r}")
    return Description(
        id=UUID(told["id"]),
        name=told["name"],
        tenant=told["tenant"],
        database=told["database"],
        metadata=told["metadata"],
        configuration=configuration,
        schema=cast("Mapping[str, object] | None", schema),
        dimension=told["dimension"],
        version=told["version"],
        log_position=told["log_position"],
    )


def _description(tenant: str, database: str, answer: Answer) -> Description:
    return decode.model(answer, partial(_completed, tenant, database))


def _description_with_place(answer: Answer) -> Description:
    """For a collection of unknown tenant and database: the answer has to tell them."""
    return decode.model(answer, _described)


def _descriptions(tenant: str, database: str, answer: Answer) -> list[Description]:
    return decode.models(answer, partial(_completed, tenant, database))


def _completed(tenant: str, database: str, told: Any) -> Description:
    return _described({**_UNTOLD, "tenant": tenant, "database": database, **told})


def _fork_count(answer: Answer) -> int:
    return decode.model(answer, ForkCount.from_dict).count


def _indexing_status(answer: Answer) -> IndexingStatus:
    found = decode.model(answer, IndexingStatusModel.from_dict)
    return IndexingStatus(
        num_indexed_ops=found.num_indexed_ops,
        num_unindexed_ops=found.num_unindexed_ops,
        total_ops=found.total_ops,
        op_indexing_progress=found.op_indexing_progress,
    )
