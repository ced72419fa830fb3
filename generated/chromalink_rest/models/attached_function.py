from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AttachedFunction")


@_attrs_define
class AttachedFunction:
    """An attached function.

    Attributes:
        id (str):
        name (str):
        function_name (str):
        input_collection_id (str):
        output_collection (str):
        tenant_id (str):
        database_id (str):
        completion_offset (int): Log position the function has reached.
        min_records_for_invocation (int):
        output_collection_id (None | str | Unset): Null until the function has written.
        params (None | str | Unset): JSON in a string.
    """

    id: str
    name: str
    function_name: str
    input_collection_id: str
    output_collection: str
    tenant_id: str
    database_id: str
    completion_offset: int
    min_records_for_invocation: int
    output_collection_id: None | str | Unset = UNSET
    params: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        function_name = self.function_name

        input_collection_id = self.input_collection_id

        output_collection = self.output_collection

        tenant_id = self.tenant_id

        database_id = self.database_id

        completion_offset = self.completion_offset

        min_records_for_invocation = self.min_records_for_invocation

        output_collection_id: None | str | Unset
        if isinstance(self.output_collection_id, Unset):
            output_collection_id = UNSET
        else:
            output_collection_id = self.output_collection_id

        params: None | str | Unset
        if isinstance(self.params, Unset):
            params = UNSET
        else:
            params = self.params

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "function_name": function_name,
                "input_collection_id": input_collection_id,
                "output_collection": output_collection,
                "tenant_id": tenant_id,
                "database_id": database_id,
                "completion_offset": completion_offset,
                "min_records_for_invocation": min_records_for_invocation,
            }
        )
        if output_collection_id is not UNSET:
            field_dict["output_collection_id"] = output_collection_id
        if params is not UNSET:
            field_dict["params"] = params

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        function_name = d.pop("function_name")

        input_collection_id = d.pop("input_collection_id")

        output_collection = d.pop("output_collection")

        tenant_id = d.pop("tenant_id")

        database_id = d.pop("database_id")

        completion_offset = d.pop("completion_offset")

        min_records_for_invocation = d.pop("min_records_for_invocation")

        def _parse_output_collection_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        output_collection_id = _parse_output_collection_id(
            d.pop("output_collection_id", UNSET)
        )

        def _parse_params(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        params = _parse_params(d.pop("params", UNSET))

        attached_function = cls(
            id=id,
            name=name,
            function_name=function_name,
            input_collection_id=input_collection_id,
            output_collection=output_collection,
            tenant_id=tenant_id,
            database_id=database_id,
            completion_offset=completion_offset,
            min_records_for_invocation=min_records_for_invocation,
            output_collection_id=output_collection_id,
            params=params,
        )

        attached_function.additional_properties = d
        return attached_function

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
