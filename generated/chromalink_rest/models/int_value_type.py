from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.inverted_index import InvertedIndex


T = TypeVar("T", bound="IntValueType")


@_attrs_define
class IntValueType:
    """Indexes of integers.

    Attributes:
        int_inverted_index (InvertedIndex | None | Unset):
    """

    int_inverted_index: InvertedIndex | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.inverted_index import InvertedIndex

        int_inverted_index: dict[str, Any] | None | Unset
        if isinstance(self.int_inverted_index, Unset):
            int_inverted_index = UNSET
        elif isinstance(self.int_inverted_index, InvertedIndex):
            int_inverted_index = self.int_inverted_index.to_dict()
        else:
            int_inverted_index = self.int_inverted_index

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if int_inverted_index is not UNSET:
            field_dict["int_inverted_index"] = int_inverted_index

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.inverted_index import InvertedIndex

        d = dict(src_dict)

        def _parse_int_inverted_index(data: object) -> InvertedIndex | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                int_inverted_index_type_1 = InvertedIndex.from_dict(data)

                return int_inverted_index_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(InvertedIndex | None | Unset, data)

        int_inverted_index = _parse_int_inverted_index(
            d.pop("int_inverted_index", UNSET)
        )

        int_value_type = cls(
            int_inverted_index=int_inverted_index,
        )

        int_value_type.additional_properties = d
        return int_value_type

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
