from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.attached_function import AttachedFunction


T = TypeVar("T", bound="GetAttachedFunctionResponse")


@_attrs_define
class GetAttachedFunctionResponse:
    """Wraps the attached function.

    Attributes:
        attached_function (AttachedFunction): An attached function.
    """

    attached_function: AttachedFunction
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attached_function = self.attached_function.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attached_function": attached_function,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.attached_function import AttachedFunction

        d = dict(src_dict)
        attached_function = AttachedFunction.from_dict(d.pop("attached_function"))

        get_attached_function_response = cls(
            attached_function=attached_function,
        )

        get_attached_function_response.additional_properties = d
        return get_attached_function_response

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
