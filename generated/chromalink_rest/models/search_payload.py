from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.search_group_by import SearchGroupBy
    from ..models.search_limit import SearchLimit
    from ..models.search_select import SearchSelect


T = TypeVar("T", bound="SearchPayload")


@_attrs_define
class SearchPayload:
    """One search. Every part may be left out.

    Attributes:
        filter_ (Any | Unset): As Where, and `{}` for no filter. `#id` takes `$eq`, `$ne`, `$in` and `$nin` of ids.
        rank (Any | Unset): Object with exactly one key, or null to keep insertion order. Smaller scores come first.
        group_by (SearchGroupBy | Unset): Keeps the best records of every group. Both parts together or none; needs a
            rank.
        limit (SearchLimit | Unset): A page of the ranked records.
        select (SearchSelect | Unset): The columns of the answer; ids alone when empty.
    """

    filter_: Any | Unset = UNSET
    rank: Any | Unset = UNSET
    group_by: SearchGroupBy | Unset = UNSET
    limit: SearchLimit | Unset = UNSET
    select: SearchSelect | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        filter_ = self.filter_

        rank = self.rank

        group_by: dict[str, Any] | Unset = UNSET
        if not isinstance(self.group_by, Unset):
            group_by = self.group_by.to_dict()

        limit: dict[str, Any] | Unset = UNSET
        if not isinstance(self.limit, Unset):
            limit = self.limit.to_dict()

        select: dict[str, Any] | Unset = UNSET
        if not isinstance(self.select, Unset):
            select = self.select.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if filter_ is not UNSET:
            field_dict["filter"] = filter_
        if rank is not UNSET:
            field_dict["rank"] = rank
        if group_by is not UNSET:
            field_dict["group_by"] = group_by
        if limit is not UNSET:
            field_dict["limit"] = limit
        if select is not UNSET:
            field_dict["select"] = select

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.search_group_by import SearchGroupBy
        from ..models.search_limit import SearchLimit
        from ..models.search_select import SearchSelect

        d = dict(src_dict)
        filter_ = d.pop("filter", UNSET)

        rank = d.pop("rank", UNSET)

        _group_by = d.pop("group_by", UNSET)
        group_by: SearchGroupBy | Unset
        if isinstance(_group_by, Unset):
            group_by = UNSET
        else:
            group_by = SearchGroupBy.from_dict(_group_by)

        _limit = d.pop("limit", UNSET)
        limit: SearchLimit | Unset
        if isinstance(_limit, Unset):
            limit = UNSET
        else:
            limit = SearchLimit.from_dict(_limit)

        _select = d.pop("select", UNSET)
        select: SearchSelect | Unset
        if isinstance(_select, Unset):
            select = UNSET
        else:
            select = SearchSelect.from_dict(_select)

        search_payload = cls(
            filter_=filter_,
            rank=rank,
            group_by=group_by,
            limit=limit,
            select=select,
        )

        search_payload.additional_properties = d
        return search_payload

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
