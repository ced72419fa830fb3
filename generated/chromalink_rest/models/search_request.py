from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.read_level import ReadLevel, check_read_level
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.search_payload import SearchPayload


T = TypeVar("T", bound="SearchRequest")


@_attrs_define
class SearchRequest:
    """Searches to run, each on its own.

    Attributes:
        searches (list[SearchPayload]):
        read_level (ReadLevel | Unset): Index and write log, the index alone, or the index and a bounded part of the
            log.
    """

    searches: list[SearchPayload]
    read_level: ReadLevel | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        searches = []
        for searches_item_data in self.searches:
            searches_item = searches_item_data.to_dict()
            searches.append(searches_item)

        read_level: str | Unset = UNSET
        if not isinstance(self.read_level, Unset):
            read_level = self.read_level

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "searches": searches,
            }
        )
        if read_level is not UNSET:
            field_dict["read_level"] = read_level

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.search_payload import SearchPayload

        d = dict(src_dict)
        searches = []
        _searches = d.pop("searches")
        for searches_item_data in _searches:
            searches_item = SearchPayload.from_dict(searches_item_data)

            searches.append(searches_item)

        _read_level = d.pop("read_level", UNSET)
        read_level: ReadLevel | Unset
        if isinstance(_read_level, Unset):
            read_level = UNSET
        else:
            read_level = check_read_level(_read_level)

        search_request = cls(
            searches=searches,
            read_level=read_level,
        )

        search_request.additional_properties = d
        return search_request

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
