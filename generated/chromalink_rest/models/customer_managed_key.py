from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CustomerManagedKey")


@_attrs_define
class CustomerManagedKey:
    """The encryption key of the customer, by provider. Chroma Cloud encrypts with it; chromalink keeps it only.

    Attributes:
        gcp (str | Unset): projects/.../locations/.../keyRings/.../cryptoKeys/...
    """

    gcp: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        gcp = self.gcp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if gcp is not UNSET:
            field_dict["gcp"] = gcp

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        gcp = d.pop("gcp", UNSET)

        customer_managed_key = cls(
            gcp=gcp,
        )

        customer_managed_key.additional_properties = d
        return customer_managed_key

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
