from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.value_types import ValueTypes


T = TypeVar("T", bound="SchemaKeys")


@_attrs_define
class SchemaKeys:
    """Indexes by metadata key."""

    additional_properties: dict[str, ValueTypes] = _attrs_field(
        init=False, factory=dict
    )

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.value_types import ValueTypes

        d = dict(src_dict)
        schema_keys = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = ValueTypes.from_dict(prop_dict)

            additional_properties[prop_name] = additional_property

        schema_keys.additional_properties = additional_properties
        return schema_keys

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> ValueTypes:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: ValueTypes) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
