from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PreFlightChecks")


@_attrs_define
class PreFlightChecks:
    """What a client should know before it writes.

    Attributes:
        max_batch_size (int): Records in one write; not enforced.
        supports_base64_encoding (bool): Whether writes may carry vectors in base64.
    """

    max_batch_size: int
    supports_base64_encoding: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        max_batch_size = self.max_batch_size

        supports_base64_encoding = self.supports_base64_encoding

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "max_batch_size": max_batch_size,
                "supports_base64_encoding": supports_base64_encoding,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        max_batch_size = d.pop("max_batch_size")

        supports_base64_encoding = d.pop("supports_base64_encoding")

        pre_flight_checks = cls(
            max_batch_size=max_batch_size,
            supports_base64_encoding=supports_base64_encoding,
        )

        pre_flight_checks.additional_properties = d
        return pre_flight_checks

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
