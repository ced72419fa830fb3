from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.search_aggregate_keys import SearchAggregateKeys


T = TypeVar("T", bound="SearchAggregate")


@_attrs_define
class SearchAggregate:
    """Exactly one of the two.

    Attributes:
        min_k (SearchAggregateKeys | Unset): How many records of a group stay, by which keys.
        max_k (SearchAggregateKeys | Unset): How many records of a group stay, by which keys.
    """

    min_k: SearchAggregateKeys | Unset = UNSET
    max_k: SearchAggregateKeys | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        min_k: dict[str, Any] | Unset = UNSET
        if not isinstance(self.min_k, Unset):
            min_k = self.min_k.to_dict()

        max_k: dict[str, Any] | Unset = UNSET
        if not isinstance(self.max_k, Unset):
            max_k = self.max_k.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if min_k is not UNSET:
            field_dict["$min_k"] = min_k
        if max_k is not UNSET:
            field_dict["$max_k"] = max_k

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.search_aggregate_keys import SearchAggregateKeys

        d = dict(src_dict)
        _min_k = d.pop("$min_k", UNSET)
        min_k: SearchAggregateKeys | Unset
        if isinstance(_min_k, Unset):
            min_k = UNSET
        else:
            min_k = SearchAggregateKeys.from_dict(_min_k)

        _max_k = d.pop("$max_k", UNSET)
        max_k: SearchAggregateKeys | Unset
        if isinstance(_max_k, Unset):
            max_k = UNSET
        else:
            max_k = SearchAggregateKeys.from_dict(_max_k)

        search_aggregate = cls(
            min_k=min_k,
            max_k=max_k,
        )

        search_aggregate.additional_properties = d
        return search_aggregate

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
