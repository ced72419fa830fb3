from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.update_collection_configuration import UpdateCollectionConfiguration


T = TypeVar("T", bound="UpdateCollectionRequest")


@_attrs_define
class UpdateCollectionRequest:
    """Changes of a collection. Null and absent both mean to keep.

    Attributes:
        new_name (None | str | Unset): Follows the rule of CreateDatabaseRequest.
        new_metadata (Any | Unset): Object or null. Replaces the metadata as a whole; keys whose value is null are left
            out.
        new_configuration (None | Unset | UpdateCollectionConfiguration):
    """

    new_name: None | str | Unset = UNSET
    new_metadata: Any | Unset = UNSET
    new_configuration: None | Unset | UpdateCollectionConfiguration = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.update_collection_configuration import (
            UpdateCollectionConfiguration,
        )

        new_name: None | str | Unset
        if isinstance(self.new_name, Unset):
            new_name = UNSET
        else:
            new_name = self.new_name

        new_metadata = self.new_metadata

        new_configuration: dict[str, Any] | None | Unset
        if isinstance(self.new_configuration, Unset):
            new_configuration = UNSET
        elif isinstance(self.new_configuration, UpdateCollectionConfiguration):
            new_configuration = self.new_configuration.to_dict()
        else:
            new_configuration = self.new_configuration

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if new_name is not UNSET:
            field_dict["new_name"] = new_name
        if new_metadata is not UNSET:
            field_dict["new_metadata"] = new_metadata
        if new_configuration is not UNSET:
            field_dict["new_configuration"] = new_configuration

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.update_collection_configuration import (
            UpdateCollectionConfiguration,
        )

        d = dict(src_dict)

        def _parse_new_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        new_name = _parse_new_name(d.pop("new_name", UNSET))

        new_metadata = d.pop("new_metadata", UNSET)

        def _parse_new_configuration(
            data: object,
        ) -> None | Unset | UpdateCollectionConfiguration:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                new_configuration_type_1 = UpdateCollectionConfiguration.from_dict(data)

                return new_configuration_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UpdateCollectionConfiguration, data)

        new_configuration = _parse_new_configuration(d.pop("new_configuration", UNSET))

        update_collection_request = cls(
            new_name=new_name,
            new_metadata=new_metadata,
            new_configuration=new_configuration,
        )

        update_collection_request.additional_properties = d
        return update_collection_request

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
