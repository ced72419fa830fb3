from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.collection_configuration import CollectionConfiguration
    from ..models.collection_schema import CollectionSchema


T = TypeVar("T", bound="Collection")


@_attrs_define
class Collection:
    """A collection. `schema` is absent on servers from before it existed.

    Attributes:
        id (UUID):
        name (str):
        metadata (Any): Object or null. Keys are not empty and do not begin with `#` or `$`; there is at least one.
        dimension (int | None): Length of every vector; null until the first one was checked, then fixed.
        tenant (str):
        database (str):
        log_position (int): Position in the write log; 0 on a single-node server.
        version (int): Compaction version; 0 on a single-node server.
        configuration_json (CollectionConfiguration): How a collection is indexed, as servers tell it. One of `hnsw` and
            `spann` is null.
        schema (CollectionSchema | None | Unset):
    """

    id: UUID
    name: str
    metadata: Any
    dimension: int | None
    tenant: str
    database: str
    log_position: int
    version: int
    configuration_json: CollectionConfiguration
    schema: CollectionSchema | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.collection_schema import CollectionSchema

        id = str(self.id)

        name = self.name

        metadata = self.metadata

        dimension: int | None
        dimension = self.dimension

        tenant = self.tenant

        database = self.database

        log_position = self.log_position

        version = self.version

        configuration_json = self.configuration_json.to_dict()

        schema: dict[str, Any] | None | Unset
        if isinstance(self.schema, Unset):
            schema = UNSET
        elif isinstance(self.schema, CollectionSchema):
            schema = self.schema.to_dict()
        else:
            schema = self.schema

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "metadata": metadata,
                "dimension": dimension,
                "tenant": tenant,
                "database": database,
                "log_position": log_position,
                "version": version,
                "configuration_json": configuration_json,
            }
        )
        if schema is not UNSET:
            field_dict["schema"] = schema

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.collection_configuration import CollectionConfiguration
        from ..models.collection_schema import CollectionSchema

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        name = d.pop("name")

        metadata = d.pop("metadata")

        def _parse_dimension(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        dimension = _parse_dimension(d.pop("dimension"))

        tenant = d.pop("tenant")

        database = d.pop("database")

        log_position = d.pop("log_position")

        version = d.pop("version")

        configuration_json = CollectionConfiguration.from_dict(
            d.pop("configuration_json")
        )

        def _parse_schema(data: object) -> CollectionSchema | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                schema_type_1 = CollectionSchema.from_dict(data)

                return schema_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CollectionSchema | None | Unset, data)

        schema = _parse_schema(d.pop("schema", UNSET))

        collection = cls(
            id=id,
            name=name,
            metadata=metadata,
            dimension=dimension,
            tenant=tenant,
            database=database,
            log_position=log_position,
            version=version,
            configuration_json=configuration_json,
            schema=schema,
        )

        collection.additional_properties = d
        return collection

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
