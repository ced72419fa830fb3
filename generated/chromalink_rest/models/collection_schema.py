from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.customer_managed_key import CustomerManagedKey
    from ..models.schema_keys import SchemaKeys
    from ..models.value_types import ValueTypes


T = TypeVar("T", bound="CollectionSchema")


@_attrs_define
class CollectionSchema:
    """Which indexes a collection keeps: by type of value, and by key where a key departs from the defaults. `#document`
    and `#embedding` stand for the document and the vector. Merged over the server's defaults; keys appear as records
    with them are written. Fields that are not named here survive a round trip.

        Attributes:
            defaults (ValueTypes): Indexes by type of value.
            keys (SchemaKeys): Indexes by metadata key.
            cmek (CustomerManagedKey | None | Unset):
            source_attached_function_id (None | str | Unset): The function that writes this collection, where there is one.
    """

    defaults: ValueTypes
    keys: SchemaKeys
    cmek: CustomerManagedKey | None | Unset = UNSET
    source_attached_function_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.customer_managed_key import CustomerManagedKey

        defaults = self.defaults.to_dict()

        keys = self.keys.to_dict()

        cmek: dict[str, Any] | None | Unset
        if isinstance(self.cmek, Unset):
            cmek = UNSET
        elif isinstance(self.cmek, CustomerManagedKey):
            cmek = self.cmek.to_dict()
        else:
            cmek = self.cmek

        source_attached_function_id: None | str | Unset
        if isinstance(self.source_attached_function_id, Unset):
            source_attached_function_id = UNSET
        else:
            source_attached_function_id = self.source_attached_function_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "defaults": defaults,
                "keys": keys,
            }
        )
        if cmek is not UNSET:
            field_dict["cmek"] = cmek
        if source_attached_function_id is not UNSET:
            field_dict["source_attached_function_id"] = source_attached_function_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.customer_managed_key import CustomerManagedKey
        from ..models.schema_keys import SchemaKeys
        from ..models.value_types import ValueTypes

        d = dict(src_dict)
        defaults = ValueTypes.from_dict(d.pop("defaults"))

        keys = SchemaKeys.from_dict(d.pop("keys"))

        def _parse_cmek(data: object) -> CustomerManagedKey | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                cmek_type_1 = CustomerManagedKey.from_dict(data)

                return cmek_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CustomerManagedKey | None | Unset, data)

        cmek = _parse_cmek(d.pop("cmek", UNSET))

        def _parse_source_attached_function_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        source_attached_function_id = _parse_source_attached_function_id(
            d.pop("source_attached_function_id", UNSET)
        )

        collection_schema = cls(
            defaults=defaults,
            keys=keys,
            cmek=cmek,
            source_attached_function_id=source_attached_function_id,
        )

        collection_schema.additional_properties = d
        return collection_schema

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
