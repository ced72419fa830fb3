from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="UpdateSpannConfiguration")


@_attrs_define
class UpdateSpannConfiguration:
    """What may change of a distributed index. Without effect on a graph index.

    Attributes:
        ef_search (int | None | Unset):
        search_nprobe (int | None | Unset):
    """

    ef_search: int | None | Unset = UNSET
    search_nprobe: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ef_search: int | None | Unset
        if isinstance(self.ef_search, Unset):
            ef_search = UNSET
        else:
            ef_search = self.ef_search

        search_nprobe: int | None | Unset
        if isinstance(self.search_nprobe, Unset):
            search_nprobe = UNSET
        else:
            search_nprobe = self.search_nprobe

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if ef_search is not UNSET:
            field_dict["ef_search"] = ef_search
        if search_nprobe is not UNSET:
            field_dict["search_nprobe"] = search_nprobe

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_ef_search(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ef_search = _parse_ef_search(d.pop("ef_search", UNSET))

        def _parse_search_nprobe(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        search_nprobe = _parse_search_nprobe(d.pop("search_nprobe", UNSET))

        update_spann_configuration = cls(
            ef_search=ef_search,
            search_nprobe=search_nprobe,
        )

        update_spann_configuration.additional_properties = d
        return update_spann_configuration

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
