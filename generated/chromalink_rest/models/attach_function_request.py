from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AttachFunctionRequest")


@_attrs_define
class AttachFunctionRequest:
    """A function to attach.

    Attributes:
        name (str): The name to attach it under.
        function_id (str):
        output_collection (str): Name of the collection it writes to.
        params (Any | Unset): Settings of the function; any JSON.
    """

    name: str
    function_id: str
    output_collection: str
    params: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        function_id = self.function_id

        output_collection = self.output_collection

        params = self.params

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "function_id": function_id,
                "output_collection": output_collection,
            }
        )
        if params is not UNSET:
            field_dict["params"] = params

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        function_id = d.pop("function_id")

        output_collection = d.pop("output_collection")

        params = d.pop("params", UNSET)

        attach_function_request = cls(
            name=name,
            function_id=function_id,
            output_collection=output_collection,
            params=params,
        )

        attach_function_request.additional_properties = d
        return attach_function_request

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
