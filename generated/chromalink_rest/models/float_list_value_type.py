from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.vector_index import VectorIndex


T = TypeVar("T", bound="FloatListValueType")


@_attrs_define
class FloatListValueType:
    """Indexes of dense vectors.

    Attributes:
        vector_index (None | Unset | VectorIndex):
    """

    vector_index: None | Unset | VectorIndex = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.vector_index import VectorIndex

        vector_index: dict[str, Any] | None | Unset
        if isinstance(self.vector_index, Unset):
            vector_index = UNSET
        elif isinstance(self.vector_index, VectorIndex):
            vector_index = self.vector_index.to_dict()
        else:
            vector_index = self.vector_index

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if vector_index is not UNSET:
            field_dict["vector_index"] = vector_index

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.vector_index import VectorIndex

        d = dict(src_dict)

        def _parse_vector_index(data: object) -> None | Unset | VectorIndex:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                vector_index_type_1 = VectorIndex.from_dict(data)

                return vector_index_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | VectorIndex, data)

        vector_index = _parse_vector_index(d.pop("vector_index", UNSET))

        float_list_value_type = cls(
            vector_index=vector_index,
        )

        float_list_value_type.additional_properties = d
        return float_list_value_type

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
