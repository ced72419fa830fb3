from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.space import Space, check_space
from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateSpannConfiguration")


@_attrs_define
class CreateSpannConfiguration:
    """A single-node server keeps the space of these and makes a graph index.

    Attributes:
        space (None | Space | Unset):
        search_nprobe (int | None | Unset):
        write_nprobe (int | None | Unset):
        ef_construction (int | None | Unset):
        ef_search (int | None | Unset):
        max_neighbors (int | None | Unset):
        reassign_neighbor_count (int | None | Unset):
        split_threshold (int | None | Unset):
        merge_threshold (int | None | Unset):
    """

    space: None | Space | Unset = UNSET
    search_nprobe: int | None | Unset = UNSET
    write_nprobe: int | None | Unset = UNSET
    ef_construction: int | None | Unset = UNSET
    ef_search: int | None | Unset = UNSET
    max_neighbors: int | None | Unset = UNSET
    reassign_neighbor_count: int | None | Unset = UNSET
    split_threshold: int | None | Unset = UNSET
    merge_threshold: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        space: None | str | Unset
        if isinstance(self.space, Unset):
            space = UNSET
        elif isinstance(self.space, str):
            space = self.space
        else:
            space = self.space

        search_nprobe: int | None | Unset
        if isinstance(self.search_nprobe, Unset):
            search_nprobe = UNSET
        else:
            search_nprobe = self.search_nprobe

        write_nprobe: int | None | Unset
        if isinstance(self.write_nprobe, Unset):
            write_nprobe = UNSET
        else:
            write_nprobe = self.write_nprobe

        ef_construction: int | None | Unset
        if isinstance(self.ef_construction, Unset):
            ef_construction = UNSET
        else:
            ef_construction = self.ef_construction

        ef_search: int | None | Unset
        if isinstance(self.ef_search, Unset):
            ef_search = UNSET
        else:
            ef_search = self.ef_search

        max_neighbors: int | None | Unset
        if isinstance(self.max_neighbors, Unset):
            max_neighbors = UNSET
        else:
            max_neighbors = self.max_neighbors

        reassign_neighbor_count: int | None | Unset
        if isinstance(self.reassign_neighbor_count, Unset):
            reassign_neighbor_count = UNSET
        else:
            reassign_neighbor_count = self.reassign_neighbor_count

        split_threshold: int | None | Unset
        if isinstance(self.split_threshold, Unset):
            split_threshold = UNSET
        else:
            split_threshold = self.split_threshold

        merge_threshold: int | None | Unset
        if isinstance(self.merge_threshold, Unset):
            merge_threshold = UNSET
        else:
            merge_threshold = self.merge_threshold

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if space is not UNSET:
            field_dict["space"] = space
        if search_nprobe is not UNSET:
            field_dict["search_nprobe"] = search_nprobe
        if write_nprobe is not UNSET:
            field_dict["write_nprobe"] = write_nprobe
        if ef_construction is not UNSET:
            field_dict["ef_construction"] = ef_construction
        if ef_search is not UNSET:
            field_dict["ef_search"] = ef_search
        if max_neighbors is not UNSET:
            field_dict["max_neighbors"] = max_neighbors
        if reassign_neighbor_count is not UNSET:
            field_dict["reassign_neighbor_count"] = reassign_neighbor_count
        if split_threshold is not UNSET:
            field_dict["split_threshold"] = split_threshold
        if merge_threshold is not UNSET:
            field_dict["merge_threshold"] = merge_threshold

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_space(data: object) -> None | Space | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                space_type_1 = check_space(data)

                return space_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Space | Unset, data)

        space = _parse_space(d.pop("space", UNSET))

        def _parse_search_nprobe(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        search_nprobe = _parse_search_nprobe(d.pop("search_nprobe", UNSET))

        def _parse_write_nprobe(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        write_nprobe = _parse_write_nprobe(d.pop("write_nprobe", UNSET))

        def _parse_ef_construction(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ef_construction = _parse_ef_construction(d.pop("ef_construction", UNSET))

        def _parse_ef_search(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ef_search = _parse_ef_search(d.pop("ef_search", UNSET))

        def _parse_max_neighbors(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_neighbors = _parse_max_neighbors(d.pop("max_neighbors", UNSET))

        def _parse_reassign_neighbor_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        reassign_neighbor_count = _parse_reassign_neighbor_count(
            d.pop("reassign_neighbor_count", UNSET)
        )

        def _parse_split_threshold(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        split_threshold = _parse_split_threshold(d.pop("split_threshold", UNSET))

        def _parse_merge_threshold(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        merge_threshold = _parse_merge_threshold(d.pop("merge_threshold", UNSET))

        create_spann_configuration = cls(
            space=space,
            search_nprobe=search_nprobe,
            write_nprobe=write_nprobe,
            ef_construction=ef_construction,
            ef_search=ef_search,
            max_neighbors=max_neighbors,
            reassign_neighbor_count=reassign_neighbor_count,
            split_threshold=split_threshold,
            merge_threshold=merge_threshold,
        )

        create_spann_configuration.additional_properties = d
        return create_spann_configuration

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
