from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.search_aggregate import SearchAggregate


T = TypeVar("T", bound="SearchGroupBy")


@_attrs_define
class SearchGroupBy:
    """Keeps the best records of every group. Both parts together or none; needs a rank.

    Attributes:
        keys (list[str] | Unset): Metadata keys.
        aggregate (None | SearchAggregate | Unset):
    """

    keys: list[str] | Unset = UNSET
    aggregate: None | SearchAggregate | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.search_aggregate import SearchAggregate

        keys: list[str] | Unset = UNSET
        if not isinstance(self.keys, Unset):
            keys = self.keys

        aggregate: dict[str, Any] | None | Unset
        if isinstance(self.aggregate, Unset):
            aggregate = UNSET
        elif isinstance(self.aggregate, SearchAggregate):
            aggregate = self.aggregate.to_dict()
        else:
            aggregate = self.aggregate

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if keys is not UNSET:
            field_dict["keys"] = keys
        if aggregate is not UNSET:
            field_dict["aggregate"] = aggregate

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.search_aggregate import SearchAggregate

        d = dict(src_dict)
        keys = cast(list[str], d.pop("keys", UNSET))

        def _parse_aggregate(data: object) -> None | SearchAggregate | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                aggregate_type_1 = SearchAggregate.from_dict(data)

                return aggregate_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SearchAggregate | Unset, data)

        aggregate = _parse_aggregate(d.pop("aggregate", UNSET))

        search_group_by = cls(
            keys=keys,
            aggregate=aggregate,
        )

        search_group_by.additional_properties = d
        return search_group_by

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
