from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="HnswIndexConfig")


@_attrs_define
class HnswIndexConfig:
    """Parameters of the graph index. `num_threads` is the number of processors unless set.

    Attributes:
        ef_construction (int | None | Unset):
        max_neighbors (int | None | Unset):
        ef_search (int | None | Unset):
        num_threads (int | None | Unset):
        batch_size (int | None | Unset):
        sync_threshold (int | None | Unset):
        resize_factor (float | None | Unset):
    """

    ef_construction: int | None | Unset = UNSET
    max_neighbors: int | None | Unset = UNSET
    ef_search: int | None | Unset = UNSET
    num_threads: int | None | Unset = UNSET
    batch_size: int | None | Unset = UNSET
    sync_threshold: int | None | Unset = UNSET
    resize_factor: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ef_construction: int | None | Unset
        if isinstance(self.ef_construction, Unset):
            ef_construction = UNSET
        else:
            ef_construction = self.ef_construction

        max_neighbors: int | None | Unset
        if isinstance(self.max_neighbors, Unset):
            max_neighbors = UNSET
        else:
            max_neighbors = self.max_neighbors

        ef_search: int | None | Unset
        if isinstance(self.ef_search, Unset):
            ef_search = UNSET
        else:
            ef_search = self.ef_search

        num_threads: int | None | Unset
        if isinstance(self.num_threads, Unset):
            num_threads = UNSET
        else:
            num_threads = self.num_threads

        batch_size: int | None | Unset
        if isinstance(self.batch_size, Unset):
            batch_size = UNSET
        else:
            batch_size = self.batch_size

        sync_threshold: int | None | Unset
        if isinstance(self.sync_threshold, Unset):
            sync_threshold = UNSET
        else:
            sync_threshold = self.sync_threshold

        resize_factor: float | None | Unset
        if isinstance(self.resize_factor, Unset):
            resize_factor = UNSET
        else:
            resize_factor = self.resize_factor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if ef_construction is not UNSET:
            field_dict["ef_construction"] = ef_construction
        if max_neighbors is not UNSET:
            field_dict["max_neighbors"] = max_neighbors
        if ef_search is not UNSET:
            field_dict["ef_search"] = ef_search
        if num_threads is not UNSET:
            field_dict["num_threads"] = num_threads
        if batch_size is not UNSET:
            field_dict["batch_size"] = batch_size
        if sync_threshold is not UNSET:
            field_dict["sync_threshold"] = sync_threshold
        if resize_factor is not UNSET:
            field_dict["resize_factor"] = resize_factor

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_ef_construction(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ef_construction = _parse_ef_construction(d.pop("ef_construction", UNSET))

        def _parse_max_neighbors(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_neighbors = _parse_max_neighbors(d.pop("max_neighbors", UNSET))

        def _parse_ef_search(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ef_search = _parse_ef_search(d.pop("ef_search", UNSET))

        def _parse_num_threads(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        num_threads = _parse_num_threads(d.pop("num_threads", UNSET))

        def _parse_batch_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        batch_size = _parse_batch_size(d.pop("batch_size", UNSET))

        def _parse_sync_threshold(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        sync_threshold = _parse_sync_threshold(d.pop("sync_threshold", UNSET))

        def _parse_resize_factor(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        resize_factor = _parse_resize_factor(d.pop("resize_factor", UNSET))

        hnsw_index_config = cls(
            ef_construction=ef_construction,
            max_neighbors=max_neighbors,
            ef_search=ef_search,
            num_threads=num_threads,
            batch_size=batch_size,
            sync_threshold=sync_threshold,
            resize_factor=resize_factor,
        )

        hnsw_index_config.additional_properties = d
        return hnsw_index_config

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
