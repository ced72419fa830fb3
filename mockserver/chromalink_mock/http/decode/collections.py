"""The bodies of the tenant, database and collection operations."""

from __future__ import annotations

from ...engine.collection import CollectionChanges, NewCollection
from ...engine.configuration import ConfigurationRequest
from ...engine.json_value import JsonValue
from . import configuration, metadata, schema, shape
from .body import Payload

_CREATE_FIELDS = ("name", "schema", "configuration", "metadata", "get_or_create")
_UPDATE_FIELDS = ("new_name", "new_metadata", "new_configuration")


def _named(struct: str) -> Payload[str]:
    def read(value: JsonValue) -> str:
        return shape.struct(value, "", struct, ("name",)).required("name", shape.text)

    return Payload(("name",), read)


def _tenant_update(value: JsonValue) -> str:
    fields = shape.struct(value, "", "UpdateTenantPayload", ("resource_name",))
    return fields.required("resource_name", shape.text)


def _create(value: JsonValue) -> NewCollection:
    fields = shape.struct(value, "", "CreateCollectionPayload", _CREATE_FIELDS, at_least=4)
    return NewCollection(
        schema=fields.optional("schema", schema.request),
        configuration=fields.optional("configuration", configuration.request) or ConfigurationRequest(),
        metadata=fields.optional("metadata", metadata.of_collection),
        get_or_create=fields.given("get_or_create", shape.flag, False),
        # Last: of what is missing is spoken only when all that is there is right.
        name=fields.required("name", shape.text),
    )


def _update(value: JsonValue) -> CollectionChanges:
    fields = shape.struct(value, "", "UpdateCollectionPayload", _UPDATE_FIELDS)
    return CollectionChanges(
        name=fields.optional("new_name", shape.text),
        metadata=fields.optional("new_metadata", metadata.of_collection_update),
        configuration=fields.optional("new_configuration", configuration.update_request),
    )


CREATE_TENANT = _named("CreateTenantPayload")
UPDATE_TENANT = Payload(("resource_name",), _tenant_update)
CREATE_DATABASE = _named("CreateDatabasePayload")
CREATE = Payload(_CREATE_FIELDS, _create)
UPDATE = Payload(_UPDATE_FIELDS, _update)
