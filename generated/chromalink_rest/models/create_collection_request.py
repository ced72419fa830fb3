from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.collection_schema import CollectionSchema
    from ..models.create_collection_configuration import CreateCollectionConfiguration


T = TypeVar("T", bound="CreateCollectionRequest")


@_attrs_define
class CreateCollectionRequest:
    """A collection to be.

    Attributes:
        name (str): Follows the rule of CreateDatabaseRequest.
        metadata (Any | Unset): Object or null. Keys are not empty and do not begin with `#` or `$`; there is at least
            one.
        configuration (CreateCollectionConfiguration | None | Unset):
        schema (CollectionSchema | None | Unset):
        get_or_create (bool | Unset): Return the existing collection of that name; false when absent.
    """

    name: str
    metadata: Any | Unset = UNSET
    configuration: CreateCollectionConfiguration | None | Unset = UNSET
    schema: CollectionSchema | None | Unset = UNSET
    get_or_create: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.collection_schema import CollectionSchema
        from ..models.create_collection_configuration import (
            CreateCollectionConfiguration,
        )

        name = self.name

        metadata = self.metadata

        configuration: dict[str, Any] | None | Unset
        if isinstance(self.configuration, Unset):
            configuration = UNSET
        elif isinstance(self.configuration, CreateCollectionConfiguration):
            configuration = self.configuration.to_dict()
        else:
            configuration = self.configuration

        schema: dict[str, Any] | None | Unset
        if isinstance(self.schema, Unset):
            schema = UNSET
        elif isinstance(self.schema, CollectionSchema):
            schema = self.schema.to_dict()
        else:
            schema = self.schema

        get_or_create = self.get_or_create

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if configuration is not UNSET:
            field_dict["configuration"] = configuration
        if schema is not UNSET:
            field_dict["schema"] = schema
        if get_or_create is not UNSET:
            field_dict["get_or_create"] = get_or_create

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.collection_schema import CollectionSchema
        from ..models.create_collection_configuration import (
            CreateCollectionConfiguration,
        )

        d = dict(src_dict)
        name = d.pop("name")

        metadata = d.pop("metadata", UNSET)

        def _parse_configuration(
            data: object,
        ) -> CreateCollectionConfiguration | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                configuration_type_1 = CreateCollectionConfiguration.from_dict(data)

                return configuration_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CreateCollectionConfiguration | None | Unset, data)

        configuration = _parse_configuration(d.pop("configuration", UNSET))

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

        get_or_create = d.pop("get_or_create", UNSET)

        create_collection_request = cls(
            name=name,
            metadata=metadata,
            configuration=configuration,
            schema=schema,
            get_or_create=get_or_create,
        )

        create_collection_request.additional_properties = d
        return create_collection_request

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
